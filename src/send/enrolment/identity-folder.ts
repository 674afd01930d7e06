import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import path from 'node:path';
import { certificateError } from '../../broker/certificates/certificate-error.js';
import { newTlsKey } from '../../broker/certificates/new-tls-key.js';
import { makeSecretFolder, readIfThere, SECRET, writeWholeFile } from './whole-file.js';

/** Who a device is: its keys, which never leave it, and what it was given for them. */
export interface IdentityFolder {
  readonly folder: string;
  /** Ed25519, PKCS#8 PEM: signs records. */
  readonly signingKey: string;
  /** P-256, PKCS#8 PEM: for TLS. */
  readonly clientKey: string;
  readonly clientCertificate: string;
  readonly authorityCertificate: string;
  /** The answer that was accepted last, as it came. */
  readonly answer: string;
}

/** The files of a device's identity within its data folder. */
export function identityFolder(dataFolder: string): IdentityFolder {
  const folder = path.join(dataFolder, 'identity');
  return {
    folder,
    signingKey: path.join(folder, 'signing-key.pem'),
    clientKey: path.join(folder, 'client.key'),
    clientCertificate: path.join(folder, 'client.crt'),
    authorityCertificate: path.join(folder, 'ca.crt'),
    answer: path.join(folder, 'answer'),
  };
}

/**
 * The key that signs this device's records; made where there is none.
 *
 * @throws InputError key-unreadable: a damaged key is never replaced, for another key is another device; StorageError.
 */
export async function signingKey(identity: IdentityFolder): Promise<KeyObject> {
  const pem = await keyFile(identity, identity.signingKey, () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw certificateError('key-unreadable', `${identity.signingKey} holds no readable key.`, error);
  }
  throw certificateError('key-unreadable', `${identity.signingKey} holds a key of another kind.`);
}

/** The device's TLS key, PKCS#8 PEM; made where there is none. @throws StorageError. */
export function tlsKey(identity: IdentityFolder): Promise<string> {
  return keyFile(identity, identity.clientKey, newTlsKey);
}

async function keyFile(identity: IdentityFolder, file: string, make: () => string): Promise<string> {
  const there = await readIfThere(file);
  if (there !== undefined) return there.toString();
  await makeSecretFolder(identity.folder);
  const pem = make();
  await writeWholeFile(file, pem, { mode: SECRET, existing: 'refuse' });
  return pem;
}
