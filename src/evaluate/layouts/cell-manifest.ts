import { findColumn, needColumn, type CsvTable } from '../csv.js';
import type { LabelledFolder } from '../folder.js';
import { fieldInName, infectionOf, patientInName } from '../labels.js';
import type { CellTruth, LabelledCell } from '../truth.js';
import { fileColumns, refuseEmpty, RowImages } from './rows.js';

/** Single cells listed in manifest.csv with a label; patient, field and fold where the columns are there. */
export function readCellManifest(folder: LabelledFolder, table: CsvTable): CellTruth {
  const fileColumn = needColumn(table, fileColumns);
  const labelColumn = needColumn(table, ['label', 'class']);
  const [patientColumn, fieldColumn, foldColumn, stageColumn] = ['patient', 'field', 'fold', 'stage'].map(
    (name) => findColumn(table, [name]),
  );
  const images = new RowImages(folder, fileColumn);
  const cells: LabelledCell[] = [];
  const seen = new Set<string>();
  for (const row of table.rows) {
    const file = images.resolve(row);
    if (file === undefined) continue;
    const infection = infectionOf(row.values[labelColumn]);
    if (infection === undefined) {
      images.problems.push({
        file,
        message: `line ${row.line}: label "${row.values[labelColumn]}" is neither infected nor uninfected`,
      });
      continue;
    }
    if (seen.has(file)) {
      images.problems.push({ file, message: `line ${row.line} lists it again; the first line is used` });
      continue;
    }
    seen.add(file);
    const value = (column: string | undefined): string | undefined =>
      column === undefined || row.values[column] === '' ? undefined : row.values[column];
    const patient = value(patientColumn) ?? patientInName(file);
    const field = value(fieldColumn) ?? fieldInName(file);
    const fold = value(foldColumn);
    const stage = infection.stage ?? (infection.infected ? value(stageColumn) : undefined);
    cells.push({
      file,
      path: folder.at(file),
      infected: infection.infected,
      ...(stage !== undefined && { stage }),
      ...(patient !== undefined && { patient }),
      ...(field !== undefined && { field }),
      ...(fold !== undefined && { fold }),
    });
  }
  refuseEmpty(table, cells.length, images.problems);
  const notes = [
    ...(patientColumn === undefined ? [patientsFromNames(cells)] : []),
    ...folder.unlabelledNote(seen),
  ];
  return {
    of: 'cells',
    layout: 'cell-manifest',
    recognisedBy: 'single cells, by manifest.csv with a label column',
    notes,
    problems: images.problems,
    cells,
  };
}

/** Says how many cells' patients could be read from their file names. */
export function patientsFromNames(cells: readonly LabelledCell[]): string {
  const known = cells.filter((cell) => cell.patient !== undefined).length;
  if (known === cells.length) return 'Patients are read from the file names.';
  if (known === 0)
    return 'Patients are not known: the intervals treat cells as if each came from a patient of its own, and are too narrow.';
  return `Patients are read from the file names; ${cells.length - known} of ${cells.length} cells have none.`;
}
