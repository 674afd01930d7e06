import type { RateEstimate } from '../counting/rate-estimate.js';

/** The classifier that a slide was judged by, as far as it is known; every `ModelCard` is one. */
export interface JudgedBy {
  readonly name: string;
  readonly sha256: string;
  readonly threshold?: number;
  readonly sensitivity?: RateEstimate;
  /** Share of uninfected cells called infected. */
  readonly falsePositiveRate?: RateEstimate;
}
