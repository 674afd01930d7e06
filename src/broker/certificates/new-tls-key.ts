import { generateKeyPairSync } from 'node:crypto';

/** A new private key for TLS, P-256, PKCS#8 as PEM. */
export function newTlsKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
