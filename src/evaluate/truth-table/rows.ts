import { groupBy } from '../../base/group-by.js';
import { clusteredShare, perMicrolitre } from '../rates.js';
import type { FalseRow, FoundRow } from './document.js';
import { slideGoals, verdictOf } from './goals.js';

/** One cell of a set with its score (−1: an infected cell that was not cut as a red cell). */
export interface SetCell {
  readonly score: number;
  readonly cluster: string;
  /** Stage of an infected cell, or label of the box or mark of an uninfected one. */
  readonly kind?: string;
}

/** Cells that make a row, whatever the threshold. */
export interface RowCells {
  readonly id: string;
  readonly set: string;
  readonly what: string;
  readonly cells: readonly SetCell[];
  readonly over: FoundRow['over'];
  /** Whether cells were cut from whole fields, where one can be missed by segmentation. */
  readonly fromFields?: boolean;
}

/** An infected row at `threshold`; undefined without cells. */
export function foundRow(of: RowCells, threshold: number): FoundRow | undefined {
  const { id, set, what, over, cells } = of;
  const share = clusteredShare(cells, (cell) => cell.score >= threshold);
  if (share === null) return undefined;
  const goal = slideGoals.get(id) ?? null;
  return {
    id, set, what, over,
    cells: cells.length,
    units: new Set(cells.map((cell) => cell.cluster)).size,
    found: cells.filter((cell) => cell.score >= threshold).length,
    share,
    notSegmented: of.fromFields === true ? cells.filter((cell) => cell.score < 0).length : null,
    goal,
    verdict: goal && verdictOf(goal, share),
  }; // prettier-ignore
}

/** An uninfected row at `threshold`; undefined without cells. */
export function falseRow(of: RowCells, threshold: number): FalseRow | undefined {
  const { id, set, what, over, cells } = of;
  const positive = (cell: SetCell): boolean => cell.score >= threshold;
  const share = clusteredShare(cells, positive);
  const told = perMicrolitre(share);
  if (share === null || told === null) return undefined;
  const goal = slideGoals.get(id) ?? null;
  const labelled = cells.filter((cell) => cell.kind !== undefined);
  const byKind = [...groupBy(labelled, (cell) => cell.kind!)].map(([kind, own]) => ({
    kind,
    cells: own.length,
    positives: own.filter(positive).length,
  }));
  return {
    id, set, what, over,
    cells: cells.length,
    units: new Set(cells.map((cell) => cell.cluster)).size,
    positives: cells.filter(positive).length,
    share,
    perMicrolitre: told,
    byKind: byKind.sort((a, b) => b.positives - a.positives || b.cells - a.cells),
    goal,
    verdict: goal && verdictOf(goal, told),
  }; // prettier-ignore
}
