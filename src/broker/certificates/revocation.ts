import type { KeyedCertificate } from './authority.js';
import { validity } from './validity.js';
import { ECDSA, signingKeys, x509 } from './x509.js';

/**
 * The list of certificates that do not hold any more, for the broker. It holds as long as the authority: a broker that was not
 * given a newer one in time would else refuse everybody.
 *
 * @param revoked Serial numbers, hexadecimal, and when each was revoked
 * @throws InputError key-unreadable; as `validity`.
 */
export async function revocationList(
  authority: KeyedCertificate,
  revoked: readonly { readonly serial: string; readonly atMs: number }[],
  nowMs: number,
): Promise<string> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const { privateKey } = await signingKeys(authority.key);
  const { notAfter } = validity(nowMs, Infinity, issuer.notAfter.getTime());
  const list = await x509.X509CrlGenerator.create({
    issuer: issuer.subjectName,
    thisUpdate: new Date(nowMs),
    nextUpdate: notAfter,
    signingAlgorithm: ECDSA,
    signingKey: privateKey,
    entries: revoked.map(({ serial, atMs }) => ({
      serialNumber: serial,
      revocationDate: new Date(atMs),
      // Without any reason the library writes an empty list of extensions, which OpenSSL refuses to read.
      reason: x509.X509CrlReason.cessationOfOperation,
    })),
    extensions: [await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey)],
  });
  // The library says CRL on the outside; OpenSSL and with it Mosquitto read RFC 7468's label only.
  return `${x509.PemConverter.encode(list.rawData, 'X509 CRL')}\n`;
}
