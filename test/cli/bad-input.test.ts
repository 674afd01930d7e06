import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { countDocument } from '../../src/report/count-document.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { fieldJpeg, plainPng } from './pictures.js';
import { ringform, scratchFolder } from './run.js';

let good: Buffer;
beforeAll(async () => {
  good = await fieldJpeg();
});

/** Counts files of the given content; the names say their kind. */
async function count(files: Record<string, Uint8Array | string>, ...args: string[]) {
  const folder = scratchFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return ringform(['count', ...Object.keys(files), '-q', ...args], folder);
}

describe('ringform count refuses what cannot be counted, in plain words', () => {
  it('a truncated JPEG', async () => {
    const { code, stderr, stdout } = await count({ 'a.jpg': good.subarray(0, good.length >> 1) });
    expect(code).toBe(3);
    expect(stderr).toMatch(/cut short|damaged|truncated/);
    expect(stdout).not.toContain('Positive');
  });

  it('a text file named .jpg', async () => {
    const { code, stderr } = await count({ 'a.jpg': 'this is no picture' });
    expect(code).toBe(3);
    expect(stderr).toContain('a.jpg');
  });

  it('an image of 100 megapixels, without taking the memory for it', async () => {
    const { code, stderr } = await count({ 'a.png': await plainPng(12500, 8000, 200) });
    expect(code).toBe(3);
    expect(stderr).toMatch(/megapixel|pixels/i);
  });

  it.each([
    ['one pixel', 1, 1, 128],
    ['an all-black frame', 800, 600, 0],
    ['an all-white frame', 800, 600, 255],
  ])('%s: a verdict on its quality, no result', async (_, width, height, level) => {
    const { code, stdout } = await count({ 'a.png': await plainPng(width, height, level) }, '--json');
    expect(code).toBe(6);
    const { fields, result } = countDocument.parse(JSON.parse(stdout));
    expect(result).toMatchObject({ verdict: 'no-result', redCells: 0 });
    expect(fields[0]).toMatchObject({ accepted: false, quality: { ok: false } });
    expect(
      fields[0].quality.findings.filter(({ ok }) => !ok).every(({ advice }) => (advice ?? '').length > 10),
    ).toBe(true);
  });

  it('a folder without images, and one that is not there', async () => {
    const folder = scratchFolder();
    mkdirSync(path.join(folder, 'empty'));
    expect(await ringform(['count', 'empty'], folder)).toMatchObject({ code: 3, stdout: '' });
    const missing = await ringform(['count', 'nowhere'], folder);
    expect(missing).toMatchObject({ code: 3, stdout: '' });
    expect(missing.stderr).toContain('nowhere');
  });

  it('counts what it can of a mixed lot and names the rest', async () => {
    const { code, stdout, stderr } = await count({ 'good.jpg': good, 'bad.jpg': 'no picture' }, '--json');
    expect(code).toBe(1);
    const { fields, unreadable } = countDocument.parse(JSON.parse(stdout));
    expect(fields.map(({ file }) => file)).toEqual(['good.jpg']);
    expect(unreadable).toMatchObject([{ file: 'bad.jpg' }]);
    expect(stderr).toContain('bad.jpg');
  });

  it('an output folder that cannot be written', async () => {
    const folder = scratchFolder();
    writeFileSync(path.join(folder, 'a.jpg'), good);
    writeFileSync(path.join(folder, 'taken'), 'a file, not a folder');
    const { code, stderr, stdout } = await ringform(['count', 'a.jpg', '-q', '-o', 'taken/data'], folder);
    expect(code).toBe(5);
    expect(stdout).toBe('');
    expect(stderr).toContain('taken');
    expect(readFileSync(path.join(folder, 'taken'), 'utf8')).toBe('a file, not a folder');
  });

  it('a store that is none', async () => {
    const folder = scratchFolder();
    writeFileSync(path.join(folder, 'a.jpg'), good);
    mkdirSync(path.join(folder, 'data'));
    writeFileSync(
      path.join(folder, 'data/ringform.sqlite'),
      'something else entirely, longer than a header'.repeat(9),
    );
    expect(await ringform(['count', 'a.jpg', '-q', '-o', 'data'], folder)).toMatchObject({
      code: 5,
      stdout: '',
    });
  });

  it('weights that are not those of the manifest, and a model that is not there', async () => {
    const folder = scratchFolder();
    writeFileSync(path.join(folder, 'a.jpg'), good);
    const models = path.resolve(import.meta.dirname, '../../models');
    copyFileSync(path.join(models, 'ringform-cells.json'), path.join(folder, 'ringform-cells.json'));
    const weights = readFileSync(path.join(models, 'ringform-cells.onnx'));
    weights[weights.length >> 1] ^= 1;
    writeFileSync(path.join(folder, 'ringform-cells.onnx'), weights);
    const altered = await ringform(['count', 'a.jpg', '-q', '-m', 'ringform-cells.json'], folder);
    expect(altered).toMatchObject({ code: 4, stdout: '' });
    expect(altered.stderr).toContain('sha256');
    expect(await ringform(['count', 'a.jpg', '-q', '-m', 'none.json'], folder)).toMatchObject({
      code: 4,
      stdout: '',
    });
  });

  it('words it does not know, with a hint', async () => {
    const folder = scratchFolder();
    expect(await ringform(['cuont', 'a.jpg'], folder)).toMatchObject({ code: 2, stdout: '' });
    expect((await ringform(['cuont'], folder)).stderr).toContain('count');
    expect(await ringform(['count', 'a.jpg', '--red-cells', 'many'], folder)).toMatchObject({
      code: 2,
      stdout: '',
    });
  });
});

/** A real file system of a few hundred kilobytes, where this user may mount one. */
function smallDisk(folder: string, bytes: number): boolean {
  try {
    mkdirSync(folder);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => {
    execFileSync('umount', [folder]);
  });
  return true;
}

describe('ringform count on a full disk', () => {
  it('says so, and earlier results stay whole (needs the right to mount a tmpfs)', async ({ skip }) => {
    const folder = scratchFolder();
    const disk = path.join(folder, 'disk');
    if (!smallDisk(disk, 4 * 1024 * 1024)) skip('this user may not mount a tmpfs');
    writeFileSync(path.join(folder, 'a.jpg'), good);
    const first = await ringform(['count', 'a.jpg', '-q', '--json', '-o', 'disk'], folder);
    expect(first.code).toBe(0);
    const { slide } = countDocument.parse(JSON.parse(first.stdout));
    const report = readFileSync(slide.report!);
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(path.join(disk, 'filler'), Buffer.alloc(bavail * bsize));
    const second = await ringform(['count', 'a.jpg', '-q', '--json', '-o', 'disk'], folder);
    expect(second).toMatchObject({ code: 5, stdout: '' });
    expect(second.stderr).toContain('Free room');
    expect(readFileSync(slide.report!).equals(report)).toBe(true);
    rmSync(path.join(disk, 'filler')); // a store that was closed in order needs room to be opened again
    const store = await SqliteSlideStore.open(path.join(disk, 'ringform.sqlite'));
    const kept = await store.latestResult(slide.id);
    await store.close();
    expect(kept?.revision).toBe(1);
  });
});
