import 'reflect-metadata'; // the library reads it while it loads
import { createPrivateKey, webcrypto, type KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { certificateError } from './certificate-error.js';

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);

export { x509 };

/** What every key and signature of these certificates is: ECDSA on P-256 with SHA-256, which every TLS library knows. */
export const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/**
 * A private key's PEM, read.
 *
 * @throws InputError key-unreadable.
 */
export function readPrivateKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw certificateError('key-unreadable', 'This is no private key (PEM, PKCS#8).', error);
  }
}

/**
 * A key pair for the library's generators, from the private half.
 *
 * @param pem P-256, PKCS#8
 * @throws InputError key-unreadable.
 */
export async function signingKeys(pem: string): Promise<webcrypto.CryptoKeyPair> {
  const key = readPrivateKey(pem);
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType !== 'ec' || details?.namedCurve !== 'prime256v1')
    throw certificateError('key-unreadable', 'This key is of another kind than those made here (P-256).');
  const { d, ...open } = key.export({ format: 'jwk' });
  const { subtle } = webcrypto;
  return {
    privateKey: await subtle.importKey('jwk', { ...open, d: d! }, ECDSA, false, ['sign']),
    publicKey: await subtle.importKey('jwk', open, ECDSA, true, ['verify']),
  };
}
