import { InputError } from '../../base/errors.js';
import type { CsvRow, CsvTable } from '../csv.js';
import type { LabelledFolder } from '../folder.js';
import type { Problem } from '../truth.js';

/** Names that the column with the image's file name may have. */
export const fileColumns = ['file', 'image', 'filename', 'file_name'];

/** Resolves the image a row names; a row whose image is missing becomes one problem per image, and is passed over. */
export class RowImages {
  readonly problems: Problem[] = [];
  private readonly missing = new Set<string>();
  private readonly folder: LabelledFolder;
  private readonly column: string;

  constructor(folder: LabelledFolder, column: string) {
    this.folder = folder;
    this.column = column;
  }

  resolve(row: CsvRow): string | undefined {
    const name = row.values[this.column];
    if (name === '') {
      this.problems.push({ file: '', message: `line ${row.line} names no image` });
      return undefined;
    }
    const found = this.folder.findImage(name);
    if (found === undefined && !this.missing.has(name)) {
      this.missing.add(name);
      this.problems.push({ file: name, message: 'is listed but not in the folder' });
    }
    return found;
  }
}

/** Throws InputError when nothing usable was read from a table. */
export function refuseEmpty(table: CsvTable, found: number, problems: readonly Problem[]): void {
  if (found > 0) return;
  const first = problems.length > 0 ? `; first problem: ${problems[0].file} ${problems[0].message}` : '';
  throw new InputError(
    'nothing-labelled',
    `${table.path} labels no image that is in the folder${first}`,
    'Check the file names in the table.',
  );
}
