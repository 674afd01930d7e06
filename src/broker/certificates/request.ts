import { certificateError } from './certificate-error.js';
import { ECDSA, signingKeys, x509 } from './x509.js';

/**
 * A certificate signing request (PKCS#10, PEM) for a name, signed with its key.
 *
 * @param key PKCS#8 PEM of `newTlsKey`
 * @throws InputError key-unreadable.
 */
export async function certificateRequest(name: string, key: string): Promise<string> {
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: [name] }],
    keys: await signingKeys(key),
    signingAlgorithm: ECDSA,
  });
  return `${request.toString('pem')}\n`;
}

/** A signing request, its signature verified. */
export interface ReadRequest {
  /** Common name. */
  readonly subject: string;
  /** SPKI, DER. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

/**
 * @throws InputError request-unreadable; RefusedError request-unsound when it was not signed with its own key, or has a key
 *   of another kind than those made here.
 */
export async function readRequest(pem: string): Promise<ReadRequest> {
  let request: x509.Pkcs10CertificateRequest;
  try {
    request = new x509.Pkcs10CertificateRequest(pem);
  } catch (error) {
    throw certificateError(
      'request-unreadable',
      'This is no certificate signing request (PEM, PKCS#10).',
      error,
    );
  }
  const algorithm = request.publicKey.algorithm as { name: string; namedCurve?: string };
  if (algorithm.name !== ECDSA.name || algorithm.namedCurve !== ECDSA.namedCurve)
    throw certificateError('request-unsound', 'The signing request has a key of another kind (not P-256).');
  // The library throws for signatures that are no signatures at all: unsound just the same.
  const sound = await request.verify().catch((): false => false);
  if (!sound)
    throw certificateError('request-unsound', 'The signing request is not signed with its own key.');
  return {
    subject: request.subjectName.getField('CN')[0] ?? '',
    publicKey: new Uint8Array(request.publicKey.rawData),
  };
}
