import { FULL_CONTRAST, gainRow, type ChannelWeights } from './contrast.js';
import type { Illumination } from './illumination.js';
import type { Planes } from './planes.js';

/** Red cells absorb most in green (haemoglobin's α and β bands, eosin): the start, and the answer when nothing is better. */
export const GREEN: ChannelWeights = { red: 0, green: 1, blue: 0 };

/** Pixels with less than this share of the threshold are surely background, with more than these surely red cell. */
const SURELY_BACKGROUND = 0.7;
const SURELY_CELL = 1.3;
/** Above this multiple of the threshold it is nucleus or stain, which must not decide how red cells are seen. */
const NO_RED_CELL = 3.2;
/** Variance of rounding and sensor noise that even a flat channel has, levels². */
const LEAST_VARIANCE = 4;

/**
 * Weights of the channels that set red cells best apart from the background: each by its contrast over its variance within
 * the classes (Fisher's discriminant with the covariances left out, which keeps all weights positive and stable).
 */
export function chooseWeights(
  overview: Planes,
  light: Illumination,
  contrast: Uint8Array,
  usable: Uint8Array,
  threshold: number,
): ChannelWeights {
  const { width, height } = overview;
  const classes = classTable(threshold);
  const gains = gainRow(overview, light, { red: 1, green: 1, blue: 1 });
  const channels = [
    { plane: overview.red, gain: gains.red, counts: new Int32Array(2 * ODD) },
    { plane: overview.green, gain: gains.green, counts: new Int32Array(2 * ODD) },
    { plane: overview.blue, gain: gains.blue, counts: new Int32Array(2 * ODD) },
  ];
  // The histogram that each pixel of a row belongs to: worked out once a row, used by all three channels.
  const offsets = new Int32Array(width);
  for (let y = 0; y < height; y++) {
    gains.moveTo(y);
    const base = y * width;
    for (let x = 0; x < width; x++)
      offsets[x] = (usable[base + x] === 1 ? classes[contrast[base + x]] : IGNORED) + (x & 1) * ODD;
    for (const { plane, gain, counts } of channels) addRow(plane, base, gain, offsets, counts);
  }
  const [red, green, blue] = channels.map(({ counts }) => merit(counts));
  const sum = red + green + blue;
  return sum > 0 ? { red: red / sum, green: green / sum, blue: blue / sum } : GREEN;
}

/** Each class has a histogram of 256 levels, one behind the other. */
const LEVELS = 256;
const BACKGROUND = 0;
const CELL = LEVELS;
const IGNORED = 2 * LEVELS;
/** Odd columns have histograms of their own: adding to the same counter twice in a row would wait for itself. */
const ODD = 3 * LEVELS;

/** The class that a pixel of each contrast belongs to. */
function classTable(threshold: number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, level) => {
    if (level > threshold * SURELY_CELL && level < threshold * NO_RED_CELL) return CELL;
    return level < threshold * SURELY_BACKGROUND ? BACKGROUND : IGNORED;
  });
}

/** Adds one row of a single channel's contrast (as `contrastMap` gives it for that channel alone) to its histograms. */
function addRow(
  plane: Uint8Array,
  base: number,
  gain: Float64Array,
  offsets: Int32Array,
  counts: Int32Array,
): void {
  for (let x = 0; x < offsets.length; x++) {
    const value = (FULL_CONTRAST - plane[base + x] * gain[x]) | 0;
    counts[offsets[x] + (value & ~(value >> 31))]++;
  }
}

/** Contrast between the classes over the variance within them; 0 where a class is empty. */
function merit(counts: Int32Array): number {
  const background = moments(counts, BACKGROUND);
  const cell = moments(counts, CELL);
  if (background === undefined || cell === undefined) return 0;
  return Math.max(0, cell.mean - background.mean) / (background.variance + cell.variance + LEAST_VARIANCE);
}

function moments(counts: Int32Array, offset: number): { mean: number; variance: number } | undefined {
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (let level = 0; level < LEVELS; level++) {
    const count = counts[offset + level] + counts[ODD + offset + level];
    n += count;
    sum += count * level;
    squares += count * level * level;
  }
  return n === 0 ? undefined : { mean: sum / n, variance: squares / n - (sum / n) * (sum / n) };
}
