import type { WireRecord } from '../record/wire-record.js';

/** A record whose form and signature hold. */
export interface VerifiedRecord {
  readonly record: WireRecord;
  /** SHA-256 of the payload. */
  readonly hash: string;
  /** The message as it came, kept so that anybody can verify it again. */
  readonly message: Uint8Array;
  /** When this collector received it, ms since 1970. */
  readonly receivedAtMs: number;
}

/**
 * Why a message is put aside. The last four are found by `take`, the others before it; `take` itself also finds a device that
 * was never let in or was revoked in the meantime.
 */
export const QUARANTINE_REASONS = [
  'too-large',
  'not-a-record',
  'invalid-text',
  'unknown-version',
  'invalid-content',
  'wrong-topic',
  'unknown-device',
  'revoked-device',
  'bad-signature',
  'id-reused', // another content under an id that is taken
  'chain-forked', // another record has this number already
  'chain-broken', // does not follow, or is not followed by, the neighbour that is there
  'other-device', // a statement about a slide that another device counted, or this one under a former key
] as const;
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];

export type Outcome =
  | { readonly as: 'accepted' }
  | { readonly as: 'duplicate' }
  | { readonly as: 'quarantined'; readonly reason: QuarantineReason };

/** A message that could not be taken, as much of it as is known. */
export interface Quarantined {
  readonly reason: QuarantineReason;
  /** In words, for the administrator. */
  readonly detail: string;
  readonly topic: string;
  readonly device?: string;
  readonly record?: string;
  /** As it came; of one that was too large its beginning. */
  readonly message: Uint8Array;
  /** Length as it came; of one that came packed, unpacked. */
  readonly bytes: number;
  readonly receivedAtMs: number;
}

export interface QuarantineEntry extends Quarantined {
  readonly number: number;
  /** SHA-256 of the message, where only this head of it is kept: `message` is empty then. */
  readonly hash?: string;
  /** Taken in since (an unknown device was let in, a newer program read it), or looked at and left. */
  readonly settled?: { readonly how: 'taken' | 'dismissed'; readonly by: string; readonly atMs: number };
}

/** How many messages were only counted, and from when to when. */
export interface CountedAside {
  readonly reason: QuarantineReason;
  readonly messages: number;
  readonly bytes: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Messages in quarantine that nobody has settled, of one reason; where a device is named, in its name alone. */
export interface OpenAlike {
  readonly reason: QuarantineReason;
  readonly device?: string;
}

/** How many there are, and the highest number among them. */
export interface OpenAside {
  readonly reason: QuarantineReason;
  readonly messages: number;
  readonly last: number;
}

/** Where records go in. Several collectors write to one registry at once: every record has exactly one effect. */
export interface Intake {
  /**
   * Take records in one transaction, each with its effect: the slide's row, its fields and suspects, the device's health, the
   * picture, the review. The same record again changes nothing. A record that comes before those it follows is taken; the gap
   * shows until it is filled. One that contradicts its neighbours in the chain is put aside, with nothing else of it taken: `take`
   * writes it to the quarantine itself, in the same transaction.
   *
   * @returns what became of each, in order; all of it is on disk by then.
   */
  take(records: readonly VerifiedRecord[]): Promise<readonly Outcome[]>;
  /**
   * Put messages aside. The same message again (reason, topic and bytes) adds no row. What there is room for: `QUARANTINE_LIMITS`.
   */
  putAside(messages: readonly Quarantined[]): Promise<void>;
  /** Newest first. */
  quarantine(page?: {
    readonly limit?: number;
    readonly before?: number;
    readonly settled?: boolean;
  }): Promise<readonly QuarantineEntry[]>;
  /** Messages for whose heads, too, there was no room; those that came several times counted each time. By reason. */
  quarantineCounted(): Promise<readonly CountedAside[]>;
  settle(number: number, how: 'taken' | 'dismissed', by: string, atMs: number): Promise<void>;
  /** What nobody has settled, by reason; of one device where it is named. */
  quarantineOpen(device?: string): Promise<readonly OpenAside[]>;
  /**
   * Dismisses all that are alike, but none with a number above `upTo`: what came after somebody looked was not looked at. In
   * several transactions, each with its number of messages in the audit log; what interrupts it leaves whole parts done.
   *
   * @returns how many were dismissed; others may have been settled meanwhile.
   */
  dismissAlike(alike: OpenAlike, upTo: number, by: string, atMs: number): Promise<number>;
}
