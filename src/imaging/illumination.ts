import type { Planes } from './planes.js';

/** Level of the empty background over a field, on a coarse grid, per channel; float32 so that every CPU rounds alike. */
export interface Illumination {
  readonly columns: number;
  readonly rows: number;
  /** Frame pixels per grid step; grid point (i, j) lies at frame ((i + 0.5) × step − 0.5, …). */
  readonly step: number;
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
}

/** Overview pixels per grid step: about one cell, so that most tiles see some background even in a crowded field. */
export const TILE = 16;
/** Of a tile's pixels the background is taken from the brightest quarter in green, where red cells absorb most. */
const BRIGHT_SHARE = 0.75;
/** Expectile of the surface fit: tiles below it (all cells) pull a twentieth as much as tiles above it. */
const BELOW_WEIGHT = 0.05;
const FIT_ROUNDS = 12;

interface Tiles {
  columns: number;
  rows: number;
  values: Float64Array;
  weights: Float64Array;
}

/**
 * First guess of the background in green: a quadratic surface (microscope illumination is smooth) leant against the bright
 * side of the tiles by asymmetric least squares (Newey & Powell 1987). Returned per overview tile.
 */
export function brightSurface(overview: Planes, usable: Uint8Array): Tiles {
  const tiles = emptyTiles(overview);
  const { columns, rows, values, weights } = tiles;
  const histogram = new Int32Array(256);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const n = tileHistogram(overview, usable, i, j, histogram);
      if (n < (TILE * TILE) / 8) continue;
      let left = n * BRIGHT_SHARE;
      let level = 0;
      while (left >= histogram[level]) left -= histogram[level++];
      values[j * columns + i] = level;
      weights[j * columns + i] = n;
    }
  }
  const pull = Float64Array.from(weights);
  let surface = fitQuadratic(tiles, pull);
  for (let round = 0; round < FIT_ROUNDS; round++) {
    for (let t = 0; t < pull.length; t++) pull[t] = weights[t] * (values[t] < surface[t] ? BELOW_WEIGHT : 1);
    surface = fitQuadratic(tiles, pull);
  }
  return { columns, rows, values: surface, weights };
}

/**
 * Background per channel from the pixels that are known to be background (`background` 1): each tile's mean, smoothed over
 * its neighbours, with a quadratic surface through all of them where there is little or none.
 */
export function backgroundLevels(overview: Planes, background: Uint8Array): Illumination {
  const red = emptyTiles(overview);
  const { columns, rows, weights } = red;
  const green = { ...red, values: new Float64Array(columns * rows) };
  const blue = { ...red, values: new Float64Array(columns * rows) };
  sumTiles(overview, background, red.values, green.values, blue.values, weights);
  return {
    columns,
    rows,
    step: TILE * overview.scale,
    red: channelLevels(red),
    green: channelLevels(green),
    blue: channelLevels(blue),
  };
}

/** Adds up, per tile, the three channels over the background (0 or 1) and counts it. */
function sumTiles(
  overview: Planes,
  background: Uint8Array,
  sumsRed: Float64Array,
  sumsGreen: Float64Array,
  sumsBlue: Float64Array,
  counts: Float64Array,
): void {
  const { width, height, red, green, blue } = overview;
  const columns = Math.ceil(width / TILE);
  for (let y = 0; y < height; y++) {
    const row = Math.trunc(y / TILE) * columns;
    for (let i = 0; i < columns; i++) {
      const end = y * width + Math.min(width, (i + 1) * TILE);
      let r = 0;
      let g = 0;
      let b = 0;
      let n = 0;
      for (let p = y * width + i * TILE; p < end; p++) {
        // All ones where background, else 0: cheaper than a branch that is mispredicted at every cell's edge.
        const mask = -background[p];
        r += red[p] & mask;
        g += green[p] & mask;
        b += blue[p] & mask;
        n += background[p];
      }
      sumsRed[row + i] += r;
      sumsGreen[row + i] += g;
      sumsBlue[row + i] += b;
      counts[row + i] += n;
    }
  }
}

function emptyTiles(overview: Planes): Tiles {
  const columns = Math.max(1, Math.ceil(overview.width / TILE));
  const rows = Math.max(1, Math.ceil(overview.height / TILE));
  return {
    columns,
    rows,
    values: new Float64Array(columns * rows),
    weights: new Float64Array(columns * rows),
  };
}

function tileHistogram(
  overview: Planes,
  usable: Uint8Array,
  i: number,
  j: number,
  histogram: Int32Array,
): number {
  histogram.fill(0);
  const { width, green } = overview;
  const right = Math.min(width, (i + 1) * TILE);
  const bottom = Math.min(overview.height, (j + 1) * TILE);
  let n = 0;
  for (let y = j * TILE; y < bottom; y++) {
    for (let p = y * width + i * TILE; p < y * width + right; p++) {
      if (usable[p] === 0) continue;
      histogram[green[p]]++;
      n++;
    }
  }
  return n;
}

/** A tile of which this many pixels are background speaks for itself; the surface counts as this many. */
const SURFACE_WEIGHT = 24;

/** A channel's level per tile from its sums (`values`, which become means) and counts (`weights`). */
function channelLevels(tiles: Tiles): Float32Array {
  const { columns, rows, values, weights } = tiles;
  for (let t = 0; t < values.length; t++) values[t] = weights[t] > 0 ? values[t] / weights[t] : 0;
  const surface = fitQuadratic(tiles, weights);
  const levels = new Float32Array(columns * rows);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      // Residuals from the surface are what is averaged, so that a slope does not shift a tile with few neighbours.
      let sum = 0;
      let weight = SURFACE_WEIGHT;
      for (let b = Math.max(0, j - 1); b <= Math.min(rows - 1, j + 1); b++) {
        for (let a = Math.max(0, i - 1); a <= Math.min(columns - 1, i + 1); a++) {
          const t = b * columns + a;
          const near = weights[t] * (a === i && b === j ? 1 : 0.5);
          sum += near * (values[t] - surface[t]);
          weight += near;
        }
      }
      levels[j * columns + i] = Math.max(1, surface[j * columns + i] + sum / weight);
    }
  }
  return levels;
}

/** Weighted least squares of a quadratic in x and y over the tiles; falls back to lower orders when tiles are too few. */
function fitQuadratic(tiles: Tiles, weights: Float64Array): Float64Array {
  const { columns, rows, values } = tiles;
  let filled = 0;
  for (const weight of weights) if (weight > 0) filled++;
  const terms = filled >= 24 ? 6 : filled >= 9 ? 3 : 1;
  const normal = new Float64Array(terms * (terms + 1));
  const basis = new Float64Array(6);
  for (let t = 0; t < values.length; t++) {
    if (weights[t] === 0) continue;
    fillBasis(basis, t, columns, rows);
    for (let a = 0; a < terms; a++) {
      const scaled = weights[t] * basis[a];
      for (let b = 0; b < terms; b++) normal[a * (terms + 1) + b] += scaled * basis[b];
      normal[a * (terms + 1) + terms] += scaled * values[t];
    }
  }
  const coefficients = solve(normal, terms);
  const surface = new Float64Array(values.length);
  for (let t = 0; t < surface.length; t++) {
    fillBasis(basis, t, columns, rows);
    let sum = 0;
    for (let a = 0; a < terms; a++) sum += coefficients[a] * basis[a];
    surface[t] = sum;
  }
  return surface;
}

function fillBasis(basis: Float64Array, t: number, columns: number, rows: number): void {
  const x = ((t % columns) + 0.5) / columns - 0.5;
  const y = (Math.trunc(t / columns) + 0.5) / rows - 0.5;
  basis[0] = 1;
  basis[1] = x;
  basis[2] = y;
  basis[3] = x * x;
  basis[4] = x * y;
  basis[5] = y * y;
}

/** Gauss–Jordan with a ridge far below rounding of the levels: a singular system then gives a flat answer. */
function solve(normal: Float64Array, terms: number): Float64Array {
  const stride = terms + 1;
  const ridge = 1e-9 * Math.max(normal[0], 1e-9);
  for (let a = 0; a < terms; a++) normal[a * stride + a] += ridge;
  for (let a = 0; a < terms; a++) {
    const pivot = normal[a * stride + a];
    for (let b = a; b <= terms; b++) normal[a * stride + b] /= pivot;
    for (let other = 0; other < terms; other++) {
      const factor = normal[other * stride + a];
      if (other === a || factor === 0) continue;
      for (let b = a; b <= terms; b++) normal[other * stride + b] -= factor * normal[a * stride + b];
    }
  }
  const out = new Float64Array(terms);
  for (let a = 0; a < terms; a++) out[a] = normal[a * stride + terms];
  return out;
}
