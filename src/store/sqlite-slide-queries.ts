import { fingerprintFromBytes } from './fingerprint-bytes.js';
import type { FieldFingerprint } from '../imaging/field.js';
import * as rows from './rows.js';
import * as rules from './rules.js';
import type { SqliteConnection } from './sqlite-connection.js';
import type { SqliteFileLedger } from './sqlite-file-ledger.js';
import type {
  InfectedCell,
  ResultRevision,
  StoredCell,
  StoredField,
  StoredSlide,
  UnreadableFrame,
} from './slide-store.js';

const SLIDE_COLUMNS = `s.*, 1 + max(
    coalesce((SELECT max(ordinal) FROM fields WHERE slide = s.sequence), -1),
    coalesce((SELECT max(ordinal) FROM unreadable WHERE slide = s.sequence), -1)) AS next_ordinal,
  (SELECT sum(quality ->> '$.dots.cells') FROM fields WHERE slide = s.sequence AND accepted) AS dot_cells,
  (SELECT sum(quality ->> '$.dots.dotted') FROM fields WHERE slide = s.sequence AND accepted) AS dotted`;
const SLIDE_KEY = '(SELECT sequence FROM slides WHERE id = ?)';

/** What the tables of slides hold, as it is read: synchronous, for use inside a read or a transaction. */
export class SqliteSlideQueries {
  readonly #connection: SqliteConnection;
  readonly #files: SqliteFileLedger;

  constructor(connection: SqliteConnection, files: SqliteFileLedger) {
    this.#connection = connection;
    this.#files = files;
  }

  slide(id: string): StoredSlide | undefined {
    const row = this.#connection
      .all<rows.SlideRow>(`SELECT ${SLIDE_COLUMNS} FROM slides s WHERE id = ?`, id)
      .at(0);
    return row && rows.toSlide(row);
  }

  mustBeSlide(id: string): StoredSlide {
    const slide = this.slide(id);
    if (slide === undefined) throw rules.noSuchSlide(id);
    return slide;
  }

  /** The slide finished last, if nobody has accepted its result. */
  unseenResult(): StoredSlide | undefined {
    const row = this.#connection
      .all<rows.SlideRow>(
        `SELECT ${SLIDE_COLUMNS} FROM slides s WHERE sequence =
           (SELECT slide FROM results WHERE revision = 1 ORDER BY sequence DESC LIMIT 1)`,
      )
      .at(0);
    return row === undefined || row.accepted_boot_id !== null ? undefined : rows.toSlide(row);
  }

  /** Newest first. */
  slides(page: { readonly limit?: number; readonly before?: number }): readonly StoredSlide[] {
    return this.#connection
      .all<rows.SlideRow>(
        `SELECT ${SLIDE_COLUMNS} FROM slides s WHERE sequence < ? ORDER BY sequence DESC LIMIT ?`,
        page.before ?? Number.MAX_SAFE_INTEGER,
        page.limit ?? 100,
      )
      .map(rows.toSlide);
  }

  /** Oldest first. */
  openSlides(): readonly StoredSlide[] {
    return this.#connection
      .all<rows.SlideRow>(
        `SELECT ${SLIDE_COLUMNS} FROM slides s WHERE finished_boot_id IS NULL ORDER BY sequence`,
      )
      .map(rows.toSlide);
  }

  field(slideId: string, ordinal: number): StoredField | undefined {
    const row = this.#connection
      .all<rows.FieldRow>(`SELECT * FROM fields WHERE slide = ${SLIDE_KEY} AND ordinal = ?`, slideId, ordinal)
      .at(0);
    return row && rows.toField(row, this.#files.ofField(row.sequence));
  }

  fields(slideId: string): readonly StoredField[] {
    return this.#connection
      .all<rows.FieldRow>(`SELECT * FROM fields WHERE slide = ${SLIDE_KEY} ORDER BY ordinal`, slideId)
      .map((row) => rows.toField(row, this.#files.ofField(row.sequence)));
  }

  cells(slideId: string, ordinal: number): readonly StoredCell[] {
    return this.#connection
      .all<rows.CellRow>(
        `SELECT * FROM cells WHERE field = (SELECT sequence FROM fields WHERE slide = ${SLIDE_KEY} AND ordinal = ?)
       ORDER BY number`,
        slideId,
        ordinal,
      )
      .map(rows.toCell);
  }

  infectedCells(slideId: string): readonly InfectedCell[] {
    return this.#connection
      .all<rows.CellRow & { readonly ordinal: number; readonly cell: number; readonly score: number }>(
        `SELECT f.ordinal, c.number AS cell, c.x, c.y, c.width, c.height, c.score
         FROM fields f JOIN cells c ON c.field = f.sequence
         WHERE f.slide = ${SLIDE_KEY} AND c.infected = 1 AND c.score IS NOT NULL
         ORDER BY f.ordinal, c.number`,
        slideId,
      )
      .map(({ ordinal, cell, score, x, y, width, height }) => ({
        ...{ ordinal, cell, score, box: { x, y, width, height } },
      }));
  }

  /** All but the open ones: two indexes are counted, no row is read. */
  finishedSlides(): number {
    return this.#connection.all<{ n: number }>(
      `SELECT (SELECT count(*) FROM slides) -
         (SELECT count(*) FROM slides WHERE finished_boot_id IS NULL) AS n`,
    )[0].n;
  }

  fingerprints(slideId: string): readonly FieldFingerprint[] {
    return this.#connection
      .all<{ fingerprint: Uint8Array }>(
        `SELECT fingerprint FROM fields WHERE slide = ${SLIDE_KEY} AND fingerprint IS NOT NULL ORDER BY sequence`,
        slideId,
      )
      .map((row) => fingerprintFromBytes(row.fingerprint));
  }

  unreadableAt(slideId: string, ordinal: number): UnreadableFrame | undefined {
    const row = this.#connection
      .all<rows.UnreadableRow>(
        `SELECT * FROM unreadable WHERE slide = ${SLIDE_KEY} AND ordinal = ?`,
        slideId,
        ordinal,
      )
      .at(0);
    return row && rows.toUnreadable(row);
  }

  unreadable(slideId: string): readonly UnreadableFrame[] {
    return this.#connection
      .all<rows.UnreadableRow>(
        `SELECT * FROM unreadable WHERE slide = ${SLIDE_KEY} ORDER BY ordinal`,
        slideId,
      )
      .map(rows.toUnreadable);
  }

  results(slideId: string): readonly ResultRevision[] {
    return this.#connection
      .all<rows.ResultRow>(`SELECT * FROM results WHERE slide = ${SLIDE_KEY} ORDER BY revision`, slideId)
      .map(rows.toRevision);
  }
}
