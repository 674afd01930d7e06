import { squaredDistance } from './distance.js';
import { fillRound } from './holes.js';
import type { Regions } from './regions.js';
import { maskRuns } from './runs.js';
import { ellipseShare, measureShapes } from './shapes.js';
import { splitCells } from './split.js';

/** A component filling this much of its ellipse is one object: two touching discs fill 2/√5 = 0.89. */
const ELLIPSE = 0.95;
/** Overview px² below which a shape says nothing. */
const SMALLEST = 12;
/** Overview px² of holes that are noise. */
const SPECK = 6;
/** No hole is larger than this part of the overview: a cell at least eight to the frame's side. */
const MOST_CELLS_ACROSS = 60;
/** Lone cells are trusted alone when they are this share of the foreground, and this many. */
const LONE_SHARE = 0.15;
const ENOUGH = 12;
/** Thick places in clumps count half: they measure the inscribed circle of what may be a part of a cell. */
const THICK_WEIGHT = 0.5;
/** Share of the foreground next to background above which it is noise: pixels tossed by coin give 0.94, thin rings 0.6. */
const MOST_EDGE = 0.75;
/** A rough splitting will do here; see `splitCells`. */
const NECK = 0.75;

/**
 * Diameter of a red cell in an overview, px, from its foreground mask (height×width): the median, weighted by area so that
 * specks do not weigh, over cells standing alone (equivalent diameter, holes filled) and, where those are few, over the
 * thick places of everything else. 0 when there is nothing to measure, or only noise.
 */
export function overviewDiameter(
  foreground: Uint8Array,
  usable: Uint8Array,
  width: number,
  height: number,
): number {
  if (edgeShare(foreground, width, height) > MOST_EDGE) return 0;
  const { lone, share } = loneDiameters(foreground, usable, width, height);
  const pool = lone.map((d) => ({ d, w: d * d }));
  if (share < LONE_SHARE || lone.length < ENOUGH) {
    const mask = foreground.slice();
    fillRound(mask, usable, width, height, { always: SPECK, never: (width * height) / MOST_CELLS_ACROSS });
    for (const d of thicknesses(mask, width, height)) pool.push({ d, w: THICK_WEIGHT * d * d });
  }
  pool.sort((a, b) => a.d - b.d);
  let sum = 0;
  for (const e of pool) sum += e.w;
  let acc = 0;
  for (const e of pool) {
    acc += e.w;
    if (acc >= sum / 2) return e.d;
  }
  return 0;
}

/** Share of the foreground pixels that have background among their four neighbours. */
function edgeShare(mask: Uint8Array, width: number, height: number): number {
  let n = 0;
  let edge = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let p = y * width + 1; p < (y + 1) * width - 1; p++) {
      if (mask[p] === 0) continue;
      n++;
      if ((mask[p - 1] & mask[p + 1] & mask[p - width] & mask[p + width]) === 0) edge++;
    }
  }
  return n > 0 ? edge / n : 0;
}

function thicknesses(mask: Uint8Array, width: number, height: number): number[] {
  const runs = maskRuns(mask, width, height);
  const squared = squaredDistance(mask, width, height, runs);
  const { labels, count } = splitCells(squared, width, height, NECK, 0);
  const peak = new Int32Array(count + 1);
  const area = new Int32Array(count + 1);
  for (let p = 0; p < labels.length; p++) {
    const l = labels[p];
    if (l === 0) continue;
    area[l]++;
    if (squared[p] > peak[l]) peak[l] = squared[p];
  }
  const out: number[] = [];
  for (let l = 1; l <= count; l++) if (area[l] >= SMALLEST) out.push(2 * Math.sqrt(peak[l]));
  return out;
}

/** Equivalent diameters of filled ellipses that stand alone, and their share of the foreground away from the border. */
function loneDiameters(
  mask: Uint8Array,
  usable: Uint8Array,
  width: number,
  height: number,
): { lone: number[]; share: number } {
  const runs = maskRuns(mask, width, height);
  const shapes = measureShapes(runs, usable, width, height);
  const { open, area } = shapes;
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
    if (area[c] < SMALLEST || ellipseShare(c, shapes) < ELLIPSE) continue;
    within[c] = 1;
    loneArea += area[c];
    lone.push(2 * Math.sqrt(area[c] / Math.PI));
  }
  return { lone, share: all > 0 ? loneArea / all : 0 };
}

/** Areas, in cells, between which an object is taken for one red cell. */
const LEAST_SINGLE = 0.5;
const MOST_SINGLE = 2;
/** Stricter where staining is measured: a white cell is larger than this. */
const MOST_STAINED = 1.6;
/** Fewer cells than this make no better median than the overview's. */
const FEW = 4;

/**
 * The median red cell's equivalent diameter at the working scale, weighted by area, over whole cells of half to twice the
 * guessed area; the guess when there are fewer than four. `border` is `borderContact`'s.
 */
export function typicalDiameter(regions: Regions, border: Int32Array, guess: number): number {
  const cell = (Math.PI / 4) * guess * guess;
  const areas: number[] = [];
  for (let l = 1; l <= regions.count; l++) {
    const a = regions.area[l];
    if (border[l] === 0 && a > cell * LEAST_SINGLE && a < cell * MOST_SINGLE) areas.push(a);
  }
  if (areas.length < FEW) return guess;
  areas.sort((a, b) => a - b);
  let left = 0;
  for (const a of areas) left += a;
  left /= 2;
  for (const a of areas) {
    left -= a;
    if (left <= 0) return 2 * Math.sqrt(a / Math.PI);
  }
  return guess;
}

/** Median of the red cells' mean contrast, 0–255; 255 when there are none. `cell` is their area in map px². */
export function usualContrast(regions: Regions, cell: number): number {
  const levels: number[] = [];
  for (let l = 1; l <= regions.count; l++) {
    if (regions.area[l] > cell * LEAST_SINGLE && regions.area[l] < cell * MOST_STAINED)
      levels.push(regions.contrast[l] / regions.area[l]);
  }
  levels.sort((a, b) => a - b);
  return levels.length > 0 ? levels[levels.length >> 1] : 255;
}
