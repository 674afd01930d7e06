/** Correlation at which the length is read: below it chance likenesses of distant cells begin to show. */
const QUARTER = 0.25;
/** Only every second row and column is read: neighbours say the same. */
const SKIP = 2;

/**
 * Distance, px, over which a byte map's values (height×width, where `usable`) correlate by a quarter: the mean of the
 * variograms along rows and columns (Matheron 1963), between whole lags linearly. Blurring lengthens it, and without a bound,
 * but never by more than in proportion to the blur. 0 where all values are the same, half the map's shorter side at most.
 */
export function correlationLength(
  values: Uint8Array,
  usable: Uint8Array,
  width: number,
  height: number,
): number {
  const variance = varianceOf(values, usable);
  if (variance === 0) return 0;
  const most = Math.min(width, height) >> 1;
  let before = 1;
  for (let lag = 1; lag <= most; lag++) {
    const pairs: Pairs = { sum: 0, n: 0 };
    addPairs(values, usable, height, width, width, 1, lag, pairs);
    addPairs(values, usable, width, 1, height, width, lag, pairs);
    if (pairs.n === 0) return lag;
    const correlation = 1 - pairs.sum / pairs.n / (2 * variance);
    if (correlation < QUARTER) return lag - 1 + (before - QUARTER) / (before - correlation);
    before = correlation;
  }
  return most;
}

interface Pairs {
  /** Σ of squared differences. */
  sum: number;
  n: number;
}

function varianceOf(values: Uint8Array, usable: Uint8Array): number {
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (let p = 0; p < values.length; p++) {
    const value = values[p] * usable[p];
    n += usable[p];
    sum += value;
    squares += value * value;
  }
  if (n === 0) return 0;
  const mean = sum / n;
  return squares / n - mean * mean;
}

/** Adds the pairs `lag` apart along every second of `lines` lines, a line's start `pitch` and its pixels `step` apart. */
function addPairs(
  values: Uint8Array,
  usable: Uint8Array,
  lines: number,
  pitch: number,
  length: number,
  step: number,
  lag: number,
  pairs: Pairs,
): void {
  const away = lag * step;
  let sum = 0;
  let n = 0;
  for (let line = 0; line < lines; line += SKIP) {
    const end = line * pitch + (length - lag) * step;
    for (let p = line * pitch; p < end; p += step) {
      const both = usable[p] & usable[p + away];
      const difference = values[p] - values[p + away];
      sum += both * difference * difference;
      n += both;
    }
  }
  pairs.sum += sum;
  pairs.n += n;
}
