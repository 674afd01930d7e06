import type { ReviewBody } from '../../record/review-body.js';
import type { CellReview } from '../../store/review-ledger.js';
import { fitLine, wireMoment } from './fit.js';

/** What people said of single cells of a slide, as it travels. */
export function reviewBody(slide: string, reviews: readonly CellReview[]): ReviewBody {
  return {
    slide,
    reviews: reviews.map(({ ordinal, cell, label, reviewer, note, blind, at }) => ({
      ...{ ordinal, cell, label, blind },
      reviewer: fitLine(reviewer, 200),
      note: fitLine(note, 2000),
      at: wireMoment(at),
    })),
  };
}
