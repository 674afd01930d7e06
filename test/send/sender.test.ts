import { expect, it } from 'vitest';
import { StorageError } from '../../src/base/errors.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import { acknowledgementTopic } from '../../src/record/topics.js';
import { recordMaker } from '../../src/send/make-record.js';
import { device, finishSlide, key, Rig, SITE } from './rig.js';

const MINUTE = 60_000;
const NONE = { results: 0, health: 0, thumbnails: 0 };

it('sends what waits: results, then health, then thumbnails; each leaves when it is acknowledged', async () => {
  const rig = new Rig({ inFlight: 1 });
  await rig.addHealth();
  for (const n of [1, 2, 3]) await finishSlide(rig.store, n, [`t/${n}.jpg`]);
  const before = await rig.waiting();
  expect(before).toMatchObject({ results: 3, health: 1 });
  await rig.listen();
  rig.start();
  await rig.clock.advance(MINUTE);
  expect(await rig.waiting()).toEqual(NONE);
  const order = [...rig.collector.taken.values()].map(({ record }) => record.chain.lane);
  expect(order).toEqual([
    ...Array.from({ length: 3 }, () => 'results'),
    'health',
    ...Array.from({ length: before.thumbnails }, () => 'thumbnails'),
  ]);
  expect(rig.collector.wrong).toEqual([]);
  expect(rig.collector.chainFaults()).toEqual([]);
  await rig.stop();
  expect(rig.memory.lastTaken).toBeDefined();
});

it('is connected only while there is something to send', async () => {
  const rig = new Rig({ lingerMs: 10_000 });
  await rig.listen();
  rig.start();
  await rig.clock.advance(10 * MINUTE);
  expect(rig.sender.status.link).toBe('down');
  await rig.addHealth();
  rig.sender.outboxChanged();
  await rig.clock.advance(5_000);
  expect(rig.sender.status.link).toBe('up');
  expect(await rig.waiting()).toEqual(NONE);
  await rig.clock.advance(10_000);
  expect(rig.sender.status.link).toBe('down');
  await rig.stop();
});

it('a broker’s own confirmation takes nothing out of the outbox', async () => {
  const rig = new Rig();
  await finishSlide(rig.store, 1);
  rig.start(); // nobody collects
  await rig.clock.advance(30_000);
  expect(rig.sender.status).toMatchObject({ link: 'up', inFlight: 1 });
  expect((await rig.waiting()).results).toBe(1);
  await rig.listen();
  await rig.clock.advance(40 * MINUTE);
  expect(await rig.waiting()).toEqual(NONE);
  expect(rig.collector.taken.size).toBe(1);
  await rig.stop();
});

it('with no collector there, one record alone is tried now and then, each time another', async () => {
  const rig = new Rig();
  for (const n of [1, 2, 3, 4]) await finishSlide(rig.store, n);
  await rig.listen();
  rig.collector.answer = () => 'nothing';
  rig.start();
  await rig.clock.advance(24 * 60 * MINUTE);
  const tries = [...rig.collector.times.values()];
  expect(tries).toHaveLength(4);
  expect(Math.max(...tries) - Math.min(...tries)).toBeLessThanOrEqual(1);
  const all = tries.reduce((sum, times) => sum + times);
  // Every quarter of an hour at most, half of that on average, and a minute each.
  expect(all).toBeGreaterThan(24 * 4);
  expect(all).toBeLessThan(24 * 12);
  expect(rig.sender.status.trouble).toBe('not-acknowledged');
  rig.collector.answer = () => 'take';
  await rig.clock.advance(20 * MINUTE);
  expect(await rig.waiting()).toEqual(NONE);
  expect(rig.sender.status.trouble).toBeUndefined();
  await rig.stop();
});

it('what was put aside by the other side stays, with the reason, and goes again when a person says so', async () => {
  const rig = new Rig();
  await finishSlide(rig.store, 1);
  await finishSlide(rig.store, 2);
  await rig.listen();
  rig.collector.answer = (record) => (record.chain.number === 1 ? { refuse: 'unknown-device' } : 'take');
  rig.start();
  await rig.clock.advance(MINUTE);
  expect(await rig.waiting()).toEqual(NONE);
  expect(await rig.store.refused()).toMatchObject([{ reason: 'unknown-device' }]);
  expect(rig.log.lines).toContainEqual(expect.objectContaining({ level: 'warn', reason: 'unknown-device' }));
  rig.collector.answer = () => 'take';
  await rig.store.retryRefused();
  await rig.clock.advance(2 * MINUTE);
  expect(await rig.store.refused()).toEqual([]);
  expect(rig.collector.taken.size).toBe(2);
  expect(rig.collector.chainFaults()).toEqual([]);
  await rig.stop();
});

it('a record that is too large for the broker is put aside, and the others go on', async () => {
  const rig = new Rig({}, { maximumPacketSize: 800 });
  await rig.addHealth();
  await finishSlide(rig.store, 1);
  await rig.listen();
  rig.start();
  await rig.clock.advance(MINUTE);
  expect(await rig.store.refused()).toMatchObject([{ kind: 'slide', reason: 'message-too-large' }]);
  expect(await rig.waiting()).toEqual(NONE);
  await rig.stop();
});

it('an acknowledgement of other bytes, of another device, or of no form changes nothing', async () => {
  const rig = new Rig();
  await finishSlide(rig.store, 1);
  await rig.listen();
  rig.collector.answer = () => 'nothing';
  rig.start();
  await rig.clock.advance(1_000);
  const [row] = await rig.store.waiting();
  const stranger = rig.broker.link('stranger');
  const connecting = stranger.connect();
  await rig.clock.advance(100);
  await connecting;
  const say = (text: string): void =>
    void stranger.publish(acknowledgementTopic(SITE, device), Buffer.from(text));
  const records = [{ id: row.id, hash: '0'.repeat(64), as: 'accepted' }];
  say(JSON.stringify({ v: 1, device, records }));
  say(
    JSON.stringify({ v: 1, device: 'rf-aaaaaaaaaaaa', records: [{ ...records[0], hash: row.sealed?.hash }] }),
  );
  say('{ not JSON');
  say(JSON.stringify({ v: 2, device, records }));
  await rig.clock.advance(10_000);
  expect((await rig.waiting()).results).toBe(1);
  expect(rig.log.lines.filter(({ words }) => words.includes('cannot be read'))).toHaveLength(3);
  await rig.stop();
});

it('what was sealed before the device moved goes to the site it was sealed at, and is heard of there', async () => {
  const rig = new Rig();
  await finishSlide(rig.store, 1);
  rig.start(); // nobody collects: sent, and not taken
  await rig.clock.advance(30_000);
  await rig.stop();
  rig.site = 'siaya';
  await finishSlide(rig.store, 2);
  await rig.listen();
  rig.start();
  await rig.clock.advance(40 * MINUTE);
  expect(await rig.waiting()).toEqual(NONE);
  expect(rig.collector.wrong).toEqual([]);
  expect(rig.collector.chainFaults()).toEqual([]);
  const sites = [...rig.collector.taken.values()].map(({ record }) => record.site);
  expect(sites).toEqual([SITE, 'siaya']);
  await rig.stop();
});

it('hangs up in good order when the battery says so, and goes on when it allows', async () => {
  const rig = new Rig({ inFlight: 2 });
  for (let n = 1; n <= 30; n++) await finishSlide(rig.store, n);
  await rig.listen();
  rig.start();
  await rig.clock.advance(100);
  rig.sender.power(false);
  await rig.clock.advance(1_000);
  expect(rig.sender.status.link).toBe('down');
  const taken = rig.collector.taken.size;
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(30);
  await rig.clock.advance(60 * MINUTE);
  expect(rig.collector.taken.size).toBe(taken);
  rig.sender.power(true);
  await rig.clock.advance(MINUTE);
  expect(await rig.waiting()).toEqual(NONE);
  await rig.stop();
});

it('sends within its windows only', async () => {
  // The clock begins on 5 January 2026, 06:00 UTC.
  const offset = new Date(Date.UTC(2026, 0, 5, 6)).getHours() * 60;
  const rig = new Rig({ windows: [{ fromMinute: offset + 120, toMinute: offset + 180 }] });
  await finishSlide(rig.store, 1);
  await rig.listen();
  rig.start();
  await rig.clock.advance(119 * MINUTE);
  expect(rig.collector.taken.size).toBe(0);
  await rig.clock.advance(3 * MINUTE);
  expect(rig.collector.taken.size).toBe(1);
  await rig.clock.advance(70 * MINUTE);
  await finishSlide(rig.store, 2);
  rig.sender.outboxChanged();
  await rig.clock.advance(60 * MINUTE);
  expect(rig.collector.taken.size).toBe(1);
  await rig.clock.advance(22 * 60 * MINUTE);
  expect(rig.collector.taken.size).toBe(2);
  await rig.stop();
});

it('the day’s budget holds health and thumbnails back, and never a result', async () => {
  const rig = new Rig({ mostBytesPerDay: 6_000 });
  for (let i = 0; i < 20; i++) await rig.addHealth();
  await rig.listen();
  rig.start();
  await rig.clock.advance(10 * MINUTE);
  const first = 20 - (await rig.waiting()).health;
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(20);
  expect(rig.sender.status.link).toBe('down');
  await finishSlide(rig.store, 1);
  rig.sender.outboxChanged();
  await rig.clock.advance(MINUTE);
  expect((await rig.waiting()).results).toBe(0);
  // A restart of the program is no new day.
  await rig.stop();
  rig.start();
  await rig.clock.advance(10 * MINUTE);
  expect((await rig.waiting()).health).toBe(20 - first);
  await rig.clock.advance(24 * 60 * MINUTE);
  expect((await rig.waiting()).health).toBeLessThanOrEqual(20 - 2 * first);
  await rig.stop();
});

it('more records than may be in flight that nobody ever answers do not stop the others', async () => {
  const rig = new Rig({ inFlight: 4 });
  for (let n = 1; n <= 40; n++) await finishSlide(rig.store, n);
  await rig.addHealth();
  const silent = new Set((await rig.store.waiting({ limit: 10 })).map(({ id }) => id));
  rig.collector.answer = ({ id }) => (silent.has(id) ? 'nothing' : 'take');
  await rig.listen();
  rig.start();
  await rig.clock.advance(60 * MINUTE);
  expect(await rig.waiting()).toEqual({ ...NONE, results: 10 });
  expect(rig.collector.taken.size).toBe(31);
  rig.collector.answer = () => 'take';
  await rig.clock.advance(60 * MINUTE);
  expect(await rig.waiting()).toEqual(NONE);
  expect(rig.collector.chainFaults()).toEqual([]);
  await rig.stop();
});

it('what travels is packed, and counted as it travels', async () => {
  const rig = new Rig();
  for (let n = 1; n <= 10; n++) await finishSlide(rig.store, n);
  await rig.addHealth();
  await rig.listen();
  rig.start();
  await rig.clock.advance(MINUTE);
  await rig.stop();
  const { taken, packed, bytes } = rig.collector;
  expect([taken.size, packed]).toEqual([11, 11]);
  const plain = [...taken.values()].reduce((sum, { message }) => sum + message.length, 0);
  expect(bytes).toBeLessThan(0.7 * plain);
  expect(rig.memory.day?.bytes).toBe(bytes);
});

it('a connection carries its share, and the next begins after a rest', async () => {
  const rig = new Rig({ mostBytesPerConnection: 4_000, inFlight: 3, restMs: 10 * MINUTE });
  for (let n = 1; n <= 12; n++) await finishSlide(rig.store, n);
  await rig.listen();
  let connections = 0;
  rig.link.onState(({ state }) => (connections += state === 'up' ? 1 : 0));
  rig.start();
  await rig.clock.advance(9 * MINUTE);
  expect(connections).toBe(1);
  expect(rig.sender.status.link).toBe('down');
  const first = rig.collector.taken.size;
  expect(first).toBeGreaterThan(1);
  expect(first).toBeLessThan(12);
  await rig.clock.advance(100 * MINUTE);
  expect(await rig.waiting()).toEqual(NONE);
  expect(connections).toBe(Math.ceil(12 / first));
  await rig.stop();
});

it('keeps the outbox below its size: thumbnails go first, then health, never results', async () => {
  const rig = new Rig({ mostOutboxBytes: 4_000 });
  for (let i = 0; i < 20; i++) await rig.addHealth();
  for (let n = 1; n <= 5; n++) await finishSlide(rig.store, n, [`t/${n}.jpg`]);
  rig.broker.kill();
  rig.start();
  await rig.clock.advance(2 * MINUTE);
  const { waiting, bytes } = await rig.store.outboxTotals();
  expect(waiting.results).toBe(5);
  expect(waiting.thumbnails).toBe(0);
  expect(waiting.health).toBeLessThan(20);
  expect(bytes).toBeLessThanOrEqual(4_000);
  await rig.stop();
});

it('a disk that refuses is waited for', async () => {
  const store = new MemorySlideStore();
  let refuses = true;
  const seal = store.sealAll.bind(store);
  store.sealAll = (...args) =>
    refuses ? Promise.reject(new StorageError('disk-full', 'Full.', 'Make room.')) : seal(...args);
  const rig = new Rig({}, {}, store);
  await finishSlide(store, 1);
  await rig.listen();
  rig.start();
  await rig.clock.advance(30 * MINUTE);
  expect(rig.sender.status.trouble).toBe('storage');
  refuses = false;
  await rig.clock.advance(30 * MINUTE);
  expect(await rig.waiting()).toEqual(NONE);
  await rig.stop();
});

it('rows that no record can be made of stay, and do not stop the others', async () => {
  const rig = new Rig();
  for (let n = 1; n <= 60; n++) await finishSlide(rig.store, n);
  await rig.listen();
  // More than may be in flight, and the oldest.
  const bad = new Set((await rig.store.waiting({ limit: 25 })).map(({ sequence }) => sequence));
  const sound = recordMaker({
    ...{ store: rig.store, key, site: SITE, software: 'test' },
    readFile: () => Promise.reject(new Error('no pictures here')),
  });
  rig.start({
    prepare: (row) =>
      bad.has(row.sequence) ? Promise.reject(new TypeError('a fault of the program')) : sound(row),
  });
  await rig.clock.advance(MINUTE);
  expect(rig.collector.taken.size).toBe(35);
  expect((await rig.waiting()).results).toBe(25);
  expect(rig.log.lines.filter(({ words }) => words.startsWith('no record can be made'))).toHaveLength(25);
  expect(rig.collector.chainFaults()).toEqual([]);
  await rig.clock.advance(MINUTE);
  expect(rig.sender.status.link).toBe('down');
  await rig.stop();
});

it('a record that cannot be signed, or is gone by then, does not keep those back that are sealed with it', async () => {
  const rig = new Rig();
  for (let n = 1; n <= 12; n++) await finishSlide(rig.store, n);
  for (let n = 0; n < 6; n++) await rig.addHealth();
  await rig.listen();
  const rows = await rig.store.waiting();
  const [unsigned, gone] = [rows[3].sequence, rows[14].sequence];
  const sound = recordMaker({
    ...{ store: rig.store, key, site: SITE, software: 'test' },
    readFile: () => Promise.reject(new Error('no pictures here')),
  });
  rig.start({
    prepare: async (row) => {
      if (row.sequence === gone) await rig.store.dropRow(gone);
      if (row.sequence !== unsigned) return sound(row);
      return () => {
        throw new TypeError('a fault of the program');
      };
    },
  });
  await rig.clock.advance(MINUTE);
  expect(await rig.waiting()).toEqual({ ...NONE, results: 1 });
  expect(rig.collector.taken.size).toBe(16);
  expect(rig.collector.chainFaults()).toEqual([]);
  const [left] = await rig.store.waiting();
  expect(left.sequence).toBe(unsigned);
  expect(left).not.toHaveProperty('sealed');
  await rig.stop();
});

it('a disk that refuses once, beside what was sealed before, holds nothing up for good', async () => {
  const rig = new Rig();
  await finishSlide(rig.store, 1);
  rig.start(); // nobody collects
  await rig.clock.advance(10_000);
  await rig.stop();
  expect((await rig.store.waiting())[0]).toHaveProperty('sealed');
  for (let n = 2; n <= 8; n++) await finishSlide(rig.store, n);
  const sealAll = rig.store.sealAll.bind(rig.store);
  let refusals = 0;
  rig.store.sealAll = (...args) =>
    refusals++ === 0
      ? Promise.reject(new StorageError('disk-full', 'Full.', 'Make room.'))
      : sealAll(...args);
  await rig.listen();
  rig.start();
  await rig.clock.advance(MINUTE);
  expect(refusals).toBeGreaterThan(1);
  expect(await rig.waiting()).toEqual(NONE);
  expect(rig.collector.chainFaults()).toEqual([]);
  await rig.stop();
});

it('stops within its time, whatever is under way', async () => {
  const rig = new Rig();
  for (let n = 1; n <= 50; n++) await finishSlide(rig.store, n);
  for (const after of [0, 1, 7, 12, 20, 33, 60]) {
    rig.start();
    await rig.clock.advance(after);
    const asked = rig.clock.uptimeMs();
    const stopping = rig.stop();
    await stopping;
    expect(rig.clock.uptimeMs() - asked).toBeLessThanOrEqual(5_000);
    expect(rig.link.state.state).toBe('down');
  }
});
