import { maskRuns, type Runs } from './runs.js';
import { ellipseShare, measureShapes } from './shapes.js';
import { spread } from './spread.js';

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
/** How far beyond a pallor found behind a faint rim the rim itself is filled in, cell diameters: about a rim's width. */
const REACH = 0.12;

/**
 * Fills central pallor in `mask` (height×width, 1 foreground) in place. A background component that reaches neither the
 * map's edge nor the unusable area is a pallor when it lies in the middle of a cell: seen from its centroid, most
 * directions leave the foreground about one cell radius away. From a gap between cells they go on through a whole cell.
 * `diameter` in map pixels; without `specks` the smallest holes stay open. Returns a map of the pixels filled.
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
  const shapes = measureShapes(runs, usable, width, height);
  const { open, area } = shapes;
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
      cusped[c] = ellipseShare(c, shapes) < CUSPED ? 1 : 0;
    }
  }
  if (judge) {
    const stops = stopMap(runs, fate, cusped, width, height);
    for (let c = 0; c < runs.components; c++) {
      if (fate[c] !== JUDGE) continue;
      const x = shapes.moments[c * 5] / area[c];
      const y = shapes.moments[c * 5 + 1] / area[c];
      const share = concentric(stops, cusped[c] === 1 ? mask : undefined, width, height, x, y, diameter);
      fate[c] = share >= CONCENTRIC_SHARE ? FILL : STOP;
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
 * Fills in `mask` the pallor that lies behind a rim too pale for the threshold (oblique light, very pale cells): what
 * `fillHoles` fills in `faint`, the mask at a lower threshold, with what of the rim lies next to it. `faint` is changed.
 */
export function fillBehindFaintRims(
  mask: Uint8Array,
  faint: Uint8Array,
  usable: Uint8Array,
  width: number,
  height: number,
  diameter: number,
): void {
  const filled = fillHoles(faint, usable, width, height, diameter, false);
  if (!filled.includes(1)) return;
  spread(filled, width, height, Math.max(1, Math.round(diameter * REACH)));
  for (let p = 0; p < mask.length; p++) mask[p] |= filled[p] & faint[p];
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
  const shapes = measureShapes(runs, usable, width, height);
  const { open, area } = shapes;
  const fate = new Uint8Array(runs.components).fill(KEEP);
  for (let c = 0; c < runs.components; c++) {
    if (runs.componentValue[c] === 1 || open[c] === 1 || area[c] > limits.never) continue;
    if (area[c] <= limits.always || ellipseShare(c, shapes) >= ROUND_SHARE) fate[c] = FILL;
  }
  fill(mask, runs, fate, width);
}
