import { contrastMap, type ChannelWeights } from './contrast.js';
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
  const merit = (weights: ChannelWeights): number => {
    const map = contrastMap(overview, light, weights);
    const sums = new Float64Array(6);
    for (let p = 0; p < map.length; p++) {
      if (usable[p] === 0) continue;
      const level = contrast[p];
      const inCell = level > threshold * SURELY_CELL && level < threshold * NO_RED_CELL;
      if (!inCell && level >= threshold * SURELY_BACKGROUND) continue;
      const s = inCell ? 3 : 0;
      sums[s]++;
      sums[s + 1] += map[p];
      sums[s + 2] += map[p] * map[p];
    }
    if (sums[0] === 0 || sums[3] === 0) return 0;
    const background = sums[1] / sums[0];
    const cell = sums[4] / sums[3];
    const variance = sums[2] / sums[0] - background * background + sums[5] / sums[3] - cell * cell;
    return Math.max(0, cell - background) / (variance + LEAST_VARIANCE);
  };
  const red = merit({ red: 1, green: 0, blue: 0 });
  const green = merit(GREEN);
  const blue = merit({ red: 0, green: 0, blue: 1 });
  const sum = red + green + blue;
  return sum > 0 ? { red: red / sum, green: green / sum, blue: blue / sum } : GREEN;
}
