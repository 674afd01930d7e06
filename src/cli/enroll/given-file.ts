import { readFile } from 'node:fs/promises';
import { InputError } from '../../base/errors.js';

/** Far above any request or answer. */
const MOST_BYTES = 64 * 1024;

/** A file that somebody brought. @throws InputError file-unreadable. */
export async function readGiven(file: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw unreadable(`${file} cannot be read: ${(error as Error).message}.`, error);
  }
  if (bytes.length > MOST_BYTES) throw unreadable(`${file} is far too large for what it should be.`);
  return bytes;
}

function unreadable(message: string, cause?: unknown): InputError {
  return new InputError('file-unreadable', message, 'Check the name, and that the stick is in place.', {
    ...(cause !== undefined && { cause }),
  });
}
