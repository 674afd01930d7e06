import { close, spread } from './closing.js';
import { maskRuns, type Runs } from './runs.js';

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
export const HT = {
  share: CONCENTRIC_SHARE,
  rim: 0,
  lone: 0.95,
  low: 0.02,
  cuspAt: 0.9,
  reach: 0.12,
  cuspShare: 0.5,
};

/**
 * Fills central pallor in `mask` (height×width, 1 foreground) in place. A background component that reaches neither the
 * map's edge nor the unusable area is a pallor when it lies in the middle of a cell: seen from its centroid, most
 * directions leave the foreground about one cell radius away. From a gap between cells they go on through a whole cell.
 * `diameter` in map pixels.
 */
export function fillHoles(
  mask: Uint8Array,
  usable: Uint8Array,
  width: number,
  height: number,
  diameter: number,
  specks = true,
): Uint8Array {
  const runs = maskRuns(mask, width, height);
  const { open, area, moments } = measureHoles(runs, usable, width, height);
  const cell = (Math.PI / 4) * diameter * diameter;
  const fate = new Uint8Array(runs.components);
  const cusped = new Uint8Array(runs.components);
  let judge = false;
  for (let c = 0; c < runs.components; c++) {
    if (runs.componentValue[c] === 1) fate[c] = KEEP;
    else if (open[c] === 1 || area[c] > cell * LARGEST_PALLOR) fate[c] = STOP;
    else if (area[c] <= cell * SPECK) fate[c] = specks ? FILL : STOP;
    else {
      judge = true;
      cusped[c] = ellipseShare(c, area, moments) < HT.cuspAt ? 1 : 0;
    }
  }
  if (judge) {
    const stops = stopMap(runs, fate, cusped, width, height);
    for (let c = 0; c < runs.components; c++) {
      if (fate[c] !== JUDGE) continue;
      const x = moments[c * 5] / area[c];
      const y = moments[c * 5 + 1] / area[c];
      const share = concentric(stops, cusped[c] === 1 ? mask : undefined, width, height, x, y, diameter);
      fate[c] = share >= (cusped[c] === 1 ? HT.cuspShare : HT.share) ? FILL : STOP;
    }
  }
  return fill(mask, runs, fate, width);
}

const JUDGE = 0;
/** Background that a ray stops at. */
const STOP = 1;
const FILL = 2;
/** Foreground. */
const KEEP = 3;

function stopMap(
  runs: Runs,
  fate: Uint8Array,
  cusped: Uint8Array,
  width: number,
  height: number,
): Uint8Array {
  const stops = new Uint8Array(width * height);
  for (let r = 0; r < runs.count; r++) {
    const c = runs.component[r];
    if (fate[c] !== STOP && cusped[c] === 0) continue;
    const base = runs.row[r] * width;
    stops.fill(1, base + runs.from[r], base + runs.to[r]);
  }
  return stops;
}

/** Turns to foreground what is to be filled, and whatever background lies on islands within it. */
function fill(mask: Uint8Array, runs: Runs, fate: Uint8Array, width: number): Uint8Array {
  const filled = new Uint8Array(mask.length);
  const within = new Uint8Array(runs.components);
  for (let c = 0; c < runs.components; c++) {
    within[c] = fate[c] === FILL || (runs.around[c] >= 0 && within[runs.around[c]] === 1) ? 1 : 0;
  }
  for (let r = 0; r < runs.count; r++) {
    if (runs.value[r] === 1 || within[runs.component[r]] === 0) continue;
    const base = runs.row[r] * width;
    mask.fill(1, base + runs.from[r], base + runs.to[r]);
    filled.fill(1, base + runs.from[r], base + runs.to[r]);
  }
  return filled;
}

/**
 * Fills pallor whose rim is broken (oblique light, very pale cells): what `fillHoles` would fill if gaps in rims narrower
 * than 2 × radius were closed. Only the hole itself and the gap are filled; cells bridged by the closing stay apart.
 */
export function fillBrokenRims(
  mask: Uint8Array,
  faint: Uint8Array,
  usable: Uint8Array,
  width: number,
  height: number,
  diameter: number,
): void {
  const radius = Math.round(diameter * HT.rim);
  const closed = radius < 1 ? faint.slice() : close(faint, width, height, radius);
  const filled = fillHoles(closed, usable, width, height, diameter, false);
  spread(filled, width, height, Math.max(1, Math.round(diameter * HT.reach)), 1);
  for (let p = 0; p < mask.length; p++) mask[p] |= filled[p] & closed[p];
}

/** Sixteen directions, to three digits: written out so that no CPU's sine can differ. */
const DIRECTIONS = [
  1, 0, 0.924, 0.383, 0.707, 0.707, 0.383, 0.924, 0, 1, -0.383, 0.924, -0.707, 0.707, -0.924, 0.383, -1, 0,
  -0.924, -0.383, -0.707, -0.707, -0.383, -0.924, 0, -1, 0.383, -0.924, 0.707, -0.707, 0.924, -0.383,
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
  /** px², islands of foreground inside the hole included: the target of a target cell belongs to its pallor. */
  area: Float64Array;
  /** Per component: Σx, Σy, Σx², Σxy, Σy², islands included. */
  moments: Float64Array;
}

function measureHoles(runs: Runs, usable: Uint8Array, width: number, height: number): Holes {
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
  // Σx² over from … to−1 by the square pyramidal numbers.
  moments[m + 2] += pyramid(to - 1) - pyramid(from - 1);
  moments[m + 3] += y * sumX;
  moments[m + 4] += y * y * n;
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
export function fillRound(
  mask: Uint8Array,
  usable: Uint8Array,
  width: number,
  height: number,
  limits: HoleLimits,
): void {
  const runs = maskRuns(mask, width, height);
  const { open, area, moments } = measureHoles(runs, usable, width, height);
  const fate = new Uint8Array(runs.components).fill(KEEP);
  for (let c = 0; c < runs.components; c++) {
    if (runs.componentValue[c] === 1 || open[c] === 1 || area[c] > limits.never) continue;
    if (area[c] <= limits.always || ellipseShare(c, area, moments) >= ROUND_SHARE) fate[c] = FILL;
  }
  fill(mask, runs, fate, width);
}

/** Equivalent diameters of components that stand alone, do not touch the border, and are filled ellipses: [diameter, ...]. */
export function loneDiameters(
  mask: Uint8Array,
  usable: Uint8Array,
  width: number,
  height: number,
): { lone: number[]; share: number } {
  const runs = maskRuns(mask, width, height);
  const { open, area, moments } = measureHoles(runs, usable, width, height);
  const within = new Uint8Array(runs.components);
  const lone: number[] = [];
  let loneArea = 0;
  let all = 0;
  for (let c = 0; c < runs.components; c++) {
    const outer = runs.around[c];
    if (outer >= 0 && within[outer] === 1) {
      within[c] = 1;
      continue;
    }
    if (runs.componentValue[c] === 0 || open[c] === 1) continue;
    all += area[c];
    if (area[c] < 12 || ellipseShare(c, area, moments) < HT.lone) continue;
    within[c] = 1;
    loneArea += area[c];
    lone.push(2 * Math.sqrt(area[c] / Math.PI));
  }
  return { lone, share: all > 0 ? loneArea / all : 0 };
}
