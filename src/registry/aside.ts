import { createHash } from 'node:crypto';
import { parts, type Writer } from './database.js';
import type { Quarantined } from './intake.js';
import { plainText } from './plain-text.js';

/** Adds rows to the quarantine; the same reason, topic and message again adds none. */
export async function insertAside(tx: Writer, messages: readonly Quarantined[]): Promise<void> {
  const rows = messages.map(({ reason, detail, topic, device, record, message, bytes, receivedAtMs }) => ({
    digest: digestOf(reason, topic, message),
    reason,
    detail: plainText(detail),
    topic: plainText(topic),
    device: device === undefined ? null : plainText(device),
    record: record === undefined ? null : plainText(record),
    message,
    bytes,
    received_ms: receivedAtMs,
    settled_how: null,
    settled_by: null,
    settled_ms: null,
  }));
  for (const part of parts(rows))
    await tx
      .insertInto('quarantine')
      .values(part)
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .execute();
}

function digestOf(reason: string, topic: string, message: Uint8Array): string {
  return createHash('sha256')
    .update(JSON.stringify([reason, topic]))
    .update(message)
    .digest('hex');
}
