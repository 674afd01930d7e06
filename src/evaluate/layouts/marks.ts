import { findColumn, needColumn, numberIn, type CsvTable } from '../csv.js';
import type { LabelledFolder } from '../folder.js';
import { meaningOfMark } from '../labels.js';
import type { FieldTruth, LabelledField, TruthMark } from '../truth.js';
import { labelUses } from './label-uses.js';
import { fileColumns, refuseEmpty, RowImages } from './rows.js';

/** From this many marks on nearly every cell of an image is taken to be marked. */
export const completeFromMarks = 60;

/** Whole fields with a mark in the middle of cells, listed in cells.csv. */
export function readMarks(folder: LabelledFolder, table: CsvTable): FieldTruth {
  const fileColumn = needColumn(table, fileColumns);
  const xColumn = needColumn(table, ['x']);
  const yColumn = needColumn(table, ['y']);
  const kindColumn = findColumn(table, ['kind', 'label', 'class']);
  const images = new RowImages(folder, fileColumn);
  const marks = new Map<string, TruthMark[]>();
  for (const row of table.rows) {
    const file = images.resolve(row);
    if (file === undefined) continue;
    const x = numberIn(row, xColumn);
    const y = numberIn(row, yColumn);
    if (x === undefined || y === undefined) {
      images.problems.push({ file, message: `line ${row.line} of the marks has no x and y` });
      continue;
    }
    const label = kindColumn === undefined ? 'red_blood_cell' : row.values[kindColumn];
    marks.set(file, [...(marks.get(file) ?? []), { label, ...meaningOfMark(label), x, y }]);
  }
  refuseEmpty(table, marks.size, images.problems);
  // Images without a mark are fields too: they tell nothing of segmentation, but their cells tell of false positives.
  const fields = folder.images.map((file): LabelledField => {
    const own = marks.get(file) ?? [];
    return {
      file,
      path: folder.at(file),
      unit: 'px',
      boxes: [],
      marks: own,
      complete: own.length >= completeFromMarks,
    };
  });
  const complete = fields.filter((field) => field.complete).length;
  return {
    of: 'fields',
    layout: 'fields-with-marks',
    recognisedBy: 'whole fields with marked cells, by cells.csv',
    truthIs: 'marks',
    notes: [
      `${complete} of ${fields.length} images have ${completeFromMarks} marks or more and are taken as marked completely; ` +
        'the others count for false positives only.',
    ],
    problems: images.problems,
    labels: labelUses(fields.flatMap((field) => field.marks)),
    fields,
  };
}
