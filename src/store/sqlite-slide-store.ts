import { dirname } from 'node:path';
import type { SlideResult, Tally } from '../counting/result.js';
import { addField } from '../counting/tally.js';
import type { FieldFingerprint } from '../imaging/field.js';
import { MIGRATIONS } from './migrations.js';
import type { Moment } from '../clock/moment.js';
import { NodeDisk } from './node-disk.js';
import { openDatabase } from './open-database.js';
import type { CellReview, NewCellReview } from './review-ledger.js';
import { picturesToSend, reviewRecords, slideRecord, thumbnailRecord } from './outbox-rules.js';
import * as rows from './rows.js';
import * as rules from './rules.js';
import { SqliteConnection } from './sqlite-connection.js';
import { SqliteLedgers } from './sqlite-ledgers.js';
import { SqliteReviewQueries } from './sqlite-review-queries.js';
import { SqliteSlideQueries } from './sqlite-slide-queries.js';
import { storageError } from './storage-error.js';
import type {
  InfectedCell,
  NewField,
  NewRevision,
  ResultRevision,
  SlideStart,
  SlideStore,
  StoredCell,
  StoredField,
  StoredSlide,
  UnreadableFrame,
} from './slide-store.js';

const INSERT_CELL = `INSERT INTO cells VALUES (?, ?${', ?'.repeat(9)})`;

/** The slide store in one SQLite file, durable at every commit: write-ahead log with `synchronous=FULL`. */
export class SqliteSlideStore extends SqliteLedgers implements SlideStore {
  readonly #queries: SqliteSlideQueries;
  readonly #reviews: SqliteReviewQueries;

  private constructor(connection: SqliteConnection, site?: string) {
    super(connection, site);
    this.#queries = new SqliteSlideQueries(connection, this.fileLedger);
    this.#reviews = new SqliteReviewQueries(connection);
  }

  /**
   * Open the store in a file; it and its folder are made where there are none.
   *
   * @param options.site where the device stands: slides that are counted now belong to it for good
   * @throws StorageError as `openDatabase`.
   */
  static async open(
    path: string,
    { busyTimeoutMs, site }: { readonly busyTimeoutMs?: number; readonly site?: string } = {},
  ): Promise<SqliteSlideStore> {
    await new NodeDisk(dirname(path)).makeFolder('');
    return new SqliteSlideStore(new SqliteConnection(openDatabase(path, MIGRATIONS, busyTimeoutMs)), site);
  }

  startSlide(start: SlideStart): Promise<StoredSlide> {
    return this.connection.write('Starting a slide', () => {
      rules.checkStart(start);
      if (this.#queries.slide(start.id) !== undefined) throw rules.slideExists(start.id);
      this.deviceState.takeLabel(start.label);
      const sequence = this.connection.nextSequence();
      this.connection.run(
        `INSERT INTO slides
         (sequence, id, label, boot_id, uptime_ms, wall_clock_ms, trust, model_name, model_sha256, settings)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        sequence,
        start.id,
        start.label,
        ...rows.momentColumns(start.at),
        start.model.name,
        start.model.sha256,
        rules.strictJson(start.settings),
      );
      this.outbox.countedHere(start.id);
      this.deviceState.anchor(sequence, start.at);
      return this.#queries.mustBeSlide(start.id);
    });
  }

  commitField(slideId: string, field: NewField): Promise<Tally> {
    return this.connection.write('Committing a field', () => {
      rules.checkField(field);
      const slide = this.#queries.mustBeSlide(slideId);
      const known = this.#queries.field(slideId, field.ordinal);
      if (known !== undefined) {
        if (!rules.sameField({ ...known, cells: this.#queries.cells(slideId, field.ordinal) }, field)) {
          throw rules.fieldDiffers(field.ordinal);
        }
        return slide.tally;
      }
      if (this.#queries.unreadableAt(slideId, field.ordinal) !== undefined)
        throw rules.fieldDiffers(field.ordinal);
      rules.checkOpen(slide);
      const sequence = this.connection.nextSequence();
      this.connection.run(
        `INSERT INTO fields VALUES (?, ?${', ?'.repeat(20)})`,
        sequence,
        slide.sequence,
        ...rows.fieldColumns(field),
      );
      for (const [number, cell] of field.cells.entries()) {
        this.connection.run(INSERT_CELL, sequence, number, ...rows.cellColumns(cell));
      }
      this.fileLedger.enter(sequence, field.files ?? []);
      this.deviceState.anchor(sequence, field.at);
      return field.accepted ? this.#addToTally(slide, field) : slide.tally;
    });
  }

  commitUnreadable(slideId: string, frame: UnreadableFrame): Promise<void> {
    return this.connection.write('Noting an unreadable frame', () => {
      rules.checkOrdinal(frame.ordinal);
      const slide = this.#queries.mustBeSlide(slideId);
      const known = this.#queries.unreadableAt(slideId, frame.ordinal);
      if (known !== undefined && rules.sameUnreadable(known, frame)) return;
      if (known !== undefined || this.#queries.field(slideId, frame.ordinal) !== undefined) {
        throw rules.fieldDiffers(frame.ordinal);
      }
      rules.checkOpen(slide);
      const sequence = this.connection.nextSequence();
      this.deviceState.anchor(sequence, frame.at);
      this.connection.run(
        `INSERT INTO unreadable VALUES (?, ?${', ?'.repeat(9)})`,
        sequence,
        slide.sequence,
        frame.ordinal,
        frame.name,
        frame.code,
        frame.message,
        frame.remedy,
        ...rows.momentColumns(frame.at),
      );
    });
  }

  finishSlide(slideId: string, result: SlideResult, at: Moment): Promise<ResultRevision> {
    return this.connection.write('Finishing a slide', () => {
      const slide = this.#queries.mustBeSlide(slideId);
      if (slide.state === 'finished') {
        const own = this.#queries.results(slideId).at(0);
        if (own === undefined || !rules.sameResult(own.result, result)) throw rules.slideClosed(slideId);
        return own;
      }
      rules.checkResult(result, slide.tally);
      this.connection.run(
        `UPDATE slides
         SET finished_boot_id = ?, finished_uptime_ms = ?, finished_wall_clock_ms = ?, finished_trust = ?
         WHERE sequence = ?`,
        ...rows.momentColumns(at),
        slide.sequence,
      );
      this.outbox.countedHere(slideId);
      const own = this.#addResult(slide, 1, { author: 'device', note: '', result, at });
      for (const picture of picturesToSend(this.fileLedger.picturesOf(slide.sequence)))
        this.outbox.enter(thumbnailRecord(slideId, picture, this.connection.nextSequence(), at));
      return own;
    });
  }

  reviseResult(slideId: string, revision: NewRevision): Promise<ResultRevision> {
    return this.connection.write('Revising a result', () => {
      const slide = this.#queries.mustBeSlide(slideId);
      if (slide.state === 'open') throw rules.slideStillOpen(slideId);
      return this.#addResult(slide, this.#queries.results(slideId).length + 1, revision);
    });
  }

  acceptResult(slideId: string, at: Moment): Promise<void> {
    return this.connection.write('Noting that a result was seen', () => {
      const slide = this.#queries.mustBeSlide(slideId);
      if (slide.state === 'open') throw rules.slideStillOpen(slideId);
      if (slide.acceptedAt !== undefined) return;
      this.connection.run(
        `UPDATE slides
         SET accepted_boot_id = ?, accepted_uptime_ms = ?, accepted_wall_clock_ms = ?, accepted_trust = ?
         WHERE sequence = ?`,
        ...rows.momentColumns(at),
        slide.sequence,
      );
    });
  }

  unseenResult(): Promise<StoredSlide | undefined> {
    return this.connection.read(() => this.#queries.unseenResult());
  }

  slide(slideId: string): Promise<StoredSlide | undefined> {
    return this.connection.read(() => this.#queries.slide(slideId));
  }

  slides(page: { readonly limit?: number; readonly before?: number } = {}): Promise<readonly StoredSlide[]> {
    return this.connection.read(() => this.#queries.slides(page));
  }

  openSlides(): Promise<readonly StoredSlide[]> {
    return this.connection.read(() => this.#queries.openSlides());
  }

  fields(slideId: string): Promise<readonly StoredField[]> {
    return this.connection.read(() => this.#queries.fields(slideId));
  }

  cells(slideId: string, ordinal: number): Promise<readonly StoredCell[]> {
    return this.connection.read(() => this.#queries.cells(slideId, ordinal));
  }

  infectedCells(slideId: string): Promise<readonly InfectedCell[]> {
    return this.connection.read(() => this.#queries.infectedCells(slideId));
  }

  finishedSlides(): Promise<number> {
    return this.connection.read(() => this.#queries.finishedSlides());
  }

  fingerprints(slideId: string): Promise<readonly FieldFingerprint[]> {
    return this.connection.read(() => this.#queries.fingerprints(slideId));
  }

  unreadable(slideId: string): Promise<readonly UnreadableFrame[]> {
    return this.connection.read(() => this.#queries.unreadable(slideId));
  }

  results(slideId: string): Promise<readonly ResultRevision[]> {
    return this.connection.read(() => this.#queries.results(slideId));
  }

  latestResult(slideId: string): Promise<ResultRevision | undefined> {
    return this.connection.read(() => this.#queries.results(slideId).at(-1));
  }

  addReviews(slideId: string, reviews: readonly NewCellReview[]): Promise<number> {
    return this.connection.write('Adding reviews', () => {
      reviews.forEach(rules.checkReview);
      this.#queries.mustBeSlide(slideId);
      const added = reviews.flatMap((review) => {
        const sequence = this.#reviews.add(slideId, review);
        if (sequence === undefined) return [];
        this.deviceState.anchor(sequence, review.at);
        return { sequence, at: review.at };
      });
      for (const record of reviewRecords(slideId, added)) this.outbox.enter(record);
      return added.length;
    });
  }

  reviews(slideId: string): Promise<readonly CellReview[]> {
    return this.connection.read(() => this.#reviews.ofSlide(slideId));
  }

  /** Reads the whole file through. Rejects with StorageError store-damaged when any page is not sound. */
  checkIntegrity(): Promise<void> {
    return this.connection.read(() => {
      const [{ quick_check: verdict }] = this.connection.all<{ quick_check: string }>(
        'PRAGMA quick_check(1)',
      );
      if (verdict !== 'ok') throw storageError('store-damaged', `The store is damaged (${verdict}).`);
    });
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  #addToTally(slide: StoredSlide, field: NewField): Tally {
    const tally = addField(slide.tally, field);
    this.connection.run(
      `UPDATE slides SET fields = ?, red_cells = ?, infected = ?, last_red_cells = ?, last_infected = ?
       WHERE sequence = ?`,
      tally.fields,
      tally.redCells,
      tally.infected,
      field.redCells,
      field.infected,
      slide.sequence,
    );
    return tally;
  }

  #addResult(slide: StoredSlide, revision: number, entry: NewRevision): ResultRevision {
    const { parasitaemia, perMicrolitre, verdict } = entry.result;
    const [bootId, uptimeMs, wallClockMs, trust] = rows.momentColumns(entry.at);
    const sequence = this.connection.nextSequence();
    this.deviceState.anchor(sequence, entry.at);
    this.connection.run(
      `INSERT INTO results VALUES (?, ?${', ?'.repeat(15)})`,
      slide.sequence,
      revision,
      sequence,
      entry.author,
      entry.note,
      bootId,
      uptimeMs,
      wallClockMs,
      verdict,
      parasitaemia.value,
      parasitaemia.low,
      parasitaemia.high,
      perMicrolitre.value,
      perMicrolitre.low,
      perMicrolitre.high,
      rules.strictJson(entry.result),
      trust,
    );
    this.outbox.enter(slideRecord(slide.id, revision, sequence, entry.at));
    return this.#queries.results(slide.id)[revision - 1];
  }
}
