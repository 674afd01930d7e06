import type { CountTails } from './called-count.js';
import type { RateEstimate } from './rate-estimate.js';
import { rateNodes, spreadOut } from './rate-nodes.js';
import type { Interval, Tally } from './result.js';
import { smallestTail, tabulate } from './tail-table.js';

const sensitivityNodes = 48;
const falsePositiveNodes = 32;
const tail = 0.025;

/**
 * Coefficient of variation of the infected share between the fields of one slide, beyond what chance gives. An assumption:
 * red cells settle and infected ones lie unevenly, but nobody has measured by how much on fields of 250 cells.
 */
export const assumedFieldVariation = 0.15;

/**
 * Infected share of red cells behind a count of called cells, 0–1, with a 95 % interval.
 *
 * Model: the slide's patient has a sensitivity S and a false-positive rate F drawn from the two beta distributions, and a
 * cell is called with probability q = πS + (1 − π)F (Rogan & Gladen 1978), π the share sought. Limits by inverting the
 * two tests of π at 2.5 % each, S and F integrated out (independent of each other), S with the unevenness of the fields
 * counted (`assumedFieldVariation` / √fields) on it:
 * - `high`: the π at which a count as low as this has 2.5 % of its probability at π = 0. Dividing by that (CLs, Read 2002,
 *   J. Phys. G 28:2693) changes nothing when false alarms are fewer than the called cells, and keeps a count lower than the
 *   false alarms expected from excluding everything: with none called the bound is 3.7 / N over the sensitivity, whatever F.
 * - `low`: the π at which a count as high as this has 2.5 % of its probability at π = 1 (near 1 unless more cells are called
 *   than the sensitivity allows, where it is coarse: some percent); 0 when false alarms alone reach that.
 * - `value`: the π at which a lower and a higher count are equally probable (median-unbiased; half of what was seen counted
 *   to each side). It lies in the interval by construction and needs no clipping, as Rogan–Gladen's estimate does, from
 *   which it differs little once some ten cells more than false alarms are called.
 * A node with S < F (worse than guessing) is taken as S = F: such a patient's cells tell nothing.
 * No cells: 0 with 0–1.
 */
export function correctedShare(
  { redCells, fields }: Tally,
  tails: CountTails,
  sensitivity: RateEstimate,
  falsePositiveRate: RateEstimate,
): Interval {
  const hits = spreadOut(
    rateNodes(sensitivity, sensitivityNodes),
    assumedFieldVariation / Math.sqrt(Math.max(1, fields)),
  );
  const alarms = rateNodes(falsePositiveRate, falsePositiveNodes);
  if (redCells === 0) return { value: 0, low: 0, high: 1 };
  // Counts below all false alarms, or above what the sensitivity allows, are compared with those rates.
  const farthest = {
    from: Math.min(tails.around.from, hits.rates[0]),
    to: Math.max(tails.around.to, alarms.rates[falsePositiveNodes - 1]),
  };
  const marginal = (tailOf: (q: number) => number) => {
    const tailAt = tabulate(tailOf, tails.around, farthest, redCells);
    return (share: number): number => {
      let sum = 0;
      for (let j = 0; j < falsePositiveNodes; j++) {
        const alarm = alarms.rates[j];
        let inner = 0;
        for (let i = 0; i < sensitivityNodes; i++) {
          const q = Math.min(1, alarm + share * Math.max(0, hits.rates[i] - alarm));
          inner += hits.weights[i] * tailAt(q);
        }
        sum += alarms.weights[j] * inner;
      }
      return sum;
    };
  };
  const atMost = marginal(tails.atMost);
  const atLeast = marginal(tails.atLeast);

  const lowTail = tail * atMost(0);
  // A probability that underflowed cannot be divided by: then everything is infected as far as the model can tell.
  const atFull = atLeast(1);
  const highTail = atFull > 10 * smallestTail ? tail * atFull : tail;
  const high = crossing((share) => atMost(share) <= lowTail, 0, 1).above;
  const low = crossing((share) => atLeast(share) > highTail, 0, high).below;
  const { below, above } = crossing((share) => atLeast(share) >= atMost(share), low, high);
  return { value: (below + above) / 2, low, high };
}

/**
 * Brackets, to 1 in 10⁵, the share between `from` and `to` from which `reached` holds, for a condition that stays true once
 * it is. Limits take the outer end.
 */
function crossing(
  reached: (share: number) => boolean,
  from: number,
  to: number,
): { readonly below: number; readonly above: number } {
  if (reached(from)) return { below: from, above: from };
  if (!reached(to)) return { below: to, above: to };
  let below = from;
  let above = to;
  while (above - below > 1e-5 * above && above > 1e-12) {
    const middle = (below + above) / 2;
    if (reached(middle)) above = middle;
    else below = middle;
  }
  return { below, above };
}
