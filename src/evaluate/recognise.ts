import { InputError } from '../base/errors.js';
import { readCsv } from './csv.js';
import { LabelledFolder } from './folder.js';
import { readBoxes } from './layouts/boxes.js';
import { readCellManifest } from './layouts/cell-manifest.js';
import { readMarks } from './layouts/marks.js';
import { archiveClasses, readNihArchive } from './layouts/nih-archive.js';
import { readSurroundings } from './layouts/surroundings.js';
import { readYolo, yoloLabelFiles } from './layouts/yolo.js';
import type { Truth } from './truth.js';

/** The layouts in the order in which they are looked for, for help texts and the error about an unknown one. */
export const knownLayouts: readonly string[] = [
  'manifest.csv with columns file, label (and perhaps patient, field, fold): images of single cells',
  'manifest.csv with columns file, stage (and perhaps field): single infected cells with their surroundings',
  'boxes.csv with columns image, label, x, y, width, height (and perhaps fields.csv): whole fields with boxes',
  'cells.csv with columns file, x, y (and perhaps kind): whole fields with a mark on each cell',
  'folders images/ and labels/*.txt (and perhaps classes.txt or data.yaml): whole fields with YOLO boxes',
  'folders Parasitized/ and Uninfected/: single cells, as in the NIH archive',
];

/**
 * Finds out by itself how a folder is labelled and reads the labels; opens no image. Throws InputError when no known layout
 * fits (its message lists them), or when a table lacks a column (named).
 */
export async function recognise(path: string): Promise<Truth> {
  const folder = await LabelledFolder.open(path);
  const manifest = folder.topFile('manifest.csv');
  if (manifest !== undefined) {
    const table = await readCsv(folder.at(manifest));
    const stagesOnly = !table.columns.includes('label') && table.columns.includes('stage');
    return stagesOnly ? readSurroundings(folder, table) : readCellManifest(folder, table);
  }
  const boxes = folder.topFile('boxes.csv');
  if (boxes !== undefined) {
    const fields = folder.topFile('fields.csv');
    return readBoxes(
      folder,
      await readCsv(folder.at(boxes)),
      fields === undefined ? undefined : await readCsv(folder.at(fields)),
    );
  }
  const marks = folder.topFile('cells.csv');
  if (marks !== undefined) return readMarks(folder, await readCsv(folder.at(marks)));
  if (yoloLabelFiles(folder).length > 0) return readYolo(folder);
  if (archiveClasses(folder) !== undefined) return readNihArchive(folder);
  throw new InputError(
    'layout-unknown',
    `${path} is in none of the layouts that are understood:\n${knownLayouts.map((layout) => `  - ${layout}`).join('\n')}`,
    'Name the folder that holds the table or the label folders itself, or bring the labels into one of these layouts.',
  );
}
