import type { Illumination } from './illumination.js';
import type { Planes } from './planes.js';

/** How the three channels are weighed into one contrast; the weights add up to 1. */
export interface ChannelWeights {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** 255, and half a level so that cutting off the fraction rounds to nearest. */
export const FULL_CONTRAST = 255.5;
/** The gain changes little from row to row: it is worked out for every fourth row only (a mask over row numbers). */
const SAME_GAIN = 3;

/**
 * What one row's bytes are multiplied with, per channel: 255 × weight / background level. Rounded to float32, but held as
 * float64: converting them once a row instead of once a pixel halves the time.
 */
export interface GainRow {
  readonly red: Float64Array;
  readonly green: Float64Array;
  readonly blue: Float64Array;
  /** Makes the arrays those of row y; rows are to be asked for from the top down. */
  readonly moveTo: (y: number) => void;
}

/** Gains of planes under a light: bilinear between the grid's points, level beyond the outer ones. */
export function gainRow(planes: Planes, light: Illumination, weights: ChannelWeights): GainRow {
  const { width, scale } = planes;
  const { columns, rows } = light;
  const step = light.step / scale;
  const left = new Int32Array(width);
  const share = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const at = Math.min(columns - 1, Math.max(0, (x + 0.5) / step - 0.5));
    left[x] = Math.min(Math.max(0, columns - 2), Math.floor(at));
    share[x] = at - left[x];
  }
  const channels = [
    { gains: gridGains(light.red, weights.red), row: new Float64Array(width) },
    { gains: gridGains(light.green, weights.green), row: new Float64Array(width) },
    { gains: gridGains(light.blue, weights.blue), row: new Float64Array(width) },
  ] as const;
  const line = new Float32Array(columns);
  let current = -1;
  const moveTo = (y: number): void => {
    const first = y & ~SAME_GAIN;
    if (first === current) return;
    current = first;
    const at = Math.min(rows - 1, Math.max(0, (first + 0.5) / step - 0.5));
    const upper = Math.min(Math.max(0, rows - 2), Math.floor(at));
    for (const { gains, row } of channels) {
      if (gains === undefined) continue;
      blendRows(gains, upper, rows, at - upper, line);
      spreadRow(line, left, share, row);
    }
  };
  return { red: channels[0].row, green: channels[1].row, blue: channels[2].row, moveTo };
}

/** Gains at the grid's points, undefined where the channel has no weight. */
function gridGains(level: Float32Array, weight: number): Float32Array | undefined {
  return weight === 0 ? undefined : level.map((value) => (255 * weight) / value);
}

function blendRows(grid: Float32Array, upper: number, rows: number, share: number, out: Float32Array): void {
  const above = upper * out.length;
  const below = Math.min(rows - 1, upper + 1) * out.length;
  for (let i = 0; i < out.length; i++) out[i] = grid[above + i] + share * (grid[below + i] - grid[above + i]);
}

function spreadRow(line: Float32Array, left: Int32Array, share: Float32Array, out: Float64Array): void {
  const last = line.length - 1;
  for (let x = 0; x < out.length;) {
    // Columns between the same two grid points, together.
    const t = left[x];
    const from = line[t];
    const rise = line[Math.min(t + 1, last)] - from;
    do {
      out[x] = Math.fround(from + share[x] * rise);
      x++;
    } while (x < out.length && left[x] === t);
  }
}

/**
 * Contrast of every pixel against the empty background at its place: 255 × (1 − Σ weight × level / background level),
 * rounded into 0–255. 0 is background, 255 black. Illumination and its colour cancel. Planes of a strip of the frame begin
 * `top` plane rows below the frame's upper edge.
 */
export function contrastMap(
  planes: Planes,
  light: Illumination,
  weights: ChannelWeights,
  top = 0,
): Uint8Array {
  const { width, height, red, green, blue } = planes;
  const out = new Uint8Array(width * height);
  const gains = gainRow(planes, light, weights);
  const greenOnly = weights.red === 0 && weights.blue === 0;
  for (let y = 0; y < height; y++) {
    gains.moveTo(top + y);
    if (greenOnly) weighOne(green, gains.green, y * width, out);
    else weighThree(red, green, blue, gains, y * width, out);
  }
  return out;
}

function weighOne(channel: Uint8Array, gains: Float64Array, base: number, out: Uint8Array): void {
  for (let x = 0, p = base; x < gains.length; x++, p++) {
    const value = (FULL_CONTRAST - channel[p] * gains[x]) | 0;
    // Brighter than the background is 0; without a branch, which half of the background would mispredict.
    out[p] = value & ~(value >> 31);
  }
}

function weighThree(
  red: Uint8Array,
  green: Uint8Array,
  blue: Uint8Array,
  gains: GainRow,
  base: number,
  out: Uint8Array,
): void {
  const { red: gainRed, green: gainGreen, blue: gainBlue } = gains;
  for (let x = 0, p = base; x < gainRed.length; x++, p++) {
    const level = red[p] * gainRed[x] + green[p] * gainGreen[x] + blue[p] * gainBlue[x];
    const value = (FULL_CONTRAST - level) | 0;
    out[p] = value & ~(value >> 31);
  }
}

/** Smooths a byte map with the 3×3 binomial kernel, in place; edges repeat. Takes JPEG blocks and pixel noise off masks. */
export function smooth(map: Uint8Array, width: number, height: number): void {
  if (width < 2 || height < 2) return;
  let above = new Int32Array(width);
  let here = new Int32Array(width);
  let below = new Int32Array(width);
  horizontal(map, 0, width, here);
  above.set(here);
  for (let y = 0; y < height; y++) {
    if (y + 1 < height) horizontal(map, (y + 1) * width, width, below);
    else below.set(here);
    for (let x = 0, p = y * width; x < width; x++, p++) map[p] = (above[x] + 2 * here[x] + below[x] + 8) >> 4;
    const spare = above;
    above = here;
    here = below;
    below = spare;
  }
}

function horizontal(map: Uint8Array, start: number, width: number, out: Int32Array): void {
  out[0] = 3 * map[start] + map[start + 1];
  const last = width - 1;
  for (let x = 1, p = start + 1; x < last; x++, p++) out[x] = map[p - 1] + 2 * map[p] + map[p + 1];
  out[last] = map[start + last - 1] + 3 * map[start + last];
}
