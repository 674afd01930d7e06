import { cellId } from './cell-id.js';
import type { ReviewSheet } from './review-sheet.js';

/** The columns that are read back; the others are there for the reader's eyes. */
export const SHEET_COLUMNS = {
  slide: 'slide',
  cell: 'cell',
  label: 'label',
  note: 'note',
  shown: 'shown',
} as const;

/** How a slide's id stands in a sheet: letters first, so that no spreadsheet takes an id of digits for a number. */
export const sheetSlide = (id: string): string => `id-${id}`;

/**
 * The sheet to be filled in: a line a cell, `label` and `note` empty. UTF-8 with a byte order mark, commas. Every value is one of
 * the program's own making: none can be taken for a formula.
 */
export function sheetCsv({ slide, blind, cells }: ReviewSheet): string {
  const { slide: slideColumn, cell, label, note, shown } = SHEET_COLUMNS;
  const head = [slideColumn, 'number', cell, label, note, shown, 'picture'];
  const lines = cells.map((one, i) =>
    [
      ...[sheetSlide(slide.id), i + 1, cellId(one), '', '', blind ? 'blind' : 'device', one.picture.from],
      ...(blind ? [] : [one.infected ? 'infected' : 'not infected', one.score.toFixed(4)]),
    ].join(','),
  );
  return `\uFEFF${[[...head, ...(blind ? [] : ['device', 'score'])].join(','), ...lines].join('\r\n')}\r\n`;
}
