import { describe, expect, it } from 'vitest';
import { encodeJpeg } from '../../src/capture/encode.js';
import type { Moment } from '../../src/clock/moment.js';
import { countDocument, toCountDocument } from '../../src/report/count-document.js';
import { slideFolder } from '../../src/report/slide-folder.js';
import { storedPage } from '../../src/report/stored-page.js';
import { storedPictures, type StoredPictures } from '../../src/report/stored-pictures.js';
import { readSlide } from '../../src/report/stored-slide.js';
import { toSlidesDocument, slidesDocument } from '../../src/report/slides-document.js';
import { summaries } from '../../src/report/slide-summary.js';
import type { NewFile } from '../../src/store/file-ledger.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import type { SlideStore } from '../../src/store/slide-store.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { VirtualDisk } from '../../src/store/virtual-disk.js';
import { writeDurably } from '../../src/store/write-durably.js';
import { newField, resultFor, slideId, slideStart, temporaryFolder } from '../store/fixtures.js';

const hostile = `<script>alert('x')</script>&"`;
const id = slideId(1);
const now: Moment = { bootId: 'now', uptimeMs: 1, wallClockMs: Date.UTC(2026, 5, 1), trust: 'network' };
const untrusted = (uptimeMs: number): Moment => ({
  bootId: '1d22f36b-00a4',
  uptimeMs,
  wallClockMs: Date.UTC(1999, 0, 1),
  trust: 'none',
});
const rate = (value: number) => ({
  ...{ value, low: value / 2, high: Math.min(1, value * 1.2), patients: 30, cells: 3000 },
  ...{ alpha: 50 * value, beta: 50 * (1 - value) },
});
const settings = { threshold: 0.9, rates: { sensitivity: rate(0.8), falsePositiveRate: rate(0.01) } };

/** A slide of three fields (one left out) and an unreadable frame, every text hostile; without a clock. */
async function fill(
  store: SlideStore,
  files: readonly NewFile[] = [],
  known: Record<string, unknown> = settings,
) {
  await store.startSlide({
    ...slideStart(1, known),
    label: hostile,
    model: { name: hostile, sha256: 'ab'.repeat(32) },
    at: untrusted(11_520_000),
  });
  const power = { state: 'saving', millivolts: 3712.4, charge: 0.42 } as const;
  await store.commitField(id, { ...newField(0), name: hostile, at: untrusted(11_530_000), files, power });
  const bad = newField(1, 1, 12, false);
  const quality = {
    ok: false,
    findings: [{ check: 'focus', value: 1, ok: false, advice: hostile }],
  } as const;
  await store.commitField(id, { ...bad, quality, at: untrusted(11_540_000) });
  const unreadable = { ordinal: 2, name: hostile, code: 'x', message: hostile, remedy: hostile };
  await store.commitUnreadable(id, { ...unreadable, at: untrusted(11_545_000) });
  return store.commitField(id, { ...newField(3), at: untrusted(11_550_000) });
}

async function finish(store: SlideStore): Promise<void> {
  const tally = await fill(store);
  await store.finishSlide(id, resultFor(tally, hostile), untrusted(11_560_000));
}

async function pageOf(store: SlideStore, disk = new VirtualDisk()): Promise<string> {
  const slide = await store.slide(id);
  if (!slide) throw new Error('no slide');
  const from = await readSlide(store, slide);
  return storedPage(from, await storedPictures(disk, from), now);
}

const stores: [string, () => Promise<SlideStore>][] = [
  ['memory', () => Promise.resolve(new MemorySlideStore())],
  ['SQLite', () => SqliteSlideStore.open(`${temporaryFolder()}/ringform.sqlite`)],
];

describe.each(stores)('the page of a stored slide (%s)', (_, open) => {
  it('shows fields, battery, time since boot, unreadable frames and rates, every text as text', async () => {
    const store = await open();
    await finish(store);
    const page = await pageOf(store);
    await store.close();
    expect(page).not.toContain('<script');
    expect(page.split('&lt;script&gt;').length).toBeGreaterThan(8);
    expect(page).toContain('3.71 V, 42 %, saving');
    expect(page).toContain('date unknown (boot 1d22f36b, 3 h 12 min after start)');
    expect(page).not.toContain('1999');
    expect(page).toContain('80 % (95 % 40 % – 96 %; 30 patients, 3,000 cells)');
    expect(page).toContain('2 counted, 1 left out, 1 not readable');
    expect(page).toContain('written 2026-06-01 00:00 UTC');
    expect(page.match(/<tr class="out">/g)).toHaveLength(2);
  });

  it('dates everything of a boot whose clock became good later', async () => {
    const store = await open();
    await finish(store);
    await store.noteTime({ ...untrusted(11_520_000), wallClockMs: Date.UTC(2026, 4, 5, 6, 7), trust: 'rtc' });
    const page = await pageOf(store);
    await store.close();
    expect(page).toContain('<dt>Begun</dt><dd>2026-05-05 06:07 UTC</dd>');
    expect(page).not.toContain('date unknown');
  });

  it('says of an open slide that it is still counting, and no verdict', async () => {
    const store = await open();
    const tally = await fill(store);
    const page = await pageOf(store);
    await store.close();
    expect(/<h1>(.*)<\/h1>/.exec(page)?.[1]).toBe(
      `Still counting: ${tally.redCells} red cells in ${tally.fields} fields so far.`,
    );
    expect(page).toContain('class="verdict no-result"');
    expect(page).not.toMatch(/Positive|No parasites seen|Unclear/);
  });

  it('shows the latest statement, who made it, and those before', async () => {
    const store = await open();
    await finish(store);
    const own = await store.latestResult(id);
    const note = '<i>recounted</i>';
    const at = { ...now, bootId: 'later' };
    const result = { ...resultFor(own?.result ?? { fields: 0, redCells: 0, infected: 0 }, 'By eye: few.') };
    await store.reviseResult(id, { author: 'Amina <a>', note, result, at });
    const page = await pageOf(store);
    await store.close();
    expect(page).toContain('<h1>By eye: few.</h1>');
    expect(page).toContain('revised by Amina &lt;a&gt;');
    expect(page).toContain('&lt;i&gt;recounted');
    expect(page).toContain('<td>device</td>');
  });

  it('fits the documents that are printed of it', async () => {
    const store = await open();
    await finish(store);
    const slide = await store.slide(id);
    if (!slide) throw new Error('no slide');
    const { fields, unreadable, result, model } = await readSlide(store, slide);
    const list = [];
    for await (const summary of summaries(store)) list.push(summary);
    await store.close();
    if (!result) throw new Error('no result');
    const document = toCountDocument({
      ...{ version: '0', slideId: id, label: slide.label, report: null, fields, unreadable, result, model },
    });
    expect(countDocument.parse(JSON.parse(JSON.stringify(document)))).toMatchObject({
      fields: [{ accepted: true, timing: { imagingMs: 50.5 } }, { accepted: false }, { accepted: true }],
      model: { threshold: 0.9, sensitivity: { patients: 30 } },
    });
    const slides = slidesDocument.parse(JSON.parse(JSON.stringify(toSlidesDocument('0', list))));
    expect(slides.slides).toMatchObject([
      { id, begun: { trust: 'unknown' }, state: 'finished', fields: 3, fieldsCounted: 2, unreadable: 1 },
    ]);
  });
});

it('says what an earlier version did not keep, instead of inventing it', async () => {
  const store = new MemorySlideStore();
  await fill(store, [], {});
  const slide = await store.slide(id);
  if (!slide) throw new Error('no slide');
  const { result, model } = await readSlide(store, slide);
  expect(result).toBeUndefined();
  expect(model).toEqual(slide.model);
  const page = await pageOf(store);
  expect(page.match(/not kept with this slide/g)).toHaveLength(3);
});

describe('the pictures of a stored slide', () => {
  const grey = { width: 2028, height: 1520, data: new Uint8Array(2028 * 1520 * 3).fill(200) };
  const thumbnail = (cell: number): NewFile => ({
    ...{ kind: 'thumbnail', cell, path: `thumbnails/${cell}.jpg`, bytes: 1 },
  });
  const frame: NewFile = { kind: 'frame', path: 'frames/0.jpg', bytes: 1 };

  async function picturesOf(store: SlideStore, disk: VirtualDisk): Promise<StoredPictures> {
    const slide = await store.slide(id);
    if (!slide) throw new Error('no slide');
    return storedPictures(disk, await readSlide(store, slide));
  }

  it('are the close-ups by score, and the raw frame with its boxes', async () => {
    const [store, disk] = [new MemorySlideStore(), new VirtualDisk()];
    await fill(store, [frame, thumbnail(0), thumbnail(1), thumbnail(2)]);
    const jpeg = await encodeJpeg(grey);
    for (const path of [frame.path, 'thumbnails/0.jpg', 'thumbnails/1.jpg', 'thumbnails/2.jpg'])
      await writeDurably(disk, path, jpeg);
    const { cells, overlays, lost, overlaysNote } = await picturesOf(store, disk);
    const scores = (await store.cells(id, 0)).slice(0, 3).map(({ score }) => score ?? 0);
    expect(cells.map(({ caption }) => caption)).toEqual(
      scores.sort((a, b) => b - a).map((score) => `${score.toFixed(3)} · field 1`),
    );
    expect([...overlays.keys()]).toEqual([0]);
    expect(overlays.get(0)?.dataUri).toMatch(/^data:image\/jpeg;base64,/);
    expect(overlaysNote).toMatch(/^1 of 3 fields/);
    expect(lost).toEqual([]);
  });

  it('are those that the count drew, where it left them', async () => {
    const [store, disk] = [new MemorySlideStore(), new VirtualDisk()];
    await fill(store);
    await writeDurably(disk, `${slideFolder(hostile, id)}/overlays/0004-x.jpg`, Uint8Array.of(1, 2, 3));
    const { overlays } = await picturesOf(store, disk);
    expect(overlays.get(3)?.dataUri).toBe('data:image/jpeg;base64,AQID');
  });

  it('that are gone, damaged or gave way are left out, and told unless they gave way', async () => {
    const [store, disk] = [new MemorySlideStore(), new VirtualDisk()];
    await fill(store, [frame, thumbnail(0), thumbnail(1)]);
    await writeDurably(disk, frame.path, Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3));
    await store.forgetFiles(['thumbnails/1.jpg']);
    const { cells, overlays, lost, overlaysNote } = await picturesOf(store, disk);
    expect(cells).toEqual([]);
    expect(overlays.size).toBe(0);
    expect(lost.map(({ path }) => path).sort()).toEqual([frame.path, 'thumbnails/0.jpg'].sort());
    expect(overlaysNote).toMatch(/No pictures of the fields/);
  });
});
