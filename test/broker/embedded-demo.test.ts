import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startEmbeddedBroker } from '../../src/broker/embedded/embedded-broker.js';
import { MqttLink } from '../../src/broker/mqtt-link.js';
import { deviceIdOf } from '../../src/record/signature.js';
import { COLLECTOR_FILTER, laneTopic } from '../../src/record/topics.js';
import { demoAuthority, openDemoTrust, type DemoTrust } from '../../src/send/enrolment/demo-trust.js';
import { linkIdentity } from '../../src/send/enrolment/link-identity.js';

function dataFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ringform-demo-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const nowMs = Date.now();

async function start(folder: string): Promise<{ readonly url: string; readonly trust: DemoTrust }> {
  const authority = await demoAuthority(folder, nowMs);
  const broker = await startEmbeddedBroker({ authority, nowMs });
  onTestFinished(() => broker.close());
  const about = { name: 'Demo', site: 'demo', brokerUrl: broker.url, nowMs };
  return { url: broker.url, trust: await openDemoTrust(folder, authority, about) };
}

it('lets the device of a bare data folder send to the collector of the same process', async () => {
  const { url, trust } = await start(dataFolder());
  const { device, identity } = trust;
  expect(deviceIdOf(createPublicKey(device.publicKey))).toBe(device.id);
  expect(deviceIdOf(identity.signingKey)).toBe(device.id);
  const links = [
    new MqttLink({ url, clientId: 'c', tls: trust.collectorTls }),
    new MqttLink({ url, clientId: 'd', tls: identity.tls }),
  ];
  for (const link of links) {
    onTestFinished(() => link.disconnect(100));
    await link.connect();
  }
  const [collector, sender] = links;
  const topic = laneTopic(device.site, device.id, 'results');
  const came = new Promise<string>((resolve) => collector.onMessage((message) => resolve(message.topic)));
  await collector.subscribe(COLLECTOR_FILTER);
  await sender.publish(topic, Buffer.from('record'));
  expect(await came).toBe(topic);
});

it('is the same device with the same authority at the next start, and writes nothing anew', async () => {
  const folder = dataFolder();
  const first = await start(folder);
  const before = readdirSync(path.join(folder, 'identity')).sort();
  const again = await start(folder);
  expect(again.trust.device).toEqual(first.trust.device);
  expect(again.trust.identity.tls).toEqual(first.trust.identity.tls);
  expect(readdirSync(path.join(folder, 'identity')).sort()).toEqual(before);
  for (const secret of ['demo-authority/authority.key', 'identity/client.key', 'identity/signing-key.pem'])
    expect(statSync(path.join(folder, secret)).mode & 0o777, secret).toBe(0o600);
});

it('leaves a device alone that was enrolled elsewhere', async () => {
  const folder = dataFolder();
  await start(folder);
  const certificate = path.join(folder, 'identity/client.crt');
  const before = readFileSync(certificate, 'utf8');
  rmSync(path.join(folder, 'demo-authority'), { recursive: true });
  await expect(start(folder)).rejects.toMatchObject({ name: 'RefusedError', code: 'authority-differs' });
  expect(readFileSync(certificate, 'utf8')).toBe(before);
});

it('tells what an identity lacks before anything is sent', async () => {
  const folder = dataFolder();
  await expect(linkIdentity(folder, nowMs)).rejects.toMatchObject({
    name: 'LinkError',
    code: 'not-enrolled',
  });
  await start(folder);
  const threeYears = nowMs + 3 * 365.25 * 86_400_000;
  await expect(linkIdentity(folder, threeYears)).rejects.toMatchObject({
    name: 'LinkError',
    code: 'certificate-expired',
  });
  // A clock that nobody believes ends nothing.
  await expect(linkIdentity(folder, undefined)).resolves.toBeDefined();
  writeFileSync(path.join(folder, 'identity/signing-key.pem'), '');
  await expect(linkIdentity(folder, nowMs)).rejects.toMatchObject({
    name: 'InputError',
    code: 'key-unreadable',
  });
});
