import { createPrivateKey } from 'node:crypto';
import { RefusedError } from '../../base/errors.js';
import { readEnrolmentAnswer, type EnrolmentAnswer } from '../../broker/certificates/enrolment-answer.js';
import { writeEnrolmentRequest } from '../../broker/certificates/enrolment-request.js';
import {
  checkCertificate,
  readCertificate,
  type CertificateFacts,
} from '../../broker/certificates/read-certificate.js';
import { deviceIdOf } from '../../record/signature.js';
import { identityFolder, signingKey, tlsKey } from './identity-folder.js';
import { OPEN, readIfThere, writeWholeFile } from './whole-file.js';

/** Who this device is, and what it was given. */
export interface DeviceIdentity {
  readonly device: string;
  /** The answer in force; absent before the device was enrolled. */
  readonly answer?: EnrolmentAnswer;
  readonly certificate?: CertificateFacts;
  readonly authority?: CertificateFacts;
}

/**
 * This device's request to be enrolled, or to have its certificate renewed; makes the keys that are lacking, and no others.
 *
 * @throws InputError key-unreadable; StorageError.
 */
export async function requestEnrolment(
  dataFolder: string,
  about: { readonly name: string; readonly site?: string },
): Promise<{ readonly device: string; readonly request: Buffer }> {
  const identity = identityFolder(dataFolder);
  const key = await signingKey(identity);
  const request = await writeEnrolmentRequest(about, key, await tlsKey(identity));
  return { device: deviceIdOf(key), request };
}

/**
 * Takes an answer: the certificate and its authority go beside the device's keys. Files of an earlier one are kept beside.
 *
 * @param nowMs undefined where the clock cannot be believed: then the certificate's last day is not looked at
 * @param replaceAuthority accept another authority than the one believed so far
 * @returns the answer, and where earlier files went
 * @throws InputError answer-unreadable; RefusedError answer-unsound, answer-foreign, authority-differs, certificate-foreign;
 *   LinkError certificate-expired; StorageError. Nothing is written then.
 */
export async function acceptAnswer(
  dataFolder: string,
  bytes: Uint8Array,
  { nowMs, replaceAuthority = false }: { readonly nowMs?: number; readonly replaceAuthority?: boolean } = {},
): Promise<{ readonly answer: EnrolmentAnswer; readonly kept: readonly string[] }> {
  const identity = identityFolder(dataFolder);
  const answer = readEnrolmentAnswer(bytes);
  const [signing, tls] = [await readIfThere(identity.signingKey), await readIfThere(identity.clientKey)];
  if (signing === undefined || tls === undefined)
    throw foreign(`This device has no keys yet, so the answer for ${answer.device} cannot be its own.`);
  const device = deviceIdOf(createPrivateKey(signing));
  if (answer.device !== device) throw foreign(`The answer is for ${answer.device}; this is ${device}.`);
  checkCertificate(answer.certificate, answer.authority, createPrivateKey(tls), nowMs ?? 0);
  if (readCertificate(answer.certificate).subject !== device)
    throw foreign('The certificate in the answer has another name than this device.');
  const believed = (await readIfThere(identity.authorityCertificate))?.toString();
  if (believed !== undefined && believed !== answer.authority && !replaceAuthority)
    throw new RefusedError(
      'authority-differs',
      `The answer comes from another authority than the one this device believes.`,
      'Ask the supervisor whether there is a new authority, compare its fingerprint, then repeat with --replace-authority.',
    );
  const kept: string[] = [];
  // The certificate last: with it the device counts as enrolled.
  for (const [file, content] of [
    [identity.authorityCertificate, answer.authority],
    [identity.answer, bytes],
    [identity.clientCertificate, answer.certificate],
  ] as const) {
    const { keptAs } = await writeWholeFile(file, content, { mode: OPEN, existing: 'keep' });
    if (keptAs !== undefined) kept.push(keptAs);
  }
  return { answer, kept };
}

/** Who this device is; undefined before it has a key. @throws InputError, RefusedError for files that are damaged; StorageError. */
export async function deviceIdentity(dataFolder: string): Promise<DeviceIdentity | undefined> {
  const identity = identityFolder(dataFolder);
  if ((await readIfThere(identity.signingKey)) === undefined) return undefined;
  const device = deviceIdOf(await signingKey(identity));
  const [bytes, certificate, authority] = await Promise.all(
    [identity.answer, identity.clientCertificate, identity.authorityCertificate].map(readIfThere),
  );
  return {
    device,
    ...(bytes && { answer: readEnrolmentAnswer(bytes) }),
    ...(certificate && { certificate: readCertificate(certificate.toString()) }),
    ...(authority && { authority: readCertificate(authority.toString()) }),
  };
}

function foreign(message: string): RefusedError {
  return new RefusedError(
    'answer-foreign',
    message,
    'Take the answer to the device whose request it answers.',
  );
}
