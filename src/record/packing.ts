import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { MOST_MESSAGE_BYTES } from './signature.js';

/** What a gzip file begins with (RFC 1952); a message begins with a letter. */
const GZIP = [0x1f, 0x8b] as const;
/** Header and trailer of a gzip file without a name are never less. */
const LEAST_PACKED = 18;

const gzipped = promisify(gzip);

export function isPacked(bytes: Uint8Array): boolean {
  return bytes[0] === GZIP[0] && bytes[1] === GZIP[1];
}

/** A message as it travels: gzip, or where that is no smaller as it is. Worked out beside this thread. */
export async function packMessage(message: Uint8Array): Promise<Uint8Array> {
  const packed = await gzipped(message);
  return packed.length < message.length ? packed : message;
}

export type Unpacked =
  | { readonly message: Uint8Array }
  /** More than `MOST_MESSAGE_BYTES` come out; or it is cut short, changed, followed by something else, or more files than one. */
  | { readonly wrong: 'too-large' | 'damaged' };

/**
 * The signed message in what came: unpacked, or as it is where it is not packed. Stops at the longest message, whatever a few
 * bytes would grow to. Never throws.
 */
export function unpackMessage(bytes: Uint8Array): Unpacked {
  if (!isPacked(bytes)) return { message: bytes };
  try {
    const { buffer, engine } = gunzipSync(bytes, {
      maxOutputLength: MOST_MESSAGE_BYTES,
      info: true,
    }) as unknown as { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
    const whole = engine.bytesWritten === bytes.length && buffer.length === saidLength(bytes);
    return whole ? { message: buffer } : { wrong: 'damaged' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return { wrong: code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'damaged' };
  }
}

/**
 * Bytes that a message will take once it is unpacked, at most `MOST_MESSAGE_BYTES` where it is packed: by its own word (RFC 1952,
 * ISIZE), which `unpackMessage` holds it to.
 */
export function unpackedBytes(bytes: Uint8Array): number {
  if (!isPacked(bytes) || bytes.length < LEAST_PACKED) return bytes.length;
  return Math.max(bytes.length, Math.min(saidLength(bytes), MOST_MESSAGE_BYTES));
}

function saidLength(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(bytes.byteLength - 4, true);
}
