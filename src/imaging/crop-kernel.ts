import { ModelError } from '../base/errors.js';
import { MaskScratch, softMask, type CropPlace, type PixelSpan } from './crop-coverage.js';
import { colourRegion, RegionBuffers, type ColourPlane, type MaskPlane } from './crop-planes.js';
import type { CropSpec } from './crop-spec.js';

/** The value that a cell's own median gets in every channel, and that everything outside the mask is set to. */
export const MEDIAN_LEVEL = 150;

/** The one colour and mask convention there is so far; see `writeCrop` for what it does. */
export const MEDIAN_CONVENTION = 'median-150';

/** Colours are sampled in sixteenths, so that rounding to them is lost in rounding the crop. */
const COLOUR_LEVELS = 255 * 16 + 1;

/** Scratch memory for crops of one size, so that a field's few hundred cells allocate next to nothing. */
export interface CropScratch {
  readonly mask: MaskScratch;
  readonly regions: RegionBuffers;
  /** Taps of the colour plane: for each column and row lower index, upper index and the upper one's weight in 1/256. */
  readonly columns: Int32Array;
  readonly rows: Int32Array;
  /** The crop pixels whose soft mask is not empty, one after another: where, how much of it, colours × 16. */
  readonly inside: Int32Array;
  readonly share: Uint8Array;
  readonly colour: readonly [Uint16Array, Uint16Array, Uint16Array];
  /** All zeros between two uses. */
  readonly histogram: Int32Array;
}

/** Scratch for crops of `size` × `size`. */
export function cropScratch(size: number): CropScratch {
  const pixels = size * size;
  return {
    mask: new MaskScratch(size),
    regions: new RegionBuffers(),
    columns: new Int32Array(3 * size),
    rows: new Int32Array(3 * size),
    inside: new Int32Array(pixels),
    share: new Uint8Array(pixels),
    colour: [new Uint16Array(pixels), new Uint16Array(pixels), new Uint16Array(pixels)],
    histogram: new Int32Array(COLOUR_LEVELS),
  };
}

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

/** Bilinear taps along one axis, clamped to the plane. */
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

/** Mean × 16 of four bytes by weights that add up to 65536; `imul` spares the checks for more than 32 bits. */
function blend(
  a: number,
  b: number,
  c: number,
  d: number,
  wa: number,
  wb: number,
  wc: number,
  wd: number,
): number {
  return (Math.imul(a, wa) + Math.imul(b, wb) + Math.imul(c, wc) + Math.imul(d, wd) + 2048) >> 12;
}

/** Samples colours × 16 at the crop's pixels where the soft mask is not empty, all in `span`; returns their number. */
function sampleColour(
  plane: ColourPlane,
  size: number,
  place: CropPlace,
  span: PixelSpan,
  scratch: CropScratch,
): number {
  if (span.right < span.left) return 0;
  const { columns, rows, inside, share } = scratch;
  const { alpha } = scratch.mask;
  const [red, green, blue] = scratch.colour;
  taps(size, place.x, place.step, plane.scale, plane.width, columns);
  taps(size, place.y, place.step, plane.scale, plane.height, rows);
  const from = columns[3 * span.left];
  const to = columns[3 * span.right + 1];
  const { data, stride, x, y } = colourRegion(
    plane,
    from,
    rows[3 * span.top],
    to,
    rows[3 * span.bottom + 1],
    scratch.regions,
  );
  let count = 0;
  for (let row = span.top; row <= span.bottom; row++) {
    const top = 3 * ((rows[3 * row] - y) * stride - x);
    const bottom = 3 * ((rows[3 * row + 1] - y) * stride - x);
    const fy = rows[3 * row + 2];
    for (let column = span.left; column <= span.right; column++) {
      const pixel = row * size + column;
      const soft = alpha[pixel];
      if (soft === 0) continue;
      const left = 3 * columns[3 * column];
      const right = 3 * columns[3 * column + 1];
      const fx = columns[3 * column + 2];
      const w11 = Math.imul(fx, fy);
      const w10 = 256 * fx - w11;
      const w01 = 256 * fy - w11;
      const w00 = 65536 - w11 - w10 - w01;
      const a = top + left;
      const b = top + right;
      const c = bottom + left;
      const d = bottom + right;
      inside[count] = pixel;
      share[count] = soft;
      red[count] = blend(data[a], data[b], data[c], data[d], w00, w10, w01, w11);
      green[count] = blend(data[a + 1], data[b + 1], data[c + 1], data[d + 1], w00, w10, w01, w11);
      blue[count] = blend(data[a + 2], data[b + 2], data[c + 2], data[d + 2], w00, w10, w01, w11);
      count++;
    }
  }
  return count;
}

/** Smallest share that enters the medians: 255, only the wholly covered pixels, or 1 when there are none of them. */
function medianShare(share: Uint8Array, count: number): number {
  for (let i = 0; i < count; i++) if (share[i] === 255) return 255;
  return 1;
}

/** Median × 16 of one channel over the pixels with at least this share; there must be one. */
function medianLevel(
  colour: Uint16Array,
  share: Uint8Array,
  count: number,
  atLeast: number,
  histogram: Int32Array,
): number {
  let total = 0;
  let lowest = COLOUR_LEVELS;
  let highest = 0;
  for (let i = 0; i < count; i++) {
    if (share[i] < atLeast) continue;
    const level = colour[i];
    histogram[level]++;
    total++;
    if (level < lowest) lowest = level;
    if (level > highest) highest = level;
  }
  let level = lowest;
  for (let seen = histogram[level]; 2 * seen < total; seen += histogram[level]) level++;
  histogram.fill(0, lowest, highest + 1);
  return level;
}

/**
 * Half, and a little more for what a product with 150 / median may fall short of the quotient. The quotient is a half
 * exactly or at least 1/(2 × 4080) away from it, so no other number is rounded otherwise.
 */
const ROUNDING = 0.5 + 2 ** -20;

/** Writes one channel of a crop that is filled with the median level: its colours in units of median / 150. */
function writeChannel(
  colour: Uint16Array,
  median: number,
  count: number,
  scratch: CropScratch,
  out: Uint8Array,
  offset: number,
): void {
  // A channel whose median is 0 is black: nothing can be said of it, so it is left at the median level.
  if (median === 0) return;
  const { inside, share } = scratch;
  const gain = MEDIAN_LEVEL / median;
  for (let i = 0; i < count; i++) {
    const soft = share[i];
    const at = offset + 3 * inside[i];
    if (soft === 255) {
      const level = (colour[i] * gain + ROUNDING) | 0;
      out[at] = level > 255 ? 255 : level;
    } else {
      const level = Math.min(255, (colour[i] * MEDIAN_LEVEL) / median);
      out[at] = Math.floor((level * soft + MEDIAN_LEVEL * (255 - soft)) / 255 + 0.5);
    }
  }
}

/**
 * Writes one crop, size×size×3 uint8, at `offset` of `out`, by the convention "median-150": the cell is scaled so that
 * its group's median cell diameter spans `spec.diameter` px (bilinear on a source halved until fewer than two of its
 * pixels make one of the crop's, which averages over area and does not alias); each channel is divided by the cell's own
 * median and multiplied by 150, so that stain, light and white balance cancel without any background to refer to;
 * everything outside the soft, slightly shrunk mask is 150. Training crops and the device's crops both end here.
 * Integers and IEEE sums and products only: the same on every CPU. `scratch.mask.alpha` keeps the soft mask used.
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
  const { colour, share, histogram } = scratch;
  out.fill(MEDIAN_LEVEL, offset, offset + 3 * size * size);
  const span = softMask(mask, place, scratch.mask);
  const count = sampleColour(colours, size, place, span, scratch);
  if (count === 0) return;
  const atLeast = medianShare(share, count);
  for (let k = 0; k < 3; k++) {
    const median = medianLevel(colour[k], share, count, atLeast, histogram);
    writeChannel(colour[k], median, count, scratch, out, offset + k);
  }
}
