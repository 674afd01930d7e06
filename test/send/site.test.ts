import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Collector, COLLECTOR_SETTINGS } from '../../src/collect/collector.js';
import type { MemoryBrokerOptions } from '../../src/broker/memory-faults.js';
import { openRegistry } from '../../src/registry/open-registry.js';
import type { SenderSettings } from '../../src/send/settings.js';
import { RecordingLog } from '../../src/service/log.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { slideId, temporaryFolder } from '../store/fixtures.js';
import { device, finishSlide, key, Rig } from './rig.js';

const MINUTE = 60_000;

/** One time of a device's life: its store as it finds it, and a sender, both at this site. */
async function life(
  path: string,
  site: string | undefined,
  settings: Partial<SenderSettings> = {},
  broker: MemoryBrokerOptions = {},
): Promise<Rig> {
  const store = await SqliteSlideStore.open(path, { ...(site !== undefined && { site }) });
  onTestFinished(() => store.close());
  const rig = new Rig(settings, broker, store);
  rig.site = site ?? 'unassigned';
  return rig;
}

const placesIn = (rig: Rig): string[] =>
  [...rig.collector.taken.values()].map(({ record }) => {
    const about = record.kind === 'health' ? 'health' : `slide ${Number(record.body.slide)}`;
    return `${about} ${record.site}`;
  });

it('what was counted before the device moved is of the site where it was counted, sealed by then or not', async () => {
  const path = join(temporaryFolder(), 'ringform.sqlite');
  const first = await life(path, 'kisumu');
  await finishSlide(first.store, 1);
  first.start(); // nobody collects: one is sealed, and the next never is
  await first.clock.advance(10_000);
  await first.stop();
  await finishSlide(first.store, 2, ['t/2.jpg']);
  await first.addHealth();
  const sealed = (await first.store.waiting()).filter((row) => row.sealed !== undefined);
  expect(sealed.map(({ id }) => id)).toEqual([`${slideId(1)}.1`]);
  await first.store.close();

  const second = await life(path, 'siaya');
  await finishSlide(second.store, 3);
  await second.addHealth();
  const at = second.clock.moment();
  const [own] = await second.store.results(slideId(2));
  await second.store.reviseResult(slideId(2), { author: 'Ben', note: '', result: own.result, at });
  await second.listen();
  second.start();
  await second.clock.advance(20 * MINUTE);
  expect(await second.waiting()).toEqual({ results: 0, health: 0, thumbnails: 0 });
  expect(placesIn(second)).toEqual([
    ...['slide 1 kisumu', 'slide 2 kisumu', 'slide 3 siaya', 'slide 2 kisumu'],
    ...['health kisumu', 'health siaya', 'slide 2 kisumu'],
  ]);
  expect(second.collector.wrong).toEqual([]);
  expect(second.collector.chainFaults()).toEqual([]);
  await second.stop();
});

it('what was counted before anybody had said where the device stands is of the site where it is first sent', async () => {
  const path = join(temporaryFolder(), 'ringform.sqlite');
  const first = await life(path, undefined);
  await finishSlide(first.store, 1);
  await first.store.close();
  const second = await life(path, 'siaya');
  await second.listen();
  second.start();
  await second.clock.advance(MINUTE);
  expect(placesIn(second)).toEqual(['slide 1 siaya']);
  await second.stop();
});

it('a broker that does not let the device write at its earlier site gets what is of the new one, and all once it does', async () => {
  const path = join(temporaryFolder(), 'ringform.sqlite');
  const first = await life(path, 'kisumu');
  for (let n = 1; n <= 10; n++) await finishSlide(first.store, n);
  await first.store.close();
  let strict = true;
  const mayPublish = (client: string, topic: string): boolean =>
    !strict || client !== device || topic.includes('/siaya/');
  const rig = await life(path, 'siaya', { inFlight: 4 }, { mayPublish });
  for (let n = 11; n <= 40; n++) await finishSlide(rig.store, n);
  await rig.listen();
  rig.start();
  await rig.clock.advance(4 * 60 * MINUTE);
  expect((await rig.waiting()).results).toBe(10);
  expect(new Set([...rig.collector.taken.values()].map(({ record }) => record.site))).toEqual(
    new Set(['siaya']),
  );
  expect(rig.sender.status.trouble).toBe('publish-refused');
  strict = false;
  await rig.clock.advance(60 * MINUTE);
  expect((await rig.waiting()).results).toBe(0);
  expect(rig.collector.chainFaults()).toEqual([]);
  await rig.stop();
});

it('a collector and its registry show it there, too', async () => {
  const path = join(temporaryFolder(), 'ringform.sqlite');
  const first = await life(path, 'kisumu');
  await finishSlide(first.store, 1);
  await first.store.close();
  const rig = await life(path, 'siaya');
  await finishSlide(rig.store, 2);
  const registry = await openRegistry(join(temporaryFolder(), 'registry.sqlite'));
  onTestFinished(() => registry.close());
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string;
  await registry.enrol({ id: device, site: 'siaya', name: 'Bench', publicKey, enrolledBy: 'amina' }, 0);
  const stop = new AbortController();
  const collected = new Collector({
    ...{ clock: rig.clock, log: new RecordingLog(), registry, random: () => 0.5 },
    link: rig.broker.link('collector-1'),
    settings: { ...COLLECTOR_SETTINGS, group: 'g' },
  }).run(stop.signal);
  await rig.clock.advance(100);
  rig.start();
  await rig.clock.advance(2 * MINUTE);
  expect(await rig.waiting()).toEqual({ results: 0, health: 0, thumbnails: 0 });
  expect(await registry.quarantine()).toEqual([]);
  const { lines } = await registry.slides({}, {});
  expect(lines.map(({ slide, site }) => [slide, site]).sort()).toEqual([
    [slideId(1), 'kisumu'],
    [slideId(2), 'siaya'],
  ]);
  await rig.stop();
  stop.abort();
  await rig.clock.advance(5_000);
  await collected;
});
