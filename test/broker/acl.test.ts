import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readCertificate } from '../../src/broker/certificates/read-certificate.js';
import { revocationList } from '../../src/broker/certificates/revocation.js';
import { MqttLink } from '../../src/broker/mqtt-link.js';
import { COLLECTOR_FILTER, laneTopic, sharedFilter } from '../../src/record/topics.js';
import {
  clientTls,
  describeWithMosquitto,
  startMosquitto,
  testAuthority,
  type RunningMosquitto,
} from '../support/mosquitto.js';
import { brokerAccessContract } from './access.contract.js';

const folder = path.resolve(import.meta.dirname, '../../systemd/mosquitto');
const DEVICE = 'rf-aaaaaaaaaaaa';

/** The shipped files as they are, but for their place, the port, and Debian's line about persistence. */
async function shipped(revoked: readonly string[] = [], given = testAuthority()): Promise<RunningMosquitto> {
  const authority = await given;
  const text = readFileSync(path.join(folder, 'ringform.conf'), 'utf8');
  const moved = text
    .replace('listener 8883', 'listener PORT localhost')
    .replaceAll('/etc/mosquitto/ringform.acl', 'FOLDER/acl')
    .replaceAll('/etc/mosquitto/ringform/', 'FOLDER/');
  expect(moved).not.toMatch(/^[^#].*\/etc\//m);
  const nowMs = Date.now();
  return startMosquitto({
    ...{ tls: true, authority, acl: readFileSync(path.join(folder, 'ringform.acl'), 'utf8') },
    configuration: `${moved}\npersistence_location FOLDER/\n`,
    files: {
      'revoked.crl': await revocationList(
        authority,
        revoked.map((serial) => ({ serial, atMs: nowMs })),
        nowMs,
      ),
    },
  });
}

describeWithMosquitto('Mosquitto as shipped', () => {
  brokerAccessContract(async () => {
    const running = await shipped();
    return { url: running.url, authority: running.authority!, close: () => running.close() };
  });

  const linkTo = (url: string, tls: ConstructorParameters<typeof MqttLink>[0]['tls']): MqttLink => {
    const link = new MqttLink({ url, clientId: 'x', tls: tls! });
    onTestFinished(() => link.disconnect(100));
    return link;
  };

  it('refuses a certificate on the revocation list, and nobody else', async () => {
    const authority = await testAuthority();
    const [stolen, sound] = [await clientTls(authority, DEVICE), await clientTls(authority, DEVICE)];
    const broker = await shipped([readCertificate(stolen.cert).serial], Promise.resolve(authority));
    onTestFinished(() => broker.close());
    await expect(linkTo(broker.url, stolen).connect()).rejects.toMatchObject({
      name: 'LinkError',
      code: 'broker-refused',
    });
    await linkTo(broker.url, sound).connect();
  });

  it('shares the work between collectors with names of their own', async () => {
    const broker = await shipped();
    onTestFinished(() => broker.close());
    const heard: string[][] = [[], []];
    let count = 0;
    let all: () => void;
    const done = new Promise<void>((resolve) => (all = resolve));
    for (const [index, name] of ['collector', 'collector-2'].entries()) {
      const link = linkTo(broker.url, await broker.clientTls(name));
      await link.connect();
      link.onMessage((message) => {
        heard[index].push(Buffer.from(message.payload).toString());
        message.done();
        if (++count === 100) all();
      });
      await link.subscribe(sharedFilter('collectors'));
    }
    const device = linkTo(broker.url, await broker.clientTls(DEVICE));
    await device.connect();
    const topic = laneTopic('clinic', DEVICE, 'results');
    await Promise.all(Array.from({ length: 100 }, (_, i) => device.publish(topic, Buffer.from(String(i)))));
    await done;
    expect(new Set(heard.flat()).size).toBe(100);
    expect(heard.map(({ length }) => length)).toEqual([50, 50]);
  });

  it('takes a record of 1 MiB and tells that a larger one is too large', async () => {
    const broker = await shipped();
    onTestFinished(() => broker.close());
    const collector = linkTo(broker.url, await broker.clientTls('collector'));
    await collector.connect();
    const arrived = new Promise<number>((resolve) => collector.onMessage((m) => resolve(m.payload.length)));
    await collector.subscribe(COLLECTOR_FILTER);
    const device = linkTo(broker.url, await broker.clientTls(DEVICE));
    await device.connect();
    const topic = laneTopic('clinic', DEVICE, 'results');
    await device.publish(topic, Buffer.alloc(1024 * 1024, 'x'));
    expect(await arrived).toBe(1024 * 1024);
    await expect(device.publish(topic, Buffer.alloc(10_000_000))).rejects.toMatchObject({
      code: 'message-too-large',
    });
  });
});
