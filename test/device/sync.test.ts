import { createPublicKey } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { StorageError } from '../../src/base/errors.js';
import { MemoryBroker } from '../../src/broker/memory-broker.js';
import type { WireRecord } from '../../src/record/wire-record.js';
import { recordMaker } from '../../src/send/make-record.js';
import { Sender } from '../../src/send/sender.js';
import { DEFAULT_SENDER_SETTINGS } from '../../src/send/settings.js';
import { device, key, SITE } from '../send/rig.js';
import { StandInCollector } from '../send/stand-in-collector.js';
import { Desk } from './harness.js';

const HOUR = 3_600_000;

interface SyncedDesk {
  readonly desk: Desk;
  readonly broker: MemoryBroker;
  readonly collector: StandInCollector;
  /** Records of a kind that the collector has. */
  readonly of: <K extends WireRecord['kind']>(kind: K) => readonly Extract<WireRecord, { kind: K }>[];
}

/** A device on a desk that sends, and who collects. */
async function synced(): Promise<SyncedDesk> {
  const desk = new Desk();
  const { clock, store, log } = desk;
  const broker = new MemoryBroker(clock);
  const collector = new StandInCollector(broker.link('collector', true), createPublicKey(key));
  const listening = collector.listen();
  await clock.advance(100);
  await listening;
  const sender = new Sender({
    ...{ outbox: store, link: broker.link(device), clock, device, log, site: SITE, power: true },
    prepare: recordMaker({
      ...{ store, key, site: SITE, software: 'test' },
      readFile: () => Promise.resolve(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)),
    }),
    settings: DEFAULT_SENDER_SETTINGS,
    chance: () => 0.5,
  });
  const space = (): Promise<{ free: number; total: number }> => Promise.resolve({ free: 5e9, total: 8e9 });
  await desk.switchOn({ sync: { sender, device, name: 'Ward 3', disk: { space }, healthEveryMs: HOUR } });
  return {
    ...{ desk, broker, collector },
    of: <K extends WireRecord['kind']>(kind: K) =>
      [...collector.taken.values()]
        .map(({ record }) => record)
        .filter((record): record is Extract<WireRecord, { kind: K }> => record.kind === kind),
  };
}

async function countSlide(desk: Desk): Promise<void> {
  await desk.press();
  for (let i = 0; i < 3; i++) await desk.field();
  await desk.press(2_500);
  await desk.clock.advance(1_000);
  await desk.press(); // accepted
}

it('a result that the other side puts aside is told until it is taken after all; it is not called sent', async () => {
  const { desk, collector } = await synced();
  await desk.clock.advance(2_000);
  collector.answer = ({ kind }) => (kind === 'health' ? 'take' : { refuse: 'revoked-device' });
  await countSlide(desk);
  await desk.clock.advance(60_000);
  expect(desk.screen.status).toMatchObject({ waitingToSend: 0, putAside: 1 });
  collector.answer = () => 'take';
  await desk.store.retryRefused(); // as `ringform outbox retry` does, beside the daemon
  await desk.clock.advance(30 * 60_000);
  expect(desk.screen.status.waitingToSend).toBe(0);
  expect(desk.screen.status).not.toHaveProperty('putAside');
});

it('a slide is sent as soon as it is finished; the display tells what waits and that all is sent', async () => {
  const { desk, broker, collector, of } = await synced();
  await desk.clock.advance(2_000);
  expect(desk.screen.status.waitingToSend).toBe(0);
  broker.kill();
  await countSlide(desk);
  await desk.clock.advance(60_000);
  expect(desk.screen.status.waitingToSend).toBe(1);
  broker.start();
  const again = collector.listen();
  await desk.clock.advance(20 * 60_000);
  await again;
  expect(desk.screen.status.waitingToSend).toBe(0);
  expect(of('slide')).toMatchObject([{ device, site: SITE, body: { label: '0001', author: 'device' } }]);
  expect(collector.wrong).toEqual([]);
  expect(collector.chainFaults()).toEqual([]);
});

it('says how it is at the start, every hour and after each slide', async () => {
  const { desk, of } = await synced();
  await desk.clock.advance(60_000);
  expect(of('health')).toMatchObject([
    {
      body: {
        ...{ name: 'Ward 3', doing: 'ready', model: { name: 'test-model' } },
        power: { state: 'normal', charge: 0.9, millivolts: 4050 },
        ...{ disk: { freeBytes: 5e9, totalBytes: 8e9 }, clock: { trust: 'rtc' }, slides: { finished: 0 } },
      },
    },
  ]);
  await countSlide(desk);
  await desk.clock.advance(60_000);
  expect(of('health').map(({ body }) => body.slides.finished)).toEqual([0, 1]);
  await desk.clock.advance(3 * HOUR);
  expect(of('health')).toHaveLength(5);
});

it('sends nothing while the battery is to be spared, and what waited afterwards', async () => {
  const { desk, of } = await synced();
  desk.power({ ...desk.picture, state: 'critical', sync: false });
  await countSlide(desk);
  await desk.clock.advance(HOUR / 2);
  expect(of('slide')).toHaveLength(0);
  desk.power({ ...desk.picture, state: 'normal', sync: true });
  await desk.clock.advance(60_000);
  expect(of('slide')).toHaveLength(1);
});

it('a collector that never answers holds up neither the next slide nor the end', async () => {
  const { desk, collector } = await synced();
  collector.answer = () => 'nothing';
  for (let i = 0; i < 3; i++) await countSlide(desk);
  expect(desk.screen.view.screen).toBe('ready');
  expect((await desk.store.outboxTotals()).waiting.results).toBe(3);
  const asked = desk.clock.uptimeMs();
  desk.askToStop();
  let ended: number | undefined;
  void desk.ended?.then(() => (ended = desk.clock.uptimeMs()));
  await desk.clock.advance(5_000);
  expect(ended).toBeDefined();
  expect((ended ?? Infinity) - asked).toBeLessThan(5_000);
});

it('a disk that is full when health is put in is told in the log, and the device goes on', async () => {
  const { desk } = await synced();
  await desk.clock.advance(1_000);
  const { store } = desk;
  const real = store.enqueueHealth.bind(store);
  onTestFinished(() => void (store.enqueueHealth = real));
  store.enqueueHealth = () => Promise.reject(new StorageError('disk-full', 'Full.', 'Make room.'));
  await desk.clock.advance(HOUR);
  expect(desk.log.lines.filter(({ words }) => words.includes('could not be noted'))).toHaveLength(1);
  store.enqueueHealth = real;
  await countSlide(desk);
  expect(desk.screen.view.screen).toBe('ready');
});

it('a device without synchronisation shows nothing of it', async () => {
  const desk = new Desk();
  await desk.switchOn();
  await countSlide(desk);
  expect(desk.screens.some(({ status }) => 'waitingToSend' in status)).toBe(false);
});
