import { areaUnderCurve } from '../../counting/rates/area-under-curve.js';
import { fitBetaBinomial } from '../../counting/rates/fit-beta-binomial.js';
import { binomialAtMost, studentQuantile } from '../../counting/rates/incomplete-beta.js';
import type { Interval } from '../../counting/result.js';
import { groupBy } from '../../base/group-by.js';
import { mean } from '../mean.js';
import { ratesAt, type ScoredCell } from '../rates.js';
import type { HeldOutFigures } from './document.js';
import { classifierGoals, verdictOf, type Goal } from './goals.js';
import type { PredictedCell } from './predictions.js';

/** Fewer infected cells of a patient make a sensitivity of chance. */
const leastCells = 10;

/** The predicted cell as the rates take it: patients are the clusters. */
export function scoredCell({ infected, score, patient }: PredictedCell): ScoredCell {
  return { infected, score, cluster: patient };
}

/**
 * Figures on patients that the scoring nets never saw, at `threshold`. `withGoals`: whether the goals of the classifier, which
 * are set at the balanced threshold, are judged. Needs cells of both labels in every fold.
 */
export function heldOutFigures(
  cells: readonly PredictedCell[],
  threshold: number,
  withGoals: boolean,
): HeldOutFigures {
  const folds = [...groupBy(cells, (cell) => cell.fold)]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([fold, own]) => ({ fold, ...foldFigures(own, threshold) }));
  const goalOf = (goal: Goal): Goal | null => (withGoals ? goal : null);
  const meanOf = (of: 'accuracy' | 'sensitivity' | 'specificity') =>
    overFolds(
      folds.map((fold) => fold[of]),
      goalOf(classifierGoals[of]),
    );
  const scored = cells.map(scoredCell);
  const { accuracy, sensitivity, specificity } = ratesAt(scored, threshold);
  if (accuracy === null || sensitivity === null || specificity === null)
    throw new RangeError('held-out figures need infected and uninfected cells');
  const tenth = quantileInterval(sensitivities(cells, threshold), 0.1);
  const goal = goalOf(classifierGoals.tenthPercentile);
  return {
    folds,
    mean:
      folds.length < 2
        ? null
        : {
            accuracy: meanOf('accuracy'),
            sensitivity: meanOf('sensitivity'),
            specificity: meanOf('specificity'),
          },
    all: { patients: patientsOf(cells), cells: cells.length, accuracy, sensitivity, specificity },
    tenthPercentile:
      tenth === undefined ? null : { ...tenth, leastCells, goal, verdict: goal && verdictOf(goal, tenth) },
    perPatient: {
      sensitivity: meanOverPatients(
        cells.filter((cell) => cell.infected),
        threshold,
      ),
      falsePositiveRate: meanOverPatients(
        cells.filter((cell) => !cell.infected),
        threshold,
      ),
    },
  };
}

function foldFigures(cells: readonly PredictedCell[], threshold: number) {
  const called = (cell: PredictedCell): boolean => cell.score >= threshold;
  const infected = cells.filter((cell) => cell.infected);
  const clean = cells.filter((cell) => !cell.infected);
  return {
    patients: patientsOf(cells),
    cells: cells.length,
    accuracy: cells.filter((cell) => called(cell) === cell.infected).length / cells.length,
    sensitivity: infected.filter(called).length / infected.length,
    specificity: clean.filter((cell) => !called(cell)).length / clean.length,
    auc: areaUnderCurve(
      cells.map((cell) => cell.score),
      cells.map((cell) => cell.infected),
    ).value,
    tenthPercentile: quantileInterval(sensitivities(cells, threshold), 0.1)?.value ?? null,
  };
}

function patientsOf(cells: readonly PredictedCell[]): number {
  return new Set(cells.map((cell) => cell.patient)).size;
}

/** Sensitivity of every patient with enough infected cells. */
function sensitivities(cells: readonly PredictedCell[], threshold: number): number[] {
  return [
    ...groupBy(
      cells.filter((cell) => cell.infected),
      (cell) => cell.patient,
    ).values(),
  ]
    .filter((group) => group.length >= leastCells)
    .map((group) => group.filter((cell) => cell.score >= threshold).length / group.length);
}

function meanOverPatients(cells: readonly PredictedCell[], threshold: number): Interval {
  const counts = [...groupBy(cells, (cell) => cell.patient).values()].map((group) => ({
    cells: group.length,
    positives: group.filter((cell) => cell.score >= threshold).length,
  }));
  const { value, low, high } = fitBetaBinomial(counts);
  return { value, low, high };
}

function overFolds(values: readonly number[], goal: Goal | null) {
  const value = mean(values);
  const degrees = values.length - 1;
  const deviation = Math.sqrt(values.reduce((sum, one) => sum + (one - value) ** 2, 0) / degrees);
  const half = (studentQuantile(0.05, degrees) * deviation) / Math.sqrt(values.length);
  const interval = { value, low: value - half, high: value + half };
  return { ...interval, deviation, goal, verdict: goal && verdictOf(goal, interval) };
}

/**
 * The q-quantile (linear between neighbours) with the distribution-free 95 % interval between two order statistics: the number of
 * patients below the true quantile is binomial (n, q). Where n is too small for a lower bound it is 0. Undefined of nothing.
 */
export function quantileInterval(
  values: readonly number[],
  q: number,
): (Interval & { readonly patients: number }) | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (n - 1);
  const below = sorted[Math.floor(at)];
  const value = below + (at % 1) * (sorted[Math.ceil(at)] - below);
  let lower = -1;
  while (lower + 1 < n && binomialAtMost(lower + 1, n, q) <= 0.025) lower++;
  let upper = 0;
  while (upper < n && binomialAtMost(upper, n, q) < 0.975) upper++;
  return { value, low: lower < 0 ? 0 : sorted[lower], high: upper >= n ? 1 : sorted[upper], patients: n };
}
