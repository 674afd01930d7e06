import type { RgbImage } from '../base/image.js';

/** A frame's three channels, reduced by an integer factor: each height×width uint8, row by row. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  /** Frame pixels per plane pixel, an integer ≥ 1; frame x = (plane x + 0.5) × scale − 0.5. */
  readonly scale: number;
  readonly red: Uint8Array;
  readonly green: Uint8Array;
  readonly blue: Uint8Array;
}

/**
 * The frame reduced by an integer factor, each pixel the rounded mean of its block (the last row and column average what
 * is left of theirs). Integer sums: the same bytes on every CPU. Factor 1 only separates the channels.
 */
export function areaAverage(frame: RgbImage, scale: number): Planes {
  const width = Math.ceil(frame.width / scale);
  const height = Math.ceil(frame.height / scale);
  const size = width * height;
  const planes = {
    width,
    height,
    scale,
    red: new Uint8Array(size),
    green: new Uint8Array(size),
    blue: new Uint8Array(size),
  };
  const sums = new Int32Array(width * 3);
  for (let y = 0; y < height; y++) {
    const rows = Math.min(scale, frame.height - y * scale);
    sumBlocks(frame, y * scale, rows, scale, sums);
    writeMeans(planes, y, sums, rows, frame.width - (width - 1) * scale);
  }
  return planes;
}

/** Sums of the blocks that `rows` rows from `top` on are cut into, red, green and blue by turns. */
function sumBlocks(frame: RgbImage, top: number, rows: number, scale: number, sums: Int32Array): void {
  const { data } = frame;
  const stride = frame.width * 3;
  const start = top * stride;
  const whole = Math.floor(frame.width / scale);
  if (scale === 2 && rows === 2) sumFours(data, start, stride, whole, sums);
  else if (scale === 3 && rows === 3) sumNines(data, start, stride, whole, sums);
  else {
    sums.fill(0);
    for (let p = start; p < start + rows * stride; p += stride) addBlocks(data, p, scale * 3, whole, sums);
  }
  const cut = stride - whole * scale * 3;
  if (cut === 0) return;
  const last = sums.subarray(whole * 3).fill(0);
  for (let p = start + stride - cut; p < start + rows * stride; p += stride) addBlocks(data, p, cut, 1, last);
}

/** Adds `count` blocks of one row, each of `size` bytes. */
function addBlocks(data: Uint8Array, start: number, size: number, count: number, sums: Int32Array): void {
  for (let x = 0, s = 0, p = start; x < count; x++, s += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (const stop = p + size; p < stop; p += 3) {
      red += data[p];
      green += data[p + 1];
      blue += data[p + 2];
    }
    sums[s] += red;
    sums[s + 1] += green;
    sums[s + 2] += blue;
  }
}

/** `count` blocks of 2×2, written out: the factors that frames of 1 and 3 megapixels get cost a third this way. */
function sumFours(data: Uint8Array, start: number, stride: number, count: number, sums: Int32Array): void {
  for (let s = 0, p = start, q = p + stride; s < count * 3; s += 3, p += 6, q += 6) {
    sums[s] = data[p] + data[p + 3] + data[q] + data[q + 3];
    sums[s + 1] = data[p + 1] + data[p + 4] + data[q + 1] + data[q + 4];
    sums[s + 2] = data[p + 2] + data[p + 5] + data[q + 2] + data[q + 5];
  }
}

/** `count` blocks of 3×3. */
function sumNines(d: Uint8Array, start: number, stride: number, count: number, sums: Int32Array): void {
  const end = count * 3;
  for (let s = 0, p = start, q = p + stride, r = q + stride; s < end; s += 3, p += 9, q += 9, r += 9) {
    sums[s] = d[p] + d[p + 3] + d[p + 6] + d[q] + d[q + 3] + d[q + 6] + d[r] + d[r + 3] + d[r + 6];
    sums[s + 1] =
      d[p + 1] + d[p + 4] + d[p + 7] + d[q + 1] + d[q + 4] + d[q + 7] + d[r + 1] + d[r + 4] + d[r + 7];
    sums[s + 2] =
      d[p + 2] + d[p + 5] + d[p + 8] + d[q + 2] + d[q + 5] + d[q + 8] + d[r + 2] + d[r + 5] + d[r + 8];
  }
}

function writeMeans(planes: Planes, y: number, sums: Int32Array, rows: number, lastColumns: number): void {
  const { width, scale, red, green, blue } = planes;
  const base = y * width;
  const whole = lastColumns === scale ? width : width - 1;
  divide(sums, rows * scale, base, base + whole, red, green, blue);
  if (whole < width)
    divide(sums.subarray(whole * 3), rows * lastColumns, base + whole, base + width, red, green, blue);
}

/** With sums of up to this many bytes, multiplying with 2²²/n rounded up gives every quotient exactly. */
const MOST_RECIPROCAL = 121;

/** Writes the rounded means of sums of n bytes to places from … to−1. */
function divide(
  sums: Int32Array,
  n: number,
  from: number,
  to: number,
  red: Uint8Array,
  green: Uint8Array,
  blue: Uint8Array,
): void {
  const half = n >> 1;
  if (n <= MOST_RECIPROCAL) {
    const reciprocal = Math.floor((1 << 22) / n) + 1;
    for (let p = from, s = 0; p < to; p++, s += 3) {
      red[p] = Math.imul(sums[s] + half, reciprocal) >>> 22;
      green[p] = Math.imul(sums[s + 1] + half, reciprocal) >>> 22;
      blue[p] = Math.imul(sums[s + 2] + half, reciprocal) >>> 22;
    }
    return;
  }
  // The quotient of integers is exact enough to truncate alike everywhere.
  for (let p = from, s = 0; p < to; p++, s += 3) {
    red[p] = (sums[s] + half) / n;
    green[p] = (sums[s + 1] + half) / n;
    blue[p] = (sums[s + 2] + half) / n;
  }
}

/** Samples taken along each side of a block by `glance`: two keep pixel noise down and leave most bytes unread. */
const GLANCE_TAPS = 2;

/**
 * A cheap reduction for overview work (area, illumination, cell size): like `areaAverage`, but of each block only 2×2
 * evenly spaced pixels are read.
 */
export function glance(frame: RgbImage, scale: number): Planes {
  if (scale <= GLANCE_TAPS) return areaAverage(frame, scale);
  const width = Math.max(1, Math.floor(frame.width / scale));
  const height = Math.max(1, Math.floor(frame.height / scale));
  const size = width * height;
  const red = new Uint8Array(size);
  const green = new Uint8Array(size);
  const blue = new Uint8Array(size);
  const { data } = frame;
  const first = scale >> 2;
  const step = scale >> 1;
  // Byte offset of each block's first column; its second lies `right` further (a frame narrower than a block has but one).
  const columns = Int32Array.from(
    { length: width },
    (_, x) => Math.min(x * scale + first, frame.width - 1) * 3,
  );
  const right = frame.width < scale ? 0 : step * 3;
  for (let y = 0, p = 0; y < height; y++) {
    const upper = Math.min(y * scale + first, frame.height - 1);
    const lower = Math.min(upper + step, frame.height - 1);
    const down = (lower - upper) * frame.width * 3;
    const base = upper * frame.width * 3;
    for (let x = 0; x < width; x++, p++) {
      const a = base + columns[x];
      const b = a + down;
      const c = a + right;
      const d = b + right;
      red[p] = (data[a] + data[b] + data[c] + data[d] + 2) >> 2;
      green[p] = (data[a + 1] + data[b + 1] + data[c + 1] + data[d + 1] + 2) >> 2;
      blue[p] = (data[a + 2] + data[b + 2] + data[c + 2] + data[d + 2] + 2) >> 2;
    }
  }
  return { width, height, scale, red, green, blue };
}
