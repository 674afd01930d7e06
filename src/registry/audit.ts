import type { Writer } from './database.js';
import { plainText } from './plain-text.js';
import type { AuditEntry } from './user-book.js';

/** Adds to the audit log, in the transaction of what it is about. */
export async function noteIn(tx: Writer, entry: Omit<AuditEntry, 'number'>): Promise<void> {
  await tx
    .insertInto('audit')
    .values({
      at_ms: Math.round(entry.atMs),
      who: plainText(entry.who),
      what: plainText(entry.what),
      on_what: plainText(entry.on),
      detail: plainText(JSON.stringify(entry.detail)),
    })
    .execute();
}
