import { componentRuns, type Runs } from './runs.js';

/** Holes up to this share of a cell are noise or specks of light and filled whatever their place. */
const SPECK = 0.02;
/** Pallor of the palest ring-shaped cell, share of a cell: rims are seldom thinner than a twelfth of the diameter. */
const LARGEST_PALLOR = 0.7;
/** A hole filling less than this of the ellipse with its moments has cusps, so it is a gap: other holes' rays stop there. */
const CUSPED = 0.9;
/** A cell's edge is expected between these multiples of the median radius from its pallor's middle. */
const NEAREST = 0.65;
const FURTHEST = 1.4;
/** Share of directions that must agree: a cell with neighbours on up to half of its rim still passes. */
const CONCENTRIC_SHARE = 0.5;
export const HT = { share: CONCENTRIC_SHARE };

/**
 * Fills central pallor in `mask` (height×width, 1 foreground) in place. A background component that reaches neither the
 * map's edge nor the unusable area is a pallor when it lies in the middle of a cell: seen from its centroid, most
 * directions leave the foreground about one cell radius away. From a gap between cells they go on through a whole cell.
 * `diameter` in map pixels.
 */
export function fillHoles(mask: Uint8Array, usable: Uint8Array, width: number, height: number, diameter: number): void {
  const runs = componentRuns(mask, width, height, 0);
  const { open, area, moments } = measureHoles(runs, usable, width, height);
  const cell = (Math.PI / 4) * diameter * diameter;
  // 1: background that a ray stops at; 2: hole to fill whatever its place; 0: to be judged.
  const fate = new Uint8Array(runs.components);
  let judge = false;
  for (let c = 0; c < runs.components; c++) {
    if (open[c] === 1 || area[c] > cell * LARGEST_PALLOR) fate[c] = 1;
    else if (area[c] <= cell * SPECK) fate[c] = 2;
    else judge = true;
  }
  if (judge) {
    const stops = new Uint8Array(mask.length);
    for (let r = 0; r < runs.count; r++) {
      const c = runs.component[r];
      if (fate[c] === 1 || (fate[c] === 0 && ellipseShare(c, area, moments) < CUSPED)) {
        const base = runs.row[r] * width;
        stops.fill(1, base + runs.from[r], base + runs.to[r]);
      }
    }
    for (let c = 0; c < runs.components; c++) {
      if (fate[c] !== 0) continue;
      const own = ellipseShare(c, area, moments) < CUSPED;
      const x = moments[c * 5] / area[c];
      const y = moments[c * 5 + 1] / area[c];
      const share = concentric(stops, own ? mask : undefined, width, height, x, y, diameter);
      if (share >= HT.share) fate[c] = 2;
    }
  }
  for (let r = 0; r < runs.count; r++) {
    if (fate[runs.component[r]] !== 2) continue;
    const base = runs.row[r] * width;
    mask.fill(1, base + runs.from[r], base + runs.to[r]);
  }
}

/** Sixteen directions, to three digits: written out so that no CPU's sine can differ. */
const DIRECTIONS = [
  1, 0, 0.924, 0.383, 0.707, 0.707, 0.383, 0.924, 0, 1, -0.383, 0.924, -0.707, 0.707, -0.924, 0.383, -1, 0, -0.924,
  -0.383, -0.707, -0.707, -0.383, -0.924, 0, -1, 0.383, -0.924, 0.707, -0.707, 0.924, -0.383,
];

/** Share of the directions from (x, y) in which `stops` (beyond the hole's own pixels) begins about a radius away. */
function concentric(
  stops: Uint8Array,
  own: Uint8Array | undefined,
  width: number,
  height: number,
  x: number,
  y: number,
  diameter: number,
): number {
  const nearest = (diameter / 2) * NEAREST;
  const furthest = (diameter / 2) * FURTHEST;
  let hits = 0;
  for (let d = 0; d < DIRECTIONS.length; d += 2) {
    // A cusped hole is itself among the stops: its own pixels are passed first.
    let inside = own !== undefined;
    for (let t = 1; t <= furthest; t++) {
      const px = Math.round(x + t * DIRECTIONS[d]);
      const py = Math.round(y + t * DIRECTIONS[d + 1]);
      const out = px < 0 || py < 0 || px >= width || py >= height;
      if (!out && inside) {
        if (own![py * width + px] === 1) inside = false;
        continue;
      }
      if (out || stops[py * width + px] === 1) {
        if (t >= nearest) hits++;
        break;
      }
    }
  }
  return (hits * 2) / DIRECTIONS.length;
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

/** Share of the ellipse around a hole that a pallor fills; see `CUSPED`. */
const ROUND_SHARE = 0.9;

/** What a hole must not exceed to be filled by `fillRound`, px². */
export interface HoleLimits {
  /** Filled whatever its shape. */
  readonly always: number;
  /** Never filled above this. */
  readonly never: number;
}

/** As `fillHoles`, by shape alone, for when the cells' size is not known yet: round holes are filled, cusped ones not. */
export function fillRound(mask: Uint8Array, usable: Uint8Array, width: number, height: number, limits: HoleLimits): void {
  const runs = componentRuns(mask, width, height, 0);
  const { open, area, moments } = measureHoles(runs, usable, width, height);
  for (let r = 0; r < runs.count; r++) {
    const c = runs.component[r];
    if (open[c] === 1 || area[c] > limits.never) continue;
    if (area[c] > limits.always && ellipseShare(c, area, moments) < ROUND_SHARE) continue;
    const base = runs.row[r] * width;
    mask.fill(1, base + runs.from[r], base + runs.to[r]);
  }
}
