import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { emptyTally } from '../../src/counting/tally.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import { MIGRATIONS } from '../../src/store/migrations.js';
import { openDatabase } from '../../src/store/open-database.js';
import type { ChainLink, MadeMessage } from '../../src/store/outbox.js';
import type { SlideStore } from '../../src/store/slide-store.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { made } from './contract/outbox-kit.js';
import { review } from './contract/stores.js';
import { momentNumber, newField, resultFor, slideId, slideStart, temporaryFolder } from './fixtures.js';

const at =
  (site: string) =>
  (link: ChainLink): MadeMessage => ({ ...made(link), site });

/** One slide with a close-up, counted from beginning to end. */
async function count(store: SlideStore, n: number): Promise<void> {
  await store.startSlide(slideStart(n));
  const file = { kind: 'thumbnail', path: `thumbnails/${n}.jpg`, bytes: 90, cell: 3 } as const;
  const tally = await store.commitField(slideId(n), { ...newField(0), files: [file] });
  await store.finishSlide(slideId(n), resultFor(tally), momentNumber(n));
}

const sitesIn = async (store: SlideStore): Promise<(string | undefined)[]> =>
  (await store.waiting()).map(({ site }) => site);

async function opened(store: SlideStore | Promise<SlideStore>): Promise<SlideStore> {
  const it = await store;
  onTestFinished(() => it.close());
  return it;
}

const open = {
  SqliteSlideStore: (options: { site?: string }) =>
    SqliteSlideStore.open(join(temporaryFolder(), 'ringform.db'), options),
  MemorySlideStore: (options: { site?: string }) => new MemorySlideStore(options),
} as const;

describe.each(Object.entries(open))('%s knows of a record', (_, make) => {
  it('where its slide was counted, and of health where it was noted', async () => {
    const store = await opened(make({ site: 'kisumu' }));
    await count(store, 1);
    await store.enqueueHealth({}, momentNumber(2));
    await store.addReviews(slideId(1), [review()]);
    const revision = { author: 'Ben', note: '', result: resultFor(emptyTally), at: momentNumber(8) };
    await store.reviseResult(slideId(1), revision);
    expect(await sitesIn(store)).toEqual(Array.from({ length: 5 }, () => 'kisumu'));
    const [row] = await store.waiting();
    const { hash } = await store.seal(row.sequence, 'rf-a', at('siaya'));
    expect((await store.waiting())[0].site).toBe('kisumu');
    await store.refuse(row.id, hash, 'unknown-device', momentNumber(9));
    expect((await store.refused())[0].site).toBe('kisumu');
  });

  it('nothing while nobody had said; then the site that the first of the slide’s records was sealed with', async () => {
    const store = await opened(make({}));
    await count(store, 1);
    await count(store, 2);
    for (let n = 0; n < 2; n++) await store.enqueueHealth({ n }, momentNumber(2));
    expect(await sitesIn(store)).toEqual(Array.from({ length: 6 }, () => undefined));
    const rows = await store.waiting();
    for (const row of [rows[0], rows[2]]) await store.seal(row.sequence, 'rf-a', at('kisumu'));
    await store.seal(rows[4].sequence, 'rf-a', at('siaya')); // the close-up, after the device moved
    const revision = { author: 'Ben', note: '', result: resultFor(emptyTally), at: momentNumber(8) };
    await store.reviseResult(slideId(1), revision);
    const sites = (await store.waiting()).map(({ kind, subject, site }) => [
      ...[kind, subject.kind === 'health' ? '' : subject.slide, site],
    ]);
    expect(sites).toEqual([
      ...[
        ['slide', slideId(1), 'kisumu'],
        ['slide', slideId(2), undefined],
        ['slide', slideId(1), 'kisumu'],
      ],
      ...[
        ['health', '', 'kisumu'],
        ['health', '', undefined],
      ],
      ...[
        ['thumbnail', slideId(1), 'kisumu'],
        ['thumbnail', slideId(2), undefined],
      ],
    ]);
  });
});

it('a slide that is begun at one site stays there; one begun before anybody had said belongs to where it ended', async () => {
  const path = join(temporaryFolder(), 'ringform.db');
  for (const [site, n] of [
    [undefined, 1],
    ['kisumu', 2],
    ['siaya', 3],
  ] as const) {
    const store = await SqliteSlideStore.open(path, { ...(site !== undefined && { site }) });
    await store.startSlide(slideStart(n));
    if (n > 1) await store.finishSlide(slideId(n - 1), resultFor(emptyTally), momentNumber(n));
    await store.close();
  }
  const store = await opened(SqliteSlideStore.open(path, { site: 'bondo' }));
  await store.finishSlide(slideId(3), resultFor(emptyTally), momentNumber(4));
  expect(await sitesIn(store)).toEqual(['kisumu', 'kisumu', 'siaya']);
});

it('neither is ever changed in the file', async () => {
  const path = join(temporaryFolder(), 'ringform.db');
  const store = await opened(SqliteSlideStore.open(path, { site: 'kisumu' }));
  await count(store, 1);
  await store.enqueueHealth({}, momentNumber(2));
  const database = new Database(path);
  onTestFinished(() => void database.close());
  expect(() => database.exec(`UPDATE slides SET site = 'siaya'`)).toThrow('where it was counted');
  expect(() => database.exec(`UPDATE slides SET site = NULL`)).toThrow('where it was counted');
  expect(() => database.exec(`UPDATE outbox SET site = 'siaya'`)).toThrow('where it was put in');
});

it('what an earlier version put in has none, sealed or not, and is there as it was', async () => {
  const path = join(temporaryFolder(), 'ringform.db');
  const old = openDatabase(path, MIGRATIONS.slice(0, 4));
  old.exec(`
    INSERT INTO slides (sequence, id, label, boot_id, uptime_ms, wall_clock_ms, model_name, model_sha256, settings)
      VALUES (1, '${slideId(1)}', 'old', 'boot', 0, 0, 'model', 'ab', '{}');
    INSERT INTO outbox (sequence, id, lane, kind, subject, boot_id, uptime_ms, wall_clock_ms)
      VALUES (2, '${slideId(1)}.1', 'results', 'slide',
        '{"kind":"slide","slide":"${slideId(1)}","revision":1}', 'boot', 0, 0);
    INSERT INTO outbox (sequence, id, lane, kind, subject, boot_id, uptime_ms, wall_clock_ms, device, number, hash, message)
      VALUES (3, 'health.one', 'health', 'health', '{"kind":"health","body":{}}', 'boot', 0, 0, 'rf-a', 1, 'ff', x'00');
    UPDATE sequence SET last = 3`);
  old.close();
  const store = await opened(SqliteSlideStore.open(path, { site: 'siaya' }));
  const rows = await store.waiting();
  expect(rows.map(({ id, site }) => [id, site])).toEqual([
    [`${slideId(1)}.1`, undefined],
    ['health.one', undefined],
  ]);
  expect(rows[1].sealed).toMatchObject({ device: 'rf-a', number: 1, hash: 'ff' });
  expect((await store.seal(2, 'rf-a', at('siaya'))).number).toBe(1);
  expect(await sitesIn(store)).toEqual(['siaya', undefined]);
});
