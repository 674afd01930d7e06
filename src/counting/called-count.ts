import type { Tally } from './result.js';
import { binomialAtLeast, binomialAtMost, logBeta, logGamma } from './rates/incomplete-beta.js';
import type { StoppingPolicy } from './stopping.js';

/** The two tails of what was counted, when each cell is called infected with probability q. */
export interface CountTails {
  /** P(a count as low as this or lower | q), falls with q. */
  readonly atMost: (q: number) => number;
  /** P(a count as high as this or higher | q), rises with q. */
  readonly atLeast: (q: number) => number;
  /** The two tails change within a few standard errors of these q. */
  readonly around: { readonly from: number; readonly to: number };
}

/** Tails of a count of N cells fixed beforehand (or by anything but the number called): binomial. */
function fixedTails(infected: number, redCells: number): CountTails {
  const below = infected < redCells ? logBeta(redCells - infected, infected + 1) : 0;
  const above = infected > 0 ? logBeta(infected, redCells - infected + 1) : 0;
  return {
    atMost: (q) => binomialAtMost(infected, redCells, q, below),
    atLeast: (q) => binomialAtLeast(infected, redCells, q, above),
    around: { from: infected / redCells, to: infected / redCells },
  };
}

/** Probabilities of 0 … upTo successes in n trials, computed down from the mode so that nothing underflows on the way. */
function binomialProbabilities(n: number, q: number, upTo: number): Float64Array {
  const probabilities = new Float64Array(upTo + 1);
  if (q <= 0 || q >= 1) {
    const sure = q <= 0 ? 0 : n;
    if (sure <= upTo) probabilities[sure] = 1;
    return probabilities;
  }
  const top = Math.min(upTo, n);
  const start = Math.min(top, Math.floor((n + 1) * q));
  probabilities[start] = Math.exp(
    logGamma(n + 1) -
      logGamma(start + 1) -
      logGamma(n - start + 1) +
      start * Math.log(q) +
      (n - start) * Math.log1p(-q),
  );
  const odds = q / (1 - q);
  for (let i = start; i > 0; i--) probabilities[i - 1] = (probabilities[i] * i) / ((n - i + 1) * odds);
  for (let i = start; i < top; i++) probabilities[i + 1] = (probabilities[i] * (n - i) * odds) / (i + 1);
  return probabilities;
}

/**
 * Tails of a count that ended at the first field with `enough` called cells, this one. Outcomes are ordered by stages
 * (Armitage 1957; Jennison & Turnbull 2000, 8.4): stopping after an earlier field is more extreme, within one field more
 * called cells are. So "as high" = enough had been called one field earlier, or they were not and now there are k or more.
 */
function stoppedTails(
  tally: Tally & { readonly lastField: NonNullable<Tally['lastField']> },
  enough: number,
): CountTails {
  const last = tally.lastField.redCells;
  const before = tally.redCells - last;
  const k = tally.infected;
  const tails = (q: number): { low: number; high: number } => {
    const earlier = binomialProbabilities(before, q, enough - 1);
    const added = binomialProbabilities(last, q, k);
    // Running sum of the last field's distribution, up to k − i as i falls from enough − 1 to 0.
    let upTo = 0;
    for (let j = 0; j < k - enough + 1; j++) upTo += added[j];
    let low = 0;
    let high = 0;
    for (let i = enough - 1; i >= 0; i--) {
      const fewer = upTo; // P(last field adds < k − i)
      upTo += added[k - i];
      low += earlier[i] * Math.min(1, upTo);
      high += earlier[i] * Math.max(0, 1 - fewer);
    }
    return { low, high: Math.min(1, high + binomialAtLeast(enough, before, q)) };
  };
  return {
    // Rounding may carry a sum over the whole distribution past 1.
    atMost: (q) => Math.min(1, tails(q).low),
    atLeast: (q) => tails(q).high,
    around: { from: enough / tally.redCells, to: k / tally.redCells },
  };
}

/**
 * Tails of a slide's called cells under the stopping policy in force while it was counted (none: the fields were given).
 * Ends at the cell limit, at the first look allowed, or with fewer called than the policy asks have the binomial's tails
 * unchanged, since no other count could have ended the slide sooner without being higher.
 * Throws RangeError when the policy may have ended the count and the tally does not know its last field (see `addField`).
 */
export function countTails(tally: Tally, policy?: StoppingPolicy): CountTails {
  const { redCells, infected, lastField } = tally;
  const fixed = fixedTails(infected, redCells);
  if (!policy || infected < policy.calledCells) return fixed;
  if (!lastField)
    throw new RangeError('a count under a stopping policy needs the last field: build it with addField');
  const before = redCells - lastField.redCells;
  if (before < policy.minimumCells) return fixed;
  // Counting went on past the stop: what ended it was not the rule.
  if (infected - lastField.infected >= policy.calledCells) return fixed;
  return stoppedTails({ ...tally, lastField }, policy.calledCells);
}
