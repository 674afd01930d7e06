import { StorageError } from '../base/errors.js';
import { noteIn } from './audit.js';
import type { RegistryDatabase } from './database.js';
import { nameOf } from './plain-text.js';
import type { Row } from './tables.js';
import type { Role, Session, User, UserBook } from './user-book.js';

/** A session's last use is written when it moved by so much of its life: not with every picture of a page. */
const SEEN_STEP = 1 / 60;

/** Users, their sessions, and what they did. */
export function userBook(database: RegistryDatabase): UserBook {
  return {
    async putUser(user, by, atMs) {
      const name = nameOf('The user’s name', user.name, 100);
      const row = {
        role: user.role,
        password_hash: user.passwordHash,
        language: user.language,
        disabled: user.disabled ? 1 : 0,
      };
      await database.write('Keeping a user', async (tx) => {
        await tx
          .insertInto('users')
          .values({ name, ...row })
          .onConflict((conflict) => conflict.column('name').doUpdateSet(row))
          .execute();
        const { role, language, disabled } = user;
        await noteIn(tx, { atMs, who: by, what: 'put-user', on: name, detail: { role, language, disabled } });
      });
    },

    async user(name) {
      const row = await database.read((db) =>
        db.selectFrom('users').selectAll().where('name', '=', name).executeTakeFirst(),
      );
      return row && toUser(row);
    },

    async users() {
      const rows = await database.read((db) => db.selectFrom('users').selectAll().orderBy('name').execute());
      return rows.map(toUser);
    },

    async openSession(session, aliveSinceMs) {
      await database.write(
        'Opening a session',
        async (tx) => {
          await tx.deleteFrom('sessions').where('last_seen_ms', '<', aliveSinceMs).execute();
          await tx
            .insertInto('sessions')
            .values({
              token_hash: session.tokenHash,
              user_name: session.user,
              csrf: session.csrf,
              created_ms: session.createdAtMs,
              last_seen_ms: session.lastSeenMs,
            })
            .execute();
        },
        true,
      );
    },

    async session(tokenHash, nowMs, aliveSinceMs) {
      const row = await database.read((db) =>
        db.selectFrom('sessions').selectAll().where('token_hash', '=', tokenHash).executeTakeFirst(),
      );
      if (row === undefined || row.last_seen_ms < aliveSinceMs) return undefined;
      if (nowMs - row.last_seen_ms > (nowMs - aliveSinceMs) * SEEN_STEP)
        await unlessUnwritable(
          database.write(
            'Noting a session',
            (tx) =>
              tx
                .updateTable('sessions')
                .set({ last_seen_ms: nowMs })
                .where('token_hash', '=', tokenHash)
                .where('last_seen_ms', '<', nowMs)
                .execute(),
            true,
          ),
        );
      return { ...toSession(row), lastSeenMs: Math.max(nowMs, row.last_seen_ms) };
    },

    async closeSession(tokenHash) {
      await database.write(
        'Closing a session',
        (tx) => tx.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute(),
        true,
      );
    },

    async closeSessionsOf(user) {
      await database.write(
        'Closing sessions',
        (tx) => tx.deleteFrom('sessions').where('user_name', '=', user).execute(),
        true,
      );
    },

    async note(entry) {
      await database.write('Writing the audit log', (tx) => noteIn(tx, entry), true);
    },

    async audit({ limit = 100, before } = {}) {
      const rows = await database.read((db) =>
        db
          .selectFrom('audit')
          .selectAll()
          .$if(before !== undefined, (query) => query.where('number', '<', before!))
          .orderBy('number', 'desc')
          .limit(limit)
          .execute(),
      );
      return rows.map((row) => ({
        number: row.number,
        atMs: row.at_ms,
        who: row.who,
        what: row.what,
        on: row.on_what,
        detail: JSON.parse(row.detail) as Record<string, unknown>,
      }));
    },
  };
}

/** Who has logged in can still look where the disk is full: an alert says there that nothing is taken. */
async function unlessUnwritable(written: Promise<unknown>): Promise<void> {
  try {
    await written;
  } catch (error) {
    const code = error instanceof StorageError ? error.code : '';
    if (code !== 'disk-full' && code !== 'disk-read-only') throw error;
  }
}

const toUser = (row: Row<'users'>): User => ({
  name: row.name,
  role: row.role as Role,
  passwordHash: row.password_hash,
  language: row.language as User['language'],
  disabled: row.disabled === 1,
});

const toSession = (row: Row<'sessions'>): Session => ({
  tokenHash: row.token_hash,
  user: row.user_name,
  csrf: row.csrf,
  createdAtMs: row.created_ms,
  lastSeenMs: row.last_seen_ms,
});
