import { findColumn, needColumn, type CsvTable } from '../csv.js';
import type { LabelledFolder } from '../folder.js';
import type { CellTruth, LabelledCell } from '../truth.js';
import { fileColumns, refuseEmpty, RowImages } from './rows.js';

/** Single infected cells with a margin of their surroundings, listed in manifest.csv with the parasite's stage. */
export function readSurroundings(folder: LabelledFolder, table: CsvTable): CellTruth {
  const fileColumn = needColumn(table, fileColumns);
  const stageColumn = needColumn(table, ['stage']);
  const fieldColumn = findColumn(table, ['field']);
  const patientColumn = findColumn(table, ['patient']);
  const images = new RowImages(folder, fileColumn);
  const cells: LabelledCell[] = [];
  for (const row of table.rows) {
    const file = images.resolve(row);
    if (file === undefined) continue;
    const stage = row.values[stageColumn].toLowerCase();
    const field = fieldColumn === undefined ? '' : row.values[fieldColumn];
    const patient = patientColumn === undefined ? '' : row.values[patientColumn];
    cells.push({
      file,
      path: folder.at(file),
      infected: true,
      ...(stage !== '' && { stage }),
      ...(field !== '' && { field }),
      ...(patient !== '' && { patient }),
    });
  }
  refuseEmpty(table, cells.length, images.problems);
  return {
    of: 'cells',
    layout: 'cells-in-surroundings',
    recognisedBy: 'single infected cells with their surroundings, by manifest.csv with a stage and no label',
    notes: [
      'The table gives a stage for every cell and no label: all are taken as infected, so there is no specificity and no AUC.',
      ...folder.unlabelledNote(new Set(cells.map((cell) => cell.file))),
    ],
    problems: images.problems,
    cells,
  };
}
