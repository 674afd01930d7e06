import Database from 'better-sqlite3';
import { closeSync, openSync } from 'node:fs';

/** Whose database it is, and how it comes to its newest schema. */
export interface Schema {
  /** Four bytes that mark the file; SQLite keeps them at byte 68 of its header. */
  readonly applicationId: number;
  /** What SQL each step runs, oldest first; the number of steps done is the file's version. */
  readonly steps: readonly (() => readonly string[])[];
  /** Throws when the version found is ahead of the steps known. */
  readonly refuseNewer: (found: number, known: number) => void;
  /** Further pragmas of each connection. */
  readonly pragmas: readonly string[];
}

/**
 * Opens a database's file, making it where there is none (its folder must be there), and brings its schema up to date.
 *
 * Set for power cuts: write-ahead log, `synchronous=FULL` (with NORMAL the last commits may be lost), foreign keys on.
 *
 * @param busyTimeoutMs how long to wait for another program's lock
 * @throws what `refuseNewer` throws, and the errors of system and SQLite as they are
 */
export function openPowerSafe(path: string, schema: Schema, busyTimeoutMs: number): Database.Database {
  closeSync(openSync(path, 'a')); // where this fails, the system says why, which SQLite's own error does not
  const database = new Database(path, { timeout: busyTimeoutMs });
  try {
    // The schema goes in before the write-ahead log is turned on, so that the header always tells whose file it is.
    migrate(database, schema);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    for (const pragma of schema.pragmas) database.pragma(pragma);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Runs the steps that a database lacks, all in one transaction: it comes out at the newest version or as it was.
 *
 * @throws what `refuseNewer` throws, when it is ahead of the steps
 */
export function migrate(database: Database.Database, { applicationId, steps, refuseNewer }: Schema): void {
  const version = (): number => database.pragma('user_version', { simple: true }) as number;
  if (version() === steps.length) return;
  database
    .transaction(() => {
      const from = version(); // again: another program may have been quicker
      refuseNewer(from, steps.length);
      for (const step of steps.slice(from)) for (const sql of step()) database.exec(sql);
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${steps.length}`);
    })
    .immediate();
}
