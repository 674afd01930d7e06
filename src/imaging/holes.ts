import { componentRuns, type Runs } from './runs.js';

/** What a hole must not exceed to be filled, in working pixels. */
export interface HoleLimits {
  /** Filled whatever its shape: noise and specks of light, px². */
  readonly always: number;
  /** Never filled above this: the pallor of the palest ring-shaped cell, px². */
  readonly never: number;
}

/**
 * Share of the disc around a hole (its bounding ellipse) that a pallor fills. A gap left between touching cells has arcs
 * bent inwards: three discs leave about 0.4 of their gap's hull, a pallor nearly all.
 */
const ROUND_SHARE = 0.62;

/**
 * Fills central pallor in `mask` (height×width, 1 foreground) in place: background components that reach neither the map's
 * edge nor the unusable area, small enough, and round. Larger or cusped ones are gaps between cells and stay open.
 */
export function fillHoles(
  mask: Uint8Array,
  usable: Uint8Array,
  width: number,
  height: number,
  limits: HoleLimits,
): void {
  const runs = componentRuns(mask, width, height, 0);
  const { open, area, moments } = measureHoles(runs, usable, width, height);
  const fill = new Uint8Array(runs.components);
  for (let c = 0; c < runs.components; c++) {
    if (open[c] === 1 || area[c] > limits.never) continue;
    fill[c] = area[c] <= limits.always || ellipseShare(c, area, moments) >= ROUND_SHARE ? 1 : 0;
  }
  for (let r = 0; r < runs.count; r++) {
    if (fill[runs.component[r]] === 0) continue;
    const base = runs.row[r] * width;
    mask.fill(1, base + runs.from[r], base + runs.to[r]);
  }
}

interface Holes {
  open: Uint8Array;
  area: Float64Array;
  /** Per component: Σx, Σy, Σx², Σxy, Σy². */
  moments: Float64Array;
}

function measureHoles(runs: Runs, usable: Uint8Array, width: number, height: number): Holes {
  const open = new Uint8Array(runs.components);
  const area = new Float64Array(runs.components);
  const moments = new Float64Array(runs.components * 5);
  for (let r = 0; r < runs.count; r++) {
    const c = runs.component[r];
    const y = runs.row[r];
    const from = runs.from[r];
    const to = runs.to[r];
    const base = y * width;
    if (y === 0 || y === height - 1 || from === 0 || to === width) open[c] = 1;
    if (usable[base + from] === 0 || usable[base + to - 1] === 0) open[c] = 1;
    const n = to - from;
    const sumX = ((from + to - 1) * n) / 2;
    // Σx² over from … to−1 by the square pyramidal numbers.
    const sumXX = pyramid(to - 1) - pyramid(from - 1);
    area[c] += n;
    const m = c * 5;
    moments[m] += sumX;
    moments[m + 1] += y * n;
    moments[m + 2] += sumXX;
    moments[m + 3] += y * sumX;
    moments[m + 4] += y * y * n;
  }
  return { open, area, moments };
}

function pyramid(n: number): number {
  return (n * (n + 1) * (2 * n + 1)) / 6;
}

/** Area over that of the ellipse with the same second moments: 1 for an ellipse, less for anything branched or cusped. */
function ellipseShare(c: number, area: Float64Array, moments: Float64Array): number {
  const n = area[c];
  const m = c * 5;
  const x = moments[m] / n;
  const y = moments[m + 1] / n;
  // A pixel is a unit square, not a point: its own variance is 1/12.
  const xx = moments[m + 2] / n - x * x + 1 / 12;
  const xy = moments[m + 3] / n - x * y;
  const yy = moments[m + 4] / n - y * y + 1 / 12;
  const determinant = xx * yy - xy * xy;
  return determinant <= 0 ? 1 : n / (4 * Math.PI * Math.sqrt(determinant));
}
