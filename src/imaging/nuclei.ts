import { contrastMap } from './contrast.js';
import type { Illumination } from './illumination.js';
import type { Planes } from './planes.js';
import type { Regions } from './regions.js';

/** Haemoglobin lets red pass, nuclei do not: their contrast in red is above that of red cells in green, times this. */
const BLUE = 1.25;
const RED = { red: 1, green: 0, blue: 0 };
/** Map px, a cell's diameter being 30: objects this near touch, of which blur and the cut between two take a part … */
const TOUCH = 2;
/** … and what is dark within this distance may be the white cell's: a torn edge reaches a fifth of a diameter. */
const DARK_REACH = 6;
/** So many dark px (0.25 µm² together) are more than noise. */
const LEAST_DARK = 4;

/**
 * Per label the area in map px that is dark in green as well as in red, as a white cell's nucleus is. Of 10,121 parasitized NIH
 * crops no parasite covers more than a seventh of its cell with such a colour; lymphocytes taken for red cells have at least
 * two thirds of a red cell's area. Worked out for the labels that are dark over at least `least` px only, because hardly any field has one.
 * `green` is the contrast in green, `level` from where it is dark, `usual` the field's usual red cell's.
 */
export function nuclearAreas(
  labels: Int32Array,
  planes: Planes,
  light: Illumination,
  green: Uint8Array,
  regions: Regions,
  dark: Float32Array,
  level: number,
  usual: number,
  least: number,
): Float64Array {
  const areas = new Float64Array(regions.count + 1);
  let red: Uint8Array | undefined;
  for (let label = 1; label <= regions.count; label++) {
    if (dark[label] * regions.area[label] < least) continue;
    red ??= contrastMap(planes, light, RED);
    for (let y = regions.top[label]; y <= regions.bottom[label]; y++) {
      const last = y * planes.width + regions.right[label];
      for (let p = y * planes.width + regions.left[label]; p <= last; p++)
        if (labels[p] === label && green[p] > level && red[p] > BLUE * usual) areas[label]++;
    }
  }
  return areas;
}

/**
 * Labels (1) that touch a white cell (`white`: 1 per white cell's label) and are dark beyond the seam (`green` above `level`): pieces of it,
 * or red cells with its torn edge over their rim, which would pass for a parasite. What there is whose cannot be told.
 */
export function mixedWithWhite(
  labels: Int32Array,
  width: number,
  regions: Regions,
  white: Uint8Array,
  green: Uint8Array,
  level: number,
): Uint8Array {
  const mixed = new Uint8Array(regions.count + 1);
  if (!white.includes(1)) return mixed;
  const near = new Uint8Array(labels.length);
  for (let label = 1; label <= regions.count; label++) {
    if (white[label] === 0) continue;
    for (let y = regions.top[label]; y <= regions.bottom[label]; y++)
      for (let x = regions.left[label]; x <= regions.right[label]; x++)
        if (labels[y * width + x] === label) mark(near, width, x, y);
  }
  const touching = new Uint8Array(regions.count + 1);
  const dark = new Int32Array(regions.count + 1);
  for (let p = 0; p < near.length; p++) {
    if (near[p] === SEAM) touching[labels[p]] = 1;
    else if (near[p] === AROUND && green[p] > level) dark[labels[p]]++;
  }
  for (let l = 1; l <= regions.count; l++) mixed[l] = touching[l] === 1 && dark[l] >= LEAST_DARK ? 1 : 0;
  return mixed;
}

const AROUND = 1;
const SEAM = 2;

/** Marks what lies within reach of one pixel of a white cell. */
function mark(near: Uint8Array, width: number, x: number, y: number): void {
  const right = Math.min(width - 1, x + DARK_REACH);
  const bottom = Math.min(near.length / width - 1, y + DARK_REACH);
  for (let v = Math.max(0, y - DARK_REACH); v <= bottom; v++)
    for (let u = Math.max(0, x - DARK_REACH); u <= right; u++) {
      const q = v * width + u;
      if (Math.abs(u - x) <= TOUCH && Math.abs(v - y) <= TOUCH) near[q] = SEAM;
      else if (near[q] === 0) near[q] = AROUND;
    }
}
