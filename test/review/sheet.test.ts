import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { decodeImage } from '../../src/capture/decode.js';
import { encodeJpeg } from '../../src/capture/encode.js';
import { cellId, parseCellId } from '../../src/review/cell-id.js';
import { surroundings } from '../../src/review/cell-pictures.js';
import { rankCells, type ScoredCell } from '../../src/review/rank-cells.js';
import { reviewSheet, type ReviewSheet, type SheetOptions } from '../../src/review/review-sheet.js';
import { sheetCsv } from '../../src/review/sheet-csv.js';
import { sheetPage } from '../../src/review/sheet-page.js';
import { reviewerName } from '../../src/review/reviewer-name.js';
import { takeReviews, type TakenReviews } from '../../src/review/take-reviews.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import type { StoredSlide } from '../../src/store/slide-store.js';
import { VirtualDisk } from '../../src/store/virtual-disk.js';
import { writeDurably } from '../../src/store/write-durably.js';
import { momentNumber, newField, slideId, slideStart, temporaryFolder } from '../store/fixtures.js';
import { keepSlide, renderedFrame, THRESHOLD, word } from './fixtures.js';

it('names of cells lead back to their places, and no spreadsheet takes one for anything else', () => {
  for (const place of [
    { ordinal: 0, cell: 0 },
    { ordinal: 690, cell: 1234 },
  ])
    expect(parseCellId(cellId(place))).toEqual(place);
  expect(cellId({ ordinal: 3, cell: 16 })).toBe('F4C17');
  expect(parseCellId(' f4c17 ')).toEqual({ ordinal: 3, cell: 16 });
  for (const none of ['', 'F0C1', 'F1C0', '4-17', 'F4', 'F4C17x', 'F4C1.5', `F${'9'.repeat(20)}C1`])
    expect(parseCellId(none), none).toBeUndefined();
});

describe('the order of cells', () => {
  const field = { ...newField(0), sequence: 1, files: [] };
  const cell = (i: number, score: number): ScoredCell => ({
    ...{ field, ordinal: 0, cell: i, score, infected: score >= THRESHOLD },
  });
  const scores = [0.999, 0.02, 0.91, 0.6, 0.88, 0.97, 0, 1, 0.3];
  const order = (threshold?: number): number[] =>
    rankCells(
      scores.map((score, i) => cell(i, score)),
      threshold,
    ).map(({ score }) => score);

  it('is the doubtful, nearest first, then those called infected, then the rest', () => {
    expect(order(THRESHOLD)).toEqual([0.91, 0.88, 0.97, 0.999, 1, 0.6, 0.3, 0.02, 0]);
  });

  it('of a slide without a threshold begins with those called infected', () => {
    expect(order()).toEqual([0.91, 0.97, 0.999, 1, 0.88, 0.6, 0.3, 0.02, 0]);
  });
});

const stored = new MemorySlideStore();
const disk = new VirtualDisk();
let slide: StoredSlide;
const frame = renderedFrame(0);

beforeAll(async () => {
  await keepSlide(stored, disk, { n: 1, label: `<b>"7"`, frames: [frame], keep: 'jpeg' });
  slide = (await stored.slide(slideId(1)))!;
});

const sheetOf = (options: Partial<SheetOptions> = {}): Promise<ReviewSheet> =>
  reviewSheet(stored, disk, slide, { cells: 12, blind: false, ...options });

describe('a sheet', () => {
  it('shows the cell that is meant, with what is around it', async () => {
    const { cells, left } = await sheetOf();
    expect(cells).toHaveLength(12);
    const counted = (await stored.cells(slide.id, 0)).filter(({ score }) => score !== null);
    expect(left).toBe(counted.length - 12);
    for (const { picture, field, cell } of cells) {
      if (picture.from !== 'frame') throw new Error(picture.from);
      const { width, height } = await decodeImage(picture.jpeg);
      const { box } = field.cells[cell];
      expect(width).toBe(height);
      expect(width).toBeGreaterThanOrEqual(Math.round(2.5 * field.cellDiameter));
      expect(picture.mark.width * width).toBeCloseTo(box.width, 3);
      for (const edge of [picture.mark.x, picture.mark.y]) expect(edge).toBeGreaterThanOrEqual(0);
      expect(picture.mark.x + picture.mark.width).toBeLessThanOrEqual(1);
    }
  });

  it('marks a cell in the frame’s corner where it is, and shows the frame’s own pixels', () => {
    const box = { x: 0, y: frame.height - 30, width: 40, height: 30 };
    const { image, mark } = surroundings(frame, box, 50);
    expect([image.width, mark.x, mark.y + mark.height]).toEqual([130, 0, 1]);
    const last = frame.data.subarray(((frame.height - 1) * frame.width + 129) * 3).subarray(0, 3);
    expect(image.data.subarray(-3)).toEqual(last);
  });

  it('without the frame shows the close-up; without either it says so and makes nothing up', async () => {
    const [store, own] = [new MemorySlideStore(), new VirtualDisk()];
    await store.startSlide(slideStart(1, { threshold: THRESHOLD }));
    const jpeg = await encodeJpeg({ width: 8, height: 8, data: new Uint8Array(192).fill(90) });
    const files = [
      { kind: 'frame', path: 'frames/0.jpg', bytes: 9 },
      ...[0, 1, 2].map(
        (cell) => ({ kind: 'thumbnail', cell, path: `thumbnails/${cell}.jpg`, bytes: 9 }) as const,
      ),
    ] as const;
    await store.commitField(slideId(1), { ...newField(0), files });
    await store.commitField(slideId(1), newField(1));
    await store.forgetFiles(['frames/0.jpg']);
    await writeDurably(own, 'thumbnails/0.jpg', jpeg);
    await writeDurably(own, 'thumbnails/1.jpg', jpeg.subarray(0, 200));
    const sheet = await reviewSheet(store, own, (await store.slide(slideId(1)))!, {
      cells: 99,
      blind: false,
    });
    const told = new Map(sheet.cells.map((one) => [cellId(one), one.picture]));
    expect(told.get('F1C1')).toEqual({ from: 'close-up', jpeg: Uint8Array.from(jpeg) });
    expect(told.get('F1C2')).toMatchObject({ why: expect.stringContaining('damaged-image') as string });
    expect(told.get('F1C3')).toMatchObject({ why: expect.stringContaining('disk-missing') as string });
    expect(told.get('F1C4')).toMatchObject({ why: 'frame gave way to newer ones; close-up not kept' });
    expect(told.get('F2C1')).toMatchObject({ why: 'frame not kept; close-up not kept' });
    const page = sheetPage(sheet, 'x.csv');
    expect(page.match(/<img /g)).toHaveLength(1);
    expect(page.match(/No picture: /g)).toHaveLength(sheet.cells.length - 1);
  });

  it('that is blind tells nothing of what the device said, by its order neither', async () => {
    const [open, blind] = [await sheetOf(), await sheetOf({ blind: true })];
    const ids = (sheet: ReviewSheet): string[] => sheet.cells.map(cellId);
    expect([...ids(blind)].sort()).toEqual([...ids(open)].sort());
    expect(ids(blind)).not.toEqual(ids(open));
    expect(ids(await sheetOf({ blind: true }))).toEqual(ids(blind));
    for (const text of [sheetCsv(blind), sheetPage(blind, 'x.csv').replaceAll(/base64,[^"]*/g, '')]) {
      expect(text).not.toMatch(/not infected|0\.\d{3}|,score/);
      expect(text).toContain('blind');
    }
    expect(sheetCsv(open)).toMatch(/,(not )?infected,0\.\d{4}\r\n/);
  });

  it('leaves out what its reviewer has labelled', async () => {
    const { cells } = await sheetOf();
    const store = new MemorySlideStore();
    await keepSlide(store, disk, { n: 2, frames: [frame], keep: 'no' });
    const words = cells.map(({ ordinal, cell }) => word(ordinal, cell, 'unsure'));
    await store.addReviews(slideId(2), words);
    const other = (await store.slide(slideId(2)))!;
    const next = await reviewSheet(store, disk, other, { cells: 12, blind: false, reviewer: 'amina' });
    const done = new Set(cells.map(cellId));
    expect(next.cells.filter((one) => done.has(cellId(one)))).toEqual([]);
    const ben = await reviewSheet(store, disk, other, { cells: 12, blind: false, reviewer: 'Ben' });
    expect(ben.cells.map(cellId)).toEqual(cells.map(cellId));
  });

  it('is a page that stands alone, every text as text', async () => {
    const page = sheetPage(await sheetOf(), 'x.csv');
    expect(page).toContain('Review of slide &lt;b&gt;&quot;7&quot;');
    expect(page).not.toMatch(/(?:src|href)="(?!data:)/);
    expect(page.match(/<img /g)).toHaveLength(12);
  });
});

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

it.skipIf(chromium === undefined)(
  `the page in a browser: keys label, the button saves what can be taken${chromium === undefined ? ' (no Chromium: skipped)' : ''}`,
  async () => {
    const sheet = await sheetOf({ blind: true });
    // What a hand would do, and the file it would get, shown in the page.
    const hand = `<script>
      // Taken where the file is made, at once: a promise might come after the page was read out.
      let saved = ''; const Made = Blob;
      Blob = class extends Made { constructor(parts, options) { super(parts, options); saved = parts.join(''); } };
      URL.createObjectURL = () => '#';
      const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
      ['1', '2', 'ArrowRight', '3', '4'].forEach(press);
      document.querySelectorAll('input[type=text]')[1].value = 'a "ring", perhaps';
      document.getElementById('save').click();
      const all = document.createElement('pre'); all.id = 'saved'; all.textContent = btoa(unescape(encodeURIComponent(saved)));
      document.body.append(all);
    </script>`;
    const folder = temporaryFolder();
    const file = path.join(folder, 'sheet.html');
    writeFileSync(file, sheetPage(sheet, 'x.csv').replace('</body>', `${hand}</body>`));
    const { stdout } = await promisify(execFile)(
      chromium!,
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        `--user-data-dir=${folder}/profile`,
        '--dump-dom',
        `file://${file}`,
      ],
      { maxBuffer: 1e8, timeout: 50_000 },
    );
    expect(stdout).toContain('4 of 12 labelled');
    const saved = path.join(folder, 'filled.csv');
    const base64 = /<pre id="saved">([^<]*)</.exec(stdout)![1];
    writeFileSync(saved, Buffer.from(base64, 'base64'));
    const store = new MemorySlideStore();
    await keepSlide(store, new VirtualDisk(), { n: 1, frames: [frame], keep: 'no' });
    const taken = await takeReviews(store, slide, saved, { reviewer: 'Amina', at: momentNumber(1) });
    expect(taken).toMatchObject({ added: 4, empty: 8 });
    expect(await store.reviews(slide.id)).toMatchObject(
      [
        [0, 'parasitized', ''],
        [1, 'uninfected', 'a "ring", perhaps'],
        [3, 'not-a-red-cell', ''],
        [4, 'unsure', ''],
      ].map(([i, label, note]) => ({ cell: sheet.cells[Number(i)].cell, label, note, blind: true })),
    );
  },
);

describe('a filled sheet', () => {
  const fill = async (
    change: (lines: string[]) => string[],
    store = stored,
    reviewer = 'Amina',
  ): Promise<TakenReviews> => {
    const file = path.join(temporaryFolder(), 'filled.csv');
    const lines = sheetCsv(await sheetOf())
      .trimEnd()
      .split('\r\n');
    writeFileSync(file, change(lines).join('\r\n'));
    return takeReviews(store, slide, file, { reviewer, at: momentNumber(5) });
  };
  const label = (line: string, text: string, note = ''): string =>
    line.replace(/(,F1C\d+),,,/, `$1,${text},${note},`);
  const fresh = async (): Promise<MemorySlideStore> => {
    const store = new MemorySlideStore();
    await keepSlide(store, new VirtualDisk(), { n: 1, frames: [frame], keep: 'no' });
    return store;
  };

  it('is taken in, and again changes nothing; a second thought stands in place of the first', async () => {
    const store = await fresh();
    const first = (lines: string[]): string[] =>
      lines.map((line, i) =>
        i === 1
          ? label(line, 'Parasitized', '"a ring, perhaps"')
          : i === 2
            ? label(line, 'not a red cell')
            : line,
      );
    expect(await fill(first, store)).toEqual({
      reviewer: 'Amina',
      added: 2,
      changed: 0,
      repeated: 0,
      empty: 10,
    });
    expect(await fill(first, store, 'amina')).toEqual({
      reviewer: 'Amina',
      added: 0,
      changed: 0,
      repeated: 2,
      empty: 10,
    });
    const second = (lines: string[]): string[] =>
      lines.map((line, i) => (i > 0 && i < 4 ? label(line, 'uninfected') : line));
    expect(await fill(second, store)).toMatchObject({ added: 3, changed: 2, repeated: 0 });
    const all = await store.reviews(slide.id);
    expect(all.map((one) => one.label)).toEqual([
      'parasitized',
      'not-a-red-cell',
      'uninfected',
      'uninfected',
      'uninfected',
    ]);
    expect(all[0]).toMatchObject({ note: 'a ring, perhaps', blind: false, reviewer: 'Amina' });
  });

  it('as a spreadsheet saves it, with semicolons or tabs and in UTF-16, is the same', async () => {
    for (const separator of [';', '\t']) {
      const store = await fresh();
      const file = path.join(temporaryFolder(), 'filled.csv');
      const csv = sheetCsv(await sheetOf())
        .split('\r\n')
        .map((line, i) => (i === 1 ? label(line, 'unsure') : line));
      const text = csv.join('\n').replaceAll(',', separator);
      writeFileSync(file, text, separator === '\t' ? 'utf16le' : 'utf8');
      const taken = await takeReviews(store, slide, file, { reviewer: 'Amina', at: momentNumber(5) });
      expect(taken, separator).toMatchObject({ added: 1, empty: 11 });
    }
  });

  it('with a bad line is refused whole, each line named', async () => {
    const store = await fresh();
    const bad: [RegExp, (line: string) => string][] = [
      [/line 3: "infected" is no label; did you mean parasitized\?/, (line) => label(line, 'infected')],
      [/line 3: "parasitised" is no label; did you mean parasitized\?/, (line) => label(line, 'parasitised')],
      [/line 3: "xyzzy" is no label$/m, (line) => label(line, 'xyzzy')],
      [
        /line 3: it belongs to another slide, "id-0{31}2"/,
        (line) => line.replace(/id-\w+/, `id-${slideId(2)}`),
      ],
      [
        /line 3: this slide has no cell F1C99999/,
        (line) => label(line, 'unsure').replace(/F1C\d+/, 'F1C99999'),
      ],
      [/line 3: this slide has no cell F2C1/, (line) => label(line, 'unsure').replace(/F1C\d+/, 'F2C1')],
      [/line 3: "17-Apr" is no name of a cell/, (line) => label(line, 'unsure').replace(/F1C\d+/, '17-Apr')],
      [/line 3: "maybe" under "shown"/, (line) => label(line, 'unsure').replace(',device,', ',maybe,')],
    ];
    for (const [message, change] of bad) {
      const attempt = fill(
        (lines) => lines.map((line, i) => (i === 1 ? label(line, 'unsure') : i === 2 ? change(line) : line)),
        store,
      );
      await expect(attempt, String(message)).rejects.toThrow(message);
      await expect(attempt).rejects.toBeInstanceOf(InputError);
    }
    const twice = fill(
      (lines) => [...lines, label(lines[1], 'unsure'), label(lines[1], 'uninfected')],
      store,
    );
    await expect(twice).rejects.toThrow(/line 15: F1C\d+ was labelled otherwise in line 14/);
    expect(await store.reviews(slide.id)).toEqual([]);
  });

  it('that is another file altogether is refused in a few lines', async () => {
    const store = await fresh();
    await expect(fill(() => ['a,b', '1,2'], store)).rejects.toThrow(/no column "cell"/);
    const many = fill(
      (lines) => [lines[0], ...Array.from({ length: 90 }, () => label(lines[1], 'x'))],
      store,
    );
    await expect(many).rejects.toThrow(/and 70 more/);
    const gone = takeReviews(store, slide, '/nowhere/x.csv', { reviewer: 'A', at: momentNumber(1) });
    await expect(gone).rejects.toMatchObject({ code: 'no-such-file' });
  });

  it('belongs to a name that is tidied, not changed', () => {
    expect(reviewerName('  Ámina \t\n Diallo ')).toBe('Ámina Diallo');
    expect(reviewerName(' \n ')).toBe('');
  });
});
