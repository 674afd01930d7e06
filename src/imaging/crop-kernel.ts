import { ModelError } from '../base/errors.js';
import type { ColourPlane, MaskPlane } from './crop-planes.js';
import type { CropSpec } from './crop-spec.js';

/** The value that a cell's own median gets in every channel, and that everything outside the mask is set to. */
export const MEDIAN_LEVEL = 150;

/** The one colour and mask convention there is so far; see `writeCrop` for what it does. */
export const MEDIAN_CONVENTION = 'median-150';

/** Scratch memory for crops of one size, so that a field's few hundred cells allocate nothing. */
export interface CropScratch {
  readonly coverage: Uint8Array;
  readonly alpha: Uint8Array;
  /** Sampled colours × 16, three planes interleaved. */
  readonly colour: Uint16Array;
  readonly histogram: Uint16Array;
}

/** Scratch for crops of `size` × `size`. */
export function cropScratch(size: number): CropScratch {
  return {
    coverage: new Uint8Array(size * size),
    alpha: new Uint8Array(size * size),
    colour: new Uint16Array(size * size * 3),
    histogram: new Uint16Array(3 * COLOUR_LEVELS),
  };
}

const COLOUR_LEVELS = 255 * 16 + 1;

/** Throws ModelError unless the convention is known and the sizes make sense. */
export function checkCropSpec(spec: CropSpec): void {
  if (spec.convention !== MEDIAN_CONVENTION) {
    throw new ModelError(
      'crop-convention-unknown',
      `The model wants its cells prepared as "${spec.convention}", which this program does not know.`,
      `Use weights made for "${MEDIAN_CONVENTION}", or a newer version of the program.`,
    );
  }
  const whole = Number.isInteger(spec.size) && spec.size >= 8 && spec.size <= 256;
  if (!whole || !(spec.diameter >= 4 && spec.diameter <= 4 * spec.size)) {
    throw new ModelError(
      'crop-size-unusable',
      `The model asks for crops of ${spec.size} px with a cell diameter of ${spec.diameter} px.`,
      'The size must be a whole number from 8 to 256 and the diameter from 4 to four times the size.',
    );
  }
}

/** Bilinear taps along one axis: lower and upper index and the upper one's weight in 1/256, clamped to the plane. */
function taps(
  size: number,
  centre: number,
  step: number,
  scale: number,
  limit: number,
  out: Int32Array,
): void {
  for (let i = 0; i < size; i++) {
    const source = centre + (i + 0.5 - size / 2) * step;
    const at = Math.min(Math.max((source + 0.5) / scale - 0.5, 0), limit - 1);
    const low = Math.floor(at);
    out[3 * i] = low;
    out[3 * i + 1] = Math.min(low + 1, limit - 1);
    out[3 * i + 2] = Math.round((at - low) * 256);
  }
}

/** Share of each crop pixel that lies in the mask, 0–255; outside the plane is outside the mask. */
function sampleCoverage(
  mask: MaskPlane,
  size: number,
  x: number,
  y: number,
  step: number,
  out: Uint8Array,
): void {
  const { width, height, data, label, scale } = mask;
  const value = (px: number, py: number): number => {
    if (px < 0 || px >= width || py < 0 || py >= height) return 0;
    const found = data[py * width + px];
    return label === undefined ? found : found === label ? 255 : 0;
  };
  const columns = new Float64Array(size);
  for (let i = 0; i < size; i++) columns[i] = (x + (i + 0.5 - size / 2) * step + 0.5) / scale - 0.5;
  for (let row = 0; row < size; row++) {
    const atY = (y + (row + 0.5 - size / 2) * step + 0.5) / scale - 0.5;
    const y0 = Math.floor(atY);
    const fy = Math.round((atY - y0) * 256);
    const inRows = y0 >= 0 && y0 + 1 < height;
    for (let column = 0; column < size; column++) {
      const atX = columns[column];
      const x0 = Math.floor(atX);
      const pixel = row * size + column;
      if (inRows && x0 >= 0 && x0 + 1 < width) {
        // Nearly every pixel lies wholly inside or wholly outside.
        const at = y0 * width + x0;
        const a = data[at];
        if (a === data[at + 1] && a === data[at + width] && a === data[at + width + 1]) {
          out[pixel] = label === undefined ? a : a === label ? 255 : 0;
          continue;
        }
      }
      const fx = Math.round((atX - x0) * 256);
      const upper = value(x0, y0) * (256 - fx) + value(x0 + 1, y0) * fx;
      const lower = value(x0, y0 + 1) * (256 - fx) + value(x0 + 1, y0 + 1) * fx;
      out[pixel] = (upper * (256 - fy) + lower * fy + 32768) >> 16;
    }
  }
}

/**
 * The soft, slightly shrunk mask, 0–255: a 3×3 mean of the coverage, cut at three quarters and stretched, and zero
 * wherever the pixel itself is not wholly covered. Half transparency lies about one crop pixel inside the mask's edge,
 * so background, black cut-out edges and most of a refractile rim stay outside.
 */
function softMask(coverage: Uint8Array, size: number, out: Uint8Array): void {
  const whole = 9 * 255;
  for (let y = 0; y < size; y++) {
    const up = Math.max(y - 1, 0) * size;
    const here = y * size;
    const down = Math.min(y + 1, size - 1) * size;
    for (let x = 0; x < size; x++) {
      if (coverage[here + x] < 255) {
        out[here + x] = 0;
        continue;
      }
      const l = Math.max(x - 1, 0);
      const r = Math.min(x + 1, size - 1);
      const sum =
        coverage[up + l] +
        coverage[up + x] +
        coverage[up + r] +
        coverage[here + l] +
        coverage[here + x] +
        coverage[here + r] +
        coverage[down + l] +
        coverage[down + x] +
        coverage[down + r];
      out[here + x] = Math.max(0, Math.floor(((4 * sum - 3 * whole) * 255) / whole));
    }
  }
}

/** Colours × 16 at the crop's pixels where the mask is not empty. */
function sampleColour(
  plane: ColourPlane,
  size: number,
  x: number,
  y: number,
  step: number,
  scratch: CropScratch,
): void {
  const { width, data } = plane;
  const columns = new Int32Array(3 * size);
  const rows = new Int32Array(3 * size);
  taps(size, x, step, plane.scale, plane.width, columns);
  taps(size, y, step, plane.scale, plane.height, rows);
  const { alpha, colour } = scratch;
  for (let row = 0; row < size; row++) {
    const top = rows[3 * row] * width;
    const bottom = rows[3 * row + 1] * width;
    const fy = rows[3 * row + 2];
    for (let column = 0; column < size; column++) {
      const pixel = row * size + column;
      if (alpha[pixel] === 0) continue;
      const left = columns[3 * column];
      const right = columns[3 * column + 1];
      const fx = columns[3 * column + 2];
      const w11 = fx * fy;
      const w10 = 256 * fx - w11;
      const w01 = 256 * fy - w11;
      const w00 = 65536 - w11 - w10 - w01;
      const a = (top + left) * 3;
      const b = (top + right) * 3;
      const c = (bottom + left) * 3;
      const d = (bottom + right) * 3;
      for (let k = 0; k < 3; k++) {
        colour[3 * pixel + k] =
          (data[a + k] * w00 + data[b + k] * w10 + data[c + k] * w01 + data[d + k] * w11 + 2048) >> 12;
      }
    }
  }
}

/** Median × 16 of each channel over the pixels whose mask is full, or over all that are in it when none is. */
function medians(scratch: CropScratch, pixels: number): [number, number, number] {
  const { alpha, colour, histogram } = scratch;
  histogram.fill(0);
  let full = 0;
  for (let i = 0; i < pixels; i++) if (alpha[i] === 255) full++;
  const atLeast = full > 0 ? 255 : 1;
  let count = 0;
  for (let i = 0; i < pixels; i++) {
    if (alpha[i] < atLeast) continue;
    count++;
    for (let k = 0; k < 3; k++) histogram[k * COLOUR_LEVELS + colour[3 * i + k]]++;
  }
  const median = (channel: number): number => {
    let seen = 0;
    for (let level = 0; level < COLOUR_LEVELS; level++) {
      seen += histogram[channel * COLOUR_LEVELS + level];
      if (2 * seen >= count) return level;
    }
    return 0;
  };
  return count === 0 ? [0, 0, 0] : [median(0), median(1), median(2)];
}

/** One cell to be cropped, in source pixels. */
export interface CropPlace {
  /** Middle of the cell's box. */
  readonly x: number;
  readonly y: number;
  /** Source pixels per crop pixel. */
  readonly step: number;
}

/**
 * Writes one crop, size×size×3 uint8, at `offset` of `out`, by the convention "median-150": the cell is scaled so that
 * its group's median cell diameter spans `spec.diameter` px (bilinear on a source halved until fewer than two of its
 * pixels make one of the crop's, which averages over area and does not alias); each channel is divided by the cell's own
 * median and multiplied by 150, so that stain, light and white balance cancel without any background to refer to;
 * everything outside the soft, slightly shrunk mask is 150. Training crops and the device's crops both end here.
 * Integers and IEEE sums and products only: the same on every CPU. `scratch.alpha` keeps the soft mask used.
 */
export function writeCrop(
  colours: ColourPlane,
  mask: MaskPlane,
  place: CropPlace,
  size: number,
  scratch: CropScratch,
  out: Uint8Array,
  offset: number,
): void {
  const pixels = size * size;
  sampleCoverage(mask, size, place.x, place.y, place.step, scratch.coverage);
  softMask(scratch.coverage, size, scratch.alpha);
  sampleColour(colours, size, place.x, place.y, place.step, scratch);
  const median = medians(scratch, pixels);
  const { alpha, colour } = scratch;
  out.fill(MEDIAN_LEVEL, offset, offset + 3 * pixels);
  for (let i = 0; i < pixels; i++) {
    const share = alpha[i];
    if (share === 0) continue;
    for (let k = 0; k < 3; k++) {
      const at = offset + 3 * i + k;
      // A channel whose median is 0 is black: nothing can be said of it, so it is left at the median level.
      const level =
        median[k] === 0 ? MEDIAN_LEVEL : Math.min(255, (colour[3 * i + k] * MEDIAN_LEVEL) / median[k]);
      const mixed = share === 255 ? level : (level * share + MEDIAN_LEVEL * (255 - share)) / 255;
      out[at] = Math.floor(mixed + 0.5);
    }
  }
}
