import type { KeyObject } from 'node:crypto';
import { unpackMessage } from '../record/packing.js';
import { MOST_MESSAGE_BYTES } from '../record/signature.js';
import { parseLaneTopic } from '../record/topics.js';
import type { Quarantined, VerifiedRecord } from '../registry/intake.js';
import { readMessage, isRefused, type ReadRecord, type Refusal } from './read-message.js';

/** A message as it came in, packed or not. */
export interface Received {
  readonly topic: string;
  readonly bytes: Uint8Array;
  /** ms since 1970. */
  readonly receivedAtMs: number;
}

/** What a collector knows of a device that was let in. */
export interface KnownDevice {
  /** Ed25519, public; absent where what is on file cannot be read as a key. */
  readonly key?: KeyObject;
  /** The device that this key belongs to by `deviceIdOf`. */
  readonly keyOf?: string;
  readonly revoked: boolean;
}

export type Judged =
  { readonly verified: VerifiedRecord } | { readonly aside: Quarantined; readonly hash?: string };

/** How much of a message that is too large is kept, bytes. */
const KEPT_OF_TOO_LARGE = 4096;

/**
 * Unpacks, reads and verifies a message. What is stored of it, or put aside, is the signed message, unpacked.
 *
 * @param known looks a device up; rejects where nobody can tell, and so does this
 * @returns the record, only where the signature of the device it names holds over its bytes; otherwise why not
 */
export async function judgeMessage(
  came: Received,
  known: (id: string) => Promise<KnownDevice | undefined>,
): Promise<Judged> {
  const unpacked =
    came.bytes.byteLength > MOST_MESSAGE_BYTES ? { message: came.bytes } : unpackMessage(came.bytes);
  if ('wrong' in unpacked) return putAside(came, notUnpacked(unpacked.wrong, came.topic));
  const message = { ...came, bytes: unpacked.message };
  const reading = readMessage(message.topic, message.bytes);
  if (isRefused(reading)) return putAside(message, reading.refused);
  const { read } = reading;
  const refusal = mistrust(read, await known(read.record.device));
  if (refusal !== undefined) return putAside(message, refusal);
  const { record, hash } = read;
  return { verified: { record, hash, message: message.bytes, receivedAtMs: message.receivedAtMs } };
}

/** Why a well-formed record is not taken for its device's own; undefined when it is. Pure. */
export function mistrust(read: ReadRecord, device: KnownDevice | undefined): Refusal | undefined {
  const { record, hash } = read;
  const refusal = (reason: Refusal['reason'], detail: string): Refusal => ({
    reason,
    detail,
    device: record.device,
    record: record.id,
    hash,
  });
  if (!device) return refusal('unknown-device', 'this device was not let in');
  if (device.revoked) return refusal('revoked-device', 'this device was shut out');
  if (read.signedBy !== record.device)
    return refusal('bad-signature', 'signed in the name of another device');
  if (!device.key || device.keyOf !== record.device)
    return refusal('bad-signature', 'the key on file is not the one that this device is named after');
  if (!read.verifiedBy(device.key))
    return refusal('bad-signature', 'the signature does not belong to these bytes');
  return undefined;
}

function notUnpacked(wrong: 'too-large' | 'damaged', topic: string): Refusal {
  const sender = parseLaneTopic(topic);
  return {
    ...(wrong === 'too-large'
      ? { reason: 'too-large', detail: `more than ${MOST_MESSAGE_BYTES} bytes when unpacked` }
      : { reason: 'not-a-record', detail: 'packed, and cannot be unpacked: cut short, or changed' }),
    ...(sender && { device: sender.device }),
  };
}

function putAside(message: Received, { hash, ...known }: Refusal): Judged {
  const { topic, bytes, receivedAtMs } = message;
  const kept = known.reason === 'too-large' ? bytes.subarray(0, KEPT_OF_TOO_LARGE) : bytes;
  return {
    aside: { ...known, topic, message: Uint8Array.from(kept), bytes: bytes.byteLength, receivedAtMs },
    ...(hash !== undefined && { hash }),
  };
}
