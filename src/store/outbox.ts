import type { Moment } from '../clock/moment.js';
import type { Lane, RecordKind } from '../record/lanes.js';

/** What a record is to be made of: names rows that are never changed, or carries its content. */
export type OutboxSubject =
  | { readonly kind: 'slide'; readonly slide: string; readonly revision: number }
  | { readonly kind: 'review'; readonly slide: string; readonly sequences: readonly number[] }
  | {
      readonly kind: 'thumbnail';
      readonly slide: string;
      readonly ordinal: number;
      readonly path: string;
      readonly cell?: number;
    }
  | { readonly kind: 'health'; readonly body: unknown };

/** A record as it will travel, whatever happens: number, hash and bytes never change again. */
export interface Sealed {
  /** Who sealed it: chains belong to a device's key. */
  readonly device: string;
  readonly number: number;
  /** SHA-256 of the payload, hexadecimal. */
  readonly hash: string;
  /** The signed message. */
  readonly message: Uint8Array;
}

/** One record on its way out. */
export interface OutboxRow {
  /** The device's order of events; of a result or a review its own, so that good clocks date it. */
  readonly sequence: number;
  /** `recordId` of the wire format; unique within a device, and of a slide's records everywhere. */
  readonly id: string;
  readonly lane: Lane;
  readonly kind: RecordKind;
  readonly subject: OutboxSubject;
  readonly at: Moment;
  /** Where the device stood when the slide was counted or its health noted; absent while nobody had told it. */
  readonly site?: string;
  /** From `seal`; absent before. */
  readonly sealed?: Sealed;
}

/** What a row was made into. */
export interface MadeMessage {
  /** SHA-256 of the payload, hexadecimal. */
  readonly hash: string;
  /** The signed message. */
  readonly message: Uint8Array;
  /** The site that it names: kept where the row had none, so that all records of a slide name the same. */
  readonly site?: string;
}

/** A row to be sealed. */
export interface ToSeal {
  readonly sequence: number;
  readonly make: (link: ChainLink) => MadeMessage;
}

/** Where the next record of a lane goes in its chain. */
export interface ChainLink {
  /** Which store numbers it, 16 hexadecimal digits: a device that keeps its key and begins a new store begins at 1 again. */
  readonly store: string;
  readonly number: number;
  /** Hash of the one before; null for the first. */
  readonly previous: string | null;
}

/** Numbers of a chain that will never be sent. */
export interface DroppedRange {
  readonly device: string;
  readonly lane: Lane;
  readonly from: number;
  readonly to: number;
}

export interface OutboxTotals {
  /** Records that wait, by lane. */
  readonly waiting: Readonly<Record<Lane, number>>;
  /** Put aside by the other side as not sound; kept here, and not sent again by themselves. */
  readonly refused: number;
  /** Those among them that are results: of a slide or a review. */
  readonly resultsRefused: number;
  /**
   * Given up, all time, by device, lane and number: for want of room or of content, or because another key sealed the record
   * anew. And how many were given up that had no number yet.
   */
  readonly dropped: readonly DroppedRange[];
  readonly droppedUnsealed: number;
  /** All that is in the outbox, refused ones too, takes about so many bytes of the store. Pictures lie beside it, as files. */
  readonly bytes: number;
}

/**
 * Records that wait to be sent, in the store's own file: `finishSlide`, `reviseResult` and `addReviews` put theirs in within
 * the transaction that commits what they are about; `finishSlide` also the slide's kept close-ups, those of highest score
 * first. A row leaves only by an acknowledgement of its hash, or, outside the lane of results, for want of room.
 *
 * Methods reject with StorageError as the store's do.
 */
export interface Outbox {
  /** Put a snapshot of the device's health in; plain JSON. RangeError for what is none. */
  enqueueHealth(body: unknown, at: Moment): Promise<void>;
  /**
   * Rows that wait, refused ones left out: by lane in the order of `LANES`, then by sequence.
   *
   * @param query.lanes all without; `query.after` leaves out rows up to this sequence of their lane; limit 100 without
   */
  waiting(query?: {
    readonly lanes?: readonly Lane[];
    readonly limit?: number;
    readonly after?: Partial<Readonly<Record<Lane, number>>>;
  }): Promise<readonly OutboxRow[]>;
  /**
   * Give a row its place in the chain of `device` and the bytes it will travel as, in one transaction. `make` is called
   * inside it, once, unless the row is sealed already by this device: then what was sealed is given back. What another
   * device's key sealed is sealed anew, and its number in the other chain noted as dropped.
   *
   * @throws StorageError no-such-record for a row that is gone by now. What `make` throws passes through, and nothing is written.
   */
  seal(sequence: number, device: string, make: ToSeal['make']): Promise<Sealed>;
  /**
   * `seal` for several rows in one transaction, which costs one flush of the disk instead of many: each after the one before it
   * in its chain. All of them, or where one throws none, and no number is used up.
   */
  sealAll(device: string, rows: readonly ToSeal[]): Promise<readonly Sealed[]>;
  /**
   * The other side has a record: its row leaves. Only where the hash is that of what was sealed.
   *
   * @returns false when there is no such row (acknowledged before, or never ours), or its hash is another.
   */
  acknowledge(id: string, hash: string): Promise<boolean>;
  /** `acknowledge` for many in one transaction. @returns how many left. */
  acknowledgeAll(records: readonly { readonly id: string; readonly hash: string }[]): Promise<number>;
  /** The other side put a record aside: it stays, and is not sent again before `retryRefused`. @returns as `acknowledge`. */
  refuse(id: string, hash: string, reason: string, at: Moment): Promise<boolean>;
  /** Records the other side put aside, oldest first. */
  refused(): Promise<readonly (OutboxRow & { readonly reason: string })[]>;
  /** Send the refused ones again. @returns how many. */
  retryRefused(): Promise<number>;
  /** A row whose content is gone (a thumbnail's file) leaves without having been sent; noted as dropped. Not for results: RangeError. */
  dropRow(sequence: number): Promise<void>;
  /**
   * Give up rows until what is in the outbox takes no more than so many bytes: thumbnails first, then health, the oldest of
   * each first; never results. @returns how many rows went.
   */
  trimOutbox(mostBytes: number): Promise<number>;
  outboxTotals(): Promise<OutboxTotals>;
}
