import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Acknowledgement } from '../../src/record/acknowledgement.js';
import type { HealthBody } from '../../src/record/health-body.js';
import { laneOf, type Lane } from '../../src/record/lanes.js';
import type { ReviewBody } from '../../src/record/review-body.js';
import { deviceIdOf, payloadHash, signMessage } from '../../src/record/signature.js';
import type { SlideBody } from '../../src/record/slide-body.js';
import { laneTopic } from '../../src/record/topics.js';
import type { WireRecord } from '../../src/record/wire-record.js';
import type { EnrolledDevice } from '../../src/registry/device-book.js';
import { healthBodyOf } from '../record/health.js';

/** A record as it would travel. */
export interface SignedRecord {
  readonly topic: string;
  readonly message: Buffer;
  readonly id: string;
  readonly hash: string;
  readonly record: WireRecord;
}

const at = { bootId: 'boot-1', uptimeMs: 1000, wallClockMs: 1_780_000_000_000, trust: 'network' } as const;

/** A device that signs: chains per lane, ids that count up. */
export class ADevice {
  readonly privateKey: KeyObject;
  readonly id: string;
  private readonly publicKey: KeyObject;
  private sequence = 0;
  private readonly chains = new Map<Lane, { number: number; previous: string | null }>();

  constructor(readonly site = 'kisumu') {
    ({ privateKey: this.privateKey, publicKey: this.publicKey } = generateKeyPairSync('ed25519'));
    this.id = deviceIdOf(this.publicKey);
  }

  get enrolled(): EnrolledDevice {
    return {
      id: this.id,
      site: this.site,
      name: `Device ${this.id.slice(3, 7)}`,
      publicKey: this.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      enrolledAtMs: at.wallClockMs,
      enrolledBy: 'test',
    };
  }

  /** The next record of a finished slide. */
  slide(body: Partial<SlideBody> = {}, more: Readonly<Record<string, unknown>> = {}): SignedRecord {
    const slide = createHash('sha256').update(`${this.id} ${this.sequence}`).digest('hex').slice(0, 32);
    return this.sign(this.next('slide', slideBodyOf({ slide, ...body }), more));
  }

  health(body: Partial<HealthBody> = {}): SignedRecord {
    return this.sign(this.next('health', healthBodyOf(body)));
  }

  review(body: ReviewBody): SignedRecord {
    return this.sign(this.next('review', body));
  }

  /** Signs a payload that somebody may have changed before. */
  sign(record: WireRecord, payload = Buffer.from(JSON.stringify(record))): SignedRecord {
    return {
      topic: laneTopic(record.site, record.device, record.chain.lane),
      message: signMessage(payload, this.privateKey),
      id: record.id,
      hash: payloadHash(payload),
      record,
    };
  }

  private next(
    kind: 'slide' | 'health' | 'review',
    body: SlideBody | HealthBody | ReviewBody,
    more: Readonly<Record<string, unknown>> = {},
  ): WireRecord {
    const lane = laneOf(kind);
    const link = this.chains.get(lane) ?? { number: 0, previous: null };
    const sequence = ++this.sequence;
    const record = {
      v: 1,
      id: `${this.id}.${sequence}`,
      device: this.id,
      site: this.site,
      software: '0.3.0',
      sequence,
      at,
      date: { kind: 'known', wallClockMs: at.wallClockMs, by: 'network' },
      chain: { lane, number: link.number + 1, previous: link.previous },
      kind,
      body,
      ...more,
    } as WireRecord;
    this.chains.set(lane, {
      number: record.chain.number,
      previous: payloadHash(Buffer.from(JSON.stringify(record))),
    });
    return record;
  }
}

/** A plain positive slide. */
export function slideBodyOf(more: Partial<SlideBody> & { slide: string }): SlideBody {
  const dates = { kind: 'known', wallClockMs: at.wallClockMs, by: 'network' } as const;
  return {
    label: '0007',
    revision: 1,
    author: 'device',
    note: '',
    result: {
      verdict: 'positive',
      fields: 1,
      redCells: 200,
      infected: 4,
      parasitaemia: { value: 0.02, low: 0.008, high: 0.05 },
      perMicrolitre: { value: 100_000, low: 40_000, high: 250_000 },
      redCellsPerMicrolitre: { value: 5_000_000, source: 'assumed' },
      severity: 'above-2-percent',
      stopped: 'precision-reached',
      wording: ['Parasites were seen.'],
    },
    begun: at,
    finished: { ...at, uptimeMs: 61_000 },
    dates: { begun: dates, finished: dates },
    model: { name: 'cells', sha256: 'a'.repeat(64), threshold: 0.5 },
    fields: [
      {
        ordinal: 0,
        width: 2028,
        height: 1520,
        accepted: true,
        cellDiameter: 80,
        redCells: 200,
        infected: 4,
        seenBefore: 0,
        quality: [{ check: 'focus', value: 0.03, ok: true }],
        suspects: [{ cell: 3, box: [10, 20, 80, 80], score: 0.93 }],
      },
    ],
    unreadable: 0,
    ...more,
  };
}

export function acknowledgementIn(payload: Uint8Array): Acknowledgement {
  return JSON.parse(Buffer.from(payload).toString()) as Acknowledgement;
}
