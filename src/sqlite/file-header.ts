import { closeSync, openSync, readSync } from 'node:fs';

const HEADER_BYTES = 100;

/** The beginning of a database file (SQLite file format, 1.3). */
export interface FileHeader {
  /** Whether the file is empty. */
  readonly isEmpty: boolean;
  readonly isSqlite: boolean;
  /** Fewer bytes than any database has. */
  readonly isCutShort: boolean;
  /** Which program's file it is, at byte 68; 0 where none said so. */
  readonly applicationId: number;
  /** How long the file says that it is: pages × page size. */
  readonly claimedBytes: number;
}

/** Reads who wrote a file, without SQLite, which would write to it. @throws the system's errors */
export function fileHeader(path: string): FileHeader {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  let length: number;
  try {
    length = readSync(file, bytes, 0, HEADER_BYTES, 0);
  } finally {
    closeSync(file);
  }
  const pageSize = bytes.readUInt16BE(16);
  return {
    isEmpty: length === 0,
    isSqlite: bytes.subarray(0, 16).toString('latin1') === 'SQLite format 3\0',
    isCutShort: length < HEADER_BYTES,
    applicationId: bytes.readUInt32BE(68),
    claimedBytes: bytes.readUInt32BE(28) * (pageSize === 1 ? 65536 : pageSize),
  };
}
