import type { QuarantineReason } from './intake.js';

/** Messages of one kind share a room, so that a flood of one cannot take that of another. */
export type QuarantineClass = 'signed' | 'named' | 'rest';

export interface ClassLimits {
  /** Messages kept whole, at most. */
  readonly whole: number;
  /** Their bytes, topics included. */
  readonly bytes: number;
  /** Beyond that: who, when, how long, hash and reason. Beyond these, too, they are only counted. */
  readonly heads: number;
}

export interface QuarantineLimits {
  readonly classes: Readonly<Record<QuarantineClass, ClassLimits>>;
  /** Messages in one device's name that nobody has settled: of more only heads are kept. */
  readonly wholeOfDevice: number;
  /** Settled messages whose content goes at a time, where room is wanted. */
  readonly freedAtOnce: number;
}

const MIB = 1024 * 1024;

/** Some 1.1 GiB of messages and 150,000 heads of at most 1 KB at the very worst: a disk for a district has 20 GB. */
export const QUARANTINE_LIMITS: QuarantineLimits = {
  classes: {
    signed: { whole: 20_000, bytes: 512 * MIB, heads: 50_000 },
    named: { whole: 20_000, bytes: 512 * MIB, heads: 50_000 },
    rest: { whole: 5000, bytes: 64 * MIB, heads: 50_000 },
  },
  wholeOfDevice: 5000,
  freedAtOnce: 100,
};

/**
 * What a message may be worth: `signed`, by a device that was let in, and contradicts what it sent before; `named`, of a record's
 * form, and may be taken one day; `rest`, anybody's.
 */
export const CLASS_OF: Readonly<Record<QuarantineReason, QuarantineClass>> = {
  'id-reused': 'signed',
  'chain-forked': 'signed',
  'chain-broken': 'signed',
  'other-device': 'signed',
  'unknown-device': 'named',
  'revoked-device': 'named',
  'unknown-version': 'named',
  'invalid-content': 'named',
  'too-large': 'rest',
  'not-a-record': 'rest',
  'invalid-text': 'rest',
  'wrong-topic': 'rest',
  'bad-signature': 'rest',
};
export const reasonsOf = (wanted: QuarantineClass): QuarantineReason[] =>
  (Object.keys(CLASS_OF) as QuarantineReason[]).filter((reason) => CLASS_OF[reason] === wanted);
