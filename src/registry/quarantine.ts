import { sql } from 'kysely';
import { insertAside } from './aside.js';
import { noteIn } from './audit.js';
import type { RegistryDatabase } from './database.js';
import { dismissAlike, openByReason } from './dismiss-alike.js';
import type { Intake, QuarantineEntry, QuarantineReason } from './intake.js';
import { take } from './take.js';
import { CLASS_OF, type QuarantineLimits } from './quarantine-limits.js';
import type { Row } from './tables.js';

/** Where records go in, and where those lie that could not. */
export function intake(database: RegistryDatabase, limits: QuarantineLimits): Intake {
  return {
    take: (records) => take(database, records, limits),

    async putAside(messages) {
      if (messages.length === 0) return;
      await database.write('Putting messages aside', (tx) => insertAside(tx, messages, limits));
    },

    async quarantine({ limit = 100, before, settled } = {}) {
      const rows = await database.read((db) =>
        db
          .selectFrom('quarantine')
          .selectAll()
          .$if(before !== undefined, (query) => query.where('number', '<', before!))
          .$if(settled !== undefined, (query) =>
            query.where('settled_how', settled === true ? 'is not' : 'is', null),
          )
          .orderBy('number', 'desc')
          .limit(limit)
          .execute(),
      );
      return rows.map(toEntry);
    },

    async quarantineCounted() {
      const rows = await database.read((db) =>
        db.selectFrom('quarantine_counted').selectAll().orderBy('reason').execute(),
      );
      return rows.map(({ reason, messages, bytes, first_ms, last_ms }) => ({
        ...{ reason: reason as QuarantineReason, messages, bytes },
        ...{ firstMs: first_ms, lastMs: last_ms },
      }));
    },

    async settle(number, how, by, atMs) {
      await database.write('Settling a message put aside', async (tx) => {
        const row = await tx
          .updateTable('quarantine')
          .set({ settled_how: how, settled_by: by, settled_ms: atMs })
          .where('number', '=', number)
          .where('settled_how', 'is', null)
          .returning(['reason', 'hash'])
          .executeTakeFirst();
        if (row === undefined) return; // settled before, or never there: nothing that one would be told twice
        if (row.hash !== null)
          await tx
            .updateTable('quarantine_use')
            .set({ heads: sql`heads - 1` })
            .where('class', '=', CLASS_OF[row.reason as QuarantineReason])
            .execute();
        await noteIn(tx, { atMs, who: by, what: 'settle-quarantine', on: String(number), detail: { how } });
      });
    },

    quarantineOpen: (device) => openByReason(database, device),
    dismissAlike: (alike, upTo, by, atMs) => dismissAlike(database, alike, upTo, { by, atMs }),
  };
}

function toEntry(row: Row<'quarantine'>): QuarantineEntry {
  return {
    number: row.number,
    reason: row.reason as QuarantineReason,
    detail: row.detail,
    topic: row.topic,
    ...(row.device !== null && { device: row.device }),
    ...(row.record !== null && { record: row.record }),
    message: row.message,
    bytes: row.bytes,
    ...(row.hash !== null && { hash: row.hash }),
    receivedAtMs: row.received_ms,
    ...(row.settled_how !== null &&
      row.settled_by !== null &&
      row.settled_ms !== null && {
        settled: { how: row.settled_how as 'taken' | 'dismissed', by: row.settled_by, atMs: row.settled_ms },
      }),
  };
}
