import type { CountTails } from './called-count.js';
import type { RateEstimate } from './rate-estimate.js';
import { betaQuantile } from './rates/incomplete-beta.js';
import type { Interval } from './result.js';

const nodeCount = 64;
const tablePoints = 400;
const tail = 0.025;
const smallest = 1e-300;

/**
 * Nodes and weights that integrate over a rate's beta distribution: midpoints in t with probability t²(3 − 2t), so that the
 * tails, which set the limits of a 95 % interval, get more nodes than the middle.
 */
interface Quadrature {
  readonly rates: Float64Array;
  readonly weights: Float64Array;
}

const quadratures = new WeakMap<RateEstimate, Quadrature>();

function quadratureOf(rate: RateEstimate): Quadrature {
  // A slide asks after every field with the same rates; the quantiles cost more than the rest.
  const known = quadratures.get(rate);
  if (known) return known;
  const { alpha, beta } = rate;
  if (!(alpha > 0 && beta > 0 && Number.isFinite(alpha + beta))) {
    throw new RangeError(`Beta(${alpha}, ${beta}) is not a distribution of a rate`);
  }
  const rates = new Float64Array(nodeCount);
  const weights = new Float64Array(nodeCount);
  let sum = 0;
  for (let i = 0; i < nodeCount; i++) {
    const t = (i + 0.5) / nodeCount;
    rates[i] = betaQuantile(t * t * (3 - 2 * t), alpha, beta);
    weights[i] = 6 * t * (1 - t);
    sum += weights[i];
  }
  for (let i = 0; i < nodeCount; i++) weights[i] /= sum;
  const quadrature = { rates, weights };
  quadratures.set(rate, quadrature);
  return quadrature;
}

/** A tail's logarithms at equal steps of a root of q, linear in between, level outside. */
function table(tailOf: (root: number) => number, from: number, to: number): (root: number) => number {
  const step = (to - from) / (tablePoints - 1);
  const logs = new Float64Array(tablePoints);
  for (let i = 0; i < tablePoints; i++) logs[i] = Math.log(Math.max(smallest, tailOf(from + step * i)));
  return (root) => {
    const at = Math.min(tablePoints - 1, Math.max(0, (root - from) / step));
    const i = Math.min(tablePoints - 2, Math.floor(at));
    return Math.exp(logs[i] + (at - i) * (logs[i + 1] - logs[i]));
  };
}

/**
 * A tail as a table over the variance-stabilised √q (or √(1 − q) when most cells are called), since the quadrature asks for
 * it a hundred thousand times. Fine steps (1/22 of a standard error) within 9 standard errors of where the tail changes;
 * coarser ones from there to `farthest`, a rate at which a far tail is still compared with another.
 */
function tabulate(
  tailOf: (q: number) => number,
  around: { readonly from: number; readonly to: number },
  farthest: { readonly from: number; readonly to: number },
  redCells: number,
): (q: number) => number {
  const many = around.from > 0.5;
  const byRoot = (root: number): number => tailOf(many ? 1 - root * root : root * root);
  const roots = (span: { readonly from: number; readonly to: number }) =>
    [span.from, span.to].map((q) => Math.sqrt(many ? 1 - q : q)).sort((a, b) => a - b);
  const reach = 4.5 / Math.sqrt(redCells);
  const [first, last] = roots(around);
  const from = Math.max(0, first - reach);
  const to = Math.min(1, last + reach);
  const near = table(byRoot, from, to);
  const [farFirst, farLast] = roots(farthest);
  const below = farFirst < from ? table(byRoot, farFirst, from) : near;
  const above = farLast > to ? table(byRoot, to, farLast) : near;
  return (q) => {
    const root = Math.sqrt(many ? 1 - q : q);
    return root < from ? below(root) : root > to ? above(root) : near(root);
  };
}

/**
 * Infected share of red cells behind a count of called cells, 0–1, with a 95 % interval.
 *
 * Model: the slide's patient has a sensitivity S and a false-positive rate F drawn from the two beta distributions, and a
 * cell is called with probability q = πS + (1 − π)F (Rogan & Gladen 1978), π the share sought. Limits by inverting the
 * two tests of π at 2.5 % each, S and F integrated out:
 * - `high`: the π at which a count as low as this has 2.5 % of its probability at π = 0. Dividing by that (CLs, Read 2002,
 *   J. Phys. G 28:2693) changes nothing when false alarms are fewer than the called cells, and keeps a count lower than the
 *   false alarms expected from excluding everything: with none called the bound is 3.7 / N over the sensitivity, whatever F.
 * - `low`: the π at which a count as high as this has 2.5 % of its probability at π = 1 (near 1 unless more cells are called
 *   than the sensitivity allows); 0 when false alarms alone reach that.
 * - `value`: the π at which a lower and a higher count are equally probable (median-unbiased; half of what was seen counted
 *   to each side). It lies in the interval by construction and needs no clipping, as Rogan–Gladen's estimate does, from
 *   which it differs little once some ten cells more than false alarms are called.
 * A node with S < F (worse than guessing) is taken as S = F: such a patient's cells tell nothing.
 * No cells: 0 with 0–1.
 */
export function correctedShare(
  redCells: number,
  tails: CountTails,
  sensitivity: RateEstimate,
  falsePositiveRate: RateEstimate,
): Interval {
  if (redCells === 0) return { value: 0, low: 0, high: 1 };
  const hits = quadratureOf(sensitivity);
  const alarms = quadratureOf(falsePositiveRate);
  // Counts below all false alarms, or above what the sensitivity allows, are compared with those rates.
  const farthest = {
    from: Math.min(tails.around.from, hits.rates[0]),
    to: Math.max(tails.around.to, alarms.rates[nodeCount - 1]),
  };
  const marginal = (tailOf: (q: number) => number) => {
    const tailAt = tabulate(tailOf, tails.around, farthest, redCells);
    return (share: number): number => {
      let sum = 0;
      for (let j = 0; j < nodeCount; j++) {
        const falsePositives = alarms.rates[j];
        let inner = 0;
        for (let i = 0; i < nodeCount; i++) {
          const q = falsePositives + share * Math.max(0, hits.rates[i] - falsePositives);
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
  const highTail = atFull > 10 * smallest ? tail * atFull : tail;
  const high = crossing((share) => atMost(share) <= lowTail, 0, 1);
  const low = crossing((share) => atLeast(share) > highTail, 0, high);
  return { value: crossing((share) => atLeast(share) >= atMost(share), low, high), low, high };
}

/** The share between `from` and `to` from which `reached` holds, to 1 in 10⁶, for a condition that stays true once it is. */
function crossing(reached: (share: number) => boolean, from: number, to: number): number {
  if (reached(from)) return from;
  if (!reached(to)) return to;
  let below = from;
  let above = to;
  while (above - below > 1e-6 * above && above > 1e-12) {
    const middle = (below + above) / 2;
    if (reached(middle)) above = middle;
    else below = middle;
  }
  return (below + above) / 2;
}
