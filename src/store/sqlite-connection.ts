import type Database from 'better-sqlite3';
import { fromSqlite } from './storage-error.js';

export type SqlValue = string | number | null | Uint8Array;

/** An open database with its statements prepared once, and its faults told as StorageError. */
export class SqliteConnection {
  readonly #database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** All of `work` or nothing of it, durable when this resolves. `doing` goes into the error. */
  write<T>(doing: string, work: () => T): Promise<T> {
    return settle(doing, () => this.#database.transaction(work).immediate());
  }

  read<T>(work: () => T): Promise<T> {
    return settle('Reading the store', work);
  }

  /** Run a statement that gives no rows; only inside `write`. */
  run(sql: string, ...values: SqlValue[]): void {
    this.#statement(sql).run(...values);
  }

  /** All rows of a query; inside `read` or `write`. `Row` is taken on trust of the schema. */
  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  /** The next number of the device's order of events; only inside `write`, so that none is given twice. */
  nextSequence(): number {
    return this.all<{ last: number }>('UPDATE sequence SET last = last + 1 RETURNING last')[0].last;
  }

  close(): Promise<void> {
    return settle('Closing the store', () => {
      this.#database.close();
    });
  }

  #statement(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#database.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }
}

/** The library works in this thread; a fault of it becomes a rejection that a person can act on. */
function settle<T>(doing: string, work: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    try {
      resolve(work());
    } catch (error) {
      reject(fromSqlite(error, doing));
    }
  });
}
