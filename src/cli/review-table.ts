import { reviewedCells } from '../review/agreement.js';
import { cellId } from '../review/cell-id.js';
import type { ReviewSheet } from '../review/review-sheet.js';
import type { CellReview } from '../store/review-ledger.js';
import { printable } from './printable.js';
import { textTable } from './text-table.js';

/** The cells of a sheet for a terminal, a line each; of a blind one nothing that anybody said. */
export function reviewTable({ cells, blind }: ReviewSheet, reviews: readonly CellReview[]): string {
  const said = new Map(reviewedCells(reviews).map((one) => [cellId(one), one.reviews]));
  const rows = cells.map((one, i) => [
    ...[String(i + 1), cellId(one), one.picture.from],
    ...(blind
      ? []
      : [
          one.score.toFixed(3),
          one.infected ? 'infected' : 'not infected',
          (said.get(cellId(one)) ?? [])
            .map(({ reviewer, label }) => `${printable(reviewer)}: ${label}`)
            .join(', '),
        ]),
  ]);
  const head = ['#', 'cell', 'picture', ...(blind ? [] : ['score', 'device says', 'reviewers say'])];
  return `${textTable(head, rows, '><<><<')}\n`;
}
