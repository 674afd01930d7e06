import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  issueClientCertificate,
  issueServerCertificate,
  makeAuthority,
} from '../../src/broker/certificates/authority.js';
import { checkCertificate, readCertificate } from '../../src/broker/certificates/read-certificate.js';
import { certificateRequest, readRequest } from '../../src/broker/certificates/request.js';
import { revocationList } from '../../src/broker/certificates/revocation.js';
import { newTlsKey } from '../../src/broker/certificates/new-tls-key.js';
import { onPath } from '../support/on-path.js';

const NOW = Date.UTC(2026, 5, 1, 12);
const DEVICE = 'rf-abcdefghijkl';
const YEAR = 365.25 * 86_400_000;

describe('an authority', () => {
  it('signs itself, may sign leaves only, and holds from 1970 for 25 years', async () => {
    const { certificate } = await makeAuthority('Ringform, Gombe district', NOW);
    const facts = readCertificate(certificate);
    expect(facts).toMatchObject({
      subject: 'Ringform, Gombe district',
      issuer: 'Ringform, Gombe district',
      authority: true,
    });
    expect(facts.notBeforeMs).toBe(0);
    expect(facts.notAfterMs).toBe(Math.floor((NOW + 25 * YEAR) / 1000) * 1000);
    const node = new X509Certificate(certificate);
    expect(node.verify(node.publicKey)).toBe(true);
  });

  it('makes none on a machine whose clock stands in the past', async () => {
    await expect(makeAuthority('x', Date.UTC(1970, 0, 2))).rejects.toMatchObject({ code: 'clock-wrong' });
  });
});

describe('a client certificate', () => {
  it('has the name and the key of its request, for two years, for clients only', async () => {
    const authority = await makeAuthority('Test', NOW);
    const key = newTlsKey();
    const certificate = await issueClientCertificate(authority, await certificateRequest(DEVICE, key), NOW);
    const facts = readCertificate(certificate);
    expect(facts).toMatchObject({ subject: DEVICE, issuer: 'Test', authority: false, notBeforeMs: 0 });
    expect(facts.notAfterMs).toBe(Math.floor((NOW + 2 * YEAR) / 1000) * 1000);
    expect(new X509Certificate(certificate).keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(() =>
      checkCertificate(certificate, authority.certificate, createPrivateKey(key), NOW),
    ).not.toThrow();
  });

  it('never outlives its authority', async () => {
    const authority = await makeAuthority('Short', NOW, 1);
    const request = await certificateRequest(DEVICE, newTlsKey());
    const certificate = await issueClientCertificate(authority, request, NOW);
    expect(readCertificate(certificate).notAfterMs).toBe(readCertificate(authority.certificate).notAfterMs);
    await expect(issueClientCertificate(authority, request, NOW + 1.1 * YEAR)).rejects.toMatchObject({
      name: 'LinkError',
      code: 'authority-expired',
    });
  });

  it('is refused where it belongs to another key, another authority, or the past', async () => {
    const authority = await makeAuthority('Same name', NOW);
    const other = await makeAuthority('Same name', NOW);
    const key = newTlsKey();
    const certificate = await issueClientCertificate(authority, await certificateRequest(DEVICE, key), NOW);
    const check = (ca: string, held: string, at: number) => () =>
      checkCertificate(certificate, ca, createPrivateKey(held), at);
    expect(check(other.certificate, key, NOW)).toThrow(
      expect.objectContaining({ code: 'certificate-foreign' }),
    );
    expect(check(authority.certificate, newTlsKey(), NOW)).toThrow(
      expect.objectContaining({ code: 'certificate-foreign' }),
    );
    expect(check(certificate, key, NOW)).toThrow(expect.objectContaining({ code: 'certificate-foreign' }));
    expect(check(authority.certificate, key, NOW + 2.01 * YEAR)).toThrow(
      expect.objectContaining({ code: 'certificate-expired' }),
    );
    expect(check('rubbish', key, NOW)).toThrow(expect.objectContaining({ code: 'certificate-unreadable' }));
  });
});

describe('a signing request', () => {
  it('says its name, and is not believed once changed', async () => {
    const request = await certificateRequest(DEVICE, newTlsKey());
    expect(await readRequest(request)).toMatchObject({ subject: DEVICE });
    const der = Buffer.from(request.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
    const at = der.indexOf(DEVICE);
    expect(at).toBeGreaterThan(0);
    der[at + 5] ^= 1;
    const changed = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
    await expect(readRequest(changed)).rejects.toMatchObject({
      name: 'RefusedError',
      code: 'request-unsound',
    });
  });

  it.each([
    ['', 'nothing'],
    ['rubbish', 'text'],
    ['-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n', 'no ASN.1'],
  ])('is told unreadable: %j (%s)', async (text) => {
    await expect(readRequest(text)).rejects.toMatchObject({ name: 'InputError', code: 'request-unreadable' });
  });
});

describe('a broker’s certificate', () => {
  it('names its hosts and addresses, for servers only', async () => {
    const authority = await makeAuthority('Test', NOW);
    const hosts = ['hub.example.org', 'localhost', '127.0.0.1', '::1'];
    const { certificate } = await issueServerCertificate(authority, hosts, NOW);
    const node = new X509Certificate(certificate);
    expect(node.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(node.checkHost('hub.example.org')).toBe('hub.example.org');
    expect(node.checkHost('other.example.org')).toBeUndefined();
    expect(node.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(node.checkIP('::1')).toBeDefined();
    await expect(issueServerCertificate(authority, [], NOW)).rejects.toMatchObject({ code: 'host-missing' });
  });
});

const openssl = onPath('openssl');
describe.skipIf(openssl === undefined)('beside OpenSSL (skipped where openssl is absent)', () => {
  it('chain, purpose, request and revocation list hold there too', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ringform-certificates-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = (name: string, text: string): string => {
      const full = path.join(folder, name);
      writeFileSync(full, text);
      return full;
    };
    const run = (...args: string[]): string =>
      execFileSync(openssl!, args, { encoding: 'utf8', stdio: 'pipe' });
    const now = Date.now();
    const authority = await makeAuthority('Gombe – Nord', now);
    const request = await certificateRequest(DEVICE, newTlsKey());
    const client = await issueClientCertificate(authority, request, now);
    const server = await issueServerCertificate(authority, ['localhost'], now);
    const ca = file('ca.pem', authority.certificate);
    const [leaf, broker] = [file('client.pem', client), file('server.pem', server.certificate)];

    expect(run('verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', ca, leaf)).toContain('OK');
    expect(run('verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', ca, broker)).toContain('OK');
    expect(() => run('verify', '-purpose', 'sslserver', '-CAfile', ca, leaf)).toThrow(/purpose/);
    expect(() => run('req', '-in', file('request.pem', request), '-verify', '-noout')).not.toThrow();

    const { serial } = readCertificate(client);
    const crl = file('crl.pem', await revocationList(authority, [{ serial, atMs: now }], now));
    expect(() => run('verify', '-crl_check', '-CAfile', ca, '-CRLfile', crl, leaf)).toThrow(/revoked/);
    expect(run('verify', '-crl_check', '-CAfile', ca, '-CRLfile', crl, broker)).toContain('OK');
  });
});
