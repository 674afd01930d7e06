import type { Box } from '../base/box.js';
import type { CellDots, StainDots } from './field.js';
import { RED_CELL_MICROMETRES } from './scales.js';

/** Cells of fewer px across show no dots: one of 0.3 µm would be less than a pixel. */
const LEAST_DIAMETER = 20;
/** Radius of the ring a spot is compared with, in cell diameters: 0.68 µm, outside of a dot and inside of a ring form. */
const RING = 0.09;
/** A dot is darker than the ring's mean by this share of it: less is the grain of a JPEG. */
const LEAST_DEPTH = 0.07;
/** … by this many standard deviations of its own cell … */
const LEAST_SIGMAS = 6;
/** … and by this share of its depth darker than every point of the ring: lines, folds and edges are dark on some side. */
const ALL_ROUND = 0.5;
/** Wider dots, µm at half depth, are no deposits: chromatin, platelets, nuclei. */
const MOST_MICROMETRES = 0.9;
/** Points of the ring that must be the cell's own: a dot on its edge counts, a dark corner between two cells does not. */
const OWN_POINTS = 6;
/** The median of |x| of a normal x, times this, is its standard deviation. */
const SIGMAS_OF_MEDIAN = 1.4826;
/** Depths are counted in steps of 1/1024 to find their median, up to a quarter. */
const STEPS = 1024;
/** Every second pixel of a cell says how noisy it is, of the background every ninth in a row. */
const CELL_STEP = 2;
const BACKGROUND_STEP = 9;

/** What is searched, at the working scale. */
export interface DotField {
  readonly width: number;
  readonly height: number;
  /** Frame pixels per pixel, as in `LabelMap`. */
  readonly scale: number;
  /** height×width uint8; in green both haemoglobin and stain are dark. */
  readonly green: Uint8Array;
  /** height×width, as in `LabelMap`. */
  readonly labels: Int32Array;
  /** height×width, 1 where the frame shows the smear. */
  readonly usable: Uint8Array;
  /** Every object of the labels with its box in frame pixels. */
  readonly objects: readonly { readonly label: number; readonly box: Box }[];
  /** Median cell diameter, px of this scale. */
  readonly diameter: number;
}

/** Offsets of eight points around a pixel, axial ones first. */
type Ring = readonly [number, number, number, number, number, number, number, number];

/**
 * Finds dots on cells and on the background between them: pixels that are the darkest of their 3×3, darker than all of
 * eight points 0.7 µm away, and stand out of the noise of their own cell. Undefined where cells are too small to show any.
 * Integers and IEEE products and quotients only: the same on every CPU.
 */
export function findDots(field: DotField): CellDots | undefined {
  const { green, labels, usable, width, objects, scale, diameter } = field;
  if (!(diameter >= LEAST_DIAMETER)) return undefined;
  const reach = Math.round(RING * diameter);
  const slant = Math.round(RING * Math.SQRT1_2 * diameter);
  const [down, falling, rising] = [reach * width, slant * (width + 1), slant * (width - 1)];
  const ring: Ring = [-reach, reach, -down, down, -falling, falling, -rising, rising];
  const most = objects.reduce((top, { label }) => Math.max(top, label), 0);
  const ofLabel = new Uint8Array(most + 1);
  const boxes = new Map(objects.map(({ label, box }) => [label, box]));
  const noise = new Map<number, number>();
  const micrometres: number[] = [];
  for (const p of candidates(field, ring, reach)) {
    if (usable[p] === 0) continue;
    const label = labels[p];
    const sum = ringSum(green, labels, p, ring, label);
    if (sum === 0) continue;
    const depth = sum - 8 * green[p];
    if (depth < LEAST_DEPTH * sum || !allRound(green, p, ring, (ALL_ROUND * depth) / 8)) continue;
    const size = (widthAt(green, p, width, reach, sum / 8) * RED_CELL_MICROMETRES) / diameter;
    if (size > MOST_MICROMETRES) continue;
    let sigma = noise.get(label);
    if (sigma === undefined) {
      const box = boxes.get(label);
      sigma = box
        ? cellNoise(field, ring, reach, label, box, scale)
        : noiseWithin(field, ring, label, reach, field.height - reach, reach, width - reach, BACKGROUND_STEP);
      noise.set(label, sigma);
    }
    if (depth < LEAST_SIGMAS * sigma * sum) continue;
    if (ofLabel[label] < 255) ofLabel[label]++;
    if (label !== 0) micrometres.push(size);
  }
  let background = 0;
  for (let p = 0; p < labels.length; p++) if (labels[p] === 0) background += usable[p];
  return {
    ofLabel,
    micrometres: Float32Array.from(micrometres),
    backgroundCells: background / ((Math.PI / 4) * diameter * diameter),
  };
}

/**
 * Pixels that could be dots: the darkest of their 3×3 (of equals the first) and darker than the four axial points by what a
 * dot of least depth is. Nearly all pixels fail at the first or second comparison, which is what makes this affordable.
 */
function candidates({ green, width, height }: DotField, ring: Ring, reach: number): number[] {
  // A point of the ring that is lighter than c by less than this share of it cannot belong to a dot of `LEAST_DEPTH`.
  const lighter = Uint16Array.from({ length: 256 }, (_, c) => Math.ceil(c * (1 + LEAST_DEPTH * ALL_ROUND)));
  const down = ring[3];
  const found: number[] = [];
  for (let y = reach; y < height - reach; y++) {
    const stop = (y + 1) * width - reach;
    for (let p = y * width + reach; p < stop; p++) {
      const c = green[p];
      const least = lighter[c];
      if (green[p + reach] < least || green[p - reach] < least) continue;
      if (green[p + down] < least || green[p - down] < least) continue;
      if (green[p + 1] < c || green[p + width] < c || green[p - 1] <= c || green[p - width] <= c) continue;
      if (green[p + width + 1] < c || green[p + width - 1] < c) continue;
      if (green[p - width - 1] <= c || green[p - width + 1] <= c) continue;
      found.push(p);
    }
  }
  return found;
}

/** Eight times the mean of the ring's points that carry the label; 0 when too few do. */
function ringSum(green: Uint8Array, labels: Int32Array, p: number, ring: Ring, label: number): number {
  let sum = 0;
  let own = 0;
  for (const offset of ring) {
    if (labels[p + offset] !== label) continue;
    own++;
    sum += green[p + offset];
  }
  return own < OWN_POINTS ? 0 : (8 * sum) / own;
}

function allRound(green: Uint8Array, p: number, ring: Ring, lighter: number): boolean {
  for (const offset of ring) if (green[p + offset] - green[p] < lighter) return false;
  return true;
}

/** Diameter, px, of the circle with the area that is darker than halfway from the ring's level to the dot's. */
function widthAt(green: Uint8Array, p: number, width: number, reach: number, level: number): number {
  const half = (level + green[p]) / 2;
  let area = 0;
  for (let y = -reach; y <= reach; y++)
    for (let x = -reach; x <= reach; x++) if (green[p + y * width + x] <= half) area++;
  return Math.sqrt((4 * area) / Math.PI);
}

function cellNoise(
  field: DotField,
  ring: Ring,
  reach: number,
  label: number,
  { x, y, width, height }: Box,
  scale: number,
): number {
  const from = (start: number): number => Math.max(reach, Math.floor(start / scale));
  const to = (end: number, size: number): number => Math.min(size - reach, Math.ceil(end / scale));
  return noiseWithin(
    field,
    ring,
    label,
    from(y),
    to(y + height, field.height),
    from(x),
    to(x + width, field.width),
    CELL_STEP,
  );
}

/** Standard deviation, robust against the dots themselves, of a pixel's depth below its ring, as a share of the ring's level. */
function noiseWithin(
  { green, labels, usable, width }: DotField,
  ring: Ring,
  label: number,
  top: number,
  bottom: number,
  left: number,
  right: number,
  step: number,
): number {
  const histogram = new Int32Array(STEPS / 4);
  let total = 0;
  for (let y = top; y < bottom; y += step) {
    for (let p = y * width + left; p < y * width + right; p += step) {
      if (labels[p] !== label || usable[p] === 0) continue;
      let sum = 0;
      let own = 0;
      for (let i = 0; i < 8; i++) {
        const q = p + ring[i];
        if (labels[q] === label) own++;
        sum += green[q];
      }
      if (own < 8 || sum === 0) continue;
      histogram[Math.min(histogram.length - 1, (Math.abs(sum - 8 * green[p]) * STEPS) / sum) | 0]++;
      total++;
    }
  }
  // A sliver without a single whole ring: nothing is said of it.
  if (total === 0) return Infinity;
  let bin = 0;
  let below = 0;
  while (2 * (below + histogram[bin]) < total) below += histogram[bin++];
  // Linear within the bin, or cells of a quiet camera would come in steps.
  return (SIGMAS_OF_MEDIAN * (bin + (total / 2 - below) / histogram[bin])) / STEPS;
}

/** A field's dots over the cells with these labels. Pure. */
export function stainDots(found: CellDots, labels: readonly number[]): StainDots {
  const { ofLabel, micrometres, backgroundCells } = found;
  let dotted = 0;
  let dots = 0;
  for (const label of labels) {
    dots += ofLabel[label];
    if (ofLabel[label] > 0) dotted++;
  }
  const widths = micrometres.toSorted();
  return {
    cells: labels.length,
    dotted,
    dots,
    micrometres: widths.length === 0 ? 0 : widths[widths.length >> 1],
    background: backgroundCells > 0 ? ofLabel[0] / backgroundCells : 0,
  };
}
