import type { Interval, SlideResult } from '../counting/result.js';
import { density, grouped, percent } from '../counting/rounding.js';
import { escapeHtml } from './escape.js';

/** The numbers of a result as cards, and the interval as a bar. */
export function figures(result: SlideResult): string {
  const estimates: [string, string, string][] =
    result.verdict === 'no-result'
      ? [['Parasitaemia', '–', 'too few red cells were counted to say']]
      : [
          [
            'Parasitaemia',
            percent(result.parasitaemia.value, 'nearest'),
            interval(result.parasitaemia, percent),
          ],
          [
            'Parasites per µL',
            density(result.perMicrolitre.value, 'nearest'),
            interval(result.perMicrolitre, density),
          ],
        ];
  const cards: [string, string, string][] = [
    ...estimates,
    [
      'Red cells counted',
      grouped(result.redCells),
      `in ${grouped(result.fields)} ${result.fields === 1 ? 'field' : 'fields'}`,
    ],
    ['Called infected', grouped(result.infected), 'before correction for the classifier'],
    ...stainCard(result),
    [
      'Red cells per µL',
      grouped(result.redCellsPerMicrolitre.value),
      result.redCellsPerMicrolitre.source === 'assumed' ? 'assumed, not measured' : 'measured',
    ],
  ];
  return `<section class="cards">${cards
    .map(
      ([name, value, note]) =>
        `<div class="card"><h2>${escapeHtml(name)}</h2><p class="value">${escapeHtml(value)}</p><p class="note">${escapeHtml(note)}</p></div>`,
    )
    .join('')}</section>
${intervalBar(result)}`;
}

function stainCard({ stain }: SlideResult): [string, string, string][] {
  if (!stain) return [];
  const note = `of red cells carry dark dots${stain.dirty ? ': dirty stain, make a new slide' : ''}`;
  return [['Stain deposits', percent(stain.dotted, 'nearest'), note]];
}

function interval(of: Interval, words: typeof percent): string {
  return `95 % interval ${words(of.low, 'down')} – ${words(of.high, 'up')}`;
}

/** The interval per µL on a logarithmic axis from 10 to 1,000,000, with the 2 % and 10 % severity marks. */
function intervalBar(result: SlideResult): string {
  if (result.verdict === 'no-result') return '';
  const width = 720;
  const at = (perMicrolitre: number): number =>
    30 + ((Math.log10(Math.min(1e6, Math.max(10, perMicrolitre))) - 1) / 5) * (width - 60);
  const perCell = result.redCellsPerMicrolitre.value;
  const ticks = [10, 100, 1000, 10000, 100000, 1000000]
    .map(
      (value) =>
        `<line x1="${at(value).toFixed(1)}" x2="${at(value).toFixed(1)}" y1="34" y2="42" stroke="#888"/><text x="${at(value).toFixed(1)}" y="58" text-anchor="middle">${grouped(value)}</text>`,
    )
    .join('');
  const marks = [0.02, 0.1]
    .map(
      (share) =>
        `<line x1="${at(share * perCell).toFixed(1)}" x2="${at(share * perCell).toFixed(1)}" y1="8" y2="38" stroke="#c33" stroke-dasharray="3 3"/><text x="${at(share * perCell).toFixed(1)}" y="8" text-anchor="middle" fill="#a22">${(share * 100).toFixed(0)} %</text>`,
    )
    .join('');
  const left = at(result.perMicrolitre.low);
  const right = at(result.perMicrolitre.high);
  const point =
    result.perMicrolitre.value > 0
      ? `<circle cx="${at(result.perMicrolitre.value).toFixed(1)}" cy="30" r="6" fill="#111"/>`
      : '';
  return `<figure class="bar"><svg viewBox="0 0 ${width} 64" role="img" aria-label="95 % interval, parasites per microlitre, logarithmic">
<line x1="30" x2="${width - 30}" y1="38" y2="38" stroke="#888"/>${ticks}${marks}
<rect x="${left.toFixed(1)}" y="25" width="${Math.max(2, right - left).toFixed(1)}" height="10" rx="5" fill="#5b7db1"/>${point}</svg>
<figcaption>Parasites per µL, logarithmic. Bar: 95 % interval; what lies left of 10 is drawn at 10. Dashed: 2 % and 10 % of red cells.</figcaption></figure>`;
}
