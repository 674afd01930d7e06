import { momentColumns, toReview, type ReviewRow } from './rows.js';
import * as rules from './rules.js';
import type { CellReview, NewCellReview } from './review-ledger.js';
import type { SqliteConnection } from './sqlite-connection.js';

const OF_SLIDE = `SELECT r.*, f.ordinal FROM reviews r JOIN fields f ON f.sequence = r.field
  WHERE f.slide = (SELECT sequence FROM slides WHERE id = ?)`;

/** The table `reviews`: synchronous, for use inside a read or a transaction. */
export class SqliteReviewQueries {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  /** In the order they were added. */
  ofSlide(slideId: string): readonly CellReview[] {
    return this.#connection.all<ReviewRow>(`${OF_SLIDE} ORDER BY r.sequence`, slideId).map(toReview);
  }

  /** Adds a review unless it repeats the reviewer's last on this cell; gives its number then. Only inside a transaction. */
  add(slideId: string, review: NewCellReview): number | undefined {
    const field = this.#fieldOf(slideId, review);
    const last = this.#connection
      .all<ReviewRow>(
        `${OF_SLIDE} AND r.field = ? AND r.cell = ? AND r.reviewer = ? ORDER BY r.sequence DESC LIMIT 1`,
        slideId,
        field,
        review.cell,
        review.reviewer,
      )
      .at(0);
    if (last !== undefined && rules.sameReview(toReview(last), review)) return undefined;
    const sequence = this.#connection.nextSequence();
    this.#connection.run(
      `INSERT INTO reviews (sequence, field, cell, label, reviewer, note, blind, boot_id, uptime_ms, wall_clock_ms, trust)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      sequence,
      field,
      review.cell,
      review.label,
      review.reviewer,
      review.note,
      Number(review.blind),
      ...momentColumns(review.at),
    );
    return sequence;
  }

  /** The row of the field that the cell is in. @throws StorageError no-such-cell. */
  #fieldOf(slideId: string, { ordinal, cell }: NewCellReview): number {
    const row = this.#connection
      .all<{ field: number }>(
        `SELECT c.field FROM cells c JOIN fields f ON f.sequence = c.field
         WHERE f.slide = (SELECT sequence FROM slides WHERE id = ?) AND f.ordinal = ? AND c.number = ?`,
        slideId,
        ordinal,
        cell,
      )
      .at(0);
    if (row === undefined) throw rules.noSuchCell(slideId, ordinal, cell);
    return row.field;
  }
}
