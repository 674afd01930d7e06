import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { UsageError } from '../../base/errors.js';
import { newTlsKey } from './new-tls-key.js';
import { readCertificate } from './read-certificate.js';
import { readRequest } from './request.js';
import { validity, YEARS } from './validity.js';
import { ECDSA, signingKeys, x509 } from './x509.js';

/** A certificate with the private key that belongs to it, both PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

const { KeyUsageFlags } = x509;

/**
 * A new authority, which vouches for one organisation's broker, collectors and devices: P-256, its own certificate signed by
 * itself, allowed to sign leaf certificates and revocation lists only.
 *
 * @param name What people call it
 * @throws LinkError clock-wrong.
 */
export async function makeAuthority(
  name: string,
  nowMs: number,
  years: number = YEARS.authority,
): Promise<KeyedCertificate> {
  const key = newTlsKey();
  const keys = await signingKeys(key);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [name] }],
    ...validity(nowMs, years),
    signingAlgorithm: ECDSA,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: pem(certificate), key };
}

/**
 * A client's certificate for the name and key of its signing request. Never beyond the authority's own end.
 *
 * @param request PKCS#10, PEM; verified here
 * @throws as `readRequest` and `validity`; InputError key-unreadable, certificate-unreadable.
 */
export async function issueClientCertificate(
  authority: KeyedCertificate,
  request: string,
  nowMs: number,
  years: number = YEARS.client,
): Promise<string> {
  const { subject, publicKey } = await readRequest(request);
  return issue(authority, { name: subject, publicKey, nowMs, years, usage: 'clientAuth' });
}

/**
 * A broker's certificate with its key. Never beyond the authority's own end.
 *
 * @param hosts Host names and addresses by which devices reach it, at least one
 * @throws UsageError host-missing; as `validity`; InputError key-unreadable, certificate-unreadable.
 */
export async function issueServerCertificate(
  authority: KeyedCertificate,
  hosts: readonly string[],
  nowMs: number,
  years: number = YEARS.server,
): Promise<KeyedCertificate> {
  if (hosts.length === 0)
    throw new UsageError(
      'host-missing',
      'A broker’s certificate needs a host name.',
      'Name how devices reach it.',
    );
  const key = newTlsKey();
  const { publicKey } = await signingKeys(key);
  const certificate = await issue(authority, {
    ...{ name: hosts[0], publicKey, nowMs, years, usage: 'serverAuth' },
    extensions: [
      new x509.SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
      ),
    ],
  });
  return { certificate, key };
}

interface Leaf {
  readonly name: string;
  readonly publicKey: webcrypto.CryptoKey | Uint8Array<ArrayBuffer>;
  readonly nowMs: number;
  readonly years: number;
  readonly usage: 'clientAuth' | 'serverAuth';
  readonly extensions?: readonly x509.Extension[];
}

async function issue(authority: KeyedCertificate, leaf: Leaf): Promise<string> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const { notAfterMs } = readCertificate(authority.certificate);
  const { privateKey } = await signingKeys(authority.key);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: [leaf.name] }],
    issuer: issuer.subjectName,
    ...validity(leaf.nowMs, leaf.years, notAfterMs),
    signingAlgorithm: ECDSA,
    publicKey: leaf.publicKey,
    signingKey: privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage[leaf.usage]]),
      await x509.SubjectKeyIdentifierExtension.create(leaf.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...(leaf.extensions ?? []),
    ],
  });
  return pem(certificate);
}

/** 127 random bits, positive: RFC 5280 allows 20 octets. */
function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = (bytes[0] & 0x7f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}
