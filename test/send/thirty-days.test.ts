import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { healthBodyOf } from '../record/health.js';
import { finishSlide, Rig } from './rig.js';

/** In memory where the machine has such a folder: 50,000 transactions, and what a power cut leaves is tested elsewhere. */
function quickFolder(): string {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ringform-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it('30 days without a link, 10,000 slides: after it is back each is there once, results before all else', async () => {
  const store = await SqliteSlideStore.open(join(quickFolder(), 'ringform.sqlite'));
  onTestFinished(() => store.close());
  const rig = new Rig({}, {}, store);
  rig.broker.kill();
  rig.start();
  const DAY = 86_400_000;
  for (let day = 0; day < 30; day++) {
    for (let n = 1; n <= 334 && day * 334 + n <= 10_000; n++) await finishSlide(store, day * 334 + n);
    for (let hour = 0; hour < 24; hour++) await store.enqueueHealth(healthBodyOf(), rig.clock.moment());
    rig.sender.outboxChanged();
    await rig.clock.advance(DAY);
  }
  expect(await rig.waiting()).toEqual({ results: 10_000, health: 720, thumbnails: 0 });
  rig.broker.start();
  await rig.listen();
  await rig.clock.advance(2 * 3_600_000);
  expect(await rig.waiting()).toEqual({ results: 0, health: 0, thumbnails: 0 });
  const { taken, times, wrong } = rig.collector;
  expect(taken.size).toBe(10_720);
  expect([...times.values()].every((count) => count === 1)).toBe(true);
  const order = [...taken.values()].map(({ record }) => record.chain.lane);
  expect(order.lastIndexOf('results')).toBeLessThan(order.indexOf('health'));
  expect(wrong).toEqual([]);
  expect(rig.collector.chainFaults()).toEqual([]);
  await rig.stop();
}, 300_000);
