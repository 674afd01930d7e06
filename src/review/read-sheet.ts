import { InputError } from '../base/errors.js';
import { unreadable } from '../capture/decode.js';
import { nearestName } from '../config/nearest-name.js';
import { findColumn, needColumn, readCsv, type CsvRow, type CsvTable } from '../evaluate/csv.js';
import { CELL_LABELS, type CellLabel, type NewCellReview } from '../store/review-ledger.js';
import type { StoredSlide } from '../store/slide-store.js';
import { cellId, parseCellId, type CellPlace } from './cell-id.js';
import { SHEET_COLUMNS, sheetSlide } from './sheet-csv.js';

/** What a line of a filled sheet says. */
export type SheetWord = Pick<NewCellReview, 'ordinal' | 'cell' | 'label' | 'note' | 'blind'>;

export interface FilledSheet {
  readonly words: readonly SheetWord[];
  /** Lines without a label: cells not looked at. */
  readonly empty: number;
}

/** What people write for a label; nearness of letters would take "infected" for "uninfected". */
const MEANT: Readonly<Record<string, CellLabel>> = {
  infected: 'parasitized',
  positive: 'parasitized',
  parasite: 'parasitized',
  ring: 'parasitized',
  trophozoite: 'parasitized',
  schizont: 'parasitized',
  gametocyte: 'parasitized',
  negative: 'uninfected',
  'not-infected': 'uninfected',
  normal: 'uninfected',
  clean: 'uninfected',
  platelet: 'not-a-red-cell',
  'white-cell': 'not-a-red-cell',
  debris: 'not-a-red-cell',
  artefact: 'not-a-red-cell',
  artifact: 'not-a-red-cell',
  '?': 'unsure',
  unknown: 'unsure',
  doubtful: 'unsure',
};
/** Problems told at once; a file that is another one altogether has as many as lines. */
const TOLD = 20;

/**
 * Reads a filled sheet of `slide`. All of it is good or none is taken: unknown cells, unknown labels, lines of another slide and cells
 * labelled twice are told by their lines.
 *
 * @throws InputError review-sheet-refused; those of `readCsv` and of a file that cannot be read.
 */
export async function readSheet(
  path: string,
  slide: StoredSlide,
  isCell: (place: CellPlace) => boolean,
): Promise<FilledSheet> {
  const table = await tableOf(path);
  const read = columnsOf(table);
  const problems: string[] = [];
  const words = new Map<string, { readonly word: SheetWord; readonly line: number }>();
  let empty = 0;
  for (const row of table.rows) {
    const line = read(row);
    const told = checkLine(line, slide, isCell);
    if (typeof told === 'string') problems.push(`line ${row.line}: ${told}`);
    else if (told === undefined) empty++;
    else {
      const id = cellId(told);
      const before = words.get(id);
      if (before === undefined) words.set(id, { word: told, line: row.line });
      else if (before.word.label !== told.label || before.word.note !== told.note)
        problems.push(`line ${row.line}: ${id} was labelled otherwise in line ${before.line}`);
    }
  }
  if (problems.length > 0) throw refused(path, problems);
  return { words: [...words.values()].map(({ word }) => word), empty };
}

type SheetLine = Readonly<Record<keyof typeof SHEET_COLUMNS, string>>;

/** What is wrong with a line; undefined where it has no label. */
function checkLine(
  line: SheetLine,
  slide: StoredSlide,
  isCell: (place: CellPlace) => boolean,
): SheetWord | string | undefined {
  if (line.slide !== '' && line.slide.toLowerCase() !== sheetSlide(slide.id))
    return `it belongs to another slide, ${quoted(line.slide)}`;
  if (line.label === '') return undefined;
  const place = parseCellId(line.cell);
  if (place === undefined) return `${quoted(line.cell)} is no name of a cell, such as F4C17`;
  if (!isCell(place)) return `this slide has no cell ${cellId(place)}`;
  const plain = line.label.toLowerCase().replaceAll(/[\s_-]+/g, '-');
  const label = CELL_LABELS.find((known) => known === plain);
  if (label === undefined) {
    const meant = Object.hasOwn(MEANT, plain) ? MEANT[plain] : nearestName(plain, CELL_LABELS);
    return `${quoted(line.label)} is no label${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  }
  if (line.shown !== '' && line.shown !== 'blind' && line.shown !== 'device')
    return `${quoted(line.shown)} under "shown"; it is blind or device, as the sheet was made`;
  return { ...place, label, note: line.note, blind: line.shown === 'blind' };
}

function refused(path: string, problems: readonly string[]): InputError {
  const more = problems.length > TOLD ? [`and ${problems.length - TOLD} more`] : [];
  return new InputError(
    'review-sheet-refused',
    `${path}: nothing was taken, because of\n    ${[...problems.slice(0, TOLD), ...more].join('\n    ')}`,
    `Mend these lines and take the file again. Labels: ${CELL_LABELS.join(', ')}; an empty one is passed over.`,
  );
}

async function tableOf(path: string): Promise<CsvTable> {
  try {
    return await readCsv(path);
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? unreadable(path, error) : error;
  }
}

function columnsOf(table: CsvTable): (row: CsvRow) => SheetLine {
  const cell = needColumn(table, [SHEET_COLUMNS.cell]);
  const label = needColumn(table, [SHEET_COLUMNS.label]);
  const slide = needColumn(table, [SHEET_COLUMNS.slide]);
  const note = findColumn(table, [SHEET_COLUMNS.note]);
  const shown = findColumn(table, [SHEET_COLUMNS.shown]);
  return ({ values }) => ({
    slide: values[slide],
    cell: values[cell],
    label: values[label],
    note: note === undefined ? '' : values[note],
    shown: shown === undefined ? '' : values[shown].toLowerCase(),
  });
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 60));
