import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { issueClientCertificate, makeAuthority } from '../../../src/broker/certificates/authority.js';
import { writeEnrolmentAnswer } from '../../../src/broker/certificates/enrolment-answer.js';
import { readEnrolmentRequest } from '../../../src/broker/certificates/enrolment-request.js';
import { deviceIdOf } from '../../../src/record/signature.js';
import { acceptAnswer, requestEnrolment } from '../../../src/send/enrolment/device-enrolment.js';
import { linkIdentity } from '../../../src/send/enrolment/link-identity.js';

const NOW = Date.UTC(2026, 5, 1);
const YEAR = 365.25 * 86_400_000;

function dataFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ringform-identity-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The four steps in one process. */
async function enrol(folder: string): Promise<string> {
  const authority = await makeAuthority('Test', NOW);
  const { request } = await requestEnrolment(folder, { name: 'A' });
  const { device, certificateRequest } = await readEnrolmentRequest(request);
  const certificate = await issueClientCertificate(authority, certificateRequest, NOW);
  const answer = { device, name: 'A', site: 'north', brokerUrl: 'mqtts://hub.example.org', certificate };
  await acceptAnswer(folder, writeEnrolmentAnswer(authority, answer), { nowMs: NOW });
  return device;
}

it('is what was enrolled: the key that signs, and what the broker is shown', async () => {
  const folder = dataFolder();
  const device = await enrol(folder);
  const identity = await linkIdentity(folder, NOW);
  expect(identity.device).toBe(device);
  expect(deviceIdOf(identity.signingKey)).toBe(device);
  expect(identity.tls.cert).toContain('BEGIN CERTIFICATE');
  for (const secret of ['client.key', 'signing-key.pem'])
    expect(statSync(path.join(folder, 'identity', secret)).mode & 0o777, secret).toBe(0o600);
});

it('says what is lacking before anything is sent', async () => {
  const folder = dataFolder();
  await expect(linkIdentity(folder, NOW)).rejects.toMatchObject({ name: 'LinkError', code: 'not-enrolled' });
  await enrol(folder);
  await expect(linkIdentity(folder, NOW + 3 * YEAR)).rejects.toMatchObject({
    ...{ name: 'LinkError', code: 'certificate-expired' },
  });
  // A clock that nobody believes ends nothing.
  await expect(linkIdentity(folder, undefined)).resolves.toBeDefined();
});

it('never replaces a damaged key: another key would be another device', async () => {
  const folder = dataFolder();
  await enrol(folder);
  const file = path.join(folder, 'identity/signing-key.pem');
  writeFileSync(file, '');
  const unreadable = { name: 'InputError', code: 'key-unreadable' };
  await expect(linkIdentity(folder, NOW)).rejects.toMatchObject(unreadable);
  await expect(requestEnrolment(folder, { name: 'A' })).rejects.toMatchObject(unreadable);
  expect(statSync(file).size).toBe(0);
});

it.each([
  'http://hub',
  'mqtt://hub',
  'mqtts://',
  'mqtts://user:pass@hub',
  'mqtts://hub/path',
  'mqtts://hub:99999',
])('takes no answer that leads to %s', async (brokerUrl) => {
  const folder = dataFolder();
  const authority = await makeAuthority('Test', NOW);
  const { device, request } = await requestEnrolment(folder, { name: 'A' });
  const { certificateRequest } = await readEnrolmentRequest(request);
  const certificate = await issueClientCertificate(authority, certificateRequest, NOW);
  const answer = { device, name: 'A', site: 'north', brokerUrl, certificate };
  await expect(acceptAnswer(folder, writeEnrolmentAnswer(authority, answer))).rejects.toMatchObject({
    code: 'answer-unreadable',
  });
});
