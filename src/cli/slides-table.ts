import { grouped } from '../counting/rounding.js';
import { wordsOf } from '../report/date-words.js';
import { powerWords } from '../report/power-words.js';
import { resultWords, type SlideSummary } from '../report/slide-summary.js';
import { printable } from './printable.js';
import { textTable } from './text-table.js';

const HEAD = ['label', 'id', 'begun', 'state', 'fields', 'red cells', 'result', 'battery', 'model'];

/** The slides for a terminal, a line each. */
export function slidesTable(slides: readonly SlideSummary[]): string {
  const rows = slides.map((of) => {
    const { slide, result, power } = of;
    const revised = of.author === undefined || of.author === 'device' ? '' : ', revised';
    return [
      printable(slide.label),
      slide.id.slice(0, 8),
      wordsOf(of.begun, slide.at),
      of.state,
      grouped(slide.tally.fields),
      grouped(slide.tally.redCells),
      result ? `${resultWords(result)}${revised}` : 'still counting',
      power ? powerWords(power) : '–',
      `${printable(slide.model.name)} (${slide.model.sha256.slice(0, 8)})`,
    ];
  });
  return `${textTable(HEAD, rows, '<<<<>><<<')}\n`;
}
