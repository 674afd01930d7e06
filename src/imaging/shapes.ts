import type { Runs } from './runs.js';

/** Shapes of a mask's components, by number. */
export interface Shapes {
  /** 1 where the component reaches the map's edge or the unusable area. */
  open: Uint8Array;
  /** px², all that lies within included: pallor in a cell, the target of a target cell in its pallor. */
  area: Float64Array;
  /** Per component: Σx, Σy, Σx², Σxy, Σy², likewise. */
  moments: Float64Array;
}

/** Measures every component of a mask, background and foreground. */
export function measureShapes(runs: Runs, usable: Uint8Array, width: number, height: number): Shapes {
  const open = new Uint8Array(runs.components);
  const area = new Float64Array(runs.components);
  const moments = new Float64Array(runs.components * 5);
  for (let r = 0; r < runs.count; r++) {
    const c = runs.component[r];
    const y = runs.row[r];
    const base = y * width;
    const { from, to } = runs;
    if (y === 0 || y === height - 1 || from[r] === 0 || to[r] === width) open[c] = 1;
    if (usable[base + from[r]] === 0 || usable[base + to[r] - 1] === 0) open[c] = 1;
  }
  for (let r = 0; r < runs.count; r++) {
    addRun(area, moments, runs.component[r], runs.row[r], runs.from[r], runs.to[r]);
  }
  // What lies within a component is numbered after it: going down, each is complete when it is added to its surroundings.
  for (let c = runs.components - 1; c > 0; c--) {
    const outer = runs.around[c];
    if (outer < 0 || open[c] === 1) continue;
    area[outer] += area[c];
    for (let m = 0; m < 5; m++) moments[outer * 5 + m] += moments[c * 5 + m];
  }
  return { open, area, moments };
}

function addRun(
  area: Float64Array,
  moments: Float64Array,
  c: number,
  y: number,
  from: number,
  to: number,
): void {
  const n = to - from;
  const sumX = ((from + to - 1) * n) / 2;
  const m = c * 5;
  area[c] += n;
  moments[m] += sumX;
  moments[m + 1] += y * n;
  moments[m + 2] += pyramid(to - 1) - pyramid(from - 1);
  moments[m + 3] += y * sumX;
  moments[m + 4] += y * y * n;
}

/** Square pyramidal number: Σ i² over 0 … n; 0 for −1. */
export function pyramid(n: number): number {
  return (n * (n + 1) * (2 * n + 1)) / 6;
}

/** `ellipseFill` of a component with all that lies within it. */
export function ellipseShare(c: number, { area, moments }: Shapes): number {
  const m = c * 5;
  return ellipseFill(area[c], moments[m], moments[m + 1], moments[m + 2], moments[m + 3], moments[m + 4]);
}

/**
 * Area over that of the ellipse with the same second moments: 1 for an ellipse, less for anything branched or cusped. Given
 * the pixels' number and Σx, Σy, Σx², Σxy, Σy².
 */
export function ellipseFill(
  n: number,
  sumX: number,
  sumY: number,
  sumXX: number,
  sumXY: number,
  sumYY: number,
): number {
  const x = sumX / n;
  const y = sumY / n;
  // A pixel is a unit square, not a point: its own variance is 1/12.
  const xx = sumXX / n - x * x + 1 / 12;
  const xy = sumXY / n - x * y;
  const yy = sumYY / n - y * y + 1 / 12;
  const determinant = xx * yy - xy * xy;
  return determinant <= 0 ? 1 : n / (4 * Math.PI * Math.sqrt(determinant));
}
