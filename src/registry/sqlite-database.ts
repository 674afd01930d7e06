import type Database from 'better-sqlite3';
import {
  CompiledQuery,
  Kysely,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type Driver,
  type SqliteStatement,
} from 'kysely';
import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { openPowerSafe } from '../sqlite/database-file.js';
import { fileHeader } from '../sqlite/file-header.js';
import { RegistryDatabase } from './database.js';
import type { Migration } from './migrations.js';
import { codeOf, fromDatabase, registryError } from './registry-error.js';
import type { Tables } from './tables.js';

/** Marks a file as a registry of Ringform ('RfRg'); SQLite keeps it at byte 68 of the header. */
export const REGISTRY_APPLICATION_ID = 0x52_66_52_67;
/** How long to wait for another writer, and how long between two attempts, ms. */
const WAIT_MS = 15_000;
const RETRY_MS = 20;
/** Long statements are rows by the hundred, whose number changes: not worth keeping. */
const LONGEST_KEPT_STATEMENT = 4000;
const MOST_KEPT_STATEMENTS = 300;

/**
 * Open a registry's file, making it where there is none (its folder must be there), and bring its schema up to date.
 *
 * Another program's file, and one of a newer version, is refused and left as it was. Set for power cuts: write-ahead log,
 * `synchronous=FULL`, foreign keys on.
 *
 * @throws StorageError not-a-store, store-newer, store-busy, store-damaged, and those of the disk.
 */
export function openSqlite(path: string, migrations: readonly Migration[]): RegistryDatabase {
  const schema = {
    applicationId: REGISTRY_APPLICATION_ID,
    steps: migrations.map((step) => () => step('sqlite')),
    refuseNewer,
    pragmas: [
      `busy_timeout = ${RETRY_MS}`,
      'cache_size = -65536', // 64 MiB: the indices of some 100,000 slides
      // Pages of indices are written again with every batch: copied into the file once for some ten batches, 32 MiB.
      'wal_autocheckpoint = 8192',
      `journal_size_limit = ${64 * 1024 * 1024}`,
    ],
  };
  try {
    refuseOthers(path);
    const database = openPowerSafe(path, schema, WAIT_MS);
    return new RegistryDatabase(new Kysely<Tables>({ dialect: new OneWriterDialect(database) }), 'sqlite');
  } catch (error) {
    throw fromDatabase(error, `Opening the registry ${path}`);
  }
}

/** @throws StorageError store-newer */
export function refuseNewer(found: number, known: number): void {
  if (found <= known) return;
  throw registryError(
    'store-newer',
    `The registry has schema version ${found}; this version of Ringform knows up to ${known}.`,
  );
}

function refuseOthers(path: string): void {
  if (!existsSync(path)) return;
  const { isEmpty, isSqlite, applicationId } = fileHeader(path);
  // A first opening cut short leaves a journal; SQLite will roll the file back to nothing.
  if (isEmpty || existsSync(`${path}-journal`)) return;
  if (!isSqlite || applicationId !== REGISTRY_APPLICATION_ID)
    throw registryError('not-a-store', `${path} is not a registry of Ringform.`);
}

/** Kysely's dialect, with transactions that take the write lock at once, and short statements prepared once. */
class OneWriterDialect extends SqliteDialect {
  readonly #database: StatementCache;

  constructor(database: Database.Database) {
    const cache = new StatementCache(database);
    super({ database: cache });
    this.#database = cache;
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#database);
  }
}

class ImmediateDriver extends SqliteDriver {
  readonly #database: StatementCache;

  constructor(database: StatementCache) {
    super({ database });
    this.#database = database;
  }

  // A transaction that begins by reading cannot become a writer once another program has written: SQLITE_BUSY, whatever the timeout.
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    for (const since = performance.now(); ;) {
      try {
        await connection.executeQuery(CompiledQuery.raw('begin immediate'));
        return;
      } catch (error) {
        const isBusy = codeOf(error).startsWith('SQLITE_BUSY');
        if (!isBusy || performance.now() - since > WAIT_MS) throw error;
        await setTimeout(RETRY_MS); // and not within SQLite: the writer may be this very program
      }
    }
  }

  // A full disk, or one that fails, makes SQLite roll back by itself; a second time is an error that would hide the first.
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection);
  }
}

class StatementCache {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(database: Database.Database) {
    this.#database = database;
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  prepare(sql: string): SqliteStatement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#database.prepare(sql) as unknown as SqliteStatement;
    if (sql.length <= LONGEST_KEPT_STATEMENT) {
      if (this.#statements.size >= MOST_KEPT_STATEMENTS) this.#statements.clear();
      this.#statements.set(sql, prepared);
    }
    return prepared;
  }

  close(): void {
    this.#database.close();
  }
}
