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
  /** The device's order of events: also what ends the record's id. */
  readonly sequence: number;
  readonly id: string;
  readonly lane: Lane;
  readonly kind: RecordKind;
  readonly subject: OutboxSubject;
  readonly at: Moment;
  /** From `seal`; absent before. */
  readonly sealed?: Sealed;
}

/** Where the next record of a lane goes in its chain. */
export interface ChainLink {
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
  /** Given up for want of room, all time: those that had a number, and how many had none yet. */
  readonly dropped: readonly DroppedRange[];
  readonly droppedUnsealed: number;
  /** What waits takes about so many bytes of the store. */
  readonly bytes: number;
}

/**
 * Records that wait to be sent, in the store's own file: `finishSlide`, `reviseResult` and `addReviews` put theirs in within
 * the transaction that commits what they are about. A row leaves only by an acknowledgement of its hash, or, outside the lane
 * of results, for want of room.
 *
 * Methods reject with StorageError as the store's do.
 */
export interface Outbox {
  /** Put a snapshot of the device's health in; plain JSON. */
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
   * inside it, once, unless the row is sealed already by this device: then what was sealed is given back.
   *
   * @throws StorageError no-such-record for a row that is gone by now. What `make` throws passes through, and nothing is written.
   */
  seal(
    sequence: number,
    device: string,
    make: (link: ChainLink) => { readonly hash: string; readonly message: Uint8Array },
  ): Promise<Sealed>;
  /**
   * The other side has a record: its row leaves. Only where the hash is that of what was sealed.
   *
   * @returns false when there is no such row (acknowledged before, or never ours).
   */
  acknowledge(id: string, hash: string): Promise<boolean>;
  /** The other side put a record aside: it stays, and is not sent again before `retryRefused`. @returns as `acknowledge`. */
  refuse(id: string, hash: string, reason: string, at: Moment): Promise<boolean>;
  /** Records the other side put aside, oldest first. */
  refused(): Promise<readonly (OutboxRow & { readonly reason: string })[]>;
  /** Send the refused ones again. @returns how many. */
  retryRefused(): Promise<number>;
  /** A row whose content is gone (a thumbnail's file) leaves without having been sent; noted as dropped. Not for results: RangeError. */
  dropRow(sequence: number): Promise<void>;
  /**
   * Give up rows until what waits takes no more than so many bytes: thumbnails first, then health, the oldest of each first;
   * never results. @returns how many rows went.
   */
  trimOutbox(mostBytes: number): Promise<number>;
  outboxTotals(): Promise<OutboxTotals>;
}
