import { once } from 'node:events';
import { connect as tlsConnect } from 'node:tls';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { issueServerCertificate, type KeyedCertificate } from '../../src/broker/certificates/authority.js';
import { MqttLink } from '../../src/broker/mqtt-link.js';
import {
  acknowledgementFilter,
  acknowledgementTopic,
  COLLECTOR_FILTER,
  laneTopic,
} from '../../src/record/topics.js';
import { clientTls, testAuthority, type ClientTls } from '../support/mosquitto.js';

export interface BrokerUnderTest {
  readonly url: string;
  readonly authority: KeyedCertificate;
  close(): Promise<void>;
}

const [A, B] = ['rf-aaaaaaaaaaaa', 'rf-bbbbbbbbbbbb'];
const text = (payload: Uint8Array): string => Buffer.from(payload).toString();

/** What every broker must refuse, by the topics it is asked for and the certificates it is shown. */
export function brokerAccessContract(start: () => Promise<BrokerUnderTest>): void {
  let broker: BrokerUnderTest;
  beforeAll(async () => {
    broker = await start();
  });
  afterAll(() => broker.close());

  const link = (tls: ClientTls, more: Partial<ConstructorParameters<typeof MqttLink>[0]> = {}): MqttLink => {
    const made = new MqttLink({ url: broker.url, clientId: 'any', tls, ...more });
    onTestFinished(() => made.disconnect(100));
    return made;
  };
  const connected = async (name: string, more: Parameters<typeof link>[1] = {}): Promise<MqttLink> => {
    const made = link(await clientTls(broker.authority, name), more);
    await made.connect();
    return made;
  };
  /** Everything a link hears, and a wait for the next message. */
  const ear = (of: MqttLink): { heard: string[]; next: () => Promise<void> } => {
    const heard: string[] = [];
    const waiting: (() => void)[] = [];
    of.onMessage((message) => {
      heard.push(`${message.topic} ${text(message.payload)}`);
      message.done();
      waiting.shift()?.();
    });
    return { heard, next: () => new Promise<void>((resolve) => waiting.push(resolve)) };
  };
  const refusedPublish = async (from: MqttLink, topic: string): Promise<void> => {
    // Before MQTT 5 a broker has no words for a refusal: it hangs up.
    await expect(from.publish(topic, Buffer.from('forged'))).rejects.toMatchObject({
      name: 'LinkError',
      code: expect.stringMatching(/^(publish-refused|connection-lost)$/),
    });
  };

  it('carries a device’s record to the collector, and the answer back', async () => {
    const [collector, device] = [await connected('collector'), await connected(A)];
    const [atCollector, atDevice] = [ear(collector), ear(device)];
    await collector.subscribe(COLLECTOR_FILTER);
    await device.subscribe(acknowledgementFilter(A));
    const came = atCollector.next();
    await device.publish(laneTopic('clinic', A, 'results'), Buffer.from('record'));
    await came;
    expect(atCollector.heard).toEqual([`ringform/1/clinic/${A}/results record`]);
    const answered = atDevice.next();
    await collector.publish(acknowledgementTopic('clinic', A), Buffer.from('taken'));
    await answered;
    expect(atDevice.heard).toEqual([`ringform/1/clinic/${A}/ack taken`]);
    // Of a record that it sealed before it moved.
    const ofEarlier = atDevice.next();
    await collector.publish(acknowledgementTopic('earlier', A), Buffer.from('taken'));
    await ofEarlier;
    expect(atDevice.heard[1]).toBe(`ringform/1/earlier/${A}/ack taken`);
  });

  it.each([
    ['another device’s lane', laneTopic('clinic', B, 'results')],
    ['its own acknowledgements', acknowledgementTopic('clinic', A)],
    ['another device’s acknowledgements', acknowledgementTopic('clinic', B)],
    ['a lane that there is none of', `ringform/1/clinic/${A}/secrets`],
    ['a topic of another kind', 'anything'],
    ['the broker’s own topics', '$SYS/broker/version'],
  ])('refuses a device that writes to %s', async (_, topic) => {
    const [collector, device, other] = [await connected('collector'), await connected(A), await connected(B)];
    const { heard, next } = ear(collector);
    await collector.subscribe(COLLECTOR_FILTER);
    const came = next();
    await refusedPublish(device, topic);
    await other.publish(laneTopic('clinic', B, 'health'), Buffer.from('after it'));
    await came;
    expect(heard).toEqual([`ringform/1/clinic/${B}/health after it`]);
  });

  it.each([
    ['another device’s acknowledgements', acknowledgementTopic('clinic', B)],
    ['everybody’s acknowledgements', 'ringform/1/+/+/ack'],
    ['another device’s records', laneTopic('clinic', B, 'results')],
    ['everything', '#'],
    ['everything, shared', '$share/g/ringform/1/+/+/+'],
  ])('lets no device hear %s', async (_, filter) => {
    const [collector, device, other] = [await connected('collector'), await connected(A), await connected(B)];
    const { heard, next } = ear(device);
    // Mosquitto grants a subscription and then delivers nothing, others refuse it: both keep the secret.
    await device.subscribe(filter).catch((error: unknown) => {
      expect(error).toMatchObject({ name: 'LinkError', code: 'subscription-refused' });
    });
    await device.subscribe(acknowledgementTopic('clinic', A));
    const came = next();
    await other.publish(laneTopic('clinic', B, 'results'), Buffer.from('for the collector'));
    await collector.publish(acknowledgementTopic('clinic', B), Buffer.from('for the other'));
    await collector.publish(acknowledgementTopic('clinic', A), Buffer.from('for me'));
    await came;
    // Its own may come once for each subscription that it matches.
    expect(new Set(heard)).toEqual(new Set([`ringform/1/clinic/${A}/ack for me`]));
  });

  it('refuses a collector that writes records', async () => {
    await refusedPublish(await connected('collector'), laneTopic('clinic', A, 'results'));
  });

  it('goes by the certificate, whatever user name and client id are claimed', async () => {
    const device = await connected(A, {
      clientId: 'collector',
      login: { user: 'collector', password: 'collector' },
    });
    await refusedPublish(device, acknowledgementTopic('clinic', B));
  });

  it('lets nobody end another’s connection by taking its client id', async () => {
    const victim = await connected(A, { clientId: A });
    await connected(B, { clientId: A });
    // A broker that hangs up on the first does so before it answers the second; and this one still gets through.
    await victim.publish(laneTopic('clinic', A, 'health'), Buffer.from('still here'));
    expect(victim.state).toMatchObject({ state: 'up' });
  });

  it('gives a certificate of our authority with a name that is none of ours no right at all', async () => {
    const stranger = link(await clientTls(broker.authority, 'collectors'));
    const refused = await stranger.connect().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refused !== undefined) expect(refused).toMatchObject({ name: 'LinkError' });
    else await refusedPublish(stranger, acknowledgementTopic('clinic', A));
  });

  describe('at the handshake', () => {
    const refused = { name: 'LinkError', code: 'broker-refused' };

    it('refuses a client of another authority, though it has the same name', async () => {
      const forged = await clientTls(await testAuthority(), A);
      await expect(link({ ...forged, ca: broker.authority.certificate }).connect()).rejects.toMatchObject(
        refused,
      );
    });

    it('refuses an expired certificate', async () => {
      const old = await clientTls(broker.authority, A, { years: -0.01 });
      await expect(link(old).connect()).rejects.toMatchObject(refused);
    });

    it('refuses a broker’s certificate in a client’s hand', async () => {
      const server = await issueServerCertificate(broker.authority, [A], Date.now());
      await expect(
        link({ ca: broker.authority.certificate, cert: server.certificate, key: server.key }).connect(),
      ).rejects.toMatchObject(refused);
    });

    it('refuses a client without a certificate', async () => {
      const once = { ca: broker.authority.certificate, reconnectPeriod: 0, protocolVersion: 4 } as const;
      await expect(connectAsync(broker.url, once)).rejects.toThrow(/alert|Not authorized/);
    });

    it('refuses TLS 1.1', async () => {
      const { ca, cert, key } = await clientTls(broker.authority, A);
      const socket = tlsConnect({
        ...at(broker.url),
        ...{ ca, cert, key, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' },
      });
      const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
      expect(error.code).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
    });

    it('is not believed itself by a client of another authority', async () => {
      const tls = await clientTls(broker.authority, A);
      const { certificate: ca } = await testAuthority();
      await expect(link({ ...tls, ca }).connect()).rejects.toMatchObject({
        name: 'LinkError',
        code: 'broker-untrusted',
      });
    });
  });
}

function at(url: string): { readonly host: string; readonly port: number; readonly servername: string } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port), servername: hostname };
}
