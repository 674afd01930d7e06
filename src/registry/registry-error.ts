import { RefusedError, RingformError, StorageError } from '../base/errors.js';
import { sqliteFault, type SqliteFault } from '../sqlite/result-codes.js';

/** Codes of StorageError that the registry gives. */
export type RegistryCode =
  SqliteFault | 'store-newer' | 'server-unreachable' | 'server-refuses' | 'database-missing';

const REMEDIES: Readonly<Record<RegistryCode, string>> = {
  'disk-full': 'Free room where the registry lies, then go on; everything committed before is intact.',
  'disk-read-only': 'Make the disk that the registry lies on writable, or replace it.',
  'no-permission': 'Give this user the right to write there, or name another place.',
  'disk-missing': 'Check that the folder exists and its disk is in place.',
  'disk-fault': 'Check the disk; copy what is on it elsewhere before going on.',
  'store-busy': 'Another program holds the registry: wait for it to end, then try again.',
  'store-damaged':
    'Stop the supervisor, keep the file with those named -wal and -shm beside it, and put the last backup in its place.',
  'store-newer': 'Use the newer version of Ringform that wrote it; this one leaves it as it is.',
  'not-a-store': 'Name another file; this one was left as it is.',
  'server-unreachable':
    'Check that the PostgreSQL server runs and that its address is right; nothing is lost, devices send again.',
  'server-refuses': 'Check user and password in the URL, and what pg_hba.conf allows.',
  'database-missing': 'Make the database first: createdb NAME.',
};

/** A StorageError with the remedy that belongs to its code. */
export function registryError(code: RegistryCode, message: string, cause?: unknown): StorageError {
  return new StorageError(code, message, REMEDIES[code], cause === undefined ? {} : { cause });
}

/** What a failed call to either database means to a person. What is neither's fault comes back as it is: a bug stays one. */
export function fromDatabase(error: unknown, doing: string): Error {
  if (error instanceof RingformError || error instanceof RangeError) return error;
  const code = codeOf(error);
  const mapped = sqliteFault(code) ?? bySystem(code) ?? bySqlState(code) ?? byMessage(error);
  if (mapped !== undefined) return registryError(mapped, `${doing} failed (${code || 'no answer'}).`, error);
  return error instanceof Error ? error : new Error(`${doing} failed: ${String(error)}`);
}

/** SQLite's result code, the system's errno, or PostgreSQL's SQLSTATE. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Another transaction wrote meanwhile what this one had found absent: run again, it will see it. */
export class OvertakenError extends Error {
  readonly code = '40001';
}

/**
 * Whether the same transaction may well go through when it is run again: another one was in its way (serialization, deadlock)
 * or quicker to write the same key, which it will now see (PostgreSQL, appendix A).
 */
export function isWorthRepeating(error: unknown): boolean {
  return ['40001', '40P01', '23505'].includes(codeOf(error));
}

const SYSTEM: Readonly<Record<string, RegistryCode>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EROFS: 'disk-read-only',
  EACCES: 'no-permission',
  EPERM: 'no-permission',
  ENOENT: 'disk-missing',
  ENOTDIR: 'disk-missing',
  EISDIR: 'not-a-store',
  EIO: 'disk-fault',
  ECONNREFUSED: 'server-unreachable',
  ECONNRESET: 'server-unreachable',
  EPIPE: 'server-unreachable',
  ETIMEDOUT: 'server-unreachable',
  EHOSTUNREACH: 'server-unreachable',
  ENETUNREACH: 'server-unreachable',
  ENOTFOUND: 'server-unreachable',
  EAI_AGAIN: 'server-unreachable',
};
const bySystem = (code: string): RegistryCode | undefined => SYSTEM[code];

const SQLSTATES: Readonly<Record<string, RegistryCode>> = {
  '3D000': 'database-missing',
  '42501': 'no-permission',
  '25006': 'disk-read-only',
  '53100': 'disk-full',
  '53300': 'server-unreachable', // too many connections
  '57P01': 'server-unreachable', // shut down by its administrator
  '57P02': 'server-unreachable',
  '57P03': 'server-unreachable', // starting up
  '55P03': 'store-busy',
  '57014': 'store-busy', // took longer than allowed
};
/** Classes of SQLSTATE, where the code alone is not listed. */
const CLASSES: Readonly<Record<string, RegistryCode>> = {
  '08': 'server-unreachable',
  '28': 'server-refuses',
  '58': 'disk-fault',
  XX: 'store-damaged',
  '40': 'store-busy',
};
const bySqlState = (code: string): RegistryCode | undefined =>
  /^[0-9A-Z]{5}$/.test(code) ? (SQLSTATES[code] ?? CLASSES[code.slice(0, 2)]) : undefined;

/** The client library names a broken connection by its message alone. */
function byMessage(error: unknown): RegistryCode | undefined {
  const cut =
    error instanceof Error &&
    /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout)/.test(
      error.message,
    );
  return cut ? 'server-unreachable' : undefined;
}

export const noSuchSlide = (slide: string): RefusedError =>
  new RefusedError('no-such-slide', `There is no slide ${slide}.`, 'Choose a slide of the list.');
export const noSuchCell = (slide: string, ordinal: number, cell: number): RefusedError =>
  new RefusedError(
    'no-such-cell',
    `Slide ${slide} has no cell ${cell} in field ${ordinal}.`,
    'Choose a cell that the slide’s page shows.',
  );
export const noSuchDevice = (device: string): RefusedError =>
  new RefusedError('no-such-device', `There is no device ${device}.`, 'Choose a device of the list.');
export const revokedNow = (device: string): RefusedError =>
  new RefusedError(
    'device-revoked',
    `Device ${device} is revoked: nothing of it is taken.`,
    'Link the identity that the device has now; let it in again if it was revoked by mistake.',
  );
export const linkedAlready = (device: string, former: string): RefusedError =>
  new RefusedError(
    'already-linked',
    `Device ${device} is linked to ${former} already.`,
    `Link it to no other; if it is not the device that ${former} was, revoke it and give it a new key.`,
  );
export const linkedInCircle = (device: string, former: string): RefusedError =>
  new RefusedError(
    'linked-in-circle',
    `${device} cannot come after ${former}: it is the same, or came before it.`,
    'Name the identity that the device has now first, then the one it had before.',
  );
export const refusedText = (what: string): RefusedError =>
  new RefusedError(
    'invalid-text',
    `${what} is empty, too long, or contains control characters.`,
    'Type it anew, on one line.',
  );
