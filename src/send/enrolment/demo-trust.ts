import path from 'node:path';
import { LinkError } from '../../base/errors.js';
import {
  issueClientCertificate,
  makeAuthority,
  type KeyedCertificate,
} from '../../broker/certificates/authority.js';
import { writeEnrolmentAnswer } from '../../broker/certificates/enrolment-answer.js';
import { readEnrolmentRequest } from '../../broker/certificates/enrolment-request.js';
import { newTlsKey } from '../../broker/certificates/new-tls-key.js';
import { certificateRequest } from '../../broker/certificates/request.js';
import { acceptAnswer, requestEnrolment } from './device-enrolment.js';
import { linkIdentity, type LinkIdentity } from './link-identity.js';
import { makeSecretFolder, OPEN, readIfThere, SECRET, writeWholeFile } from './whole-file.js';

/** Everybody in one process: the authority, the device let in by it, and the collector's certificate. */
export interface DemoTrust {
  readonly authority: KeyedCertificate;
  readonly identity: LinkIdentity;
  /** For the registry: id, name, site and public key (SPKI, PEM). */
  readonly device: {
    readonly id: string;
    readonly name: string;
    readonly site: string;
    readonly publicKey: string;
  };
  readonly collectorTls: { readonly key: string; readonly cert: string; readonly ca: string };
}

/**
 * Enrols the device of a data folder with an authority of that folder's own, for device, broker and supervisor in one process:
 * the same steps as between three machines. Both stay for the next start; a device that was enrolled elsewhere is left alone.
 *
 * @param about.brokerUrl of the embedded broker, mqtts://
 * @throws RefusedError authority-differs for a device that was enrolled elsewhere; LinkError clock-wrong; StorageError.
 */
export async function openDemoTrust(
  dataFolder: string,
  authority: KeyedCertificate,
  about: { readonly name: string; readonly site: string; readonly brokerUrl: string; readonly nowMs: number },
): Promise<DemoTrust> {
  const { name, site, nowMs } = about;
  const asked = await readEnrolmentRequest((await requestEnrolment(dataFolder, { name, site })).request);
  const enrolled = await linkIdentity(dataFolder, nowMs).catch((error: unknown) => {
    // Neither is a fault here: what follows cures both.
    if (error instanceof LinkError && /^(?:not-enrolled|certificate-expired)$/.test(error.code))
      return undefined;
    throw error;
  });
  if (enrolled?.tls.ca !== authority.certificate) {
    const certificate = await issueClientCertificate(authority, asked.certificateRequest, nowMs);
    const answer = writeEnrolmentAnswer(authority, {
      ...{ device: asked.device, name, site, brokerUrl: about.brokerUrl, certificate },
    });
    await acceptAnswer(dataFolder, answer, { nowMs });
  }
  const key = newTlsKey();
  const request = await certificateRequest('collector', key);
  return {
    authority,
    identity: await linkIdentity(dataFolder, nowMs),
    device: { id: asked.device, name, site, publicKey: asked.signingKey },
    collectorTls: {
      key,
      cert: await issueClientCertificate(authority, request, nowMs),
      ca: authority.certificate,
    },
  };
}

/** The authority of a data folder, for `startEmbeddedBroker` and `openDemoTrust`; made where there is none. @throws StorageError; LinkError clock-wrong. */
export async function demoAuthority(dataFolder: string, nowMs: number): Promise<KeyedCertificate> {
  const folder = path.join(dataFolder, 'demo-authority');
  const [certificateFile, keyFile] = [path.join(folder, 'ca.crt'), path.join(folder, 'authority.key')];
  const [certificate, key] = [await readIfThere(certificateFile), await readIfThere(keyFile)];
  if (certificate !== undefined && key !== undefined)
    return { certificate: certificate.toString(), key: key.toString() };
  const made = await makeAuthority('Ringform demo', nowMs);
  await makeSecretFolder(folder);
  // The key last: with it the authority is whole. What a start that was cut off left behind is replaced.
  await writeWholeFile(certificateFile, made.certificate, { mode: OPEN, existing: 'replace' });
  await writeWholeFile(keyFile, made.key, { mode: SECRET, existing: 'replace' });
  return made;
}
