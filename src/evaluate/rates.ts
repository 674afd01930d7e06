import { clusteredRateInterval, type PatientCount } from '../counting/rates/clustered-rate.js';
import type { Interval } from '../counting/result.js';
import type { CurvePoint } from './schema.js';

/** Red cells/µL assumed when a share of cells is told as parasites/µL (WHO's convention for thin films). */
export const redCellsPerMicrolitre = 5_000_000;

/** One cell with its score and truth. `score` −1: an infected cell that was not even found as a cell. */
export interface ScoredCell {
  readonly infected: boolean;
  readonly score: number;
  /** Cells of one cluster resemble each other: patient, else field or image. */
  readonly cluster: string;
}

/** A share of cells with its interval over clusters; null when there are no cells. */
export function clusteredShare<T extends { readonly cluster: string }>(
  cells: readonly T[],
  hit: (cell: T) => boolean,
): Interval | null {
  if (cells.length === 0) return null;
  const clusters = new Map<string, { positives: number; cells: number }>();
  for (const cell of cells) {
    const of = clusters.get(cell.cluster) ?? { positives: 0, cells: 0 };
    of.cells++;
    if (hit(cell)) of.positives++;
    clusters.set(cell.cluster, of);
  }
  return clusteredRateInterval([...clusters.values()]);
}

/** The same share told per µL of blood. */
export function perMicrolitre(share: Interval | null): Interval | null {
  if (share === null) return null;
  const { value, low, high } = share;
  return {
    value: value * redCellsPerMicrolitre,
    low: low * redCellsPerMicrolitre,
    high: high * redCellsPerMicrolitre,
  };
}

/** 1 − share, its interval turned round. */
export function complement(share: Interval | null): Interval | null {
  return share === null ? null : { value: 1 - share.value, low: 1 - share.high, high: 1 - share.low };
}

/** Accuracy, sensitivity, specificity and false positives/µL of calling infected what scores at or above `threshold`. */
export function ratesAt(
  cells: readonly ScoredCell[],
  threshold: number,
): {
  accuracy: Interval | null;
  sensitivity: Interval | null;
  specificity: Interval | null;
  falsePositivesPerMicrolitre: Interval | null;
} {
  const called = (cell: ScoredCell): boolean => cell.score >= threshold;
  const infected = cells.filter((cell) => cell.infected);
  const uninfected = cells.filter((cell) => !cell.infected);
  const falsePositiveRate = clusteredShare(uninfected, called);
  return {
    accuracy: clusteredShare(cells, (cell) => called(cell) === cell.infected),
    sensitivity: clusteredShare(infected, called),
    specificity: complement(falsePositiveRate),
    falsePositivesPerMicrolitre: perMicrolitre(falsePositiveRate),
  };
}

const atMostPoints = 160;

/**
 * Sensitivity and false-positive rate at every threshold where one of them changes, strictest first, thinned to some 160 points
 * that lie densest where few false positives remain, because that is where a threshold is chosen. The state at each of `thresholds`
 * is always among them.
 */
export function operatingCurve(
  cells: readonly ScoredCell[],
  thresholds: readonly number[] = [],
): CurvePoint[] {
  const sorted = cells.filter((cell) => cell.score >= 0).sort((a, b) => b.score - a.score);
  const infectedTotals = totals(cells.filter((cell) => cell.infected));
  const uninfectedTotals = totals(cells.filter((cell) => !cell.infected));
  const infectedCount = cells.filter((cell) => cell.infected).length;
  const uninfectedCount = cells.length - infectedCount;
  const keep = thinned(sorted, infectedCount, uninfectedCount);
  for (const threshold of thresholds) keep.add(sorted.findLastIndex((cell) => cell.score >= threshold));
  const points: CurvePoint[] = [];
  for (let i = 0; i < sorted.length; i++) {
    const cell = sorted[i];
    (cell.infected ? infectedTotals : uninfectedTotals).get(cell.cluster)!.positives++;
    if (!keep.has(i)) continue;
    const sensitivity = infectedCount === 0 ? null : clusteredRateInterval([...infectedTotals.values()]);
    const falsePositiveRate =
      uninfectedCount === 0 ? null : clusteredRateInterval([...uninfectedTotals.values()]);
    const perMicrolitreValue =
      falsePositiveRate === null ? null : falsePositiveRate.value * redCellsPerMicrolitre;
    points.push({
      threshold: cell.score,
      sensitivity,
      falsePositiveRate,
      falsePositivesPerMicrolitre: perMicrolitreValue,
    });
  }
  return points;
}

function totals(cells: readonly ScoredCell[]): Map<string, { positives: number; cells: number }> {
  const of = new Map<string, { positives: number; cells: number }>();
  for (const { cluster } of cells) {
    const total = of.get(cluster) ?? { positives: 0, cells: 0 };
    total.cells++;
    of.set(cluster, total);
  }
  return of;
}

/** Indices (ends of runs of equal scores) at which a point is kept. */
function thinned(sorted: readonly ScoredCell[], infected: number, uninfected: number): Set<number> {
  const ends: { at: number; found: number; false: number }[] = [];
  let found = 0;
  let falsely = 0;
  sorted.forEach((cell, i) => {
    if (cell.infected) found++;
    else falsely++;
    if (i === sorted.length - 1 || sorted[i + 1].score !== cell.score)
      ends.push({ at: i, found, false: falsely });
  });
  if (ends.length <= atMostPoints) return new Set(ends.map((end) => end.at));
  const keep = new Set<number>();
  let last = { found: -Infinity, false: -Infinity };
  ends.forEach((end, i) => {
    const moreFound = infected > 0 && end.found - last.found >= infected / 60;
    const moreFalse = uninfected > 0 && end.false >= Math.max(last.false + 1, last.false * 1.15);
    if (i < ends.length - 1 && !moreFound && !moreFalse) return;
    keep.add(end.at);
    last = end;
  });
  return keep;
}

/** Counts per cluster of a ratio whose parts are summed per image, as precision, recall and F1 are. */
export function ratioInterval(perImage: readonly PatientCount[]): Interval | null {
  return perImage.some(({ cells }) => cells > 0) ? clusteredRateInterval(perImage) : null;
}
