import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** Longest message a collector looks at, bytes. */
export const MOST_MESSAGE_BYTES = 1024 * 1024;

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
/** A header and a signature are never longer. */
const MOST_HEADER_BYTES = 512;

/** Taking the public key out of a private one costs more than a signature with it. */
const knownIds = new WeakMap<KeyObject, string>();

/**
 * The id of the device that holds a key: the first 60 bits of the SHA-256 of its public key (SPKI, DER) in base 32.
 *
 * @param key Ed25519, private or public
 */
export function deviceIdOf(key: KeyObject): string {
  const known = knownIds.get(key);
  if (known !== undefined) return known;
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  const digest = createHash('sha256').update(spki).digest();
  let [bits, text] = [digest.readBigUInt64BE(0) >> 4n, ''];
  for (let i = 0; i < 12; i++, bits >>= 5n) text = BASE32[Number(bits & 31n)] + text;
  const id = `rf-${text}`;
  knownIds.set(key, id);
  return id;
}

/** SHA-256 of a payload, as acknowledgements and chains name it. */
export function payloadHash(payload: Uint8Array): string {
  return createHash('sha256').update(payload).digest('hex');
}

/**
 * A payload with its signature, as it travels: a JWS with its payload left as it is (RFC 7515, RFC 7797; EdDSA, RFC 8037),
 * header and signature on the first line, the payload after the line's end.
 */
export function signMessage(payload: Uint8Array, key: KeyObject): Buffer {
  const header = Buffer.from(
    JSON.stringify({ alg: 'EdDSA', b64: false, crit: ['b64'], kid: deviceIdOf(key) }),
  ).toString('base64url');
  const signature = sign(null, signingInput(header, payload), key).toString('base64url');
  return Buffer.concat([Buffer.from(`${header}..${signature}\n`), payload]);
}

/** A message taken apart, not yet verified. */
export interface SplitMessage {
  /** The device that the header names. */
  readonly signedBy: string;
  readonly payload: Buffer;
  /** Whether the holder of this key signed exactly this payload. */
  verifiedBy(key: KeyObject): boolean;
}

/** Takes a message apart; undefined for one that is not of this form. */
export function splitMessage(message: Uint8Array): SplitMessage | undefined {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const end = bytes.subarray(0, MOST_HEADER_BYTES).indexOf(0x0a);
  if (end < 0) return undefined;
  const match = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]{86})$/.exec(bytes.toString('latin1', 0, end));
  if (!match) return undefined;
  const [, header, text] = match;
  const signature = Buffer.from(text, 'base64url');
  // The last letter has four bits to spare: only one spelling is taken, so that no byte can change unseen.
  if (signature.toString('base64url') !== text) return undefined;
  const signedBy = signerOf(header);
  if (signedBy === undefined) return undefined;
  const payload = bytes.subarray(end + 1);
  return {
    signedBy,
    payload,
    verifiedBy: (key) => verify(null, signingInput(header, payload), key, signature),
  };
}

function signingInput(header: string, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${header}.`), payload]);
}

/** The device that a header names, if it is one of ours: only this algorithm, and the payload unencoded. */
function signerOf(header: string): string | undefined {
  try {
    const { alg, b64, kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<
      string,
      unknown
    >;
    return alg === 'EdDSA' && b64 === false && typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined; // whoever asks says that it is no message of ours
  }
}
