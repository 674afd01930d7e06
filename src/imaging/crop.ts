import type { RgbImage } from '../base/image.js';
import { checkCropSpec, cropScratch, writeCrop, type CropScratch } from './crop-kernel.js';
import { cutOutMask, equivalentDiameter, surroundedMask, type CellMask } from './crop-mask.js';
import { colourPlane, halvings, maskPlane } from './crop-planes.js';
import type { CellBatch, CropSpec } from './crop-spec.js';
import type { FieldAnalysis, FieldObject } from './field.js';

/** Fewer counted cells than this do not make a median of their own; the diameter that the analysis found is used. */
const ENOUGH_CELLS = 8;

/** The red cells of a field that are counted, in the order in which `cropCells` crops them. */
export function countedCells(analysis: FieldAnalysis): readonly FieldObject[] {
  return analysis.objects.filter((object) => object.kind === 'red' && object.counted);
}

/**
 * The diameter that sets the scale of a field's crops, frame px: the median equivalent diameter of the counted cells'
 * masks, the measure that training used; with fewer than 8 of them, `analysis.cellDiameter`.
 */
export function cropDiameter(analysis: FieldAnalysis): number {
  const diameters = countedCells(analysis).map((cell) => equivalentDiameter(cell.area));
  return diameters.length < ENOUGH_CELLS ? analysis.cellDiameter : median(diameters);
}

/** Median; of an even number of values the mean of the middle two; 0 of none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Crops of a field's counted red cells, one uint8 NHWC batch, in the order of `countedCells`. `frame` is H×W×3 uint8,
 * the frame that was analysed. The mask is the label map at its working scale, softened; the scale is the field's own
 * (`cropDiameter`), so a cell's size among its neighbours stays visible. Throws ModelError on an unknown convention.
 */
export function cropCells(frame: RgbImage, analysis: FieldAnalysis, spec: CropSpec): CellBatch {
  return cropObjects(frame, analysis, countedCells(analysis), spec);
}

/** As `cropCells`, for any objects of the analysis (to look at what was not counted, for example). */
export function cropObjects(
  frame: RgbImage,
  analysis: FieldAnalysis,
  objects: readonly FieldObject[],
  spec: CropSpec,
  /** Given each object's soft mask, size×size uint8 as in `MaskedCrop`; the next object's takes its place. */
  onMask?: (alpha: Uint8Array, index: number) => void,
): CellBatch {
  checkCropSpec(spec);
  const bytes = spec.size * spec.size * 3;
  const data = new Uint8Array(objects.length * bytes);
  if (objects.length === 0) return { count: 0, data };
  const step = cropDiameter(analysis) / spec.diameter;
  if (!(step > 0)) throw new RangeError('crop: the analysis has objects but no cell diameter');
  const colours = colourPlane(frame, halvings(step));
  const scratch = cropScratch(spec.size);
  const { width, height, scale, data: labels } = analysis.labels;
  objects.forEach((object, index) => {
    const { box } = object;
    const place = { x: box.x + (box.width - 1) / 2, y: box.y + (box.height - 1) / 2, step };
    const mask = { width, height, scale, data: labels, label: object.label };
    writeCrop(colours, mask, place, spec.size, scratch, data, index * bytes);
    onMask?.(scratch.mask.alpha, index);
  });
  return { count: objects.length, data };
}

/** Equivalent diameter of a cell cut out on black, px; 0 when all is black. A patient's median of it sets the scale. */
export function cutOutDiameter(image: RgbImage): number {
  return equivalentDiameter(cutOutMask(image).area);
}

/**
 * Crop of one cell cut out on black (H×W×3 uint8), as in the NIH archive: mask = not black. `cellDiameter` is the median
 * `cutOutDiameter` over the crops of the same patient, px; without it the cell's own is used and its size no longer shows.
 */
export function cropCutOut(image: RgbImage, spec: CropSpec, cellDiameter?: number): CellBatch {
  return cropMasked(image, cutOutMask(image), spec, cellDiameter);
}

/** Equivalent diameter of the cell that `cropSurrounded` finds, px. */
export function surroundedDiameter(image: RgbImage): number {
  return equivalentDiameter(surroundedMask(image).area);
}

/**
 * Crop of one cell pictured with its surroundings and without a mask (H×W×3 uint8); the mask is `surroundedMask`'s.
 * `cellDiameter`: px of the same image, the median of the group that the cell comes from, or the cell's own by default.
 */
export function cropSurrounded(image: RgbImage, spec: CropSpec, cellDiameter?: number): CellBatch {
  return cropMasked(image, surroundedMask(image), spec, cellDiameter);
}

/** A single crop with the soft mask that made it, for preparing training data. */
export interface MaskedCrop {
  readonly batch: CellBatch;
  /** size×size uint8: 255 where the crop shows the cell, 0 where it shows the median level. */
  readonly alpha: Uint8Array;
}

/** As `cropCutOut`, with the soft mask: training varies the mask's edge. */
export function cropCutOutWithMask(image: RgbImage, spec: CropSpec, cellDiameter?: number): MaskedCrop {
  const scratch = cropScratch(spec.size);
  const batch = cropMasked(image, cutOutMask(image), spec, cellDiameter, scratch);
  return { batch, alpha: scratch.mask.alpha };
}

function cropMasked(
  image: RgbImage,
  mask: CellMask,
  spec: CropSpec,
  cellDiameter?: number,
  scratch: CropScratch = cropScratch(spec.size),
): CellBatch {
  checkCropSpec(spec);
  const data = new Uint8Array(spec.size * spec.size * 3);
  // Of an image without a cell (all black) the crop is empty: the median level all over.
  const step = (cellDiameter ?? Math.max(1, equivalentDiameter(mask.area))) / spec.diameter;
  if (!(step > 0)) throw new RangeError('crop: the cell diameter must be positive');
  const times = halvings(step);
  const place = { x: mask.x + (mask.width - 1) / 2, y: mask.y + (mask.height - 1) / 2, step };
  const plane = maskPlane(mask.data, image.width, image.height, times);
  writeCrop(colourPlane(image, times), plane, place, spec.size, scratch, data, 0);
  return { count: 1, data };
}
