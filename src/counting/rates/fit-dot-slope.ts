import type { DotSlope } from '../rate-estimate.js';
import type { DotCount } from '../result.js';
import type { PatientCount } from './clustered-rate.js';
import { logBeta } from './incomplete-beta.js';

/** Uninfected cells of one patient: how many were called infected, and of those not called, how many carry dots. */
export interface DottedPatient extends PatientCount {
  readonly dots: DotCount;
}

const slopeSteps = 48;
const rateSteps = 20;
/** Coefficients of variation between patients of one dot share: the grid of `fitBetaBinomial`, coarser and without its far end. */
const spreads = Array.from({ length: 7 }, (_, i) => 0.15 + 0.3 * i);
/** The mean rate is looked for within this factor to either side of the share over all cells. */
const reach = 3;

/**
 * How the false-positive rate grows with the share of cells that carry stain deposits, from patients without parasites or
 * their uninfected cells. Patient i has the mean rate m × (1 + slope × (xᵢ − reference)), xᵢ its share of dotted cells among
 * those not called (called ones would bring the answer into the question), reference the mean share weighted by cells;
 * rates are beta-distributed around it. Linear, because only a cell with dots can be called for them; an exponential slope
 * would also promise absurd rates beyond the dirtiest patient. A patient's share is drawn towards the reference by what
 * chance adds to the spread of shares of so few cells, or that noise would flatten the slope (regression calibration, Carroll
 * et al. 2006, Measurement Error in Nonlinear Models). Posterior on a grid, all three priors uniform (rate: in its
 * logarithm; slope: wherever no patient's rate is negative); `slope` is its mean.
 * Throws RangeError when fewer than ten patients have cells, when none was called, or when none or all carry dots.
 */
export function fitDotSlope(perPatient: readonly DottedPatient[]): DotSlope {
  const patients = perPatient.filter(({ cells, dots }) => cells > 0 && dots.cells > 0);
  const sum = (of: (patient: DottedPatient) => number): number =>
    patients.reduce((total, patient) => total + of(patient), 0);
  const called = sum(({ positives }) => positives);
  const reference = sum(({ dots }) => dots.dotted) / sum(({ dots }) => dots.cells);
  if (patients.length < 10 || called === 0 || !(reference > 0 && reference < 1))
    throw new RangeError('a slope needs ten patients, cells called, and cells with and without dots');
  const excess = calibratedExcess(patients, reference);
  const pooled = called / sum(({ cells }) => cells);
  // A step inside the ends, at which the rate of a slide without dots, or with dots on every cell, is nothing.
  const [from, to] = [-1 / (1 - reference), 1 / reference];
  const slopeAt = (i: number): number => from + ((to - from) * (i + 0.5)) / slopeSteps;
  const logs: number[][] = [];
  for (let i = 0; i < slopeSteps; i++) {
    const slope = slopeAt(i);
    const row: number[] = [];
    for (let j = 0; j < rateSteps; j++) {
      const rate = pooled * reach ** ((2 * (j + 0.5)) / rateSteps - 1);
      for (const spread of spreads) row.push(logLikelihood(patients, excess, rate, slope, spread));
    }
    logs.push(row);
  }
  const top = Math.max(...logs.map((row) => Math.max(...row)));
  const weights = logs.map((row) => row.reduce((total, log) => total + Math.exp(log - top), 0));
  const total = weights.reduce((all, weight) => all + weight, 0);
  const moment = (of: (slope: number) => number): number =>
    weights.reduce((all, weight, i) => all + (weight / total) * of(slopeAt(i)), 0);
  const slope = moment((value) => value);
  const quantile = (p: number): number => {
    let below = 0;
    for (let i = 0; i < slopeSteps; i++) {
      const part = weights[i] / total;
      if (below + part >= p) return from + ((to - from) * (i + (p - below) / part)) / slopeSteps;
      below += part;
    }
    return to;
  };
  return {
    reference,
    slope,
    low: quantile(0.025),
    high: quantile(0.975),
    standardError: Math.sqrt(moment((value) => (value - slope) ** 2)),
    patients: patients.length,
  };
}

/** How far each patient's share of dotted cells lies above the reference, as best told from its few cells. */
function calibratedExcess(patients: readonly DottedPatient[], reference: number): number[] {
  const chance = patients.map(({ dots }) => (reference * (1 - reference)) / dots.cells);
  const raw = patients.map(({ dots }) => dots.dotted / dots.cells - reference);
  const average = (values: readonly number[]): number =>
    values.reduce((total, value) => total + value, 0) / values.length;
  const between = Math.max(0, average(raw.map((value) => value * value)) - average(chance));
  return raw.map((value, i) => (value * between) / (between + chance[i]));
}

/** Beta-binomial; a patient's rates have the given coefficient of variation around the mean of its dot share. */
function logLikelihood(
  patients: readonly DottedPatient[],
  excess: readonly number[],
  rate: number,
  slope: number,
  spread: number,
): number {
  let log = 0;
  for (const [i, { cells, positives }] of patients.entries()) {
    const mean = Math.min(0.5, rate * (1 + slope * excess[i]));
    const size = Math.max(2, (1 - mean) / (mean * spread * spread) - 1);
    const [a, b] = [mean * size, (1 - mean) * size];
    log += logBeta(a + positives, b + cells - positives) - logBeta(a, b);
  }
  return log;
}
