import type { SlideResult, Tally } from '../counting/result.js';
import { addField, emptyTally } from '../counting/tally.js';
import { fingerprintFromBytes, fingerprintToBytes } from './fingerprint-bytes.js';
import type { FieldFingerprint } from '../imaging/field.js';
import { MemoryLedgers } from './memory-ledgers.js';
import type { Moment } from '../clock/moment.js';
import type { CellReview, NewCellReview } from './review-ledger.js';
import { picturesToSend, reviewRecords, slideRecord, thumbnailRecord, type Picture } from './outbox-rules.js';
import * as rules from './rules.js';
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

interface Shelf {
  slide: StoredSlide;
  readonly fields: Map<number, KeptField>;
  readonly unreadable: Map<number, UnreadableFrame>;
  readonly results: ResultRevision[];
  readonly reviews: CellReview[];
}

interface KeptField {
  readonly facts: StoredField;
  readonly cells: readonly StoredCell[];
  readonly fingerprint?: Uint8Array;
}

/** The slide store in memory, gone with the process: for tests of the floors above, and for counting without keeping. */
export class MemorySlideStore extends MemoryLedgers implements SlideStore {
  readonly #shelves = new Map<string, Shelf>();

  startSlide(start: SlideStart): Promise<StoredSlide> {
    return this.do(() => {
      rules.checkStart(start);
      if (this.#shelves.has(start.id)) throw rules.slideExists(start.id);
      const slide = asStoredSlide(start, ++this.sequence);
      this.device.takeLabel(start.label);
      this.outbox.countedHere(start.id);
      this.device.anchor(slide.sequence, start.at);
      this.#shelves.set(start.id, {
        slide,
        fields: new Map(),
        unreadable: new Map(),
        results: [],
        reviews: [],
      });
      return slide;
    });
  }

  commitField(slideId: string, field: NewField): Promise<Tally> {
    return this.do(() => {
      rules.checkField(field);
      const shelf = this.#shelf(slideId);
      const known = shelf.fields.get(field.ordinal);
      if (known !== undefined) {
        if (rules.sameField({ ...known.facts, cells: known.cells }, field)) return shelf.slide.tally;
        throw rules.fieldDiffers(field.ordinal);
      }
      if (shelf.unreadable.has(field.ordinal)) throw rules.fieldDiffers(field.ordinal);
      rules.checkOpen(shelf.slide);
      const { fingerprint, ...rest } = field;
      const { cells, files = [], ...facts } = rules.asStored(rest);
      for (const { path } of files) {
        if (this.files.has(path)) throw new Error(`file ${path} belongs to a field already`);
      }
      const sequence = ++this.sequence;
      for (const file of files) {
        this.sequence++;
        this.files.set(file.path, { ...file, removed: false });
      }
      shelf.fields.set(field.ordinal, {
        facts: { ...facts, sequence, files: files.map((file) => ({ ...file, removed: false })) },
        cells,
        ...(fingerprint && { fingerprint: fingerprintToBytes(fingerprint) }),
      });
      this.device.anchor(sequence, field.at);
      const tally = field.accepted ? addField(shelf.slide.tally, field) : shelf.slide.tally;
      shelf.slide = { ...shelf.slide, tally, nextOrdinal: nextOrdinal(shelf) };
      return tally;
    });
  }

  commitUnreadable(slideId: string, frame: UnreadableFrame): Promise<void> {
    return this.do(() => {
      rules.checkOrdinal(frame.ordinal);
      const shelf = this.#shelf(slideId);
      const known = shelf.unreadable.get(frame.ordinal);
      if (known !== undefined && rules.sameUnreadable(known, frame)) return;
      if (known !== undefined || shelf.fields.has(frame.ordinal)) throw rules.fieldDiffers(frame.ordinal);
      rules.checkOpen(shelf.slide);
      this.device.anchor(++this.sequence, frame.at);
      shelf.unreadable.set(frame.ordinal, rules.asStored(frame));
      shelf.slide = { ...shelf.slide, nextOrdinal: nextOrdinal(shelf) };
    });
  }

  finishSlide(slideId: string, result: SlideResult, at: Moment): Promise<ResultRevision> {
    return this.do(() => {
      const shelf = this.#shelf(slideId);
      if (shelf.slide.state === 'finished') {
        if (rules.sameResult(shelf.results[0].result, result)) return shelf.results[0];
        throw rules.slideClosed(slideId);
      }
      rules.checkResult(result, shelf.slide.tally);
      shelf.slide = { ...shelf.slide, state: 'finished', finishedAt: rules.asStored(at) };
      this.outbox.countedHere(slideId);
      const own = this.#addResult(shelf, { author: 'device', note: '', result, at });
      for (const picture of picturesToSend(this.#pictures(shelf)))
        this.outbox.enter(thumbnailRecord(slideId, picture, ++this.sequence, at));
      return own;
    });
  }

  reviseResult(slideId: string, revision: NewRevision): Promise<ResultRevision> {
    return this.do(() => {
      const shelf = this.#shelf(slideId);
      if (shelf.slide.state === 'open') throw rules.slideStillOpen(slideId);
      return this.#addResult(shelf, revision);
    });
  }

  acceptResult(slideId: string, at: Moment): Promise<void> {
    return this.do(() => {
      const shelf = this.#shelf(slideId);
      if (shelf.slide.state === 'open') throw rules.slideStillOpen(slideId);
      if (shelf.slide.acceptedAt === undefined)
        shelf.slide = { ...shelf.slide, acceptedAt: rules.asStored(at) };
    });
  }

  unseenResult(): Promise<StoredSlide | undefined> {
    return this.do(() => {
      const finishedBy = ({ results }: Shelf): number => results.at(0)?.sequence ?? -1;
      const last = [...this.#shelves.values()]
        .filter(({ slide }) => slide.state === 'finished')
        .sort((a, b) => finishedBy(b) - finishedBy(a))
        .at(0);
      return last?.slide.acceptedAt === undefined ? last?.slide : undefined;
    });
  }

  slide(slideId: string): Promise<StoredSlide | undefined> {
    return this.do(() => this.#shelves.get(slideId)?.slide);
  }

  slides(page: { readonly limit?: number; readonly before?: number } = {}): Promise<readonly StoredSlide[]> {
    const before = page.before ?? Infinity;
    return this.do(() =>
      this.#inOrder()
        .reverse()
        .filter((slide) => slide.sequence < before)
        .slice(0, page.limit ?? 100),
    );
  }

  openSlides(): Promise<readonly StoredSlide[]> {
    return this.do(() => this.#inOrder().filter((slide) => slide.state === 'open'));
  }

  fields(slideId: string): Promise<readonly StoredField[]> {
    return this.do(() =>
      byOrdinal([...(this.#shelves.get(slideId)?.fields.values() ?? [])].map(({ facts }) => facts)).map(
        (facts) => ({ ...facts, files: facts.files.map((file) => this.files.get(file.path) ?? file) }),
      ),
    );
  }

  cells(slideId: string, ordinal: number): Promise<readonly StoredCell[]> {
    return this.do(() => this.#shelves.get(slideId)?.fields.get(ordinal)?.cells ?? []);
  }

  infectedCells(slideId: string): Promise<readonly InfectedCell[]> {
    return this.do(() =>
      byOrdinal(
        [...(this.#shelves.get(slideId)?.fields.values() ?? [])].map(({ facts, cells }) => ({
          ordinal: facts.ordinal,
          cells,
        })),
      ).flatMap(({ ordinal, cells }) =>
        cells.flatMap(({ box, score, infected }, cell) =>
          infected === true && score !== null ? { ordinal, cell, box, score } : [],
        ),
      ),
    );
  }

  finishedSlides(): Promise<number> {
    return this.do(() => this.#inOrder().filter((slide) => slide.state === 'finished').length);
  }

  fingerprints(slideId: string): Promise<readonly FieldFingerprint[]> {
    return this.do(() =>
      [...(this.#shelves.get(slideId)?.fields.values() ?? [])].flatMap(({ fingerprint }) =>
        fingerprint === undefined ? [] : [fingerprintFromBytes(fingerprint)],
      ),
    );
  }

  unreadable(slideId: string): Promise<readonly UnreadableFrame[]> {
    return this.do(() => byOrdinal([...(this.#shelves.get(slideId)?.unreadable.values() ?? [])]));
  }

  results(slideId: string): Promise<readonly ResultRevision[]> {
    return this.do(() => [...(this.#shelves.get(slideId)?.results ?? [])]);
  }

  latestResult(slideId: string): Promise<ResultRevision | undefined> {
    return this.do(() => this.#shelves.get(slideId)?.results.at(-1));
  }

  addReviews(slideId: string, reviews: readonly NewCellReview[]): Promise<number> {
    return this.do(() => {
      reviews.forEach(rules.checkReview);
      const shelf = this.#shelf(slideId);
      for (const { ordinal, cell } of reviews) {
        if (shelf.fields.get(ordinal)?.cells.at(cell) === undefined)
          throw rules.noSuchCell(slideId, ordinal, cell);
      }
      const before = shelf.reviews.length;
      for (const review of reviews) {
        const last = shelf.reviews.findLast(
          ({ ordinal, cell, reviewer }) =>
            ordinal === review.ordinal && cell === review.cell && reviewer === review.reviewer,
        );
        if (last !== undefined && rules.sameReview(last, review)) continue;
        const stored = { sequence: ++this.sequence, ...rules.asStored(review) };
        shelf.reviews.push(stored);
        this.device.anchor(stored.sequence, review.at);
      }
      const added = shelf.reviews.slice(before);
      for (const record of reviewRecords(slideId, added)) this.outbox.enter(record);
      return added.length;
    });
  }

  reviews(slideId: string): Promise<readonly CellReview[]> {
    return this.do(() => [...(this.#shelves.get(slideId)?.reviews ?? [])]);
  }

  #shelf(id: string): Shelf {
    const shelf = this.#shelves.get(id);
    if (shelf === undefined) throw rules.noSuchSlide(id);
    return shelf;
  }

  #addResult(shelf: Shelf, entry: NewRevision): ResultRevision {
    const revision = {
      revision: shelf.results.length + 1,
      sequence: ++this.sequence,
      ...rules.asStored(entry),
    };
    shelf.results.push(revision);
    this.device.anchor(revision.sequence, entry.at);
    this.outbox.enter(slideRecord(shelf.slide.id, revision.revision, revision.sequence, entry.at));
    return revision;
  }

  /** The slide's close-ups that are still there. */
  #pictures(shelf: Shelf): Picture[] {
    return [...shelf.fields.values()].flatMap(({ facts, cells }) =>
      facts.files.flatMap(({ kind, path, cell }, i) => {
        if (kind !== 'thumbnail' || this.files.get(path)?.removed === true) return [];
        const score = cell === undefined ? null : (cells.at(cell)?.score ?? null);
        const sequence = facts.sequence + 1 + i;
        return { sequence, ordinal: facts.ordinal, path, score, ...(cell !== undefined && { cell }) };
      }),
    );
  }

  #inOrder(): StoredSlide[] {
    return [...this.#shelves.values()].map(({ slide }) => slide);
  }
}

function asStoredSlide(start: SlideStart, sequence: number): StoredSlide {
  const { id, label, at, model, settings } = rules.asStored(start);
  return { id, label, at, model, settings, sequence, state: 'open', tally: emptyTally, nextOrdinal: 0 };
}

function nextOrdinal(shelf: Shelf): number {
  return 1 + Math.max(-1, ...shelf.fields.keys(), ...shelf.unreadable.keys());
}

function byOrdinal<T extends { readonly ordinal: number }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => a.ordinal - b.ordinal);
}
