import type { LabelPlane, MaskPlane, SharePlane } from './crop-planes.js';

/** One cell to be cropped, in source pixels. */
export interface CropPlace {
  /** Middle of the cell's box. */
  readonly x: number;
  readonly y: number;
  /** Source pixels per crop pixel. */
  readonly step: number;
}

/** Pixels left…right, top…bottom, all included; empty when right < left. */
export interface PixelSpan {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Memory for the masks of crops of one size, one after another. */
export class MaskScratch {
  readonly size: number;
  /** Share of each crop pixel that lies in the mask, 0–255. */
  readonly coverage: Uint8Array;
  /** The soft mask, 0–255. */
  readonly alpha: Uint8Array;
  readonly columns: AxisTaps;
  readonly rows: AxisTaps;
  #patch = new Uint8Array(0);

  constructor(size: number) {
    this.size = size;
    this.coverage = new Uint8Array(size * size);
    this.alpha = new Uint8Array(size * size);
    this.columns = { low: new Int32Array(size), share: new Int32Array(size) };
    this.rows = { low: new Int32Array(size), share: new Int32Array(size) };
  }

  /** `length` zeros, in the memory of the call before. */
  zeros(length: number): Uint8Array {
    if (this.#patch.length < length) this.#patch = new Uint8Array(2 * length);
    return this.#patch.fill(0, 0, length);
  }
}

/** For each crop column or row the lower plane pixel that it is sampled from and the upper one's weight in 1/256. */
interface AxisTaps {
  readonly low: Int32Array;
  readonly share: Int32Array;
}

/** The mask under one crop, 0–255, with a border of zeros; plane pixel (px, py) is at (py − y) × stride + px − x. */
interface MaskPatch {
  readonly data: Uint8Array;
  readonly stride: number;
  readonly x: number;
  readonly y: number;
  /** The plane pixels that are not zero. */
  readonly span: PixelSpan;
}

/**
 * The soft, slightly shrunk mask of the cell at `place`, 0–255, into `scratch.alpha`: a 3×3 mean of the crop pixels'
 * coverage, cut at three quarters and stretched, and zero wherever the pixel itself is not wholly covered. Half
 * transparency lies about one crop pixel inside the mask's edge, so background, black cut-out edges and most of a
 * refractile rim stay outside. Outside the plane is outside the mask. Returns the crop pixels that it is not zero in.
 */
export function softMask(mask: MaskPlane, place: CropPlace, scratch: MaskScratch): PixelSpan {
  return soften(scratch, sampleCoverage(mask, place, scratch));
}

function fillTaps(taps: AxisTaps, centre: number, step: number, scale: number): void {
  const { low, share } = taps;
  const size = low.length;
  for (let i = 0; i < size; i++) {
    const at = (centre + (i + 0.5 - size / 2) * step + 0.5) / scale - 0.5;
    low[i] = Math.floor(at);
    share[i] = Math.round((at - Math.floor(at)) * 256);
  }
}

/** Bilinear samples of the mask, into `scratch.coverage`; returns the crop pixels that can be other than zero. */
function sampleCoverage(mask: MaskPlane, place: CropPlace, scratch: MaskScratch): PixelSpan {
  const { size, coverage, columns, rows } = scratch;
  fillTaps(columns, place.x, place.step, mask.scale);
  fillTaps(rows, place.y, place.step, mask.scale);
  const { data, stride, x, y, span } = maskPatch(mask, scratch);
  coverage.fill(0);
  const [left, right] = tapsWithin(columns, span.left, span.right);
  const [top, bottom] = tapsWithin(rows, span.top, span.bottom);
  for (let row = top; row <= bottom; row++) {
    const start = (rows.low[row] - y) * stride - x;
    const fy = rows.share[row];
    for (let column = left; column <= right; column++) {
      const at = start + columns.low[column];
      const a = data[at];
      const b = data[at + 1];
      const c = data[at + stride];
      const d = data[at + stride + 1];
      let value = a;
      // Nearly every pixel lies wholly inside or wholly outside.
      if (a !== b || a !== c || a !== d) {
        const fx = columns.share[column];
        value = ((a * (256 - fx) + b * fx) * (256 - fy) + (c * (256 - fx) + d * fx) * fy + 32768) >> 16;
      }
      coverage[row * size + column] = value;
    }
  }
  return { left, right, top, bottom };
}

/** First and last crop column or row that has a tap in first…last of the plane. */
function tapsWithin(taps: AxisTaps, first: number, last: number): [number, number] {
  const { low } = taps;
  let from = 0;
  let to = low.length - 1;
  while (from <= to && low[from] + 1 < first) from++;
  while (to >= from && low[to] > last) to--;
  return [from, to];
}

/** Copies the mask under the crop: one kind of small bytes to sample, whatever the mask is made of. */
function maskPatch(mask: MaskPlane, scratch: MaskScratch): MaskPatch {
  const last = scratch.size - 1;
  const { columns, rows } = scratch;
  const left = Math.max(columns.low[0], 0);
  const right = Math.min(columns.low[last] + 1, mask.width - 1);
  const top = Math.max(rows.low[0], 0);
  const bottom = Math.min(rows.low[last] + 1, mask.height - 1);
  const stride = Math.max(0, right - left + 1) + 2;
  const data = scratch.zeros(stride * (Math.max(0, bottom - top + 1) + 2));
  const under = { left, right, top, bottom };
  const span = 'label' in mask ? copyLabel(mask, under, data, stride) : copyShares(mask, under, data, stride);
  return { data, stride, x: left - 1, y: top - 1, span };
}

/** Writes 255 for the label's pixels, inside the patch's border; returns where it stands. */
function copyLabel(plane: LabelPlane, under: PixelSpan, out: Uint8Array, stride: number): PixelSpan {
  const { width, data, label } = plane;
  const end = under.right;
  let [left, right, top, bottom] = [width, -1, plane.height, -1];
  for (let y = under.top; y <= under.bottom; y++) {
    const from = y * width;
    const to = (y - under.top + 1) * stride + 1 - under.left;
    for (let x = under.left; x <= end; x++) {
      if (data[from + x] !== label) continue;
      out[to + x] = 255;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return { left, right, top, bottom };
}

/** As `copyLabel`, for a mask of shares. */
function copyShares(plane: SharePlane, under: PixelSpan, out: Uint8Array, stride: number): PixelSpan {
  const { width, data } = plane;
  const end = under.right;
  let [left, right, top, bottom] = [width, -1, plane.height, -1];
  for (let y = under.top; y <= under.bottom; y++) {
    const from = y * width;
    const to = (y - under.top + 1) * stride + 1 - under.left;
    for (let x = under.left; x <= end; x++) {
      const value = data[from + x];
      if (value === 0) continue;
      out[to + x] = value;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return { left, right, top, bottom };
}

/** What a wholly covered pixel's 3×3 sum becomes: cut at three quarters of the whole and stretched to 0–255. */
const SOFTENED = Uint8Array.from({ length: 9 * 255 + 1 }, (_, sum) =>
  Math.max(0, Math.floor(((4 * sum - 3 * 9 * 255) * 255) / (9 * 255))),
);

/** The soft mask of the coverage, which is zero outside `span`; the crop's edge is repeated beyond it. */
function soften(scratch: MaskScratch, span: PixelSpan): PixelSpan {
  const { size, coverage, alpha } = scratch;
  alpha.fill(0);
  let [left, right, top, bottom] = [size, -1, size, -1];
  for (let y = span.top; y <= span.bottom; y++) {
    const up = Math.max(y - 1, 0) * size;
    const here = y * size;
    const down = Math.min(y + 1, size - 1) * size;
    // The sums of three columns, which move along with the pixel.
    const first = Math.max(span.left - 1, 0);
    let before = coverage[up + first] + coverage[here + first] + coverage[down + first];
    let middle = coverage[up + span.left] + coverage[here + span.left] + coverage[down + span.left];
    for (let x = span.left; x <= span.right; x++) {
      const next = x + 1 < size ? x + 1 : x;
      const after = coverage[up + next] + coverage[here + next] + coverage[down + next];
      const soft = coverage[here + x] === 255 ? SOFTENED[before + middle + after] : 0;
      before = middle;
      middle = after;
      if (soft === 0) continue;
      alpha[here + x] = soft;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return { left, right, top, bottom };
}
