import { createPrivateKey, type KeyObject } from 'node:crypto';
import { LinkError } from '../../base/errors.js';
import { checkCertificate } from '../../broker/certificates/read-certificate.js';
import { deviceIdOf } from '../../record/signature.js';
import { identityFolder, signingKey } from './identity-folder.js';
import { readIfThere } from './whole-file.js';

/** What a device needs to send: the key that signs, and what it shows to the broker (PEM, as `MqttLink` takes them). */
export interface LinkIdentity {
  readonly device: string;
  readonly signingKey: KeyObject;
  readonly tls: { readonly key: string; readonly cert: string; readonly ca: string };
}

/**
 * An enrolled device's identity.
 *
 * @param nowMs undefined where the clock cannot be believed: then the broker alone judges whether the certificate still holds
 * @throws LinkError not-enrolled, certificate-expired; RefusedError certificate-foreign and InputError key-unreadable,
 *   certificate-unreadable for files that were damaged or exchanged; StorageError.
 */
export async function linkIdentity(dataFolder: string, nowMs: number | undefined): Promise<LinkIdentity> {
  const identity = identityFolder(dataFolder);
  const [key, cert, ca] = await Promise.all(
    [identity.clientKey, identity.clientCertificate, identity.authorityCertificate].map(async (file) =>
      (await readIfThere(file))?.toString(),
    ),
  );
  if (key === undefined || cert === undefined || ca === undefined)
    throw new LinkError(
      'not-enrolled',
      `This device has no certificate yet (${identity.folder}).`,
      'Enrol it: ringform enroll --help tells the four steps. Until then everything waits in the outbox.',
    );
  checkCertificate(cert, ca, createPrivateKey(key), nowMs ?? 0);
  const signing = await signingKey(identity);
  return { device: deviceIdOf(signing), signingKey: signing, tls: { key, cert, ca } };
}
