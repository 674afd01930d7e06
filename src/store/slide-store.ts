import type { Box } from '../base/box.js';
import type { SlideResult, Tally } from '../counting/result.js';
import type {
  FieldFingerprint,
  FieldQuality,
  NotCounted,
  ObjectKind,
  StainDots,
  UsableArea,
} from '../imaging/field.js';
import type { PowerState } from '../power/power-state.js';
import type { DeviceState } from './device-state.js';
import type { FileLedger, KeptFile, NewFile } from './file-ledger.js';
import type { Outbox } from './outbox.js';
import type { ReviewLedger } from './review-ledger.js';
import type { Moment } from '../clock/moment.js';

/** What is known of a slide before its first field. No patient's name: a label that was typed, scanned or counted up. */
export interface SlideStart {
  /** From `newSlideId`. */
  readonly id: string;
  readonly label: string;
  readonly at: Moment;
  readonly model: { readonly name: string; readonly sha256: string };
  /** The settings that the count runs under, so that it can be resumed and explained; plain JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface StoredSlide extends SlideStart {
  /** The device's own order of events; grows with every row of any kind. */
  readonly sequence: number;
  readonly state: 'open' | 'finished';
  /** Over the fields accepted, in the order they were committed. */
  readonly tally: Tally;
  /** One above the highest ordinal committed: where a resumed count goes on. */
  readonly nextOrdinal: number;
  readonly finishedAt?: Moment;
  /** When a person said that they had seen the result. */
  readonly acceptedAt?: Moment;
}

export interface StoredCell {
  /** In the frame's stored pixels. */
  readonly box: Box;
  readonly kind: ObjectKind;
  /** True for a red cell in its field's count. */
  readonly counted: boolean;
  readonly notCounted?: NotCounted;
  /** Infected score 0–1; null when it was not put to the classifier. */
  readonly score: number | null;
  /** Null when it was not put to the classifier. */
  readonly infected: boolean | null;
}

/** A cell called infected, and where it is. */
export interface InfectedCell {
  readonly ordinal: number;
  /** Index within the field. */
  readonly cell: number;
  readonly box: Box;
  /** Infected score 0–1. */
  readonly score: number;
}

/** What the store keeps of a field beside its cells and files. */
export interface FieldFacts {
  /** Position in the slide, from 0; shared with unreadable frames. */
  readonly ordinal: number;
  /** The frame's name as its source gave it. */
  readonly name: string;
  /** Frame size, px. */
  readonly width: number;
  readonly height: number;
  /** True when its cells enter the slide's count. */
  readonly accepted: boolean;
  readonly quality: FieldQuality;
  /** Share (0–1) of this field's cells already counted in an earlier field. */
  readonly seenBefore: number;
  readonly usableArea: UsableArea;
  /** Median red-cell diameter, frame px; 0 when none was found. */
  readonly cellDiameter: number;
  /** What it adds to the tally: its counted cells and those of them called infected; 0 and 0 when not accepted. */
  readonly redCells: number;
  readonly infected: number;
  /** Stain deposits on its cells, where they could be looked for; of accepted fields only. */
  readonly dots?: StainDots;
  /** Milliseconds by stage. */
  readonly timing: Readonly<Record<string, number>>;
  readonly at: Moment;
}

/** How the battery stood when a field was taken. */
export interface FieldPower {
  /** Battery voltage, mV, where a gauge told it. */
  readonly millivolts?: number;
  /** State of charge, 0–1, where a gauge told it. */
  readonly charge?: number;
  readonly state: PowerState;
}

/** A field to be committed. Its files must be on the disk already: a row never names what is not there. */
export interface NewField extends FieldFacts {
  readonly cells: readonly StoredCell[];
  readonly files?: readonly NewFile[];
  readonly power?: FieldPower;
  /** Kept so that a count taken up after a restart still knows the field when the stage comes back to it. */
  readonly fingerprint?: FieldFingerprint;
}

export interface StoredField extends FieldFacts {
  readonly sequence: number;
  readonly power?: FieldPower;
  readonly files: readonly KeptFile[];
}

/** A frame that could not be read: kept, so that nobody wonders later where it went. */
export interface UnreadableFrame {
  readonly ordinal: number;
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly at: Moment;
}

/** One statement of a slide's result. Revisions are added, never changed: the device's own stays the first. */
export interface ResultRevision {
  /** 1 is the device's own. */
  readonly revision: number;
  readonly sequence: number;
  /** `device`, or who revised. */
  readonly author: string;
  /** Why it was revised; empty for the device's own. */
  readonly note: string;
  readonly at: Moment;
  readonly result: SlideResult;
}

/** A later statement by a person. */
export interface NewRevision {
  readonly author: string;
  readonly note: string;
  readonly result: SlideResult;
  readonly at: Moment;
}

/**
 * Where slides, fields, cells and results are kept. When a method that writes resolves, what it wrote outlives a power
 * cut; when it rejects, nothing of it was written. Asynchronous, so that an adapter may leave this thread.
 *
 * Every method rejects with StorageError when the disk or the store refuses (codes in storage-error.ts). What can only
 * be a bug of the caller (an infected platelet, a score of 2, counts that are not those of the cells, a number that is
 * none) rejects with RangeError.
 */
export interface SlideStore extends FileLedger, DeviceState, ReviewLedger, Outbox {
  /** Begin a slide. @throws StorageError slide-exists. */
  startSlide(start: SlideStart): Promise<StoredSlide>;

  /**
   * Commit a field, its cells, its files and the slide's running tally, all or nothing.
   *
   * Safe to repeat: a field already there under this ordinal with the same content changes nothing (moment, timing,
   * files, power and fingerprint of the first commit stay). Other content under a taken ordinal is refused.
   *
   * @returns the slide's tally with this field in it.
   * @throws StorageError no-such-slide, slide-closed, field-differs.
   */
  commitField(slideId: string, field: NewField): Promise<Tally>;

  /** Note a frame that could not be read; safe to repeat. @throws StorageError as `commitField`. */
  commitUnreadable(slideId: string, frame: UnreadableFrame): Promise<void>;

  /**
   * Write the device's own result and close the slide, in one. Safe to repeat with the same result.
   *
   * @throws StorageError no-such-slide, slide-closed (with another result), result-differs (its fields, red cells or
   * infected cells are not the tally of the committed fields: a result must be about what was stored).
   */
  finishSlide(slideId: string, result: SlideResult, at: Moment): Promise<ResultRevision>;

  /** Add a revision to a finished slide. @throws StorageError no-such-slide, slide-still-open. */
  reviseResult(slideId: string, revision: NewRevision): Promise<ResultRevision>;

  /**
   * A person has seen the result of a finished slide. Safe to repeat: the first moment stays.
   *
   * @throws StorageError no-such-slide, slide-still-open.
   */
  acceptResult(slideId: string, at: Moment): Promise<void>;
  /** The slide finished last, if nobody has accepted its result; what a restart shows again. */
  unseenResult(): Promise<StoredSlide | undefined>;

  slide(slideId: string): Promise<StoredSlide | undefined>;
  /** Newest first by sequence; `before` continues a list from the last sequence seen. `limit` defaults to 100. */
  slides(page?: { readonly limit?: number; readonly before?: number }): Promise<readonly StoredSlide[]>;
  /** Slides begun and not finished, oldest first: what a restart goes on with. */
  openSlides(): Promise<readonly StoredSlide[]>;
  /** By ordinal. Empty for a slide that is not there, as in the readers below. */
  fields(slideId: string): Promise<readonly StoredField[]>;
  /** In the order they were committed. */
  cells(slideId: string, ordinal: number): Promise<readonly StoredCell[]>;
  /** Cells called infected of all fields, with their scores: by ordinal, then in the order they were committed. */
  infectedCells(slideId: string): Promise<readonly InfectedCell[]>;
  /** Those that were committed with a field, in the order they were committed. */
  fingerprints(slideId: string): Promise<readonly FieldFingerprint[]>;
  /** By ordinal. */
  unreadable(slideId: string): Promise<readonly UnreadableFrame[]>;
  /** How many slides were finished since the store began. */
  finishedSlides(): Promise<number>;
  /** All revisions, first to last. */
  results(slideId: string): Promise<readonly ResultRevision[]>;
  latestResult(slideId: string): Promise<ResultRevision | undefined>;
  /** Safe to call twice; any other call after it rejects. */
  close(): Promise<void>;
}
