import type { Moment } from '../clock/moment.js';
import { dateOf } from '../clock/dating.js';
import { bootWords, dateWords, wordsOf, writtenWords } from './date-words.js';
import type { PageField } from './page-fields.js';
import { powerWords } from './power-words.js';
import { slidePage } from './slide-page.js';
import type { StoredPictures } from './stored-pictures.js';
import type { SlideFromStore } from './stored-slide.js';

/** The page of a slide from the store alone; `now` says when it is written. */
export function storedPage(from: SlideFromStore, pictures: StoredPictures, now: Moment): string {
  const { slide, fields, unreadable, revisions, result, model, anchors } = from;
  const written = writtenWords(now);
  return slidePage({
    title: slide.label,
    slideId: slide.id,
    ...(written !== undefined && { writtenAt: written }),
    ...(result && { result }),
    ...(slide.state === 'open' && { progress: slide.tally }),
    model,
    fields: fields.map((field): PageField => ({ ...field, taken: takenWords(from, field) })),
    unreadable,
    overlays: pictures.overlays,
    cells: pictures.cells,
    ...(pictures.overlaysNote !== undefined && { overlaysNote: pictures.overlaysNote }),
    ...(pictures.cellsNote !== undefined && { cellsNote: pictures.cellsNote }),
    facts: factsOf(from),
    revisions: revisions.map((revision) => ({
      author: revision.author,
      when: dateWords(revision, anchors),
      note: revision.note,
      statement: revision.result.wording[0] ?? revision.result.verdict,
    })),
  });
}

/** A date, or the time since the boot's start: the span between two dates says too little in a line a field. */
function takenWords({ anchors }: SlideFromStore, field: SlideFromStore['fields'][number]): string {
  const dated = dateOf(field, anchors);
  return dated.kind === 'known' ? wordsOf(dated, field.at) : bootWords(field.at);
}

function factsOf({ slide, fields, unreadable, revisions, anchors }: SlideFromStore): [string, string][] {
  const power = fields.findLast((field) => field.power !== undefined)?.power;
  const leftOut = fields.filter(({ accepted }) => !accepted).length;
  const own = revisions.at(0);
  return [
    ['Label', slide.label],
    ['Begun', dateWords(slide, anchors)],
    ...(own ? ([['Finished', dateWords(own, anchors)]] satisfies [string, string][]) : []),
    [
      'State',
      slide.state === 'open'
        ? 'still counting'
        : slide.acceptedAt
          ? 'finished, result accepted'
          : 'finished, result not accepted yet',
    ],
    ['Fields', `${slide.tally.fields} counted, ${leftOut} left out, ${unreadable.length} not readable`],
    ...(power ? ([['Battery at the last field', powerWords(power)]] satisfies [string, string][]) : []),
  ];
}
