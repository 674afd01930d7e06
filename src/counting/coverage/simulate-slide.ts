import type { Random } from '../../base/random.js';
import type { RateEstimate } from '../rate-estimate.js';
import { fitBetaBinomial } from '../rates/fit-beta-binomial.js';
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

/** The rate of one patient. */
function drawPatient(random: Random, { mean, spread }: TrueRate): number {
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

/** A fresh validation study of new patients, evaluated as a model's manifest is. */
export function drawValidation(random: Random, scenario: Scenario): Validation {
  return {
    sensitivity: validate(random, scenario.sensitivity),
    falsePositiveRate: validate(random, scenario.falsePositiveRate),
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
  const falsePositiveRate = drawPatient(random, scenario.falsePositiveRate);
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
    tally = addField(tally, {
      redCells,
      infected:
        drawBinomial(random, infected, sensitivity) +
        drawBinomial(random, redCells - infected, falsePositiveRate),
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
