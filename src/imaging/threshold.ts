/** A split of a histogram in two classes. */
export interface Split {
  /** Values at or above it are the upper class. */
  readonly threshold: number;
  /** Between-class share of the variance, 0–1: how well the two classes stand apart (Otsu's η). */
  readonly separability: number;
  readonly lowerMean: number;
  readonly upperMean: number;
  /** Share of the values in the upper class. */
  readonly upperShare: number;
}

/** Histogram of the bytes where `mask` (0 or 1) is 1. */
export function histogramOf(values: Uint8Array, mask: Uint8Array): Float64Array {
  // Two counters by turns: neighbours are alike, and adding to the same one twice in a row would wait for itself.
  const even = new Int32Array(512);
  const odd = new Int32Array(512);
  const last = values.length - 1;
  for (let i = 0; i < last; i += 2) {
    even[values[i] | (mask[i] << 8)]++;
    odd[values[i + 1] | (mask[i + 1] << 8)]++;
  }
  if ((last & 1) === 0) even[values[last] | (mask[last] << 8)]++;
  return Float64Array.from({ length: 256 }, (_, level) => even[256 + level] + odd[256 + level]);
}

/** The histogram with all that lies above `level` gathered there (nuclei, stain, scale bars). */
export function clipped(histogram: Float64Array, level: number): Float64Array {
  const out = histogram.slice();
  for (let above = level + 1; above < out.length; above++) {
    out[level] += out[above];
    out[above] = 0;
  }
  return out;
}

/** Otsu's threshold (1979) of a histogram: the split with the largest variance between the classes. */
export function otsu(histogram: Float64Array): Split {
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (let level = 0; level < histogram.length; level++) {
    n += histogram[level];
    sum += level * histogram[level];
    squares += level * level * histogram[level];
  }
  let best: Split = {
    threshold: histogram.length,
    separability: 0,
    lowerMean: n > 0 ? sum / n : 0,
    upperMean: 0,
    upperShare: 0,
  };
  if (n === 0) return best;
  const variance = squares / n - (sum / n) * (sum / n);
  if (variance <= 0) return best;
  let below = 0;
  let belowSum = 0;
  for (let level = 1; level < histogram.length; level++) {
    below += histogram[level - 1];
    belowSum += (level - 1) * histogram[level - 1];
    if (below === 0 || below === n) continue;
    const gap = belowSum / below - (sum - belowSum) / (n - below);
    const between = ((below / n) * (1 - below / n) * gap * gap) / variance;
    if (between > best.separability) {
      best = {
        threshold: level,
        separability: between,
        lowerMean: belowSum / below,
        upperMean: (sum - belowSum) / (n - below),
        upperShare: 1 - below / n,
      };
    }
  }
  return best;
}
