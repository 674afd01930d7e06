import { splitMessage } from '../record/signature.js';
import type { WireRecord } from '../record/wire-record.js';

/** The record in a message that was taken: it was checked then, and its bytes never change. Throws Error for anything else. */
export function recordIn<Kind extends WireRecord['kind']>(
  message: Uint8Array,
  kind: Kind,
): Extract<WireRecord, { kind: Kind }> {
  const split = splitMessage(message);
  if (split === undefined) throw new Error('a message in the registry is not of its form');
  const record = JSON.parse(split.payload.toString('utf8')) as WireRecord;
  if (record.kind !== kind)
    throw new Error(`a ${record.kind} lies in the registry where a ${kind} should be`);
  return record as Extract<WireRecord, { kind: Kind }>;
}
