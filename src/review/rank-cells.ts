import { createHash } from 'node:crypto';
import type { SlideFromStore } from '../report/stored-slide.js';
import type { CellPlace } from './cell-id.js';

type Field = SlideFromStore['fields'][number];

/** A cell that was put to the classifier. */
export interface ScoredCell extends CellPlace {
  readonly field: Field;
  readonly score: number;
  readonly infected: boolean;
}

/** Cells this near to the threshold are doubtful, log-odds: their odds are less than twice or more than half of the threshold's. */
const DOUBTFUL = Math.LN2;
/** Scores of exactly 0 or 1 must not be infinitely far from anything. */
const LEAST = 1e-6;

/** The cells of a slide that have a score, by field and index. */
export function scoredCells({ fields }: SlideFromStore): readonly ScoredCell[] {
  return fields.flatMap((field) =>
    field.cells.flatMap(({ score, infected }, cell) =>
      score === null ? [] : [{ field, ordinal: field.ordinal, cell, score, infected: infected === true }],
    ),
  );
}

/**
 * Cells by how much a look at them would tell: the doubtful ones, nearest to the threshold first; then the others that were
 * called infected, the least sure first; then the rest, the highest score first. Nearness is measured in log-odds, because
 * scores crowd together at 0 and 1. Of a slide whose threshold was not kept no cell counts as doubtful.
 */
export function rankCells(cells: readonly ScoredCell[], threshold?: number): readonly ScoredCell[] {
  const middle = threshold === undefined ? undefined : logOdds(threshold);
  const keyed = cells.map((one) => {
    const distance = middle === undefined ? Infinity : Math.abs(logOdds(one.score) - middle);
    const tier = distance <= DOUBTFUL ? 0 : one.infected ? 1 : 2;
    return { one, tier, by: tier === 0 ? distance : tier === 1 ? one.score : -one.score };
  });
  return keyed.sort((a, b) => a.tier - b.tier || a.by - b.by || byPlace(a.one, b.one)).map(({ one }) => one);
}

/** The same cells in an order that tells nothing and is the same every time. */
export function shuffled<T extends CellPlace>(cells: readonly T[], slideId: string): readonly T[] {
  const key = ({ ordinal, cell }: T): string =>
    createHash('sha256').update(`${slideId} ${ordinal} ${cell}`).digest('hex');
  return cells
    .map((one) => ({ one, key: key(one) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ one }) => one);
}

export function byPlace(a: CellPlace, b: CellPlace): number {
  return a.ordinal - b.ordinal || a.cell - b.cell;
}

function logOdds(share: number): number {
  const inside = Math.min(1 - LEAST, Math.max(LEAST, share));
  return Math.log(inside / (1 - inside));
}
