import { X509Certificate, type KeyObject } from 'node:crypto';
import { certificateError } from './certificate-error.js';

/** What a certificate says. */
export interface CertificateFacts {
  /** Common name: a device's id, `collector`, or what an authority calls itself. */
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal, as a revocation list names it. */
  readonly serial: string;
  /** ms since 1970. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** SHA-256 of the certificate in hexadecimal pairs, as people compare it. */
  readonly fingerprint: string;
  readonly authority: boolean;
}

/**
 * What a certificate says; not whether it is to be believed.
 *
 * @throws InputError certificate-unreadable.
 */
export function readCertificate(pem: string): CertificateFacts {
  const certificate = parse(pem);
  return {
    subject: commonName(certificate, 'subject'),
    issuer: commonName(certificate, 'issuer'),
    serial: certificate.serialNumber.toLowerCase(),
    notBeforeMs: Date.parse(certificate.validFrom),
    notAfterMs: Date.parse(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    authority: certificate.ca,
  };
}

/**
 * Whether a certificate was issued by this authority, to the holder of this key, and still holds.
 *
 * @param key The private key that stays with it
 * @throws InputError certificate-unreadable; RefusedError certificate-foreign; LinkError certificate-expired.
 */
export function checkCertificate(pem: string, authorityPem: string, key: KeyObject, nowMs: number): void {
  const [certificate, authority] = [parse(pem), parse(authorityPem)];
  if (!authority.ca || !certificate.checkIssued(authority) || !certificate.verify(authority.publicKey))
    throw certificateError('certificate-foreign', 'The certificate was not issued by the authority named.');
  if (!certificate.checkPrivateKey(key))
    throw certificateError('certificate-foreign', 'The certificate belongs to another key.');
  const end = Math.min(Date.parse(certificate.validTo), Date.parse(authority.validTo));
  if (end <= nowMs)
    throw certificateError(
      'certificate-expired',
      `The certificate ended on ${new Date(end).toISOString().slice(0, 10)}.`,
    );
}

function parse(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw certificateError('certificate-unreadable', 'This is no certificate (PEM, X.509).', error);
  }
}

/** Node escapes what is special in a distinguished name (RFC 4514); its object form has the bare text. */
function commonName(certificate: X509Certificate, of: 'subject' | 'issuer'): string {
  const name: unknown = certificate.toLegacyObject()[of].CN;
  return typeof name === 'string' ? name : '';
}
