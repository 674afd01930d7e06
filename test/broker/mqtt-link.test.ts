import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { expect, it, onTestFinished } from 'vitest';
import { MqttLink } from '../../src/broker/mqtt-link.js';
import {
  clientTls,
  describeWithMosquitto,
  startMosquitto,
  testAuthority,
  type MosquittoSettings,
  type RunningMosquitto,
} from '../support/mosquitto.js';
import { bytes, codeOf, Inbox, linkContract } from './link.contract.js';

const forbidden = (topic: string): boolean => topic.startsWith('forbidden/');

describeWithMosquitto('mqtt.js with Mosquitto', () => {
  linkContract('over TLS with client certificates', async () => {
    const tls = new Map<string, Awaited<ReturnType<RunningMosquitto['clientTls']>>>();
    const broker = await startMosquitto({
      tls: true,
      acl: 'topic readwrite allowed\npattern readwrite #\n',
    });
    tls.set('collector', await broker.clientTls('collector'));
    return {
      protocol: '5',
      link: (clientId, keepsSession = false) =>
        new MqttLink({
          ...{ url: broker.url, clientId, tls: tls.get('collector')! },
          sessionSeconds: keepsSession ? 600 : 0,
        }),
      kill: () => broker.kill(),
      start: () => broker.restart({ empty: true }),
      close: () => broker.close(),
      refuses: false,
    };
  });

  const running = async (settings: MosquittoSettings): Promise<RunningMosquitto> => {
    const broker = await startMosquitto(settings);
    onTestFinished(() => broker.close());
    return broker;
  };
  const linkTo = (url: string, more: Partial<ConstructorParameters<typeof MqttLink>[0]> = {}): MqttLink => {
    const link = new MqttLink({ url, clientId: 'rf-test', ...more });
    onTestFinished(() => link.disconnect());
    return link;
  };

  it('tells that the access list does not let it write', async () => {
    const broker = await running({ acl: 'topic readwrite allowed/#\n' });
    const link = linkTo(broker.url);
    await link.connect();
    expect(await codeOf(link.publish('elsewhere', bytes('x')))).toBe('publish-refused');
    await link.publish('allowed/here', bytes('x'));
  });

  it('tells that a message is too large, and goes on', async () => {
    const broker = await running({ lines: ['max_packet_size 1000'] });
    const link = linkTo(broker.url);
    await link.connect();
    expect(await codeOf(link.publish('large', new Uint8Array(2000)))).toBe('message-too-large');
    await link.publish('small', new Uint8Array(500));
  });

  it('has no more unconfirmed than the broker takes at once, and sends all the same', async () => {
    const broker = await running({ lines: ['max_inflight_messages 3'] });
    const [from, to] = [linkTo(broker.url), linkTo(broker.url, { clientId: 'reader' })];
    const inbox = new Inbox(to);
    await Promise.all([from.connect(), to.connect()]);
    await to.subscribe('#');
    await Promise.all(Array.from({ length: 50 }, (_, i) => from.publish('window', bytes(String(i)))));
    for (let got = 1; got <= 50; got++) {
      await inbox.texts(got);
      inbox.all[got - 1].done();
    }
    expect(await inbox.texts(50)).toEqual(Array.from({ length: 50 }, (_, i) => String(i)));
  });

  it('tells a certificate of another authority, an expired one, none at all, and a broker that is not who it should be', async () => {
    const broker = await running({ tls: true });
    const mine = await broker.clientTls('rf-test');
    const other = await testAuthority();
    const expired = await clientTls(broker.authority!, 'rf-test', {
      nowMs: Date.now() - 60_000,
      years: 1e-7,
    });
    const refused = async (tls: typeof mine): Promise<string> =>
      codeOf(linkTo(broker.url, { tls }).connect());
    expect(await refused({ ...(await clientTls(other, 'rf-test')), ca: mine.ca })).toBe('broker-refused');
    expect(await refused(expired)).toBe('broker-refused');
    expect(await refused({ ...mine, ca: other.certificate })).toBe('broker-untrusted');
    const { key } = await broker.clientTls('rf-test');
    expect(await refused({ ...mine, key })).toBe('certificates-unusable');
    expect(await refused({ ...mine, cert: 'damaged' })).toBe('certificates-unusable');
    await linkTo(broker.url, { tls: mine }).connect();
  });
});

linkContract('mqtt.js with a broker of 3.1.1 (aedes)', async () => {
  let broker: Aedes;
  let server: Server;
  const sockets = new Set<Socket>();
  let port = 0;
  const start = async (): Promise<void> => {
    broker = await Aedes.createBroker({
      authorizePublish: (_client, { topic }, callback) => {
        callback(forbidden(topic) ? new Error('not yours') : null);
      },
      authorizeSubscribe: (_client, subscription, callback) => {
        callback(null, forbidden(subscription.topic) ? null : subscription);
      },
    });
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      broker.handle(socket);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const kill = async (): Promise<void> => {
    server.close();
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => broker.close(() => resolve()));
  };
  await start();
  return {
    protocol: '3.1.1',
    link: (clientId, keepsSession = false) =>
      new MqttLink({ url: `mqtt://127.0.0.1:${port}`, clientId, sessionSeconds: keepsSession ? 600 : 0 }),
    kill,
    start,
    close: kill,
    refuses: true,
  };
});

it('gives up on somebody who takes the connection and says nothing', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const link = new MqttLink({
    ...{ url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`, clientId: 'rf-test' },
    connectWithinMs: 300,
  });
  expect(await codeOf(link.connect())).toBe('broker-timeout');
});

it('tells that nobody is there', async () => {
  const link = new MqttLink({ url: 'mqtt://127.0.0.1:1', clientId: 'rf-test' });
  expect(await codeOf(link.connect())).toBe('broker-unreachable');
});
