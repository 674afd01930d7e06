import type { SlideBody } from '../../../record/slide-body.js';
import type { SlideDetail } from '../../../registry/reading.js';
import type { ReviewProblem } from './take-review.js';

export interface SlidePage {
  readonly detail: SlideDetail;
  /** All cells that have a picture, not only the first. */
  readonly allCells: boolean;
  /** What was wrong with the form that was sent. */
  readonly problem?: ReviewProblem;
  readonly saved?: boolean;
}

/** The device's own statement that is in force: of the latest revision. */
export function latestStatement({ statements }: SlideDetail): SlideBody {
  return statements.reduce((latest, one) => (one.revision > latest.revision ? one : latest));
}
