import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StorageError } from '../../src/base/errors.js';
import { MemoryBroker, type Fault, type MemoryBrokerOptions } from '../../src/broker/memory-broker.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { Collector, COLLECTOR_SETTINGS, type CollectorSettings } from '../../src/collect/collector.js';
import { acknowledgementTopic } from '../../src/record/topics.js';
import { RecordingLog } from '../../src/service/log.js';
import { acknowledgementIn, ADevice, type SignedRecord } from './a-device.js';
import { MemoryIntake } from './memory-intake.js';

const device = new ADevice();
const down = new StorageError('store-unreachable', 'The database does not answer.', 'Start it.');

/** Runs collectors on one broker and one store in virtual time. */
function bench(options: MemoryBrokerOptions = {}, settings: Partial<CollectorSettings> = {}) {
  const clock = new VirtualClock();
  const broker = new MemoryBroker(clock, options);
  const store = new MemoryIntake([device.enrolled]);
  const log = new RecordingLog();
  let started = 0;
  return {
    ...{ clock, broker, store, log },
    words: () => log.lines.map(({ level, words }) => `${level}: ${words}`),
    /** A collector that runs; `link.cut()` and `stop` end it with or without manners. */
    collector: () => {
      const link = broker.link(`collector-${++started}`);
      const stop = new AbortController();
      const collector = new Collector({
        ...{ link, clock, log, registry: store },
        random: () => 0.5,
        settings: { ...COLLECTOR_SETTINGS, group: 'g', ...settings },
      });
      return { collector, link, stop, ran: collector.run(stop.signal) };
    },
    /** A device's side: sends each record every ten seconds until it is answered. */
    sender: async () => {
      const link = broker.link(device.id, true);
      const answers = new Map<string, string[]>();
      link.onMessage(({ payload, done }) => {
        for (const { id, as, reason } of acknowledgementIn(payload).records)
          answers.set(id, [...(answers.get(id) ?? []), reason ?? as]);
        done();
      });
      const connect = async (): Promise<void> => {
        try {
          await link.connect();
          await link.subscribe(acknowledgementTopic(device.site, device.id));
        } catch {
          // the next round tries again
        }
      };
      await Promise.all([connect(), clock.advance(50)]);
      const send = async ({ id, topic, message }: SignedRecord): Promise<void> => {
        while (!answers.has(id)) {
          if (link.state.state === 'down') await connect();
          await link.publish(topic, message).catch(() => undefined);
          await clock.sleep(10_000);
        }
      };
      return { link, answers, send };
    },
  };
}

describe('a collector', () => {
  it('takes what comes together in one transaction, and tells the device of each', async () => {
    const { clock, store, collector, sender } = bench();
    const { stop, ran, collector: it } = collector();
    await clock.advance(1000);
    const { send, answers } = await sender();
    const records = Array.from({ length: 450 }, () => device.slide());
    const sent = Promise.all(records.map(send));
    await clock.advance(11_000);
    await sent;
    expect([...answers.values()].flat()).toEqual(Array.from({ length: 450 }, () => 'accepted'));
    expect([...answers.keys()].sort()).toEqual(records.map(({ id }) => id).sort());
    expect(store.takes).toEqual([200, 200, 50]);
    expect(it.status).toMatchObject({ link: 'up', store: 'up', counts: { accepted: 450, duplicate: 0 } });
    stop.abort();
    await Promise.all([ran, clock.advance(100)]);
    expect(it.status.link).toBe('down');
  });

  it('says so of what it knows already, and of what it cannot trust, with the reason', async () => {
    const { clock, store, collector, sender, words } = bench();
    collector();
    await clock.advance(1000);
    const { link, answers } = await sender();
    const [first, tampered, unreadable] = [device.slide(), device.slide(), device.slide()];
    const message = Buffer.from(tampered.message);
    message[message.length - 2] ^= 1; // a bracket: the JSON ends early
    const sent = Promise.all([
      link.publish(first.topic, first.message),
      link.publish(first.topic, first.message),
      link.publish(tampered.topic, Buffer.from(tampered.message.toString().replace('0007', '0008'))),
      link.publish(unreadable.topic, message),
      link.publish(first.topic.replace(/results$/, 'anything'), Buffer.from('<script>')),
    ]);
    await clock.advance(5000);
    await sent;
    expect(answers.get(first.id)).toEqual(['accepted', 'duplicate']);
    expect(answers.get(tampered.id)).toEqual(['bad-signature']);
    expect(answers.size).toBe(2);
    expect(store.aside.map(({ reason }) => reason)).toEqual([
      'bad-signature',
      'invalid-text',
      'not-a-record',
    ]);
    expect(words().filter((line) => line === 'warn: put aside')).toHaveLength(3);
  });

  it('leaves messages with the broker while the store is down, leaves the broker after a while, comes back by itself', async () => {
    const { clock, store, collector, sender, words } = bench();
    const { collector: it } = collector();
    await clock.advance(1000);
    const { send, answers } = await sender();
    store.fault = down;
    const records = Array.from({ length: 30 }, () => device.slide());
    const sent = Promise.all(records.map(send));
    await clock.advance(5000);
    expect(it.status).toMatchObject({ link: 'up', store: 'down' });
    await clock.advance(60_000);
    expect(it.status).toMatchObject({ link: 'down', store: 'down', waiting: 30 });
    expect(answers.size).toBe(0);
    store.fault = undefined;
    await clock.advance(180_000);
    await sent;
    expect(it.status).toMatchObject({ link: 'up', store: 'up' });
    expect(answers.size).toBe(30);
    expect(store.records.size).toBe(30);
    expect(words().join('\n')).toMatch(
      /error: the store takes nothing[^]*leaving the broker[^]*takes records again[^]*collecting/,
    );
  });

  it('holds no more in memory than it was told, and catches up', async () => {
    const most = 50;
    const { clock, store, collector, sender } = bench(
      {},
      { most: 10, mostWaiting: { messages: most, bytes: 1e9 } },
    );
    const { collector: it } = collector();
    await clock.advance(1000);
    const { send, answers } = await sender();
    store.fault = down;
    const sent = Promise.all(Array.from({ length: 300 }, () => send(device.slide())));
    for (let i = 0; i < 50; i++) {
      await clock.advance(100);
      expect(it.status.waiting).toBeLessThanOrEqual(most);
    }
    expect(it.status).toMatchObject({ link: 'up', store: 'down', waiting: most });
    expect(it.status.counts.shed).toBeGreaterThan(200);
    store.fault = undefined;
    await clock.advance(600_000);
    await sent;
    expect(answers.size).toBe(300);
    expect(store.records.size).toBe(300);
  });

  it.each([
    [
      'that the database cannot hold',
      new StorageError('store-fault', 'Taking records failed.', 'None.', {
        cause: Object.assign(new Error('integer out of range'), { code: '22003' }),
      }),
      /^the database does not hold it/,
    ],
    [
      'that this program stumbles over',
      new TypeError('label 0017'),
      /^a fault of this program \(TypeError at /,
    ],
  ])('sets one record aside %s, and takes the others', async (_, fault, detail) => {
    const { clock, store, collector, sender } = bench();
    collector();
    await clock.advance(1000);
    const { send, answers } = await sender();
    const records = Array.from({ length: 20 }, () => device.slide());
    store.unstorable = ({ record }) => (record.id === records[7].id ? fault : undefined);
    const sent = Promise.all(records.map(send));
    await clock.advance(20_000);
    await sent;
    expect(store.records.size).toBe(19);
    expect(answers.get(records[7].id)).toEqual(['invalid-content']);
    expect(store.aside).toMatchObject([{ reason: 'invalid-content', record: records[7].id }]);
    expect(store.aside[0].detail).toMatch(detail);
    expect(store.aside[0].detail).not.toContain('0017');
  });

  it('finishes what it has in hand when it is stopped', async () => {
    const { clock, store, broker, collector, sender } = bench();
    const { stop, ran } = collector();
    await clock.advance(1000);
    const { link, answers } = await sender();
    const record = device.slide();
    const sent = link.publish(record.topic, record.message);
    await clock.advance(2 * broker.wayMs + 1); // the collector has it, and waits for others
    expect(store.records.size).toBe(0);
    stop.abort();
    await Promise.all([ran, clock.advance(1000)]);
    await sent;
    expect(answers.get(record.id)).toEqual(['accepted']);
  });

  it('stopped while the store is down it ends, and nothing was confirmed', async () => {
    const { clock, store, collector, sender } = bench();
    const { stop, ran } = collector();
    await clock.advance(1000);
    const { link, answers } = await sender();
    store.fault = down;
    const record = device.slide();
    const sent = link.publish(record.topic, record.message);
    await clock.advance(1000);
    stop.abort();
    await Promise.all([ran, sent, clock.advance(1000)]);
    expect(answers.size).toBe(0);
    expect(store.records.size).toBe(0);
  });

  it('listens unshared where the broker is of MQTT 3.1.1, and says what that means', async () => {
    const filters: string[] = [];
    const { clock, collector, words } = bench({
      protocol: '3.1.1',
      maySubscribe: (_, filter) => filters.push(filter) > 0,
    });
    collector();
    await clock.advance(1000);
    expect(filters).toEqual(['ringform/1/+/+/+']);
    expect(words().join()).toContain('only one collector may run');
  });

  it('tries again, jittered and ever more rarely, where the broker refuses it', async () => {
    const asked: number[] = [];
    const { clock, collector } = bench({
      maySubscribe: () => {
        asked.push(clock.uptimeMs());
        return false;
      },
    });
    collector();
    await clock.advance(600_000);
    const waits = asked.slice(1).map((at, i) => at - asked[i]);
    // Half of the bound each time, plus the way there and back.
    expect(waits[0]).toBeLessThan(500);
    expect(waits.at(-1)).toBeGreaterThan(30_000);
    expect(asked.length).toBeLessThan(40);
  });
});

describe('two collectors that share', () => {
  it('whatever breaks in the exchange, every record is in the store once and its device hears of it', async () => {
    const fault: fc.Arbitrary<Fault> = fc.oneof(
      { weight: 6, arbitrary: fc.constant<Fault>('none') },
      fc.constantFrom<Fault>('cut', 'twice', { lateMs: 700 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fault),
        fc.array(fc.nat(60_000), { maxLength: 3 }),
        async (faults, outages) => {
          const { clock, store, collector, sender } = bench({
            // For a while only: at its end everything must have arrived.
            faults: () => (clock.uptimeMs() < 90_000 ? (faults.next().value as Fault) : 'none'),
          });
          const [one, two] = [collector(), collector()];
          await clock.advance(3000);
          const { send, answers } = await sender();
          const records = Array.from({ length: 25 }, () => device.slide());
          const sent = Promise.all(records.map(send));
          for (const atMs of outages) clock.after(atMs, () => (store.fault = down));
          for (const atMs of outages) clock.after(atMs + 15_000, () => (store.fault = undefined));
          clock.after(20_000, () => one.link.cut());
          clock.after(30_000, () => two.stop.abort());
          clock.after(40_000, () => void collector());
          await clock.advance(1_200_000);
          await sent;
          expect([...store.records.keys()].sort()).toEqual(records.map(({ id }) => id).sort());
          for (const { id } of records) {
            const heard = answers.get(id) ?? [];
            expect(heard.length).toBeGreaterThan(0);
            expect(heard.every((as) => as === 'accepted' || as === 'duplicate')).toBe(true);
          }
          expect(store.aside).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  });
});
