import type { RgbImage } from '../base/image.js';

/** A pixel is black, so outside a cell cut out on black, when no channel exceeds this (cells have none below 40). */
const BLACK_LEVEL = 16;

/** A mask of one cell at its image's own resolution: 255 inside, 0 outside, with its area and box in px. */
export interface CellMask {
  readonly data: Uint8Array;
  readonly area: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Labels a 4-connected region of `value` from `start` with `mark`; returns how many pixels it has. */
function flood(
  data: Uint8Array,
  width: number,
  start: number,
  value: number,
  mark: number,
  stack: Int32Array,
): number {
  let top = 0;
  let count = 0;
  stack[top++] = start;
  data[start] = mark;
  while (top > 0) {
    const at = stack[--top];
    count++;
    const x = at % width;
    // Written out, since this runs once for every pixel of an image; a pixel is marked when pushed, so once only.
    if (x > 0 && data[at - 1] === value) data[(stack[top++] = at - 1)] = mark;
    if (x < width - 1 && data[at + 1] === value) data[(stack[top++] = at + 1)] = mark;
    if (at >= width && data[at - width] === value) data[(stack[top++] = at - width)] = mark;
    if (at + width < data.length && data[at + width] === value) data[(stack[top++] = at + width)] = mark;
  }
  return count;
}

/** Keeps one 4-connected piece of a 0/1 mask (the given pixel's, or the largest), fills its holes, gives 0/255. */
function onePiece(binary: Uint8Array, width: number, height: number, seed?: number): CellMask {
  const stack = new Int32Array(binary.length);
  let best = seed ?? -1;
  if (seed === undefined) {
    let bestCount = 0;
    for (let i = 0; i < binary.length; i++) {
      if (binary[i] !== 1) continue;
      const count = flood(binary, width, i, 1, 2, stack);
      if (count > bestCount) {
        bestCount = count;
        best = i;
      }
    }
    for (let i = 0; i < binary.length; i++) if (binary[i] === 2) binary[i] = 1;
  }
  if (best >= 0) flood(binary, width, best, 1, 3, stack);
  for (let i = 0; i < binary.length; i++) if (binary[i] !== 3) binary[i] = 0;
  // Background is what the border reaches; what it does not reach is a hole.
  for (let i = 0; i < binary.length; i++) {
    const x = i % width;
    const onBorder = x === 0 || x === width - 1 || i < width || i >= binary.length - width;
    if (onBorder && binary[i] === 0) flood(binary, width, i, 0, 4, stack);
  }
  const data = new Uint8Array(binary.length);
  let area = 0;
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let i = 0; i < binary.length; i++) {
    if (binary[i] === 4) continue;
    data[i] = 255;
    area++;
    const x = i % width;
    const y = (i - x) / width;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (area === 0) return { data, area, x: 0, y: 0, width: 0, height: 0 };
  return { data, area, x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Mask of a cell cut out on black (H×W×3 uint8): the largest 4-connected piece that is not black, holes filled. */
export function cutOutMask(image: RgbImage): CellMask {
  const binary = new Uint8Array(image.width * image.height);
  for (let i = 0; i < binary.length; i++) {
    const brightest = Math.max(image.data[3 * i], image.data[3 * i + 1], image.data[3 * i + 2]);
    binary[i] = brightest > BLACK_LEVEL ? 1 : 0;
  }
  return onePiece(binary, image.width, image.height);
}

/** Otsu's threshold (1979) of a 256-bin histogram: the level that parts it best; values ≤ it are the dark class. */
function otsu(histogram: Float64Array): number {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < 256; i++) {
    total += histogram[i];
    sum += i * histogram[i];
  }
  let best = 0;
  let bestVariance = -1;
  let below = 0;
  let belowSum = 0;
  for (let i = 0; i < 255; i++) {
    below += histogram[i];
    belowSum += i * histogram[i];
    const above = total - below;
    if (below === 0 || above === 0) continue;
    const gap = belowSum / below - (sum - belowSum) / above;
    const variance = below * above * gap * gap;
    if (variance > bestVariance) {
      bestVariance = variance;
      best = i;
    }
  }
  return best;
}

/** Of the ellipse that the image's sides touch, a cell boxed by them fills most; less is a part of it, a parasite or a nucleus. */
const LEAST_OF_ELLIPSE = 0.5;

/**
 * Mask of a single cell pictured with its surroundings (H×W×3 uint8, the cell in the middle and filling most of the
 * image, as a labelled single cell is): darker than Otsu's threshold in green (haemoglobin absorbs there), connected to
 * the middle, holes filled, and inside the ellipse that the image's sides touch, which takes neighbours off its corners.
 * A parasite much darker than its cell makes that threshold part it from the cell: where what was found is less than half
 * of the ellipse, what is brighter is parted once more. A field's segmentation is not used: it needs many cells to know a
 * cell's size. Where neither finds half of the ellipse, the ellipse at 90 % of the sides stands in for the mask.
 */
export function surroundedMask(image: RgbImage): CellMask {
  const { width, height, data } = image;
  const pixels = width * height;
  const histogram = new Float64Array(256);
  for (let i = 0; i < pixels; i++) histogram[data[3 * i + 1]]++;
  const inEllipse = (i: number, share: number): boolean => {
    const x = ((i % width) + 0.5 - width / 2) / ((width / 2) * share);
    const y = (Math.floor(i / width) + 0.5 - height / 2) / ((height / 2) * share);
    return x * x + y * y <= 1;
  };
  const binary = new Uint8Array(pixels);
  for (let part = 0; part < 2; part++) {
    const threshold = otsu(histogram);
    for (let i = 0; i < pixels; i++) binary[i] = data[3 * i + 1] <= threshold && inEllipse(i, 1) ? 1 : 0;
    const seed = nearestToMiddle(binary, width, height);
    if (seed >= 0) {
      const mask = onePiece(binary.slice(), width, height, seed);
      if (mask.area >= LEAST_OF_ELLIPSE * (Math.PI / 4) * pixels) return mask;
    }
    histogram.fill(0, 0, threshold + 1);
  }
  for (let i = 0; i < pixels; i++) binary[i] = inEllipse(i, 0.9) ? 1 : 0;
  return onePiece(binary, width, height);
}

/** The set pixel nearest to the image's middle, −1 if none is set: a pale middle must not lose the cell. */
function nearestToMiddle(binary: Uint8Array, width: number, height: number): number {
  let best = -1;
  let bestDistance = Infinity;
  for (let i = 0; i < binary.length; i++) {
    if (binary[i] === 0) continue;
    const x = (i % width) - (width - 1) / 2;
    const y = Math.floor(i / width) - (height - 1) / 2;
    if (x * x + y * y < bestDistance) {
      bestDistance = x * x + y * y;
      best = i;
    }
  }
  return best;
}

/** Diameter of the circle with this area, px. */
export function equivalentDiameter(area: number): number {
  return Math.sqrt((4 * area) / Math.PI);
}
