import { sql, type Kysely, type Transaction } from 'kysely';
import { StorageError } from '../base/errors.js';
import type { Dialect } from './migrations.js';
import { fromDatabase, isWorthRepeating } from './registry-error.js';
import type { Tables } from './tables.js';

/** Rows of `changes`: as many writers can commit at once without waiting for each other's count. */
const SLOTS = 16;
/** Another transaction in the way is gone by then; what still fails is told. */
const MOST_ATTEMPTS = 8;

export type Reader = Kysely<Tables>;
export type Writer = Transaction<Tables>;

/** An open registry database: what differs between SQLite and PostgreSQL is settled here and below. */
export class RegistryDatabase {
  readonly #kysely: Kysely<Tables>;
  readonly #slot = Math.floor(Math.random() * SLOTS);
  readonly dialect: Dialect;
  #closed: Promise<void> | undefined;
  #refusal: { readonly code: string; readonly since: number } | undefined;

  constructor(kysely: Kysely<Tables>, dialect: Dialect) {
    this.#kysely = kysely;
    this.dialect = dialect;
  }

  /** @throws StorageError as the database fails. */
  async read<T>(work: (db: Reader) => Promise<T>): Promise<T> {
    try {
      return await work(this.#kysely);
    } catch (error) {
      throw fromDatabase(error, 'Reading the registry');
    }
  }

  /**
   * All of `work` or nothing of it, on disk when this resolves. `work` may be run again when another transaction was in its
   * way: it must not leave traces outside.
   *
   * @param doing what it is about, for the error
   * @param quiet true for what no page shows: the version stays
   */
  async write<T>(doing: string, work: (tx: Writer) => Promise<T>, quiet = false): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const done = await this.#kysely.transaction().execute(async (tx) => {
          const value = await work(tx);
          // Last, so that the row is locked no longer than the commit takes.
          if (!quiet) await this.#countChange(tx);
          return value;
        });
        this.#refusal = undefined;
        return done;
      } catch (error) {
        if (attempt < MOST_ATTEMPTS && isWorthRepeating(error)) continue;
        const told = fromDatabase(error, doing);
        if (told instanceof StorageError) this.#refusal ??= { code: told.code, since: performance.now() };
        throw told;
      }
    }
  }

  /** Why the database takes nothing, and for how long, ms; undefined when the last that was written got there. Of this program alone. */
  get refusal(): { readonly code: string; readonly forMs: number } | undefined {
    return this.#refusal && { code: this.#refusal.code, forMs: performance.now() - this.#refusal.since };
  }

  /** Locks devices against other writers, always in the order of their ids, so that two never wait for each other. */
  async lockDevices(tx: Writer, ids: readonly string[]): Promise<Map<string, LockedDevice>> {
    if (ids.length === 0) return new Map();
    const rows = await tx
      .selectFrom('devices')
      .select(['id', 'revoked_ms'])
      .where('id', 'in', [...ids])
      .orderBy('id')
      .$if(this.dialect === 'postgres', (query) => query.forUpdate()) // SQLite has one writer
      .execute();
    return new Map(rows.map((row) => [row.id, { revoked: row.revoked_ms !== null }]));
  }

  async version(): Promise<number> {
    const row = await this.read((db) =>
      db
        .selectFrom('changes')
        .select(sql<number>`cast(coalesce(sum(n), 0) as bigint)`.as('n'))
        .executeTakeFirstOrThrow(),
    );
    return row.n;
  }

  /** Safe to call twice. */
  close(): Promise<void> {
    this.#closed ??= this.#kysely.destroy();
    return this.#closed;
  }

  async #countChange(tx: Writer): Promise<void> {
    await tx
      .insertInto('changes')
      .values({ slot: this.#slot, n: 1 })
      .onConflict((conflict) => conflict.column('slot').doUpdateSet({ n: sql`changes.n + 1` }))
      .execute();
  }
}

export interface LockedDevice {
  readonly revoked: boolean;
}

/** Both databases bound the parameters of one statement (32,766 and 65,535). */
const MOST_PARAMETERS = 20_000;

/** Rows in parts that fit into one statement each; none for none. */
export function parts<T extends object>(rows: readonly T[]): T[][] {
  if (rows.length === 0) return [];
  const each = Math.max(1, Math.floor(MOST_PARAMETERS / Object.keys(rows[0]).length));
  return Array.from({ length: Math.ceil(rows.length / each) }, (_, i) =>
    rows.slice(i * each, (i + 1) * each),
  );
}
