import { StorageError } from '../base/errors.js';
import { sqliteFault, type SqliteFault } from '../sqlite/result-codes.js';

/** Codes of StorageError that this room gives. */
export type StorageCode =
  | SqliteFault
  | 'path-taken'
  | 'store-newer'
  | 'no-such-slide'
  | 'no-such-cell'
  | 'slide-exists'
  | 'slide-closed'
  | 'slide-still-open'
  | 'field-differs'
  | 'result-differs'
  | 'no-such-record';

const REMEDIES: Readonly<Record<StorageCode, string>> = {
  'disk-full': 'Free room on the disk or card, then go on; everything committed before is intact.',
  'disk-read-only':
    'The disk or card is write-protected, or failed and was set read-only: remount or replace it. What is on it can still be read.',
  'no-permission': 'Give this user the right to write there, or choose another folder.',
  'disk-missing': 'Check that the disk or card is in place and the folder exists.',
  'path-taken': 'Something else stands there under that name: move it away or choose another path.',
  'disk-fault': 'Check the disk or card and its contacts; copy what is on it elsewhere before going on.',
  'store-busy': 'Another program holds the store: wait for it to end, then try again.',
  'store-damaged':
    'Move the file aside together with those named -wal and -shm beside it, and keep them: `sqlite3 FILE .recover` saves most of it. Then start with a new store.',
  'store-newer': 'Use the newer version of Ringform that wrote it; this one leaves it as it is.',
  'not-a-store': 'Choose another path; the file was left as it is.',
  'no-such-slide': 'Check the slide id.',
  'no-such-cell': 'Check the field and the cell; a review belongs to a cell that was stored.',
  'slide-exists': 'Start the slide under a new id.',
  'slide-closed': 'Start a new slide; a finished one takes no more fields.',
  'slide-still-open': 'Finish the slide first.',
  'field-differs': 'Commit it under the next free number; what was committed first stays.',
  'result-differs': 'Form the result from the tally that the last commit returned.',
  'no-such-record': 'It has left the outbox meanwhile, acknowledged or given up: go on with the next.',
};

/** A StorageError with the remedy that belongs to its code. */
export function storageError(code: StorageCode, message: string, cause?: unknown): StorageError {
  return new StorageError(code, message, REMEDIES[code], cause === undefined ? {} : { cause });
}

const BY_ERRNO: Readonly<Record<string, StorageCode>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EFBIG: 'disk-full',
  EROFS: 'disk-read-only',
  EACCES: 'no-permission',
  EPERM: 'no-permission',
  ENOENT: 'disk-missing',
  ENOTDIR: 'path-taken',
  EISDIR: 'path-taken',
  EEXIST: 'path-taken',
  ENODEV: 'disk-missing',
  ENXIO: 'disk-missing',
};

/**
 * What a failed call to the file system means to a person. Anything that is no system error comes back as it is: a bug
 * must not be dressed up as a bad disk.
 */
export function fromSystem(error: unknown, doing: string): Error {
  const errno = errnoOf(error);
  if (errno !== undefined) {
    return storageError(BY_ERRNO[errno] ?? 'disk-fault', `${doing} failed (${errno}).`, error);
  }
  return error instanceof Error ? error : new Error(`${doing} failed: ${String(error)}`);
}

/** The system's name of an error (`ENOSPC`), where it is one. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** What a failed call to SQLite means to a person; the extended result code decides. */
export function fromSqlite(error: unknown, doing: string): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const mapped = sqliteFault(code);
  if (mapped !== undefined) return storageError(mapped, `${doing} failed (${code}).`, error);
  return error instanceof Error ? error : new Error(`${doing} failed: ${String(error)}`);
}
