import Database from 'better-sqlite3';
import { closeSync, existsSync, fstatSync, openSync } from 'node:fs';
import { openPowerSafe, type Schema } from '../sqlite/database-file.js';
import { fileHeader } from '../sqlite/file-header.js';
import type { Migration } from './migrations.js';
import { fromSqlite, fromSystem, storageError } from './storage-error.js';

/** Marks a file as a Ringform store ('Ring'); SQLite keeps it at byte 68 of the header. */
export const APPLICATION_ID = 0x52_69_6e_67;
/** Up to this size (about 80 slides, a quarter of a second) the file is checked at every opening; beyond it only after a crash. */
const ALWAYS_CHECK_BYTES = 16 * 1024 * 1024;

/**
 * Open a store's database file, making it where there is none (its folder must be there), and bring its schema up to date.
 *
 * Whatever is not a sound store of this version or an older one is refused before anything is written to it.
 * Set for power cuts: write-ahead log, `synchronous=FULL` (with NORMAL the last commits may be lost), foreign keys on.
 *
 * @throws StorageError not-a-store, store-damaged, store-newer, store-busy, and those of the disk.
 */
export function openDatabase(
  path: string,
  migrations: readonly Migration[],
  busyTimeoutMs = 5000,
): Database.Database {
  const doing = `Opening the store ${path}`;
  try {
    if (bytesOf(path) > 0) examine(path, migrations.length, busyTimeoutMs);
    return openPowerSafe(path, storeSchema(migrations), busyTimeoutMs);
  } catch (error) {
    throw fromSqlite(fromSystem(error, doing), doing);
  }
}

/** A store's schema as its steps make it. */
export function storeSchema(migrations: readonly Migration[]): Schema {
  return {
    ...{ applicationId: APPLICATION_ID, steps: migrations.map((sql) => () => [sql]), refuseNewer },
    pragmas: [`journal_size_limit = ${8 * 1024 * 1024}`],
  };
}

function refuseNewer(found: number, known: number): void {
  if (found <= known) return;
  throw storageError(
    'store-newer',
    `The store has schema version ${found}; this version of Ringform knows up to ${known}.`,
  );
}

/** Look at a file that is there, without writing: is it a store, sound, and not from the future? */
function examine(path: string, knownVersion: number, busyTimeoutMs: number): void {
  const header = fileHeader(path);
  // A first opening cut short leaves a journal; SQLite will roll the file back to nothing.
  const halfMade = existsSync(`${path}-journal`);
  if (!header.isSqlite && !halfMade) throw storageError('not-a-store', `${path} is not a store of Ringform.`);
  if (halfMade) return;
  if (header.isCutShort) throw cutShort(path);
  if (header.applicationId !== APPLICATION_ID) {
    throw storageError('not-a-store', `${path} is a database of another program.`);
  }
  const closedCleanly = bytesOf(`${path}-wal`) === 0;
  // A log that is still to be played back may hold the missing pages; without one they are lost.
  if (closedCleanly && bytesOf(path) < header.claimedBytes) throw cutShort(path);
  const database = new Database(path, { readonly: true, timeout: busyTimeoutMs });
  try {
    const version = database.pragma('user_version', { simple: true }) as number;
    // SQLite takes a file of less than a page for a new one; the mark in the header says that it was a store.
    if (version === 0) throw cutShort(path);
    refuseNewer(version, knownVersion);
    if (closedCleanly && bytesOf(path) > ALWAYS_CHECK_BYTES) return;
    const verdict = database.pragma('quick_check(1)', { simple: true });
    if (verdict !== 'ok') {
      throw storageError('store-damaged', `The store ${path} is damaged (${String(verdict)}).`);
    }
  } finally {
    database.close();
  }
}

const cutShort = (path: string): Error => storageError('store-damaged', `The store ${path} is cut short.`);

function bytesOf(path: string): number {
  if (!existsSync(path)) return 0;
  const file = openSync(path, 'r');
  try {
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}
