import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { EnrolledDevice } from '../../../src/registry/device-book.js';
import type { VerifiedRecord } from '../../../src/registry/intake.js';
import { laneOf, type Lane, type RecordKind } from '../../../src/record/lanes.js';
import { deviceIdOf, payloadHash, signMessage } from '../../../src/record/signature.js';
import { wireRecord, type WireRecord } from '../../../src/record/wire-record.js';

/** PKCS #8 of an Ed25519 key up to its 32 secret bytes (RFC 8410, 7). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The Ed25519 key that has this number 32 times as its secret: the same devices in every run. */
export function keyOfNumber(number: number): KeyObject {
  return createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, Buffer.alloc(32, number)]),
    format: 'der',
    type: 'pkcs8',
  });
}

/** What a record says when it is made, without what sealing adds. */
export interface Draft {
  readonly kind: RecordKind;
  readonly body: unknown;
  /** When it was made, ms since 1970. */
  readonly atMs: number;
  readonly receivedAtMs: number;
  readonly clock: 'rtc' | 'network' | 'none';
}

/** A device that seals drafts into records as the real one does: numbered, hash-chained and signed. */
export class FixtureDevice {
  readonly enrolled: EnrolledDevice;
  private readonly key: KeyObject;
  private sequence = 0;
  private readonly heads = new Map<Lane, { number: number; hash: string }>();

  /** @param nowMs nothing is received later */
  constructor(
    number: number,
    name: string,
    site: string,
    enrolledAtMs: number,
    private readonly nowMs: number,
  ) {
    this.key = keyOfNumber(number);
    this.enrolled = {
      id: deviceIdOf(this.key),
      site,
      name,
      publicKey: createPublicKey(this.key).export({ type: 'spki', format: 'pem' }).toString(),
      enrolledAtMs,
      enrolledBy: 'root',
    };
  }

  get id(): string {
    return this.enrolled.id;
  }

  /** The moment of `atMs` by this device's clocks. */
  moment(atMs: number, trust: Draft['clock']): Record<string, unknown> {
    const wallClockMs = trust === 'none' ? atMs - 3.2e10 : atMs;
    return { bootId: 'b0071d22f36b', uptimeMs: Math.max(0, atMs % 86_400_000), wallClockMs, trust };
  }

  dated(atMs: number, trust: Draft['clock']): Record<string, unknown> {
    return trust === 'none' ? { kind: 'unknown' } : { kind: 'known', wallClockMs: atMs, by: trust };
  }

  /** Seals a record; one that is lost on the way only leaves its number behind. */
  seal(draft: Draft): VerifiedRecord {
    const lane = laneOf(draft.kind);
    const before = this.heads.get(lane);
    const sequence = ++this.sequence;
    const record = wireRecord.parse({
      v: 1,
      kind: draft.kind,
      id: `${this.id}-${sequence.toString().padStart(8, '0')}`,
      device: this.id,
      site: this.enrolled.site,
      software: '0.2.0',
      sequence,
      at: this.moment(draft.atMs, draft.clock),
      date: this.dated(draft.atMs, draft.clock),
      chain: { lane, number: (before?.number ?? 0) + 1, previous: before?.hash ?? null },
      body: draft.body,
    }) satisfies WireRecord;
    const payload = Buffer.from(JSON.stringify(record));
    const hash = payloadHash(payload);
    this.heads.set(lane, { number: record.chain.number, hash });
    const receivedAtMs = Math.round(Math.min(draft.receivedAtMs, this.nowMs));
    return { record, hash, message: signMessage(payload, this.key), receivedAtMs };
  }
}
