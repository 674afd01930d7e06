import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { LinkError } from '../../src/base/errors.js';
import type { BrokerLink, Incoming } from '../../src/broker/link.js';

/** A broker under test, everybody allowed everything but the topics below `forbidden/`. */
export interface BrokerUnderTest {
  readonly protocol: '3.1.1' | '5';
  /** `keepsSession`: what it subscribed to and missed is there after its next connection. */
  link(client: string, keepsSession?: boolean): BrokerLink;
  /** At once, without a word. */
  kill(): Promise<void>;
  /** Where it was before, empty. */
  start(): Promise<void>;
  close(): Promise<void>;
  /** Whether a client is told that it may not write or listen somewhere; 3.1.1 has no word for the first. */
  readonly refuses: boolean;
}

/** Messages of a link, awaited one by one. */
export class Inbox {
  readonly all: Incoming[] = [];
  readonly #arrived = new EventTarget();

  constructor(link: BrokerLink) {
    link.onMessage((message) => {
      this.all.push(message);
      this.#arrived.dispatchEvent(new Event('message'));
    });
  }

  /** The first `count` messages' texts. */
  async texts(count: number): Promise<string[]> {
    while (this.all.length < count)
      await once(this.#arrived, 'message', { signal: AbortSignal.timeout(20_000) });
    return this.all.slice(0, count).map(({ payload }) => Buffer.from(payload).toString());
  }
}

/** Resolves when the link is down. */
export async function down(link: BrokerLink): Promise<void> {
  if (link.state.state === 'down') return;
  await new Promise<void>((resolve) => link.onState(({ state }) => state === 'down' && resolve()));
}

export async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LinkError);
  expect((error as LinkError).remedy).not.toBe('');
  return (error as LinkError).code;
}

export const bytes = (text: string): Uint8Array => Buffer.from(text);

/** What every BrokerLink keeps. */
export function linkContract(name: string, open: () => Promise<BrokerUnderTest>): void {
  describe(`${name} keeps the contract of a broker link`, () => {
    let broker: BrokerUnderTest;
    beforeAll(async () => {
      broker = await open();
    });
    afterAll(() => broker.close());
    const connected = async (client: string, keepsSession?: boolean): Promise<BrokerLink> => {
      const link = broker.link(client, keepsSession);
      onTestFinished(() => link.disconnect());
      await link.connect();
      return link;
    };

    it('tells what it is: down, connecting, up, down; and by which protocol', async () => {
      const link = broker.link('states');
      const states: string[] = [];
      const stop = link.onState(({ state }) => states.push(state));
      expect(link.state).toEqual({ state: 'down' });
      const connecting = link.connect();
      expect(link.state.state).toBe('connecting');
      await connecting;
      expect(link.state).toEqual({ state: 'up', protocol: broker.protocol });
      await link.disconnect();
      expect(link.state).toEqual({ state: 'down' });
      stop();
      await link.connect();
      await link.disconnect();
      expect(states).toEqual(['connecting', 'up', 'down']);
    });

    it('carries bytes as they are, in order, to whoever asked for them', async () => {
      const [from, to] = [await connected('from'), await connected('to')];
      const inbox = new Inbox(to);
      await to.subscribe('carry/+/one');
      const odd = Uint8Array.of(0, 255, 10, 13, 128);
      await Promise.all([
        from.publish('carry/a/one', bytes('first')),
        from.publish('carry/a/two', bytes('not asked for')),
        from.publish('carry/b/one', odd),
      ]);
      await inbox.texts(2);
      expect(inbox.all.map(({ topic }) => topic)).toEqual(['carry/a/one', 'carry/b/one']);
      expect(Buffer.from(inbox.all[1].payload).equals(odd)).toBe(true);
      for (const { done } of inbox.all) done();
      expect(from.traffic.sent).toBe(5 + 13 + 5 + 3 * 'carry/a/one'.length);
      expect(to.traffic.received).toBe(10 + 2 * 'carry/a/one'.length);
    });

    it('hands on what comes while earlier messages are not confirmed yet', async () => {
      const [from, to] = [await connected('from-many'), await connected('to-many')];
      const inbox = new Inbox(to);
      await to.subscribe('many');
      for (let i = 0; i < 10; i++) await from.publish('many', bytes(String(i)));
      expect(await inbox.texts(10)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
      for (const { done } of inbox.all.toReversed()) done();
      await from.publish('many', bytes('and on'));
      expect((await inbox.texts(11)).at(-1)).toBe('and on');
      inbox.all[10].done();
    });

    it('gives again what was not confirmed when the connection ended, and that alone', async () => {
      const from = await connected('from-kept');
      const first = broker.link('kept', true);
      await first.connect();
      const before = new Inbox(first);
      await first.subscribe('kept');
      for (const text of ['confirmed', 'unconfirmed']) await from.publish('kept', bytes(text));
      await before.texts(2);
      before.all[0].done();
      // A confirmation is on its way once a later exchange was answered.
      await first.subscribe('kept/other');
      await first.disconnect();
      await from.publish('kept', bytes('missed'));
      const again = broker.link('kept', true);
      onTestFinished(() => again.disconnect());
      const after = new Inbox(again);
      await again.connect();
      expect(await after.texts(2)).toEqual(['unconfirmed', 'missed']);
      for (const { done } of [...before.all, ...after.all]) done();
    });

    it('shares the messages of one subscription among a group', async ({ skip }) => {
      skip(broker.protocol === '3.1.1', 'not of that version');
      const from = await connected('from-shared');
      const links = [await connected('shared-a'), await connected('shared-b')];
      const boxes = links.map((link) => new Inbox(link));
      for (const link of links) await link.subscribe('$share/group/shared/#');
      for (let i = 0; i < 20; i++) await from.publish('shared/x', bytes(String(i)));
      await from.subscribe('nothing');
      const got = (): Incoming[] => boxes.flatMap(({ all }) => all);
      while (got().length < 20) await new Promise((resolve) => setImmediate(resolve));
      expect(new Set(got().map(({ payload }) => Buffer.from(payload).toString())).size).toBe(20);
      expect(boxes.map(({ all }) => all.length).every((length) => length > 0)).toBe(true);
      for (const { done } of got()) done();
    });

    it('says so when it is used while it is down', async () => {
      const link = broker.link('idle');
      expect(await codeOf(link.publish('a', bytes('b')))).toBe('not-connected');
      expect(await codeOf(link.subscribe('a'))).toBe('not-connected');
      await link.disconnect();
      expect(link.state).toEqual({ state: 'down' });
    });

    it('gives up an attempt that is not wanted any more', async () => {
      const link = broker.link('unwanted');
      const given = new AbortController();
      const connecting = link.connect(given.signal);
      given.abort();
      expect(await codeOf(connecting)).toBe('broker-unreachable');
      expect(link.state.state).toBe('down');
      await link.connect();
      await link.disconnect();
    });

    it('tells what the broker refuses', async ({ skip }) => {
      skip(!broker.refuses, 'this broker refuses nothing');
      const link = await connected('refused');
      expect(await codeOf(link.subscribe('forbidden/topic'))).toBe('subscription-refused');
      if (broker.protocol === '5')
        expect(await codeOf(link.publish('forbidden/topic', bytes('x')))).toBe('publish-refused');
      await link.publish('allowed', bytes('x'));
    });

    it('tells when the broker dies, rejects what it had not confirmed, and connects again when it is back', async () => {
      const link = await connected('survivor');
      const [lost, sending] = [down(link), codeOf(allOf(link))];
      await broker.kill();
      await lost;
      expect(link.state).toMatchObject({ state: 'down', error: { code: 'connection-lost' } });
      expect(['connection-lost', 'not-connected']).toContain(await sending);
      expect(await codeOf(link.connect())).toBe('broker-unreachable');
      await broker.start();
      await link.connect();
      await link.publish('back', bytes('again'));
    });
  });
}

/** Publishes without end, until it is refused. */
async function allOf(link: BrokerLink): Promise<never> {
  for (;;)
    await Promise.all(Array.from({ length: 5 }, () => link.publish('endless', new Uint8Array(10_000))));
}
