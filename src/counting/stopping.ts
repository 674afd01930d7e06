import type { RateEstimate } from './rate-estimate.js';
import type { Tally } from './result.js';

/** When to stop counting a slide; fixed before the first field, so that the interval can account for it. */
export interface StoppingPolicy {
  /** Stop once this many cells were called infected: counting then adds no more than the precision asked. */
  readonly calledCells: number;
  /** Never stop before this many red cells: a few fields may lie in one odd corner of the smear. */
  readonly minimumCells: number;
  /** Stop at the first field that reaches this many red cells. */
  readonly cellLimit: number;
}

/** What a user may ask of the count. */
export interface StoppingWishes {
  /** Relative half-width of the 95 % interval that counting may leave, 0–1; 0.25 unless given. */
  readonly precision?: number;
  /** Red cells at which to give up; 5,000 unless given. Excluding 200/µL takes 75,000 and more. */
  readonly cellLimit?: number;
  /** 1,000 unless given (about four fields). */
  readonly minimumCells?: number;
}

const z = 1.959963984540054;

/**
 * A stopping policy from what is asked and the classifier's false-positive rate.
 *
 * Counting noise of K called cells is √K. It leaves a relative half-width of at most `precision` on the corrected count
 * K − F (F false alarms) when z√K ≤ precision·(K − F). How many F may be is limited in two ways:
 * - once the spread of F between patients (its coefficient of variation c times F) exceeds √K, more cells cannot sharpen the
 *   result, only a better classifier can; F = √K / c at that point, which gives √K = z / precision + 1 / c;
 * - within the cell limit F averages f × cellLimit; solving the quadratic gives the K that suffices even there.
 * The smaller of the two is asked for, (z / precision)² = 62 at least with the default ±25 % (clinical.md's quality criterion
 * for the whole; between-patient variation of the sensitivity comes on top, and no count of this slide reduces it).
 * A fixed number of called cells (inverse binomial sampling, Haldane 1945) is what makes an exact interval possible.
 * Throws RangeError for wishes that make no sense.
 */
export function stoppingPolicy(falsePositiveRate: RateEstimate, wishes: StoppingWishes = {}): StoppingPolicy {
  const { precision = 0.25, cellLimit = 5000, minimumCells = Math.min(1000, cellLimit) } = wishes;
  if (!(precision > 0 && precision < 1)) throw new RangeError(`precision outside 0–1: ${precision}`);
  if (!(minimumCells >= 1 && cellLimit >= minimumCells && Number.isSafeInteger(cellLimit))) {
    throw new RangeError(`cell limit ${cellLimit} below the minimum of ${minimumCells}`);
  }
  const { alpha, beta } = falsePositiveRate;
  const mean = alpha / (alpha + beta);
  const spread = Math.sqrt(beta / (alpha * (alpha + beta + 1)));
  const ratio = z / precision;
  const bySpread = ratio + 1 / spread;
  const byLimit = (ratio + Math.sqrt(ratio * ratio + 4 * mean * cellLimit)) / 2;
  return { calledCells: Math.ceil(Math.min(bySpread, byLimit) ** 2), minimumCells, cellLimit };
}

/** Whether a slide's count should end after this field, and why; undefined to go on. Ask after every field. */
export function shouldStop(
  tally: Tally,
  policy: StoppingPolicy,
): 'precision-reached' | 'cell-limit' | undefined {
  if (tally.redCells >= policy.minimumCells && tally.infected >= policy.calledCells)
    return 'precision-reached';
  if (tally.redCells >= policy.cellLimit) return 'cell-limit';
  return undefined;
}
