import type { Interval } from '../result.js';
import { betaQuantile } from './incomplete-beta.js';

/**
 * k of n with the exact two-sided 95 % interval (Clopper & Pearson 1934): never covers less than it says, also at k = 0
 * and k = n. Real-valued k and n are allowed (an effective sample size). n = 0 gives 0–1 around 0.5: nothing is known.
 * For independent trials; cells of few patients are not independent, see `clusteredRateInterval`.
 * Throws RangeError unless 0 ≤ k ≤ n.
 */
export function proportionInterval(k: number, n: number, confidence = 0.95): Interval {
  if (!(k >= 0 && k <= n && Number.isFinite(n))) throw new RangeError(`${k} of ${n} is not a proportion`);
  if (n === 0) return { value: 0.5, low: 0, high: 1 };
  const tail = (1 - confidence) / 2;
  return {
    value: k / n,
    low: k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    high: k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k),
  };
}
