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

/** Histogram of the bytes where `mask` is 1; `clip` gathers all that lies above it (nuclei, stain, scale bars). */
export function histogramOf(values: Uint8Array, mask: Uint8Array, clip = 255): Float64Array {
  const histogram = new Float64Array(256);
  const counts = new Int32Array(512);
  for (let i = 0; i < values.length; i++) counts[values[i] + (mask[i] << 8)]++;
  for (let level = 0; level < 256; level++) histogram[Math.min(level, clip)] += counts[256 + level];
  return histogram;
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
