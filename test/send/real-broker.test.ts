import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { MqttLink } from '../../src/broker/mqtt-link.js';
import { SystemClock } from '../../src/clock/system-clock.js';
import { RecordingLog } from '../../src/service/log.js';
import { recordMaker } from '../../src/send/make-record.js';
import { Sender } from '../../src/send/sender.js';
import { DEFAULT_SENDER_SETTINGS } from '../../src/send/settings.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { temporaryFolder } from '../store/fixtures.js';
import { describeWithMosquitto, startMosquitto, type RunningMosquitto } from '../support/mosquitto.js';
import { device, finishSlide, key, SITE } from './rig.js';
import { StandInCollector } from './stand-in-collector.js';

/** A device's sender on a real store, a collector, and Mosquitto between them. */
async function throughMosquitto(slides: number): Promise<{
  readonly broker: RunningMosquitto;
  readonly store: SqliteSlideStore;
  readonly collector: StandInCollector;
  readonly start: () => { readonly sender: Sender; readonly stop: () => Promise<void> };
}> {
  const broker = await startMosquitto();
  onTestFinished(() => broker.close());
  const store = await SqliteSlideStore.open(join(temporaryFolder(), 'ringform.sqlite'));
  onTestFinished(() => store.close());
  const clock = new SystemClock();
  for (let n = 1; n <= slides; n++) await finishSlide(store, n);
  const collecting = new MqttLink({ url: broker.url, clientId: 'collector', sessionSeconds: 600 });
  const collector = new StandInCollector(collecting, createPublicKey(key));
  onTestFinished(() => collecting.disconnect());
  // A collector comes back by itself, as the real one does.
  let over = false;
  onTestFinished(() => void (over = true));
  const again = (): void => {
    if (!over) collector.listen().catch(() => clock.after(100, again));
  };
  collector.onDown(() => clock.after(50, again));
  await collector.listen();
  const start = (): { readonly sender: Sender; readonly stop: () => Promise<void> } => {
    const stop = new AbortController();
    const sender = new Sender({
      ...{ outbox: store, clock, device, log: new RecordingLog(), power: true },
      link: new MqttLink({ url: broker.url, clientId: device }),
      prepare: recordMaker({
        ...{ store, key, site: SITE, software: 'test' },
        readFile: () => Promise.reject(new Error('no pictures here')),
      }),
      settings: {
        ...DEFAULT_SENDER_SETTINGS,
        acknowledgeWithinMs: 2_000,
        backoffBaseMs: 50,
        backoffCapMs: 500,
      },
      chance: Math.random,
    });
    const running = sender.run(stop.signal);
    running.catch(() => undefined); // told by stop
    return {
      sender,
      stop: async () => {
        stop.abort();
        await running;
      },
    };
  };
  return { broker, store, collector, start };
}

/** Resolves once nothing waits. */
async function drained(sender: Sender): Promise<void> {
  const empty = (): boolean => Object.values(sender.status.waiting).every((count) => count === 0);
  await new Promise<void>((resolve) => {
    const cancel = sender.onChange(() => {
      if (!empty()) return;
      cancel();
      resolve();
    });
  });
}

describeWithMosquitto('a device, Mosquitto and a collector', () => {
  it('a broker that is killed and comes back empty, twice, loses nothing and doubles nothing', async () => {
    const { broker, store, collector, start } = await throughMosquitto(300);
    const { sender, stop } = start();
    for (const many of [60, 160]) {
      await collector.has(many);
      await broker.kill();
      await broker.restart({ empty: true });
    }
    await drained(sender);
    await stop();
    expect((await store.outboxTotals()).waiting.results).toBe(0);
    expect(collector.taken.size).toBe(300);
    expect(collector.wrong).toEqual([]);
    expect(collector.chainFaults()).toEqual([]);
  });

  it('a sender that is stopped and started in the middle goes on where it was', async () => {
    const { store, collector, start } = await throughMosquitto(200);
    for (const many of [30, 90]) {
      const { stop } = start();
      await collector.has(many);
      await stop();
    }
    const { sender, stop } = start();
    await drained(sender);
    await stop();
    expect((await store.outboxTotals()).waiting.results).toBe(0);
    expect(collector.taken.size).toBe(200);
    expect(collector.wrong).toEqual([]);
    expect(collector.chainFaults()).toEqual([]);
    // At most what was in flight at each stop came twice.
    const times = [...collector.times.values()].reduce((sum, count) => sum + count);
    expect(times - 200).toBeLessThanOrEqual(2 * DEFAULT_SENDER_SETTINGS.inFlight);
  });
});
