import type { Random } from '../../base/random.js';
import type { RateEstimate } from '../rate-estimate.js';
import { fitBetaBinomial } from '../rates/fit-beta-binomial.js';
import { fitDotSlope } from '../rates/fit-dot-slope.js';
import type { Interval, SlideResult, Tally } from '../result.js';
import { assumedRedCellsPerMicrolitre, slideResult } from '../slide-result.js';
import { shouldStop, stoppingPolicy } from '../stopping.js';
import { addField, emptyTally } from '../tally.js';
import { drawBeta, drawBinomial } from './draws.js';
import type { Scenario, TrueRate } from './scenario.js';

/** What a validation study of the classifier found: the two rates as a manifest would state them. */
export interface Validation {
  readonly sensitivity: RateEstimate;
  readonly falsePositiveRate: RateEstimate;
}

/** Beta-distributed with a mean and the coefficient of variation of the rarer outcome. */
function drawPatient(random: Random, { mean, spread }: Pick<TrueRate, 'mean' | 'spread'>): number {
  const rare = Math.min(mean, 1 - mean);
  const total = (1 - rare) / (rare * spread * spread) - 1;
  return drawBeta(random, mean * total, (1 - mean) * total);
}

function between(random: Random, { from, to }: { readonly from: number; readonly to: number }): number {
  return from + Math.floor(random.uniform() * (to - from + 1));
}

function validate(random: Random, rate: TrueRate): RateEstimate {
  return fitBetaBinomial(
    Array.from({ length: rate.study.patients }, () => {
      const cells = between(random, rate.study.cells);
      return { cells, positives: drawBinomial(random, cells, drawPatient(random, rate)) };
    }),
  );
}

/** Mean false-positive rate of the patients with this share of dotted cells. */
function rateAt(
  { mean }: TrueRate,
  { slope, mean: usual }: NonNullable<Scenario['stain']>,
  share: number,
): number {
  return Math.max(mean / 100, mean * (1 + slope * (share - usual)));
}

/** False positives of patients whose slides are stained more or less cleanly, and how they grow with the dots. */
function validateStained(
  random: Random,
  rate: TrueRate,
  stain: NonNullable<Scenario['stain']>,
): RateEstimate {
  const patients = Array.from({ length: rate.study.patients }, () => {
    const cells = between(random, rate.study.cells);
    const share = drawPatient(random, stain);
    const alarms = drawPatient(random, { mean: rateAt(rate, stain, share), spread: rate.spread });
    const positives = drawBinomial(random, cells, alarms);
    const looked = cells - positives;
    return { cells, positives, dots: { cells: looked, dotted: drawBinomial(random, looked, share) } };
  });
  const estimate = fitBetaBinomial(patients);
  const called = patients.some(({ positives }) => positives > 0);
  const dots = stain.looked && called ? fitDotSlope(patients) : undefined;
  // As models/fit-deposits.mjs: a slope that may be nothing is not used.
  return dots && dots.low > 0 ? { ...estimate, dots } : estimate;
}

/** A fresh validation study of new patients, evaluated as a model's manifest is. */
export function drawValidation(random: Random, scenario: Scenario): Validation {
  return {
    sensitivity: validate(random, scenario.sensitivity),
    falsePositiveRate: scenario.stain
      ? validateStained(random, scenario.falsePositiveRate, scenario.stain)
      : validate(random, scenario.falsePositiveRate),
  };
}

/** Coefficient of variation of the cells in a field. */
const cellsVariation = 0.2;

/** A field's factor, mean 1, of the given coefficient of variation; cut at ±2.5 of them. */
function factor(random: Random, variation: number): number {
  return 1 + variation * Math.min(2.5, Math.max(-2.5, random.normal()));
}

/**
 * One slide of a new patient, counted field by field under the stopping rule that the validation gives, at a true share of
 * infected red cells 0–1. A slide's fields hold 150–300 cells on average, ±20 %; the share varies between fields as the scenario says.
 */
export function simulateSlide(
  random: Random,
  scenario: Scenario,
  validation: Validation,
  share: number,
): { readonly tally: Tally; readonly result: SlideResult } {
  const sensitivity = drawPatient(random, scenario.sensitivity);
  const { stain } = scenario;
  const falsePositiveRate = drawPatient(
    random,
    stain
      ? {
          mean: rateAt(scenario.falsePositiveRate, stain, stain.slide),
          spread: scenario.falsePositiveRate.spread,
        }
      : scenario.falsePositiveRate,
  );
  const policy = stoppingPolicy(validation.falsePositiveRate, { cellLimit: scenario.cellLimit });
  const usual = between(random, { from: 150, to: 300 });
  let tally = emptyTally;
  let stopped = shouldStop(tally, policy);
  while (!stopped) {
    const redCells = Math.round(usual * factor(random, cellsVariation));
    const infected = drawBinomial(
      random,
      redCells,
      Math.min(1, share * factor(random, scenario.fieldVariation)),
    );
    const called =
      drawBinomial(random, infected, sensitivity) +
      drawBinomial(random, redCells - infected, falsePositiveRate);
    const looked = redCells - called;
    tally = addField(tally, {
      redCells,
      infected: called,
      ...(stain?.looked === true && {
        dots: { cells: looked, dotted: drawBinomial(random, looked, stain.slide) },
      }),
    });
    stopped = shouldStop(tally, policy);
  }
  return { tally, result: slideResult(tally, { ...validation, stopped, policy }) };
}

/** Intervals per µL as others make them, for comparison. */
export const otherWays: Readonly<Record<string, (tally: Tally, validation: Validation) => Interval>> = {
  /** Raw count, 1.69 standard errors, rule of three when none is seen: found in a published program. */
  raw({ infected, redCells }) {
    const value = infected / redCells;
    const half = 1.69 * Math.sqrt((value * (1 - value)) / redCells);
    return scaled(value, value - half, infected === 0 ? 3 / redCells : value + half);
  },
  /** Rogan–Gladen with the two rates taken as exact, 1.96 standard errors of the count, rule of three not divided. */
  exactRates({ infected, redCells }, validation) {
    const sensitivity = validation.sensitivity.value;
    const alarms = validation.falsePositiveRate.value;
    const seen = infected / redCells;
    const value = (seen - alarms) / (sensitivity - alarms);
    const half = (1.96 * Math.sqrt((seen * (1 - seen)) / redCells)) / (sensitivity - alarms);
    return scaled(value, value - half, infected === 0 ? 3 / redCells : value + half);
  },
};

function scaled(value: number, low: number, high: number): Interval {
  const clip = (share: number): number => assumedRedCellsPerMicrolitre * Math.min(1, Math.max(0, share));
  return { value: clip(value), low: clip(low), high: clip(high) };
}
