import { sql } from 'kysely';
import { lockUse } from './aside.js';
import { noteIn } from './audit.js';
import type { RegistryDatabase, Writer } from './database.js';
import type { OpenAlike, OpenAside, QuarantineReason } from './intake.js';
import { plainText } from './plain-text.js';
import { CLASS_OF } from './quarantine-limits.js';

/** One transaction's share: SQLite writes a row anew with its message, and collectors wait meanwhile. */
const MOST_MESSAGES = 2000;
const MOST_BYTES = 16 * 1024 * 1024;

export async function openByReason(database: RegistryDatabase, device?: string): Promise<OpenAside[]> {
  const rows = await database.read((db) =>
    db
      .selectFrom('quarantine')
      .select(({ fn }) => ['reason', fn.countAll<number>().as('messages'), fn.max('number').as('last')])
      .where('settled_how', 'is', null)
      .$if(device !== undefined, (query) => query.where('device', '=', plainText(device!)))
      .groupBy('reason')
      .orderBy('messages', 'desc')
      .orderBy('reason')
      .execute(),
  );
  return rows.map(({ reason, messages, last }) => ({ reason: reason as QuarantineReason, messages, last }));
}

/** Part by part, each with its entry in the audit log. @returns how many */
export async function dismissAlike(
  database: RegistryDatabase,
  alike: OpenAlike,
  upTo: number,
  who: { readonly by: string; readonly atMs: number },
): Promise<number> {
  for (let all = 0; ;) {
    const messages = await database.write('Dismissing messages put aside', (tx) =>
      dismissPart(tx, alike, upTo, who),
    );
    if (messages === undefined) return all;
    all += messages;
  }
}

/** @returns how many were dismissed; undefined when there were none to look at */
async function dismissPart(
  tx: Writer,
  { reason, device }: OpenAlike,
  upTo: number,
  { by, atMs }: { readonly by: string; readonly atMs: number },
): Promise<number | undefined> {
  // First, as where messages are put aside: nobody waits for the other's rows.
  const use = await lockUse(tx, CLASS_OF[reason]);
  const open = await tx
    .selectFrom('quarantine')
    .select(['number', 'hash', sql<number>`length(message)`.as('size')])
    .where('reason', '=', reason)
    .where('settled_how', 'is', null)
    .where('number', '<=', upTo)
    .$if(device !== undefined, (query) => query.where('device', '=', plainText(device!)))
    .orderBy('number')
    .limit(MOST_MESSAGES)
    .execute();
  let size = 0;
  const part = open.filter((row, i) => (size += row.size) <= MOST_BYTES || i === 0);
  if (part.length === 0) return undefined;
  const done = await tx
    .updateTable('quarantine')
    .set({ settled_how: 'dismissed', settled_by: by, settled_ms: atMs })
    .where(
      'number',
      'in',
      part.map(({ number }) => number),
    )
    .where('settled_how', 'is', null) // one that somebody settled by itself meanwhile stays theirs
    .returning('hash')
    .execute();
  if (done.length === 0) return 0;
  const heads = done.filter(({ hash }) => hash !== null).length;
  await tx
    .updateTable('quarantine_use')
    .set({ heads: use.heads - heads })
    .where('class', '=', CLASS_OF[reason])
    .execute();
  const detail = { how: 'dismissed', messages: done.length, ...(device !== undefined && { device }) };
  await noteIn(tx, { atMs, who: by, what: 'settle-quarantine', on: reason, detail });
  return done.length;
}
