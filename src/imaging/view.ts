import { contrastMap, type ChannelWeights } from './contrast.js';
import { chooseWeights, GREEN } from './contrast-choice.js';
import { backgroundLevels, brightSurface, TILE, type Illumination } from './illumination.js';
import type { Planes } from './planes.js';
import { clipped, histogramOf, otsu } from './threshold.js';

/** How to see red cells in a field: the light it stands in, the channels that show them best, and where they begin. */
export interface View {
  readonly light: Illumination;
  readonly weights: ChannelWeights;
  /** Contrast, 0–255, from which a pixel belongs to a cell. */
  readonly threshold: number;
  /** Mean contrast of what lies above the threshold, nuclei left out, 0–255. */
  readonly level: number;
  /** The overview's foreground: height×width, 1 where usable and at or above the threshold. */
  readonly mask: Uint8Array;
}

/** Below this share of the threshold a pixel serves to measure the background's level. */
const CLEAR = 0.5;
/** The background's level and the threshold depend on each other; so each is found again from the other. */
const ROUNDS = 2;
/** The threshold lies halfway up a cell's edge, where blur does not move it. */
const HALF = 0.5;
/** A threshold in the rounding noise of 8 bits means nothing. */
const LEAST_THRESHOLD = 4;
/** Contrast above this multiple of the cells' mean is nucleus or stain and must not draw the threshold up. */
const CLIP = 1.6;
/** The same, in multiples of the threshold, which is half of the cells' mean. */
const NO_RED_CELL = 2 * CLIP;

/** Works out, from an overview and its usable area, how to see the field's red cells. */
export function findView(overview: Planes, usable: Uint8Array): View {
  const surface = brightSurface(overview, usable);
  const level = Float32Array.from(surface.values, (v) => Math.max(1, v));
  let light: Illumination = {
    columns: surface.columns,
    rows: surface.rows,
    step: TILE * overview.scale,
    red: level,
    green: level,
    blue: level,
  };
  let weights = GREEN;
  let contrast = contrastMap(overview, light, weights);
  let threshold = pick(contrast, usable);
  for (let round = 0; round < ROUNDS; round++) {
    const background = new Uint8Array(contrast.length);
    // contrast < limit, and below usable, in arithmetic: a branch would be mispredicted all along the cells' edges.
    const limit = Math.ceil(threshold * CLEAR);
    for (let i = 0; i < background.length; i++) background[i] = usable[i] & ((contrast[i] - limit) >>> 31);
    light = backgroundLevels(overview, background);
    weights = chooseWeights(overview, light, contrast, usable, threshold);
    contrast = contrastMap(overview, light, weights);
    threshold = pick(contrast, usable);
  }
  const mask = new Uint8Array(contrast.length);
  for (let i = 0; i < mask.length; i++) mask[i] = usable[i] & ((threshold - 1 - contrast[i]) >>> 31);
  return { light, weights, threshold, level: meanLevel(contrast, usable, threshold), mask };
}

/** Mean contrast of the pixels from the threshold up that are no nuclei; 255 without any. */
function meanLevel(contrast: Uint8Array, usable: Uint8Array, threshold: number): number {
  const histogram = histogramOf(contrast, usable);
  let n = 0;
  let sum = 0;
  for (let level = threshold; level <= Math.min(255, threshold * NO_RED_CELL); level++) {
    n += histogram[level];
    sum += level * histogram[level];
  }
  return n > 0 ? sum / n : 255;
}

/** The middle class must be at least this large beside the darkest to be the red cells; red cells outnumber nuclei. */
const RED_SHARE = 0.7;
/** … and must stand apart from the background this well (Otsu's η; 0.64 is what a featureless bell curve gives). */
const STANDS_APART = 0.6;

/**
 * Threshold between background and red cells: Otsu's, once more below it where the first one has split off nuclei (a white
 * cell can fill a small field), with what is far darker than the red cells clipped.
 */
function pick(contrast: Uint8Array, usable: Uint8Array): number {
  const histogram = histogramOf(contrast, usable);
  const first = otsu(histogram);
  let split = first;
  const lower = histogram.slice(0, Math.min(256, first.threshold));
  const second = otsu(lower);
  let n = 0;
  let m = 0;
  for (const v of histogram) n += v;
  for (const v of lower) m += v;
  const mid = (second.upperShare * m) / Math.max(1, n);
  if (mid > RED_SHARE * first.upperShare && second.separability > STANDS_APART) split = second;
  for (let round = 0; round < 2; round++) {
    const clip = Math.min(255, Math.ceil(split.upperMean * CLIP));
    const next = otsu(clipped(histogram, clip));
    if (next.threshold > split.threshold) break;
    split = next;
  }
  return Math.max(LEAST_THRESHOLD, Math.round(split.lowerMean + HALF * (split.upperMean - split.lowerMean)));
}
