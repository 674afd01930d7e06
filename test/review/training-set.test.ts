import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Moment } from '../../src/clock/moment.js';
import { decodeImage, readImageFile } from '../../src/capture/decode.js';
import { encodePng } from '../../src/capture/encode.js';
import { analyseField } from '../../src/imaging/analyse-field.js';
import { cropDiameter } from '../../src/imaging/crop.js';
import { agreement, jointWord, reviewedCells } from '../../src/review/agreement.js';
import { cutOnBlack, findAgain } from '../../src/review/cut-out.js';
import { keepCuts } from '../../src/review/kept-cuts.js';
import type { Provenance } from '../../src/review/provenance.js';
import { foldOf, slidePseudonym } from '../../src/review/training-names.js';
import {
  writeTrainingSet,
  type TrainingSetAbout,
  type WrittenTrainingSet,
} from '../../src/review/training-set.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import { NodeDisk } from '../../src/store/node-disk.js';
import type { CellLabel } from '../../src/store/review-ledger.js';
import type { SlideStore } from '../../src/store/slide-store.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { VirtualDisk } from '../../src/store/virtual-disk.js';
import { writeDurably } from '../../src/store/write-durably.js';
import { momentNumber, slideId, temporaryFolder } from '../store/fixtures.js';
import { keepSlide, renderedFrame, word } from './fixtures.js';

const [first, second] = [renderedFrame(0), renderedFrame(1)];

async function written(
  store: SlideStore,
  disk: VirtualDisk,
  about: Partial<TrainingSetAbout> = {},
): Promise<WrittenTrainingSet & { readonly folder: string }> {
  const folder = path.join(temporaryFolder(), 'set');
  const target = new NodeDisk(folder);
  const done = await writeTrainingSet(
    { store, disk, target },
    { version: '9', now: momentNumber(3), ...about },
  );
  return { ...done, folder };
}

const manifest = (folder: string, name = 'manifest.csv'): Record<string, string>[] =>
  parse(readFileSync(path.join(folder, name)), { columns: true });

/** Every file's text or bytes as latin1, to look for what must not be there. */
function everything(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files
    .map((entry) => `${entry.name}\n${readFileSync(path.join(entry.parentPath, entry.name), 'latin1')}`)
    .join('\n');
}

it('cells on whose label everybody agrees are written, the others counted by reason', async () => {
  const store = await SqliteSlideStore.open(path.join(temporaryFolder(), 'ringform.sqlite'));
  const disk = new VirtualDisk();
  const label = 'Doe, Jane';
  const cells = await keepSlide(store, disk, { n: 1, label, frames: [first, second, first], keep: 'png' });
  expect(cells[2], 'the first field again is no news').toEqual([]);
  const [a, b] = cells;
  await store.addReviews(slideId(1), [
    word(0, a[0], 'parasitized', 'Amina', { note: 'Jane asked' }),
    word(0, a[0], 'parasitized', 'Ben'),
    word(0, a[1], 'uninfected'),
    word(0, a[1], 'parasitized', 'Ben'),
    word(0, a[2], 'unsure'),
    word(0, a[2], 'uninfected', 'Ben'),
    word(0, a[3], 'not-a-red-cell'),
    word(0, a[4], 'parasitized'),
    word(0, a[4], 'uninfected', 'Ben'),
    word(1, b[0], 'uninfected', 'Amina', { blind: false }),
    word(2, 5, 'uninfected'),
  ]);
  // Ben thinks again: no longer a disagreement.
  await store.addReviews(slideId(1), [word(0, a[4], 'parasitized', 'Ben')]);
  const storedCells = await store.cells(slideId(1), 0);
  const before = [storedCells, await store.slide(slideId(1))];
  const { folder, ...done } = await written(store, disk);
  expect([await store.cells(slideId(1), 0), await store.slide(slideId(1))]).toEqual(before);
  await store.close();

  expect(done.cells).toEqual({ parasitized: 2, uninfected: 1, 'not-a-red-cell': 1 });
  expect(done.leftOut).toEqual({ disagreed: 1, unsure: 1, 'not-counted': 1 });
  const rows = manifest(folder);
  expect(rows.map((row) => [row['label'], row['cell']])).toEqual([
    ['parasitized', `F1C${a[0] + 1}`],
    ['parasitized', `F1C${a[4] + 1}`],
    ['uninfected', `F2C${b[0] + 1}`],
  ]);
  const rejected = manifest(folder, 'manifest-rejected.csv');
  expect(rejected.map(({ file }) => file)).toEqual([
    expect.stringMatching(/^not-a-red-cell\/S\w+_F1_cell_\d+\.webp$/),
  ]);
  expect(new Set(rows.map(({ patient }) => patient))).toEqual(new Set([slidePseudonym({ id: slideId(1) })]));
  expect(rows.map((row) => row['scale_diameter'])).toEqual(
    [first, first, second].map((frame, i) =>
      i < 2
        ? cropDiameter(analyseField(frame)).toFixed(3)
        : (expect.stringMatching(/^\d+\.\d{3}$/) as string),
    ),
  );

  const told = JSON.parse(readFileSync(path.join(folder, 'provenance.json'), 'utf8')) as Provenance;
  expect(told).toEqual(done.provenance);
  expect(told).toMatchObject({ device: null, program: { version: '9' }, since: null });
  expect(told.slides).toMatchObject([{ model: { sha256: 'ab'.repeat(32) }, threshold: 0.9, cells: 4 }]);
  expect(told.reviewers).toEqual([
    { name: 'Amina', cells: 7 },
    { name: 'Ben', cells: 4 },
  ]);
  expect(told.agreement).toMatchObject({
    cellsOfSeveral: 4,
    pairs: [{ reviewers: ['Amina', 'Ben'], cells: 4, same: 2 }],
  });
  expect(told.cells[0]).toMatchObject({
    label: 'parasitized',
    overlap: 1,
    device: { score: expect.any(Number) as number, infected: expect.any(Boolean) as boolean },
    reviews: [
      { reviewer: 'Amina', label: 'parasitized', blind: true },
      { reviewer: 'Ben', label: 'parasitized' },
    ],
  });
  // Neither label, file names of frames, slide ids nor notes leave the device.
  expect(everything(folder)).not.toMatch(new RegExp(`Doe|Jane|${slideId(1)}`));
  expect(readFileSync(path.join(folder, 'README.md'), 'utf8')).toContain('left out: 3');

  // The pictures are the frame's own pixels, and black.
  const { file, width, height } = rows[0];
  const picture = await decodeImage(await readImageFile(path.join(folder, file)));
  expect([picture.width, picture.height].map(String)).toEqual([width, height]);
  const { box } = storedCells[a[0]];
  const [left, top] = [box.x, box.y].map((edge) => Math.max(0, Math.floor((edge - 2) / 8) * 8));
  let own = 0;
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) {
      const pixel = picture.data.subarray(3 * (y * picture.width + x)).subarray(0, 3);
      if (pixel.every((value) => value === 0)) continue;
      own++;
      const from = 3 * ((top + y) * first.width + left + x);
      expect(pixel).toEqual(first.data.subarray(from, from + 3));
    }
  expect(own).toBeGreaterThan(1000);
});

it('a cell that cannot be cut out any more is left out and said why, never made up', async () => {
  const [store, disk] = [new MemorySlideStore(), new VirtualDisk()];
  const cells: (readonly number[])[] = [];
  for (const [n, keep] of [
    [1, 'no'],
    [2, 'png'],
    [3, 'png'],
    [4, 'png'],
  ] as const)
    cells.push((await keepSlide(store, disk, { n, frames: [first], keep }))[0]);
  for (const n of [1, 2, 3, 4])
    await store.addReviews(
      slideId(n),
      cells[n - 1].slice(0, 5).map((cell) => word(0, cell, 'uninfected')),
    );
  await store.forgetFiles(['frames/2-0']);
  await disk.remove('frames/3-0');
  await writeDurably(disk, 'frames/3-0', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3));
  await disk.remove('frames/4-0');
  await writeDurably(
    disk,
    'frames/4-0',
    await encodePng({ ...first, data: new Uint8Array(first.data.length).fill(220) }),
  );
  const { folder, ...done } = await written(store, disk);
  expect(done.cells).toEqual({ parasitized: 0, uninfected: 0, 'not-a-red-cell': 0 });
  expect(done.leftOut).toEqual({ 'no-frame': 15, 'not-found-again': 5 });
  expect([...new Set(done.provenance.leftOut.map(({ detail }) => detail))]).toEqual([
    'not kept',
    'gave way to newer ones',
    'not readable (damaged-image)',
    undefined,
  ]);
  expect(existsSync(folder), 'a folder without a cell').toBe(false);
});

it('a cell that was cut out when its review was taken in outlives its frame', async () => {
  const [store, disk] = [new MemorySlideStore(), new VirtualDisk()];
  const [cells] = await keepSlide(store, disk, { n: 1, frames: [first], keep: 'png' });
  const slide = (await store.slide(slideId(1)))!;
  await store.addReviews(
    slideId(1),
    cells.slice(0, 3).map((cell) => word(0, cell, 'uninfected')),
  );
  expect(await keepCuts(store, disk, slide)).toEqual({ kept: 3, without: 0 });
  expect(await keepCuts(store, disk, slide)).toEqual({ kept: 0, without: 0 });
  const before = await written(store, disk);
  await store.forgetFiles(['frames/1-0']);
  await disk.remove('frames/1-0');
  await store.addReviews(slideId(1), [word(0, cells[3], 'uninfected')]);
  expect(await keepCuts(store, disk, slide)).toEqual({ kept: 0, without: 1 });
  const after = await written(store, disk);
  expect(after.leftOut).toEqual({ 'no-frame': 1 });
  expect(manifest(after.folder)).toEqual(manifest(before.folder));
  for (const { file } of manifest(before.folder))
    expect(readFileSync(path.join(after.folder, file))).toEqual(readFileSync(path.join(before.folder, file)));
  expect(before.provenance.cells.map(({ cutFrom }) => cutFrom)).toEqual(['frame', 'frame', 'frame']);
  expect(after.provenance.cells.map(({ cutFrom }) => cutFrom)).toEqual(['review', 'review', 'review']);
  // What is damaged is none.
  const about = `review/${slideId(1)}/F1C${cells[0] + 1}.json`;
  await disk.remove(about);
  await writeDurably(disk, about, Buffer.from('{"scaleDiameter":'));
  expect((await written(store, disk)).leftOut).toEqual({ 'no-frame': 2 });
});

it('only what was labelled since a day that is known', async () => {
  const [store, disk] = [new MemorySlideStore(), new VirtualDisk()];
  const [cells] = await keepSlide(store, disk, { n: 1, frames: [first], keep: 'png' });
  const day = Date.UTC(2026, 10, 20);
  const at = (bootId: string, wallClockMs: number, trust: Moment['trust']): Moment => ({
    ...{ bootId, uptimeMs: 60_000, wallClockMs },
    ...(trust && { trust }),
  });
  const say = (i: number, moment: Moment, label: CellLabel = 'uninfected'): Promise<number> =>
    store.addReviews(slideId(1), [word(0, cells[i], label, 'Amina', { at: moment })]);
  await say(0, at('a', day - 1, 'network'));
  await say(1, at('b', day + 1, 'none')); // its clock says so, and nobody vouches for it
  await say(2, at('c', day, 'rtc'));
  await say(3, at('d', 0, 'none')); // after c, so after the day
  await say(0, at('e', day + 3_600_000, 'network'), 'parasitized'); // a second thought
  const { folder, ...done } = await written(store, disk, { sinceMs: day });
  expect(done.leftOut).toEqual({ 'not-since': 1 });
  expect(manifest(folder).map((row) => row['cell'])).toEqual([0, 2, 3].map((i) => `F1C${cells[i] + 1}`));
  expect(done.provenance.since).toBe('2026-11-20T00:00:00.000Z');
});

describe('names and folds', () => {
  it('slides of one label share a fold and are not one patient; both stay what they are', () => {
    const [one, other] = [1, 2].map((n) => ({ id: slideId(n), label: n === 1 ? 'Clinic 7' : ' clinic 7' }));
    expect(foldOf(one)).toBe(foldOf(other));
    expect(slidePseudonym(one)).not.toBe(slidePseudonym(other));
    // Fixed: an export of next year must not put a slide into another fold or under another name.
    expect([slidePseudonym(one), foldOf(one)]).toEqual(['Sf9b8fd8e7c5c', 3]);
    const sizes = [0, 0, 0, 0, 0];
    for (let i = 0; i < 1000; i++) sizes[foldOf({ label: String(i).padStart(4, '0') })]++;
    expect(Math.min(...sizes)).toBeGreaterThan(150);
  });
});

describe('what reviewers say together', () => {
  const said = (words: readonly (readonly [cell: number, who: string, label: CellLabel])[]) =>
    reviewedCells(words.map(([cell, who, label], sequence) => ({ ...word(0, cell, label, who), sequence })));

  it('is the label they all gave; one who is unsure leaves it open', () => {
    const cells = said([
      [4, 'A', 'parasitized'],
      [1, 'A', 'uninfected'],
      [1, 'B', 'parasitized'],
      [4, 'B', 'parasitized'],
      [2, 'A', 'uninfected'],
      [2, 'B', 'unsure'],
      [1, 'B', 'uninfected'],
      [3, 'A', 'uninfected'],
      [3, 'B', 'not-a-red-cell'],
    ]);
    expect(cells.map((one) => [one.cell, jointWord(one)])).toEqual([
      [1, 'uninfected'],
      [2, 'unsure'],
      [3, 'disagreed'],
      [4, 'parasitized'],
    ]);
  });

  it('has the kappa of Cohen’s own example of agreement beyond chance', () => {
    // 20 both yes, 5 yes and no, 10 no and yes, 15 both no: 0.70 observed, 0.50 by chance.
    const table = [
      [20, 'parasitized', 'parasitized'],
      [5, 'parasitized', 'uninfected'],
      [10, 'uninfected', 'parasitized'],
      [15, 'uninfected', 'uninfected'],
    ] as const;
    let cell = 0;
    const words = table.flatMap(([n, a, b]) =>
      Array.from(
        { length: n },
        () =>
          [
            [++cell, 'A', a],
            [cell, 'B', b],
          ] as const,
      ).flat(),
    );
    const [pair] = agreement(said([...words, [999, 'C', 'unsure']]));
    expect(pair).toMatchObject({ reviewers: ['A', 'B'], cells: 50, same: 35 });
    expect(pair.kappa).toBeCloseTo(0.4, 12);
    expect(
      agreement(
        said([
          [1, 'A', 'unsure'],
          [1, 'B', 'unsure'],
        ]),
      )[0].kappa,
    ).toBeNull();
  });
});

it('a cell that is black in part is not cut out: on black its mask could not be told', () => {
  const analysis = analyseField(first);
  const object = analysis.objects.find(({ kind }) => kind === 'red')!;
  expect(cutOnBlack(first, analysis, object)).toBeDefined();
  const data = first.data.slice();
  const { x, y, width, height } = object.box;
  for (let row = y; row < y + height; row++)
    data.fill(0, 3 * (row * first.width + x), 3 * (row * first.width + x + Math.round(width / 3)));
  expect(cutOnBlack({ ...first, data }, analysis, object)).toBeUndefined();
});

it('a cell is found again by its box, each object once, and keeps its word on being counted', () => {
  const fresh = analyseField(first);
  const cells = fresh.objects.map(({ box, kind }, i) => ({
    ...{
      box: { ...box, x: box.x + (kind === 'red' ? 1 : 0) },
      kind,
      score: null,
      infected: null,
      counted: kind === 'red' && i % 2 === 0,
    },
  }));
  const far = { ...cells[0], box: { ...cells[0].box, x: cells[0].box.x + 30 } };
  const { analysis, objects } = findAgain(fresh, [...cells, far]);
  expect([...objects.keys()].sort((a, b) => a - b)).toEqual(cells.map((_, i) => i));
  for (const [i, { object, overlap }] of objects) {
    expect(object.label).toBe(fresh.objects[i].label);
    expect(overlap < 1).toBe(fresh.objects[i].kind === 'red');
  }
  expect(analysis.objects.map(({ counted }) => counted)).toEqual(cells.map(({ counted }) => counted));
});
