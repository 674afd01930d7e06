import { spreadsheetSafe } from '../base/spreadsheet-text.js';
import type { Dated } from '../clock/dating.js';
import type { Interval, SlideResult } from '../counting/result.js';
import type { SlideSummary } from './slide-summary.js';

type Cell = string | number | undefined;

const columns: readonly (readonly [name: string, cell: (of: SlideSummary) => Cell])[] = [
  ['label', ({ slide }) => spreadsheetSafe(slide.label)],
  ['id', ({ slide }) => slide.id],
  ['date', ({ begun }) => (begun.kind === 'known' ? iso(begun.wallClockMs) : undefined)],
  ['date_trust', ({ begun }) => dateTrust(begun)],
  ['not_before', ({ begun }) => ('earliestMs' in begun ? iso(begun.earliestMs) : undefined)],
  ['not_after', ({ begun }) => ('latestMs' in begun ? iso(begun.latestMs) : undefined)],
  ['state', ({ state }) => state],
  ['fields', ({ fields }) => fields],
  ['fields_counted', ({ slide }) => slide.tally.fields],
  ['unreadable', ({ unreadable }) => unreadable],
  ['red_cells', ({ slide }) => slide.tally.redCells],
  ['called_infected', ({ slide }) => slide.tally.infected],
  ...intervalColumns('percent', ({ parasitaemia }) => parasitaemia, 100),
  ...intervalColumns('per_ul', ({ perMicrolitre }) => perMicrolitre, 1),
  ['verdict', ({ result }) => result?.verdict],
  ['stopped', ({ result }) => result?.stopped ?? 'still-counting'],
  ['result_by', ({ author }) => author && spreadsheetSafe(author)],
  ['model_sha256', ({ slide }) => spreadsheetSafe(slide.model.sha256)],
  [
    'quality',
    ({ notes }) => spreadsheetSafe(notes.map(({ note, fields }) => `${fields}x ${note}`).join(' | ')),
  ],
];

/**
 * One line a slide under a line of column names, for a spreadsheet (RFC 4180, UTF-8 with a byte order mark, which is how Excel tells
 * it). `date` only where a trusted clock vouches for it; numbers only where there is a result. Texts are harmless, see
 * `spreadsheetSafe`.
 */
export function slidesCsv(slides: readonly SlideSummary[]): string {
  const lines = [
    columns.map(([name]) => name).join(','),
    ...slides.map((slide) => columns.map(([, cell]) => quoted(cell(slide))).join(',')),
  ];
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

export type DateTrust = Exclude<Dated['kind'], 'known'> | Extract<Dated, { kind: 'known' }>['by'];

/** How the date of a slide is known; `network` and `rtc` name the clock. */
export function dateTrust(dated: Dated): DateTrust {
  return dated.kind === 'known' ? dated.by : dated.kind;
}

function intervalColumns(
  name: string,
  of: (result: SlideResult) => Interval,
  scale: number,
): [string, (of: SlideSummary) => Cell][] {
  return (['low', 'value', 'high'] as const).map((part) => [
    `${name}_${part}`,
    ({ result }) =>
      result === undefined || result.verdict === 'no-result'
        ? undefined
        : Number((of(result)[part] * scale).toPrecision(6)),
  ]);
}

function quoted(cell: Cell): string {
  if (cell === undefined) return '';
  const text = String(cell);
  return /[",\r\n;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
