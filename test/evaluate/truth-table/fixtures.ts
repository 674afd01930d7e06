import path from 'node:path';
import { readModel } from '../../../src/classify/load-model.js';
import type { Manifest } from '../../../src/classify/manifest.js';
import type { RgbImage } from '../../../src/base/image.js';
import type { TruthTableOptions } from '../../../src/evaluate/truth-table/truth-table.js';
import {
  boxesCsv,
  cutOutCell,
  darkestPixel,
  discs,
  folderOf,
  grid,
  surroundedCell,
  type Disc,
} from '../fixtures.js';

export const clean = grid(10, 7);
export const sick = grid(10, 7, 17, 5);

const yolo = (cells: readonly Disc[]): string =>
  cells
    .map(({ x, y, radius }) => `1 ${x / 640} ${y / 480} ${(2 * radius) / 640} ${(2 * radius) / 480}`)
    .join('\n');

/** Evidence that a logistic with slope 1 turns into `score`. */
const logit = (score: number): number => Math.log(score / (1 - score));

/** Crops of four patients in two folds, C4 without an infected cell, and their listed scores. */
export const crops: readonly { file: string; infected: boolean; fold: number; score: number }[] = [
  { file: 'parasitized/C1P1ThinF_IMG_1_cell_8.png', infected: true, fold: 0, score: 0.47 },
  { file: 'uninfected/C1P1ThinF_IMG_1_cell_1.png', infected: false, fold: 0, score: 0.1 },
  { file: 'parasitized/C2P1ThinF_IMG_1_cell_8.png', infected: true, fold: 0, score: 0.9 },
  { file: 'parasitized/C3P1ThinF_IMG_1_cell_8.png', infected: true, fold: 1, score: 0.2 },
  { file: 'uninfected/C3P1ThinF_IMG_1_cell_1.png', infected: false, fold: 1, score: 0.6 },
  { file: 'uninfected/C4P1ThinF_IMG_1_cell_1.png', infected: false, fold: 1, score: 0.05 },
  { file: 'uninfected/C4P1ThinF_IMG_1_cell_2.png', infected: false, fold: 1, score: 0.7 },
];

/** All six sets in small: the table's numbers can be counted by hand. */
export async function researchFolder(): Promise<string> {
  const cells = crops.map(({ file, infected }): [string, RgbImage] => [
    `nih-cells/${file}`,
    cutOutCell(infected),
  ]);
  const fold = (of: (typeof crops)[number]): string =>
    `${of.file},${of.infected ? 'parasitized' : 'uninfected'},${of.fold}`;
  return folderOf({
    ...Object.fromEntries(cells),
    'nih-cells/manifest.csv': `file,label,fold\n${crops.map(fold).join('\n')}\n`,
    'falciparum-elsewhere/a.png': surroundedCell(true),
    'falciparum-elsewhere/b.png': surroundedCell(true, 24),
    'falciparum-elsewhere/c.png': surroundedCell(false),
    'falciparum-elsewhere/manifest.csv':
      'file,field,stage\na.png,0,ring\nb.png,1,schizont\nc.png,1,trophozoite\n',
    'vivax-fields/one.png': discs(640, 480, sick),
    'vivax-fields/two.png': discs(640, 480, clean),
    'vivax-fields/boxes.csv': boxesCsv({ 'one.png': sick, 'two.png': clean }),
    'normal-blood/images/a.png': discs(640, 480, clean),
    'normal-blood/images/b.png': discs(640, 480, sick),
    'normal-blood/labels/a.txt': yolo(clean),
    'normal-blood/labels/b.txt': yolo(sick.slice(0, 60)),
    'abnormal-blood/images/1.png': discs(640, 480, clean),
    'abnormal-blood/cells.csv': `file,x,y,kind\n${clean.map(({ x, y }) => `1.png,${x},${y},target cell`).join('\n')}`,
    'predictions.csv': predictionsCsv(),
  });
}

export function predictionsCsv(shift = 0): string {
  const row = (of: (typeof crops)[number]): string => `${of.file},${of.fold},${logit(of.score) + shift}`;
  return `file,fold,evidence\n${crops.map(row).join('\n')}\n`;
}

/** A manifest of a real model with the numbers that the fixtures need. */
export async function manifest(): Promise<Manifest> {
  const shipped = await readModel(path.resolve(import.meta.dirname, '../../../models/ringform-spots.json'));
  const { operating, balanced, training } = shipped.manifest;
  return {
    ...shipped.manifest,
    calibration: { slope: 1, offset: 0, fittedOn: 'nothing' },
    operating: { ...operating, value: 0.3 },
    balanced: { ...balanced, value: 0.15 },
    training: { ...training, heldOutFold: 0, patients: [] },
  };
}

export async function optionsFor(
  folder: string,
  more: Partial<TruthTableOptions> = {},
): Promise<TruthTableOptions> {
  return {
    classifier: darkestPixel(),
    manifest: await manifest(),
    thresholds: [{ name: 'operating', value: 0.3 }],
    predictions: path.join(folder, 'predictions.csv'),
    blocks: path.join(folder, 'blocks.json'),
    kinds: path.join(folder, 'kinds.csv'),
    tiles: 0,
    ...more,
  };
}
