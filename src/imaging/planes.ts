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
    const top = y * scale;
    const rows = Math.min(scale, frame.height - top);
    sums.fill(0);
    for (let row = top; row < top + rows; row++) addRow(frame, row, scale, width, sums);
    writeMeans(planes, y, sums, rows, frame.width - (width - 1) * scale);
  }
  return planes;
}

/** Adds a row's blocks, the last of which may be cut, to the sums. */
function addRow(frame: RgbImage, row: number, scale: number, width: number, sums: Int32Array): void {
  const { data } = frame;
  const start = row * frame.width * 3;
  const whole = Math.floor(frame.width / scale);
  if (scale === 2) addTwos(data, start, whole, sums);
  else if (scale === 3) addThrees(data, start, whole, sums);
  else if (scale === 4) addFours(data, start, whole, sums);
  else addBlocks(data, start, scale * 3, whole, sums);
  if (whole < width) {
    const rest = (frame.width - whole * scale) * 3;
    addBlocks(data, start + whole * scale * 3, rest, 1, sums.subarray(whole * 3));
  }
}

/** Adds `count` blocks of `size` bytes. The common sizes have loops of their own, without an inner one: half the time. */
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

function addTwos(data: Uint8Array, start: number, count: number, sums: Int32Array): void {
  const end = count * 3;
  for (let s = 0, p = start; s < end; s += 3, p += 6) {
    sums[s] += data[p] + data[p + 3];
    sums[s + 1] += data[p + 1] + data[p + 4];
    sums[s + 2] += data[p + 2] + data[p + 5];
  }
}

function addThrees(data: Uint8Array, start: number, count: number, sums: Int32Array): void {
  const end = count * 3;
  for (let s = 0, p = start; s < end; s += 3, p += 9) {
    sums[s] += data[p] + data[p + 3] + data[p + 6];
    sums[s + 1] += data[p + 1] + data[p + 4] + data[p + 7];
    sums[s + 2] += data[p + 2] + data[p + 5] + data[p + 8];
  }
}

function addFours(data: Uint8Array, start: number, count: number, sums: Int32Array): void {
  const end = count * 3;
  for (let s = 0, p = start; s < end; s += 3, p += 12) {
    sums[s] += data[p] + data[p + 3] + data[p + 6] + data[p + 9];
    sums[s + 1] += data[p + 1] + data[p + 4] + data[p + 7] + data[p + 10];
    sums[s + 2] += data[p + 2] + data[p + 5] + data[p + 8] + data[p + 11];
  }
}

function writeMeans(planes: Planes, y: number, sums: Int32Array, rows: number, lastColumns: number): void {
  const { width, scale, red, green, blue } = planes;
  const inner = rows * scale;
  for (let x = 0, s = 0, p = y * width; x < width; x++, s += 3, p++) {
    const n = x === width - 1 ? rows * lastColumns : inner;
    // Half of n rounds to nearest; the quotient of integers is exact enough to truncate alike everywhere.
    const half = n >> 1;
    red[p] = ((sums[s] + half) / n) | 0;
    green[p] = ((sums[s + 1] + half) / n) | 0;
    blue[p] = ((sums[s + 2] + half) / n) | 0;
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
  const right = Math.min(step, frame.width - 1) * 3;
  for (let y = 0, p = 0; y < height; y++) {
    const upper = Math.min(y * scale + first, frame.height - 1);
    const lower = Math.min(upper + step, frame.height - 1);
    for (let x = 0; x < width; x++, p++) {
      const a = (upper * frame.width + Math.min(x * scale + first, frame.width - 1)) * 3;
      const b = (lower * frame.width + Math.min(x * scale + first, frame.width - 1)) * 3;
      const c = Math.min(a + right, data.length - 3);
      const d = Math.min(b + right, data.length - 3);
      red[p] = (data[a] + data[b] + data[c] + data[d] + 2) >> 2;
      green[p] = (data[a + 1] + data[b + 1] + data[c + 1] + data[d + 1] + 2) >> 2;
      blue[p] = (data[a + 2] + data[b + 2] + data[c + 2] + data[d + 2] + 2) >> 2;
    }
  }
  return { width, height, scale, red, green, blue };
}
