import { decodeImage, readImageFile } from '../capture/decode.js';
import { InputError } from '../base/errors.js';
import type { RgbImage } from '../base/image.js';
import type { CellClassifier } from '../classify/classifier.js';
import { cropCutOut, cropSurrounded, cutOutDiameter, median, surroundedDiameter } from '../imaging/crop.js';
import type { CellBatch, CropSpec } from '../imaging/crop-spec.js';
import { groupBy } from '../base/group-by.js';
import { progressReporter, type EvaluateOptions } from './options.js';
import type { ClassifiedCell } from './summarise-cells.js';
import type { LabelledCell, Problem } from './truth.js';

const batchSize = 64;
/** Decoded images of one group are kept between measuring and cropping up to this many; larger groups are decoded twice. */
const keptImages = 1000;

interface OpenedCell {
  readonly cell: LabelledCell;
  readonly image: RgbImage | undefined;
  readonly cutOut: boolean;
  /** Equivalent diameter of the cell's mask, px. */
  readonly diameter: number;
}

/**
 * Scores single cells. The scale of a crop is the median diameter over the cells of the same patient (else field, else the
 * cell's own), as the weights were fitted. Whether a cell is cut out on black or has surroundings is seen from the image.
 */
export async function classifyCells(
  cells: readonly LabelledCell[],
  classifier: CellClassifier,
  options: EvaluateOptions,
): Promise<{ classified: ClassifiedCell[]; problems: Problem[]; cutOut: number }> {
  const report = progressReporter(options, cells.length, 'cell');
  const problems: Problem[] = [];
  const classified: ClassifiedCell[] = [];
  let cutOut = 0;
  let done = 0;
  report(0);
  // Cells without patient and field are groups of one; they are batched together.
  const batches = new Batches(classifier, (cell, score) => classified.push({ ...cell, score }));
  for await (const one of cropLabelledCells(cells, classifier.model.crop, options.signal)) {
    if ('message' in one) {
      problems.push(one);
    } else {
      if (one.cutOut) cutOut++;
      await batches.add(one.cell, one.crop);
    }
    done++;
    report(done);
  }
  await batches.flush();
  report(done);
  return { classified, problems, cutOut };
}

/** A labelled cell as the net sees it. */
export interface CroppedCell {
  readonly cell: LabelledCell;
  readonly crop: CellBatch;
  /** Cut out on black; otherwise with surroundings. */
  readonly cutOut: boolean;
}

/** Crops single cells at the scale of their patient (else field, else their own); what cannot be read is yielded as a problem. */
export async function* cropLabelledCells(
  cells: readonly LabelledCell[],
  spec: CropSpec,
  signal?: AbortSignal,
): AsyncGenerator<CroppedCell | Problem> {
  const groups = groupBy(cells, (cell) => cell.patient ?? cell.field ?? cell.file);
  for (const group of groups.values()) {
    const opened: OpenedCell[] = [];
    for await (const one of ahead(group, open)) {
      if ('message' in one) yield one;
      else opened.push(group.length > keptImages ? { ...one, image: undefined } : one);
      signal?.throwIfAborted();
    }
    const diameter = median(opened.map((one) => one.diameter));
    for (const { cell, image, cutOut } of opened) {
      const crop = cropOf(image ?? (await decode(cell)), cutOut, spec, diameter);
      yield { cell, crop, cutOut };
    }
  }
}

/** Results of `task` in the order of the items; a few tasks run ahead, so that files are decoded while cells are measured. */
async function* ahead<T, R>(items: readonly T[], task: (item: T) => Promise<R>): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  for (const item of items) {
    const started = task(item);
    // Its failure is thrown in its turn below; until then it must not count as unhandled.
    started.catch(() => undefined);
    running.push(started);
    if (running.length > 4) yield await running.shift()!;
  }
  while (running.length > 0) yield await running.shift()!;
}

async function open(cell: LabelledCell): Promise<OpenedCell | Problem> {
  try {
    const image = await decode(cell);
    const cutOut = isCutOut(image);
    const diameter = cutOut ? cutOutDiameter(image) : surroundedDiameter(image);
    if (diameter > 0) return { cell, image, cutOut, diameter };
    return { file: cell.file, message: 'shows no cell' };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { file: cell.file, message: error.message };
  }
}

/** Throws InputError when the file cannot be read as an image. */
export async function decode(cell: Pick<LabelledCell, 'path'>): Promise<RgbImage> {
  return decodeImage(await readImageFile(cell.path));
}

function cropOf(image: RgbImage, cutOut: boolean, spec: CropSpec, diameter: number): CellBatch {
  return cutOut ? cropCutOut(image, spec, diameter) : cropSurrounded(image, spec, diameter);
}

/**
 * Whether a cell is cut out on black: at least three of the four corners are black (no channel above 16, as `cropCutOut`
 * takes black), which no stained background is.
 */
export function isCutOut(image: RgbImage): boolean {
  const { width, height, data } = image;
  const corners = [0, width - 1, (height - 1) * width, height * width - 1];
  return (
    corners.filter((at) => data[3 * at] <= 16 && data[3 * at + 1] <= 16 && data[3 * at + 2] <= 16).length >= 3
  );
}

/** Collects single crops into batches for the classifier. */
class Batches {
  private readonly classifier: CellClassifier;
  private readonly onScore: (cell: LabelledCell, score: number) => void;
  private waiting: { cell: LabelledCell; crop: CellBatch }[] = [];

  constructor(classifier: CellClassifier, onScore: (cell: LabelledCell, score: number) => void) {
    this.classifier = classifier;
    this.onScore = onScore;
  }

  async add(cell: LabelledCell, crop: CellBatch): Promise<void> {
    this.waiting.push({ cell, crop });
    if (this.waiting.length >= batchSize) await this.flush();
  }

  async flush(): Promise<void> {
    const now = this.waiting;
    if (now.length === 0) return;
    this.waiting = [];
    const bytes = now[0].crop.data.length;
    const data = new Uint8Array(now.length * bytes);
    now.forEach(({ crop }, i) => data.set(crop.data, i * bytes));
    const scores = await this.classifier.classify({ count: now.length, data });
    now.forEach(({ cell }, i) => this.onScore(cell, scores[i]));
  }
}
