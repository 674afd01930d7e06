import type { ObjectKind } from './field.js';
import type { Regions } from './regions.js';

/** Nuclei and platelets are stained this many times as strongly as the field's usual red cell. */
export const DARK = 1.6;
/** Smaller than this share of a cell an object is no red cell: the smallest fragments with haemoglobin are a third. */
const LEAST_RED = 0.3;
/** A border object smaller than this is a speck whatever it is part of. */
const LEAST_SLIVER = 0.03;
/** Larger than this many cells, what could not be split is a clump. */
const MOST_RED = 2.6;
/** Half as thick as this share of the diameter: lines, scale bars, digits, fibres. */
const LEAST_THICKNESS = 0.36;
/** Dark share from which a small object is a platelet and not dirt or a cell's splinter. */
const PLATELET_DARK = 0.25;
/** White: this much nucleus, in red-cell areas, in an object at least `WHITE_SIZE` red cells large … */
const WHITE_NUCLEUS = 0.9;
const WHITE_SIZE = 1.5;
/**
 * … or nearly all nucleus at any size. Deliberately strict: a red cell full of parasite (schizont, gametocyte) is dark over
 * up to about 0.6 of itself and must stay red, a missed cell being the worse error. Lymphocytes no larger than a red cell are
 * told by their nucleus' colour instead (`nuclearAreas`).
 */
const ALL_NUCLEUS = 0.8;
/** Coloured like a nucleus over this many red-cell areas: a small lymphocyte. */
export const SMALL_NUCLEUS = 0.6;
/** Touching pieces darker than this share are lobes of one nucleus. */
const LOBE_DARK = 0.4;

/** Per label, the share of its pixels that are stained like a nucleus. `usual` is the field's usual red-cell contrast. */
export function darkShares(
  labels: Int32Array,
  contrast: Uint8Array,
  regions: Regions,
  usual: number,
): Float32Array {
  const dark = new Float32Array(regions.count + 1);
  const level = usual * DARK;
  for (let p = 0; p < labels.length; p++) if (contrast[p] > level) dark[labels[p]]++;
  dark[0] = 0;
  for (let label = 1; label <= regions.count; label++) dark[label] /= Math.max(1, regions.area[label]);
  return dark;
}

/** Joins touching lobes of a nucleus under one label, in place; returns whether any were joined. */
export function joinNuclei(labels: Int32Array, width: number, dark: Float32Array): boolean {
  let lobes = 0;
  for (const share of dark) if (share >= LOBE_DARK) lobes++;
  if (lobes < 2) return false;
  const target = new Int32Array(dark.length);
  for (let label = 0; label < target.length; label++) target[label] = label;
  const root = (label: number): number => {
    while (target[label] !== label) label = target[label];
    return label;
  };
  let joins = 0;
  const meet = (a: number, b: number): void => {
    if (a === b || a === 0 || b === 0 || dark[a] < LOBE_DARK || dark[b] < LOBE_DARK) return;
    const rootA = root(a);
    const rootB = root(b);
    if (rootA === rootB) return;
    joins++;
    target[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  };
  for (let p = 0; p < labels.length - width; p++) {
    const label = labels[p];
    if (label === 0 || dark[label] < LOBE_DARK) continue;
    if (labels[p + 1] !== label) meet(label, labels[p + 1]);
    if (labels[p + width] !== label) meet(label, labels[p + width]);
  }
  if (joins > 0) for (let p = 0; p < labels.length; p++) if (labels[p] !== 0) labels[p] = root(labels[p]);
  return joins > 0;
}

/**
 * What an object is, from its size, thickness and staining; `cell` is the median cell's area, `diameter` its diameter. Of an
 * object that touches the border only a part is seen, so smallness says nothing against a red cell. `nucleus`: its area that
 * is coloured like a white cell's nucleus (`nuclearAreas`), map px.
 */
export function kindOf(
  label: number,
  regions: Regions,
  dark: Float32Array,
  cell: number,
  diameter: number,
  atBorder: boolean,
  nucleus: number,
): ObjectKind {
  const size = regions.area[label] / cell;
  const share = dark[label];
  if (size >= LEAST_RED && (share >= ALL_NUCLEUS || nucleus >= SMALL_NUCLEUS * cell)) return 'white';
  if (size >= WHITE_SIZE && share * size >= WHITE_NUCLEUS) return 'white';
  if (size < LEAST_RED && !(atBorder && share < PLATELET_DARK && size >= LEAST_SLIVER))
    return share >= PLATELET_DARK && size >= 0.02 ? 'platelet' : 'debris';
  const thickness = 2 * Math.sqrt(regions.thickest[label]);
  if (!atBorder && thickness < LEAST_THICKNESS * diameter) return 'debris';
  return size > MOST_RED ? 'clump' : 'red';
}
