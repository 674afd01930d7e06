import type { RateEstimate } from '../../src/counting/rate-estimate.js';

/** A rate known as well as from so many cells: Beta(mean × total, (1 − mean) × total). */
export const rateOf = (mean: number, total: number): RateEstimate => ({
  value: mean,
  low: 0,
  high: 1,
  patients: 30,
  cells: 3000,
  alpha: mean * total,
  beta: (1 - mean) * total,
});
