/** What SQLite's failures come down to for a person; each room that keeps a database has its own remedy for each. */
export type SqliteFault =
  | 'disk-full'
  | 'disk-read-only'
  | 'no-permission'
  | 'disk-missing'
  | 'disk-fault'
  | 'store-busy'
  | 'store-damaged'
  | 'not-a-store';

/**
 * @param code SQLite's extended result code by name, as better-sqlite3 gives it (`SQLITE_IOERR_WRITE`)
 * @returns undefined for a code that is no fault of file or disk, and for what is none
 * @see https://sqlite.org/rescode.html
 */
export function sqliteFault(code: string): SqliteFault | undefined {
  if (code === 'SQLITE_FULL') return 'disk-full';
  if (code === 'SQLITE_NOTADB') return 'not-a-store';
  if (code.startsWith('SQLITE_CORRUPT')) return 'store-damaged';
  if (code.startsWith('SQLITE_READONLY')) return 'disk-read-only';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'store-busy';
  // The shared-memory file beside the log could not grow: by SQLite's own account, most likely for want of room.
  if (code === 'SQLITE_IOERR_SHMSIZE') return 'disk-full';
  if (code.startsWith('SQLITE_IOERR')) return 'disk-fault';
  if (code.startsWith('SQLITE_CANTOPEN')) return 'disk-missing';
  if (code === 'SQLITE_PERM' || code === 'SQLITE_AUTH') return 'no-permission';
  return undefined;
}
