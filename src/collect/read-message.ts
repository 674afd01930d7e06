import type { KeyObject } from 'node:crypto';
import type { QuarantineReason } from '../registry/intake.js';
import { laneOf } from '../record/lanes.js';
import { deviceId, recordId } from '../record/names.js';
import { MOST_MESSAGE_BYTES, payloadHash, splitMessage } from '../record/signature.js';
import { parseLaneTopic } from '../record/topics.js';
import { WIRE_VERSION, wireRecord, type WireRecord } from '../record/wire-record.js';
import { readSaneJson } from './sane-json.js';

/** Why a message cannot be taken, with as much of it as could be read. */
export interface Refusal {
  readonly reason: QuarantineReason;
  /** In words, for the administrator. Holds nothing of the message but numbers and names that were checked. */
  readonly detail: string;
  readonly device?: string;
  readonly record?: string;
  /** SHA-256 of the payload, where the message could be taken apart. */
  readonly hash?: string;
}

/** A message of the right form; whether its signature holds is not known yet. */
export interface ReadRecord {
  readonly record: WireRecord;
  readonly hash: string;
  readonly signedBy: string;
  verifiedBy(key: KeyObject): boolean;
}

export type Reading = { readonly read: ReadRecord } | { readonly refused: Refusal };

/** Whether a message was refused on reading it. */
export function isRefused(reading: Reading): reading is { readonly refused: Refusal } {
  return 'refused' in reading;
}

/**
 * Reads a message as far as it goes without knowing any device: size, framing, text, version, content, topic, in this order;
 * the first that is wrong is the reason. Pure, and never throws, whatever the bytes.
 */
export function readMessage(topic: string, bytes: Uint8Array): Reading {
  const sender = parseLaneTopic(topic);
  const told = sender && { device: sender.device };
  if (bytes.byteLength > MOST_MESSAGE_BYTES)
    return refused('too-large', `${bytes.byteLength} bytes; ${MOST_MESSAGE_BYTES} at most are read`, told);
  const split = splitMessage(bytes);
  if (!split)
    return refused('not-a-record', 'does not begin with the header and signature of a record', told);
  const { payload, signedBy } = split;
  const hash = payloadHash(payload);
  const json = readSaneJson(payload);
  if ('wrong' in json)
    return refused(json.wrong === 'text' ? 'invalid-text' : 'invalid-content', json.detail, {
      ...told,
      hash,
    });
  const known = { ...told, ...namesIn(json.value), hash };
  const version = json.value['v'];
  if (version !== WIRE_VERSION)
    return refused(
      'unknown-version',
      `${versionInWords(version)}; this program reads ${WIRE_VERSION}`,
      known,
    );
  const parsed = wireRecord.safeParse(json.value);
  if (!parsed.success) return refused('invalid-content', firstProblem(parsed.error.issues), known);
  const record = parsed.data;
  const misplaced = misplacedOn(sender, record);
  if (misplaced !== undefined) return refused('wrong-topic', misplaced, known);
  return { read: { record, hash, signedBy, verifiedBy: (key) => split.verifiedBy(key) } };
}

function refused(
  reason: QuarantineReason,
  detail: string,
  known: Omit<Refusal, 'reason' | 'detail'> | undefined,
): Reading {
  return { refused: { reason, detail, ...known } };
}

/** Id and device as the payload names them, where they are names at all. */
function namesIn(json: Readonly<Record<string, unknown>>): { record?: string; device?: string } {
  const id = recordId.safeParse(json['id']);
  const device = deviceId.safeParse(json['device']);
  return { ...(id.success && { record: id.data }), ...(device.success && { device: device.data }) };
}

function versionInWords(version: unknown): string {
  return typeof version === 'number' ? `version ${version}` : 'names no version';
}

function firstProblem(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string {
  const [{ path, message }] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return `${path.map(String).join('.') || 'the record'}: ${message}${more}`;
}

function misplacedOn(sender: ReturnType<typeof parseLaneTopic>, record: WireRecord): string | undefined {
  if (!sender) return 'the topic is no lane of a device';
  if (record.device !== sender.device) return `the record is of ${record.device}`;
  if (record.site !== sender.site) return `the record is of site ${record.site}`;
  if (record.chain.lane !== sender.lane) return `the record is of lane ${record.chain.lane}`;
  if (laneOf(record.kind) !== sender.lane) return `a ${record.kind} does not go on lane ${sender.lane}`;
  return undefined;
}
