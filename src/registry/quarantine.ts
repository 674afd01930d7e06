import { insertAside } from './aside.js';
import { noteIn } from './audit.js';
import type { RegistryDatabase } from './database.js';
import type { Intake, QuarantineEntry, QuarantineReason } from './intake.js';
import { take } from './take.js';
import type { Row } from './tables.js';

/** Where records go in, and where those lie that could not. */
export function intake(database: RegistryDatabase): Intake {
  return {
    take: (records) => take(database, records),

    async putAside(messages) {
      if (messages.length === 0) return;
      await database.write('Putting messages aside', (tx) => insertAside(tx, messages));
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

    async settle(number, how, by, atMs) {
      await database.write('Settling a message put aside', async (tx) => {
        const { numUpdatedRows } = await tx
          .updateTable('quarantine')
          .set({ settled_how: how, settled_by: by, settled_ms: atMs })
          .where('number', '=', number)
          .where('settled_how', 'is', null)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return; // settled before, or never there: nothing that one would be told twice
        await noteIn(tx, { atMs, who: by, what: 'settle-quarantine', on: String(number), detail: { how } });
      });
    },
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
    receivedAtMs: row.received_ms,
    ...(row.settled_how !== null &&
      row.settled_by !== null &&
      row.settled_ms !== null && {
        settled: { how: row.settled_how as 'taken' | 'dismissed', by: row.settled_by, atMs: row.settled_ms },
      }),
  };
}
