import { cellId } from './cell-id.js';
import { CELL_LABELS, type CellLabel, type CellReview } from '../store/review-ledger.js';

/** The reviews of one cell that stand: each reviewer's last. */
export interface ReviewedCell {
  readonly ordinal: number;
  readonly cell: number;
  /** By who spoke first. */
  readonly reviews: readonly CellReview[];
}

/** What the reviewers of a cell say together. One who is unsure leaves it open, whatever the others say. */
export type JointWord = CellLabel | 'disagreed';

/** The cells that reviews are about, each with the reviews that stand, by field and index. `reviews` in order of sequence. */
export function reviewedCells(reviews: readonly CellReview[]): readonly ReviewedCell[] {
  const cells = new Map<string, Map<string, CellReview>>();
  for (const review of reviews) {
    const key = cellId(review);
    const standing = cells.get(key) ?? new Map<string, CellReview>();
    standing.set(review.reviewer, review);
    cells.set(key, standing);
  }
  return [...cells.values()]
    .map((standing) => [...standing.values()])
    .map((standing) => ({ ordinal: standing[0].ordinal, cell: standing[0].cell, reviews: standing }))
    .sort((a, b) => a.ordinal - b.ordinal || a.cell - b.cell);
}

export function jointWord({ reviews }: ReviewedCell): JointWord {
  const labels = new Set(reviews.map(({ label }) => label));
  if (labels.has('unsure')) return 'unsure';
  return labels.size === 1 ? reviews[0].label : 'disagreed';
}

/** How often two reviewers said the same of cells that both looked at. */
export interface PairAgreement {
  readonly reviewers: readonly [string, string];
  readonly cells: number;
  readonly same: number;
  /** Cohen's kappa over the four labels (1960); null where both gave one and the same label only, and it is undefined. */
  readonly kappa: number | null;
}

/** For every two reviewers who share cells, by name. */
export function agreement(cells: readonly ReviewedCell[]): readonly PairAgreement[] {
  const names = [...new Set(cells.flatMap(({ reviews }) => reviews.map(({ reviewer }) => reviewer)))].sort();
  const pairs = names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b] as const));
  return pairs.flatMap((pair) => {
    const both = cells.flatMap(({ reviews }) => {
      const [first, second] = pair.map((name) => reviews.find(({ reviewer }) => reviewer === name)?.label);
      return first === undefined || second === undefined ? [] : [[first, second] as const];
    });
    if (both.length === 0) return [];
    const same = both.filter(([a, b]) => a === b).length;
    return [{ reviewers: pair, cells: both.length, same, kappa: cohensKappa(both, same / both.length) }];
  });
}

function cohensKappa(both: readonly (readonly [CellLabel, CellLabel])[], observed: number): number | null {
  const share = (side: 0 | 1, label: CellLabel): number =>
    both.filter((labels) => labels[side] === label).length / both.length;
  const byChance = CELL_LABELS.reduce((sum, label) => sum + share(0, label) * share(1, label), 0);
  return byChance === 1 ? null : (observed - byChance) / (1 - byChance);
}
