import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { InputError } from '../base/errors.js';

/** A table with a header row; column names are lower case. */
export interface CsvTable {
  readonly path: string;
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
}

export interface CsvRow {
  /** Line in the file, 1-based, for messages. */
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Reads a CSV file with a header row: comma, semicolon or tab (whichever the header row holds most of), quotes, any line
 * ending, UTF-8 or UTF-16 with or without a byte order mark. Throws InputError when it cannot be read as such.
 */
export async function readCsv(path: string): Promise<CsvTable> {
  const text = decode(await readFile(path));
  const header = text.split(/\r\n|\n|\r/, 1)[0];
  const separators = [',', ';', '\t'];
  const delimiter = separators.reduce((best, next) =>
    count(header, next) > count(header, best) ? next : best,
  );
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      delimiter,
      bom: true,
      trim: true,
      info: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      relax_column_count_less: true,
    }) as unknown as typeof records;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new InputError('csv-unreadable', `${path}: ${cause.message}`, 'Mend that line of the file.', {
      cause,
    });
  }
  if (records.length === 0) {
    throw new InputError('csv-empty', `${path} is empty`, 'It must start with a row of column names.');
  }
  const columns = records[0].record.map((name) => name.toLowerCase());
  const twice = columns.find((name, i) => name !== '' && columns.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new InputError(
      'csv-column-twice',
      `${path} has two columns named "${twice}"`,
      'Rename one of them.',
    );
  }
  const rows = records.slice(1).map(({ record, info }) => ({
    line: info.lines,
    values: Object.fromEntries(columns.map((name, i) => [name, record.at(i) ?? ''])),
  }));
  return { path, columns, rows };
}

function decode(bytes: Buffer): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Name of the first of `names` that the table has, or undefined. */
export function findColumn(table: CsvTable, names: readonly string[]): string | undefined {
  return names.find((name) => table.columns.includes(name));
}

/** As `findColumn`, but a column that is missing is an InputError that names it. */
export function needColumn(table: CsvTable, names: readonly string[]): string {
  const found = findColumn(table, names);
  if (found !== undefined) return found;
  throw new InputError(
    'csv-column-missing',
    `${table.path} has no column "${names[0]}" (it has: ${table.columns.join(', ')})`,
    `Add a column named ${names.map((name) => `"${name}"`).join(' or ')}.`,
  );
}

/** A finite number from a cell, or undefined when it holds none. */
export function numberIn(row: CsvRow, column: string): number | undefined {
  const text = row.values[column];
  if (text === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
