import type { RateEstimate } from '../rate-estimate.js';
import { patientsWithCells, type PatientCount } from './clustered-rate.js';
import { logGamma } from './incomplete-beta.js';

/**
 * Spreads tried, as the coefficient of variation between patients of the rarer outcome (misses for a sensitivity, false
 * alarms for a false-positive rate): uniform prior up to 3, which is a patient in twenty holding nearly all of them.
 */
const spreads = Array.from({ length: 30 }, (_, i) => (i + 0.5) * 0.1);
const coarseSteps = 64;
const fineSteps = 60;

/** A function log-likelihood(a, b) of beta-binomial counts, without the binomial coefficients. */
function betaBinomialLikelihood(patients: readonly PatientCount[]): (a: number, b: number) => number {
  const alike = new Map<string, PatientCount & { times: number }>();
  for (const { positives, cells } of patients) {
    const key = `${positives}/${cells}`;
    alike.set(key, { positives, cells, times: (alike.get(key)?.times ?? 0) + 1 });
  }
  const groups = [...alike.values()];
  const sizes = new Map<number, number>();
  for (const { cells, times } of groups) sizes.set(cells, (sizes.get(cells) ?? 0) + times);
  const hits = new Map<number, number>();
  const misses = new Map<number, number>();
  for (const { positives, cells, times } of groups) {
    hits.set(positives, (hits.get(positives) ?? 0) + times);
    misses.set(cells - positives, (misses.get(cells - positives) ?? 0) + times);
  }
  // ln B(a + k, b + n − k) − ln B(a, b), summed per distinct k, n − k and n: far fewer terms than patients × 3.
  const rising = (counts: Map<number, number>, start: number): number => {
    const base = logGamma(start);
    let sum = 0;
    for (const [count, times] of counts) if (count > 0) sum += times * (logGamma(start + count) - base);
    return sum;
  };
  return (a, b) => rising(hits, a) + rising(misses, b) - rising(sizes, a + b);
}

/** Beta(a, b) with mean `mean` and coefficient of variation `spread` of its rarer side. */
function shapes(mean: number, spread: number): { a: number; b: number } {
  const rare = Math.min(mean, 1 - mean);
  // Var = m(1 − m)/(s + 1) = (spread × rare)². No fewer than 2: patients of which nearly all cells or none are called are
  // not what a classifier does, and would let a clean validation be explained by a few such patients that it missed.
  const total = Math.max(2, (1 - rare) / (rare * spread * spread) - 1);
  return { a: mean * total, b: (1 - mean) * total };
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * A rate and how patients differ in it, from counts of some patients: beta-binomial model, posterior on a grid over the
 * mean (Jeffreys prior) and the spread between patients (uniform prior on the coefficient of variation of the rarer
 * outcome, up to 3; a prior on the spread is what keeps few patients, or no event at all, from looking like certainty).
 * `value`, `low`, `high`: median and central 95 % interval of the posterior of the mean over patients, each patient alike. It is
 * not the pooled share: patients with hundreds of infected cells, who are the easy ones, would speak for the others.
 * `alpha`, `beta`: the beta distribution with mean and variance of the rate of one new patient, so with the spread between
 * patients, the uncertainty of the mean and the uncertainty of the spread in it.
 * Throws RangeError for impossible counts or when no patient has a cell.
 */
export function fitBetaBinomial(perPatient: readonly PatientCount[]): RateEstimate {
  const patients = patientsWithCells(perPatient);
  if (patients.length === 0) throw new RangeError('a rate needs at least one patient with cells');
  const cells = patients.reduce((sum, patient) => sum + patient.cells, 0);
  const positives = patients.reduce((sum, patient) => sum + patient.positives, 0);
  const likelihood = betaBinomialLikelihood(patients);
  // Jeffreys' Beta(½, ½) of the mean, as a density of its logit.
  const logPosterior = (logit: number, spread: number): number => {
    const mean = logistic(logit);
    const { a, b } = shapes(mean, spread);
    return likelihood(a, b) + 0.5 * Math.log(mean * (1 - mean));
  };
  // A coarse pass finds where the posterior is, a fine one integrates there.
  const centre = Math.log((positives + 0.5) / (cells - positives + 0.5));
  const reach = 12;
  const coarse: { logit: number; log: number }[] = [];
  for (let i = 0; i <= coarseSteps; i++) {
    // Cubed: close steps near the pooled rate, where many cells make the posterior narrow, wide ones far out.
    const logit = centre + reach * ((2 * i) / coarseSteps - 1) ** 3;
    let best = -Infinity;
    for (let s = 0; s < spreads.length; s += 3) best = Math.max(best, logPosterior(logit, spreads[s]));
    coarse.push({ logit, log: best });
  }
  const top = Math.max(...coarse.map(({ log }) => log));
  const near = coarse.map(({ log }, i) => (log > top - 14 ? i : -1)).filter((i) => i >= 0);
  const from = coarse[Math.max(0, near[0] - 1)].logit;
  const to = coarse[Math.min(coarseSteps, near[near.length - 1] + 1)].logit;

  const meanWeights = new Float64Array(fineSteps);
  let weightSum = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i < fineSteps; i++) {
    const logit = from + ((to - from) * (i + 0.5)) / fineSteps;
    const mean = logistic(logit);
    for (const spread of spreads) {
      const weight = Math.exp(logPosterior(logit, spread) - top);
      const { a, b } = shapes(mean, spread);
      meanWeights[i] += weight;
      weightSum += weight;
      first += weight * mean;
      second += weight * (mean * mean + (mean * (1 - mean)) / (a + b + 1));
    }
  }
  const mean = first / weightSum;
  const variance = second / weightSum - mean * mean;
  const total = Math.max(1e-3, (mean * (1 - mean)) / variance - 1);
  const quantile = (p: number): number => {
    let below = 0;
    for (let i = 0; i < fineSteps; i++) {
      const step = meanWeights[i] / weightSum;
      if (below + step >= p) return logistic(from + ((to - from) * (i + (p - below) / step)) / fineSteps);
      below += step;
    }
    return logistic(to);
  };
  return {
    value: quantile(0.5),
    low: quantile(0.025),
    high: quantile(0.975),
    patients: patients.length,
    cells,
    alpha: mean * total,
    beta: (1 - mean) * total,
  };
}
