import type { Illumination } from './illumination.js';
import type { Planes } from './planes.js';

/** How the three channels are weighed into one contrast; the weights add up to 1. */
export interface ChannelWeights {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/**
 * Contrast of every pixel against the empty background at its place: 255 × (1 − Σ weight × level / background level),
 * rounded into 0–255. 0 is background, 255 black. Illumination and its colour cancel.
 */
export function contrastMap(planes: Planes, light: Illumination, weights: ChannelWeights): Uint8Array {
  const { width, height, scale, red, green, blue } = planes;
  const out = new Uint8Array(width * height);
  const { columns, rows } = light;
  const gain = (level: Float32Array, weight: number): Float32Array => {
    const gains = new Float32Array(level.length);
    for (let t = 0; t < gains.length; t++) gains[t] = (255 * weight) / level[t];
    return gains;
  };
  const gains = [
    gain(light.red, weights.red),
    gain(light.green, weights.green),
    gain(light.blue, weights.blue),
  ];
  const step = light.step / scale;
  // Where each column lies between the grid's columns: bilinear, level beyond the outer grid points.
  const left = new Int32Array(width);
  const share = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const at = Math.min(columns - 1, Math.max(0, (x + 0.5) / step - 0.5));
    left[x] = Math.min(Math.max(0, columns - 2), Math.floor(at));
    share[x] = at - left[x];
  }
  const next = columns > 1 ? 1 : 0;
  const lineRed = new Float32Array(columns);
  const lineGreen = new Float32Array(columns);
  const lineBlue = new Float32Array(columns);
  const rowRed = new Float32Array(width);
  const rowGreen = new Float32Array(width);
  const rowBlue = new Float32Array(width);
  for (let y = 0, p = 0; y < height; y++) {
    const at = Math.min(rows - 1, Math.max(0, (y + 0.5) / step - 0.5));
    const upper = Math.min(Math.max(0, rows - 2), Math.floor(at));
    blendRows(gains[0], upper, rows, at - upper, lineRed);
    blendRows(gains[1], upper, rows, at - upper, lineGreen);
    blendRows(gains[2], upper, rows, at - upper, lineBlue);
    // The gain changes little from row to row: it is spread over the columns on every fourth row only.
    if ((y & 3) === 0) {
      for (let x = 0; x < width; x++) {
        const t = left[x];
        const f = share[x];
        rowRed[x] = lineRed[t] + f * (lineRed[t + next] - lineRed[t]);
        rowGreen[x] = lineGreen[t] + f * (lineGreen[t + next] - lineGreen[t]);
        rowBlue[x] = lineBlue[t] + f * (lineBlue[t + next] - lineBlue[t]);
      }
    }
    for (let x = 0; x < width; x++, p++) {
      const value = 255.5 - (red[p] * rowRed[x] + green[p] * rowGreen[x] + blue[p] * rowBlue[x]);
      out[p] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
  return out;
}

function blendRows(grid: Float32Array, upper: number, rows: number, share: number, out: Float32Array): void {
  const above = upper * out.length;
  const below = Math.min(rows - 1, upper + 1) * out.length;
  for (let i = 0; i < out.length; i++) out[i] = grid[above + i] + share * (grid[below + i] - grid[above + i]);
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
