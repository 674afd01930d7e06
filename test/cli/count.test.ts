import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { countDocument } from '../../src/report/count-document.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { fieldJpeg } from './pictures.js';
import { ringform, scratchFolder } from './run.js';

async function folderWithFields(count: number): Promise<string> {
  const folder = scratchFolder();
  for (let i = 0; i < count; i++) writeFileSync(path.join(folder, `field-${i}.jpg`), await fieldJpeg(i));
  return folder;
}

describe('ringform count', () => {
  it('prints one JSON document that fits its schema and nothing else', async () => {
    const folder = await folderWithFields(2);
    const { code, stdout } = await ringform(['count', 'field-0.jpg', 'field-1.jpg', '--json'], folder);
    expect(code).toBe(0);
    const document = countDocument.parse(JSON.parse(stdout));
    expect(document.fields.map(({ file }) => file)).toEqual(['field-0.jpg', 'field-1.jpg']);
    const counted = document.fields.flatMap(({ cells }) => cells.filter((cell) => cell.counted));
    expect(document.result.redCells).toBe(counted.length);
    expect(document.result.infected).toBe(counted.filter(({ infected }) => infected).length);
    expect(counted.every(({ score, kind }) => score !== null && kind === 'red')).toBe(true);
    expect(
      document.fields[0].cells.filter(({ kind }) => kind !== 'red').every(({ score }) => score === null),
    ).toBe(true);
  });

  it('leaves a finished slide in the store, a report, and a picture of every field', async () => {
    const folder = await folderWithFields(2);
    const { stdout } = await ringform(
      ['count', '.', '--label', 'slide 7 <b>', '--json', '-o', 'data'],
      folder,
    );
    const { slide, result } = countDocument.parse(JSON.parse(stdout));
    const report = readFileSync(slide.report!, 'utf8');
    expect(report).toContain('slide 7 &lt;b&gt;');
    expect(existsSync(path.join(path.dirname(slide.report!), 'overlays/0001-field-0.jpg'))).toBe(true);
    expect(existsSync(path.join(path.dirname(slide.report!), 'overlays/0002-field-1.jpg'))).toBe(true);
    const store = await SqliteSlideStore.open(path.join(folder, 'data/ringform.sqlite'));
    const stored = await store.slide(slide.id);
    const latest = await store.latestResult(slide.id);
    await store.close();
    expect(stored).toMatchObject({
      state: 'finished',
      label: 'slide 7 <b>',
      tally: { redCells: result.redCells },
    });
    expect(latest?.result.parasitaemia).toEqual(result.parasitaemia);
  });

  it('counts a field that comes twice once', async () => {
    const folder = await folderWithFields(1);
    const once = countDocument.parse(
      JSON.parse((await ringform(['count', 'field-0.jpg', '--json'], folder)).stdout),
    );
    writeFileSync(path.join(folder, 'again.jpg'), readFileSync(path.join(folder, 'field-0.jpg')));
    const { stdout } = await ringform(['count', 'field-0.jpg', 'again.jpg', '--json'], folder);
    const twice = countDocument.parse(JSON.parse(stdout));
    expect(twice.result.redCells).toBe(once.result.redCells);
    expect(twice.fields[1]).toMatchObject({ accepted: false, seenBefore: 1 });
  });

  it('keeps earlier slides when another is counted into the same folder', async () => {
    const folder = await folderWithFields(2);
    const first = countDocument.parse(
      JSON.parse((await ringform(['count', 'field-0.jpg', '--json'], folder)).stdout),
    );
    const before = readFileSync(first.slide.report!);
    await ringform(['count', 'field-1.jpg', '--json'], folder);
    expect(readFileSync(first.slide.report!).equals(before)).toBe(true);
    const store = await SqliteSlideStore.open(path.join(folder, 'ringform-data/ringform.sqlite'));
    const slides = await store.slides();
    await store.close();
    expect(slides).toHaveLength(2);
    expect(slides.every(({ state }) => state === 'finished')).toBe(true);
  });

  it('tells a person the result, field by field and in words', async () => {
    const folder = await folderWithFields(1);
    const { code, stdout, stderr } = await ringform(['count', 'field-0.jpg', '-q'], folder);
    expect(code).toBe(0);
    expect(stdout).toContain('field-0.jpg');
    expect(stdout).toContain('confirm by microscopist');
    expect(stdout).toMatch(/Report: +\/.*report\.html/);
    expect(stderr).toBe('');
  });
});

describe('ringform count --keep-frames', () => {
  it('keeps the raw frames as they came, and lets the oldest go when the room given is used up', async () => {
    const folder = await folderWithFields(3);
    const size = readFileSync(path.join(folder, 'field-2.jpg')).length;
    const mebibytes = Math.ceil((size * 1.5) / 1024 / 1024);
    for (const name of ['field-0.jpg', 'field-1.jpg', 'field-2.jpg']) {
      // Padding after the end of the picture makes each file fill most of the room.
      const bytes = readFileSync(path.join(folder, name));
      writeFileSync(
        path.join(folder, name),
        Buffer.concat([bytes, Buffer.alloc(mebibytes * 0.7 * 1024 * 1024)]),
      );
    }
    const words = ['count', '.', '--json', '-o', 'data', '--keep-frames', String(mebibytes)];
    const { slide, fields } = countDocument.parse(JSON.parse((await ringform(words, folder)).stdout));
    expect(fields).toHaveLength(3);
    const store = await SqliteSlideStore.open(path.join(folder, 'data/ringform.sqlite'));
    const frames = (await store.fields(slide.id)).map(({ files }) =>
      files.find(({ kind }) => kind === 'frame'),
    );
    await store.close();
    expect(frames.map((frame) => frame?.removed)).toEqual([true, true, false]);
    const kept = readFileSync(path.join(folder, 'data', frames[2]?.path ?? ''));
    expect(kept.equals(readFileSync(path.join(folder, 'field-2.jpg')))).toBe(true);
    expect(existsSync(path.join(folder, 'data', frames[0]?.path ?? ''))).toBe(false);
  });
});
