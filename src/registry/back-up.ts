import Database from 'better-sqlite3';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { RefusedError } from '../base/errors.js';
import { fromDatabase, registryError } from './registry-error.js';
import { REGISTRY_APPLICATION_ID } from './sqlite-database.js';

/**
 * Copy a SQLite registry while programs write to it: as it is at one moment, what lies in the write-ahead log included. The copy
 * is checked, forced to the disk, and gets its name only then.
 *
 * @param to a file that is not there yet; its folder must be
 * @returns how many records the copy holds
 * @throws RefusedError backup-exists; StorageError disk-missing, not-a-store, disk-full and others of the disk, store-damaged
 */
export function backUpSqlite(from: string, to: string): { readonly records: number } {
  // Opened all the same, SQLite would make an empty one.
  if (!existsSync(from)) throw registryError('disk-missing', `There is no registry ${from}.`);
  if (existsSync(to))
    throw new RefusedError(
      'backup-exists',
      `${to} is there already, and was left as it is.`,
      'Name another file, with the date in it.',
    );
  const partial = `${to}.${process.pid}.partial`;
  try {
    // Not read-only: the last to close would then leave the log and its index behind, as files of whoever makes the copy.
    const registry = new Database(from, { fileMustExist: true, timeout: 15_000 });
    try {
      if (registry.pragma('application_id', { simple: true }) !== REGISTRY_APPLICATION_ID)
        throw registryError('not-a-store', `${from} is not a registry of Ringform.`);
      registry.prepare('VACUUM INTO ?').run(partial);
    } finally {
      registry.close();
    }
    const records = checked(partial);
    toDisk(partial);
    renameSync(partial, to);
    toDisk(path.dirname(path.resolve(to)));
    return { records };
  } catch (error) {
    rmSync(partial, { force: true });
    throw fromDatabase(error, `Copying the registry to ${to}`);
  }
}

/** How many records the copy holds. @throws StorageError store-damaged where its pages do not hang together */
function checked(file: string): number {
  const copy = new Database(file, { readonly: true });
  try {
    const said = copy.pragma('quick_check(1)', { simple: true });
    if (said !== 'ok') throw registryError('store-damaged', `The copy is not sound: ${String(said)}.`);
    return copy.prepare('SELECT count(*) FROM records').pluck().get() as number;
  } finally {
    copy.close();
  }
}

function toDisk(place: string): void {
  const file = openSync(place, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
