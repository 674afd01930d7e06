import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { deviceIdOf, payloadHash, signMessage } from '../../src/record/signature.js';
import { laneOf, type Lane } from '../../src/record/lanes.js';
import { wireRecord, type WireRecord } from '../../src/record/wire-record.js';
import type { EnrolledDevice } from '../../src/registry/device-book.js';
import type { VerifiedRecord } from '../../src/registry/intake.js';

export const DAY_MS = 86_400_000;
/** 1 March 2026, 00:00 UTC. */
export const START_MS = Date.UTC(2026, 2, 1);

type Body<Kind extends WireRecord['kind']> = Extract<WireRecord, { kind: Kind }>['body'];
type Moment = WireRecord['at'];

export interface SealOptions {
  readonly receivedAtMs?: number;
  readonly at?: Moment;
  readonly date?: WireRecord['date'];
  readonly store?: string;
  /** Unknown fields, as a later version may send them. */
  readonly more?: Record<string, unknown>;
}

/** A slide's id made of one number. */
export const slideId = (n: number): string => n.toString(16).padStart(32, '0');

/** A moment after so many minutes of a run that began at START_MS. */
export const momentAt = (minutes: number, trust: Moment['trust'] = 'network', boot = 'boot-1'): Moment => ({
  bootId: boot,
  uptimeMs: minutes * 60_000,
  wallClockMs: trust === 'none' ? 1000 + minutes * 60_000 : START_MS + minutes * 60_000,
  trust,
});

const known = (at: Moment): WireRecord['date'] =>
  at.trust === 'network' || at.trust === 'rtc'
    ? { kind: 'known', wallClockMs: at.wallClockMs, by: at.trust }
    : { kind: 'unknown' };

/** A device as the registry sees one: a key, and records that follow each other in its chains. */
export class WireDevice {
  readonly key: KeyObject;
  readonly id: string;
  readonly site: string;
  readonly name: string;
  readonly #publicKey: string;
  readonly #last = new Map<string, { number: number; hash: string }>();
  #sequence = 0;

  constructor(site = 'kisumu', name = 'Bench 1') {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.key = privateKey;
    this.id = deviceIdOf(privateKey);
    this.#publicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    this.site = site;
    this.name = name;
  }

  get enrolment(): Omit<EnrolledDevice, 'enrolledAtMs' | 'revokedAtMs'> {
    const { id, site, name } = this;
    return { id, site, name, publicKey: this.#publicKey, enrolledBy: 'admin' };
  }

  /** The next number of a lane, without a record for it: a gap. @returns the number. */
  skip(lane: Lane, store = ''): number {
    const key = `${store}/${lane}`;
    const number = (this.#last.get(key)?.number ?? 0) + 1;
    this.#last.set(key, { number, hash: payloadHash(Buffer.from(`lost ${number}`)) });
    return number;
  }

  slide(n: number, change: Partial<Body<'slide'>> = {}, options: SealOptions = {}): VerifiedRecord {
    const body = slideBody(n, change);
    return this.seal('slide', `${body.slide}.${body.revision}`, body, options);
  }

  health(change: Partial<Body<'health'>> = {}, options: SealOptions = {}): VerifiedRecord {
    return this.seal('health', undefined, { ...healthBody(this.name), ...change }, options);
  }

  review(
    n: number,
    reviews: Partial<Body<'review'>['reviews'][number]>[],
    options: SealOptions = {},
  ): VerifiedRecord {
    const full = reviews.map((one) => ({
      ...{ ordinal: 0, cell: 3, label: 'parasitized' as const, reviewer: 'Amina', note: '', blind: false },
      at: momentAt(100),
      ...one,
    }));
    return this.seal('review', undefined, { slide: slideId(n), reviews: full }, options);
  }

  thumbnail(
    n: number,
    ordinal: number,
    cell: number | undefined,
    data: Buffer,
    options: SealOptions = {},
  ): VerifiedRecord {
    const common = {
      slide: slideId(n),
      ordinal,
      mediaType: 'image/jpeg' as const,
      data: data.toString('base64'),
    };
    const body: Body<'thumbnail'> =
      cell === undefined ? { ...common, of: 'field' } : { ...common, of: 'cell', cell };
    return this.seal('thumbnail', undefined, body, options);
  }

  /** A record of any content, at the next number of its lane. */
  seal<Kind extends WireRecord['kind']>(
    kind: Kind,
    id: string | undefined,
    body: Body<Kind>,
    options: SealOptions = {},
  ): VerifiedRecord {
    const lane = laneOf(kind);
    const sequence = ++this.#sequence;
    const key = `${options.store ?? ''}/${lane}`;
    const last = this.#last.get(key);
    const at = options.at ?? momentAt(sequence);
    const record = {
      v: 1,
      kind,
      id: id ?? `${this.id}.${options.store ?? 's'}.${sequence}`,
      device: this.id,
      site: this.site,
      software: '0.2.0',
      sequence,
      at,
      date: options.date ?? known(at),
      chain: {
        lane,
        number: (last?.number ?? 0) + 1,
        previous: last?.hash ?? null,
        ...(options.store !== undefined && { store: options.store }),
      },
      body,
      ...options.more,
    };
    const verified = this.sign(record, options.receivedAtMs ?? START_MS + sequence * 60_000 + 5_000);
    this.#last.set(key, { number: record.chain.number, hash: verified.hash });
    return verified;
  }

  /** Signs a record as it is given, as a device gone wrong might. */
  sign(record: unknown, receivedAtMs: number): VerifiedRecord {
    const payload = Buffer.from(JSON.stringify(record));
    return {
      record: wireRecord.parse(record),
      hash: payloadHash(payload),
      message: signMessage(payload, this.key),
      receivedAtMs,
    };
  }
}

/** A statement about slide `n`: positive, with suspects 3 and 7 in field 0 and 1 in field 2; field 1 was refused. */
export function slideBody(n: number, change: Partial<Body<'slide'>> = {}): Body<'slide'> {
  const begun = change.begun ?? momentAt(n);
  const field = (
    ordinal: number,
    accepted: boolean,
    cells: readonly number[],
  ): Body<'slide'>['fields'][number] => ({
    ...{ ordinal, width: 2028, height: 1520, accepted, cellDiameter: 61.5, redCells: accepted ? 240 : 0 },
    ...{ infected: cells.length, seenBefore: 0.125 },
    quality: [{ check: 'focus', value: 1.5, ok: accepted }],
    suspects: cells.map((cell) => ({ cell, box: [10, 20, 60, 61], score: 0.9 + cell / 100 })),
  });
  return {
    slide: slideId(n),
    label: `S-${String(n).padStart(4, '0')}`,
    revision: 1,
    author: 'device',
    note: '',
    result: resultOf('positive'),
    begun,
    finished: { ...begun, uptimeMs: begun.uptimeMs + 300_000, wallClockMs: begun.wallClockMs + 300_000 },
    dates: { begun: known(begun), finished: known(begun) },
    model: { name: 'test-model', sha256: 'ab'.repeat(32), threshold: 0.9 },
    fields: [field(0, true, [3, 7]), field(1, false, []), field(2, true, [1])],
    unreadable: 0,
    ...change,
  };
}

export function resultOf(
  verdict: Body<'slide'>['result']['verdict'],
  change: Partial<Body<'slide'>['result']> = {},
): Body<'slide'>['result'] {
  const positive = verdict === 'positive';
  return {
    verdict,
    fields: 2,
    redCells: 480,
    infected: positive ? 3 : 0,
    parasitaemia: { value: positive ? 0.00625 : 0, low: 0.001, high: 0.018 },
    perMicrolitre: { value: positive ? 31_250 : 0, low: 5000, high: 90_000 },
    redCellsPerMicrolitre: { value: 5_000_000, source: 'assumed' },
    severity: 'none',
    stopped: 'cell-limit',
    wording: ['Screening aid, confirm by microscopist.'],
    ...change,
  };
}

export function healthBody(name: string): Body<'health'> {
  return {
    name,
    doing: 'ready',
    power: { millivolts: 3900, charge: 0.8, state: 'normal' },
    disk: { freeBytes: 8e9, totalBytes: 32e9 },
    clock: { trust: 'network', anchors: [] },
    outbox: {
      waiting: { results: 1, health: 2, thumbnails: 3 },
      ...{ refused: 0, dropped: [], droppedUnsealed: 0 },
    },
    faults: [],
    slides: { finished: 12 },
  };
}
