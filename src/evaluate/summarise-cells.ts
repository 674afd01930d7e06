import { areaUnderCurve } from '../counting/rates/area-under-curve.js';
import { groupBy } from '../base/group-by.js';
import { clusteredShare, ratesAt, type ScoredCell } from './rates.js';
import type { CellsResult } from './schema.js';
import type { LabelledCell } from './truth.js';

/** A labelled cell and what the classifier said of it. */
export interface ClassifiedCell extends LabelledCell {
  /** Infected score, 0–1. */
  readonly score: number;
}

export interface LeftOut {
  readonly patients: readonly string[];
  readonly cells: number;
  readonly reason: string;
}

/**
 * Figures over labelled single cells at `threshold`, and at the manifest's accuracy threshold where it names one. Intervals are
 * over patients where they are known, otherwise over fields, otherwise over cells.
 */
export function summariseCells(
  cells: readonly ClassifiedCell[],
  threshold: number,
  accuracyThreshold: number | undefined,
  leftOut: LeftOut,
): CellsResult {
  const scored = cells.map(toScored);
  const infected = scored.filter((cell) => cell.infected).length;
  const bothClasses = infected > 0 && infected < scored.length;
  return {
    n: scored.length,
    infected,
    uninfected: scored.length - infected,
    threshold,
    ...ratesAt(scored, threshold),
    auc: bothClasses
      ? areaUnderCurve(
          scored.map((cell) => cell.score),
          scored.map((cell) => cell.infected),
          scored.map((cell) => cell.cluster),
        )
      : null,
    atAccuracyThreshold:
      accuracyThreshold === undefined
        ? null
        : { threshold: accuracyThreshold, ...ratesAt(scored, accuracyThreshold) },
    clusteredBy: clusterKind(cells),
    perPatient: perPatient(cells, threshold),
    byStage: byStage(cells, threshold),
    calibration: bothClasses ? calibration(scored) : null,
    leftOut: { patients: [...leftOut.patients], cells: leftOut.cells, reason: leftOut.reason },
  };
}

/** The cell with the cluster that intervals are taken over. */
export function toScored(cell: ClassifiedCell): ScoredCell {
  return { infected: cell.infected, score: cell.score, cluster: cell.patient ?? cell.field ?? cell.file };
}

function clusterKind(cells: readonly LabelledCell[]): CellsResult['clusteredBy'] {
  if (cells.some((cell) => cell.patient !== undefined)) return 'patient';
  return cells.some((cell) => cell.field !== undefined) ? 'field' : 'cell';
}

function perPatient(cells: readonly ClassifiedCell[], threshold: number): CellsResult['perPatient'] {
  const groups = groupBy(
    cells.filter((cell) => cell.patient !== undefined),
    (cell) => cell.patient!,
  );
  const rows = [...groups].map(([patient, own]) => {
    const infected = own.filter((cell) => cell.infected);
    const uninfected = own.filter((cell) => !cell.infected);
    const found = infected.filter((cell) => cell.score >= threshold).length;
    const rejected = uninfected.filter((cell) => cell.score < threshold).length;
    return {
      patient,
      infected: infected.length,
      uninfected: uninfected.length,
      sensitivity: infected.length === 0 ? null : found / infected.length,
      specificity: uninfected.length === 0 ? null : rejected / uninfected.length,
      accuracy: (found + rejected) / own.length,
    };
  });
  return rows.sort((a, b) => a.patient.localeCompare(b.patient, 'en', { numeric: true }));
}

function byStage(cells: readonly ClassifiedCell[], threshold: number): CellsResult['byStage'] {
  const staged = cells.filter((cell) => cell.infected && cell.stage !== undefined);
  return [...groupBy(staged, (cell) => cell.stage!)].map(([stage, own]) => ({
    stage,
    n: own.length,
    found: own.filter((cell) => cell.score >= threshold).length,
    share: clusteredShare(own.map(toScored), (cell) => cell.score >= threshold),
  }));
}

/** Reliability in ten bins of equal width, and the Brier score (Brier 1950; expected calibration error after Naeini et al. 2015). */
function calibration(cells: readonly ScoredCell[]): CellsResult['calibration'] {
  const binCount = 10;
  const bins = Array.from({ length: binCount }, () => ({ n: 0, score: 0, infected: 0 }));
  let squares = 0;
  for (const { score, infected } of cells) {
    const bin = bins[Math.min(binCount - 1, Math.floor(score * binCount))];
    bin.n++;
    bin.score += score;
    if (infected) bin.infected++;
    squares += (score - (infected ? 1 : 0)) ** 2;
  }
  const gap = bins.reduce((sum, bin) => sum + Math.abs(bin.score - bin.infected), 0);
  return {
    brier: squares / cells.length,
    expectedError: gap / cells.length,
    bins: bins.flatMap((bin, i) =>
      bin.n === 0
        ? []
        : [
            {
              from: i / binCount,
              to: (i + 1) / binCount,
              n: bin.n,
              meanScore: Math.min(1, bin.score / bin.n),
              infectedShare: bin.infected / bin.n,
            },
          ],
    ),
  };
}
