import { findColumn, needColumn, numberIn, type CsvTable } from '../csv.js';
import type { LabelledFolder } from '../folder.js';
import { meaningOf } from '../labels.js';
import type { FieldTruth, LabelledField, TruthBox } from '../truth.js';
import { labelUses, otherLabelsNote } from './label-uses.js';
import { fileColumns, refuseEmpty, RowImages } from './rows.js';

interface FieldFacts {
  patient?: string;
  infected?: boolean;
  parasitizedCells?: number;
  annotatedCells?: { count: number; is: 'total' | 'lower_bound' };
}

/**
 * Whole fields with boxes.csv and perhaps fields.csv. A field's boxes count as complete unless fields.csv says that more cells
 * are annotated than have boxes.
 */
export function readBoxes(
  folder: LabelledFolder,
  table: CsvTable,
  fieldTable: CsvTable | undefined,
): FieldTruth {
  const fileColumn = needColumn(table, ['image', ...fileColumns]);
  const labelColumn = needColumn(table, ['label', 'class', 'kind']);
  const numbers = (['x', 'y', 'width', 'height'] as const).map((name) => needColumn(table, [name]));
  const images = new RowImages(folder, fileColumn);
  const boxes = new Map<string, TruthBox[]>();
  for (const row of table.rows) {
    const file = images.resolve(row);
    if (file === undefined) continue;
    const [x, y, width, height] = numbers.map((column) => numberIn(row, column));
    if (x === undefined || y === undefined || !(width! > 0) || !(height! > 0)) {
      images.problems.push({
        file,
        message: `line ${row.line} of the boxes is not x, y and a width and height above 0`,
      });
      continue;
    }
    const label = row.values[labelColumn];
    const box = { label, ...meaningOf(label), box: { x, y, width: width!, height: height! } };
    boxes.set(file, [...(boxes.get(file) ?? []), box]);
  }
  const facts =
    fieldTable === undefined ? new Map<string, FieldFacts>() : readFacts(folder, fieldTable, images);
  refuseEmpty(table, boxes.size, images.problems);
  const files = [...new Set([...boxes.keys(), ...facts.keys()])].sort();
  const fields = files.map((file): LabelledField => {
    const own = boxes.get(file) ?? [];
    const known = facts.get(file) ?? {};
    const redBoxes = own.filter((box) => box.kind === 'red').length;
    const complete =
      known.annotatedCells === undefined ? own.length > 0 : known.annotatedCells.count <= redBoxes;
    return { file, path: folder.at(file), unit: 'px', boxes: own, marks: [], complete, ...known };
  });
  const partial = fields.filter((field) => !field.complete).length;
  const labels = labelUses(fields.flatMap((field) => field.boxes));
  return {
    of: 'fields',
    layout: 'fields-with-boxes',
    recognisedBy: `whole fields with boxes, by boxes.csv${fieldTable === undefined ? '' : ' and fields.csv'}`,
    truthIs: 'boxes',
    notes: [
      completenessNote(fields.length, partial, fieldTable !== undefined),
      ...folder.unlabelledNote(new Set(files)),
      ...otherLabelsNote(labels),
    ],
    problems: images.problems,
    labels,
    fields,
  };
}

function completenessNote(fields: number, partial: number, haveFacts: boolean): string {
  if (partial === 0) {
    return haveFacts
      ? 'Every annotated cell has a box: boxes are taken as complete.'
      : 'Nothing says how many cells there are: the boxes are taken as complete, a cell without a box as a false detection.';
  }
  return (
    `In ${partial} of ${fields} fields fields.csv names more cells than have boxes: there only some cells are boxed, ` +
    'so precision and F1 cannot be had from them; their counts are compared with the annotated total where one is given.'
  );
}

function readFacts(folder: LabelledFolder, table: CsvTable, images: RowImages): Map<string, FieldFacts> {
  const fileColumn = needColumn(table, ['image', ...fileColumns]);
  const column = (name: string): string | undefined => findColumn(table, [name]);
  const [patient, infected, parasitized, annotated, annotatedIs] = [
    'patient', 'infected', 'parasitized_cells', 'annotated_cells', 'annotated_cells_is',
  ].map(column); // prettier-ignore
  const facts = new Map<string, FieldFacts>();
  for (const row of table.rows) {
    const file = folder.findImage(row.values[fileColumn]);
    if (file === undefined) {
      images.problems.push({
        file: row.values[fileColumn],
        message: 'is listed in fields.csv but not in the folder',
      });
      continue;
    }
    const of: FieldFacts = {};
    if (patient !== undefined && row.values[patient] !== '') of.patient = row.values[patient];
    const parasites = parasitized === undefined ? undefined : numberIn(row, parasitized);
    if (parasites !== undefined) of.parasitizedCells = parasites;
    const said = infected === undefined ? '' : row.values[infected].toLowerCase();
    if (['true', 'yes', '1'].includes(said)) of.infected = true;
    if (['false', 'no', '0'].includes(said)) of.infected = false;
    const count = annotated === undefined ? undefined : numberIn(row, annotated);
    if (count !== undefined) {
      // Without the word "total" a number of annotated cells promises no more than that many.
      const is =
        annotatedIs !== undefined && row.values[annotatedIs].toLowerCase() === 'total'
          ? 'total'
          : 'lower_bound';
      of.annotatedCells = { count, is };
    }
    facts.set(file, of);
  }
  return facts;
}
