import type { Moment } from '../clock/moment.js';

/** What a reviewer can say of a cell. `not-a-red-cell`: a platelet, a white cell, dirt, two cells taken for one. */
export const CELL_LABELS = ['parasitized', 'uninfected', 'not-a-red-cell', 'unsure'] as const;
export type CellLabel = (typeof CELL_LABELS)[number];

/** One reviewer's word on one cell of a slide. */
export interface NewCellReview {
  /** The field's ordinal, and the cell's index in it. */
  readonly ordinal: number;
  readonly cell: number;
  readonly label: CellLabel;
  /** Who looked; not empty. */
  readonly reviewer: string;
  /** Free text; may be empty. */
  readonly note: string;
  /** True when the device's own word on the cell was not shown to them. */
  readonly blind: boolean;
  /** When it was entered here. */
  readonly at: Moment;
}

export interface CellReview extends NewCellReview {
  readonly sequence: number;
}

/** Reviews of cells: only ever added. What the device said of the cell stays as it was. */
export interface ReviewLedger {
  /**
   * Add reviews of one slide's cells, all or none. A later one by the same reviewer on the same cell stands in place of the
   * earlier, which stays in the history. Safe to repeat: one that says what the reviewer's last on this cell said is passed over.
   *
   * @returns how many were added.
   * @throws StorageError no-such-slide, no-such-cell. RangeError for a label that is none, or a reviewer without a name.
   */
  addReviews(slideId: string, reviews: readonly NewCellReview[]): Promise<number>;
  /** All reviews of a slide, superseded ones too, in the order they were added. */
  reviews(slideId: string): Promise<readonly CellReview[]>;
}
