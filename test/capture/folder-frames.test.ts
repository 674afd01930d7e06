import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { FolderFrames } from '../../src/capture/folder-frames.js';
import { listImages } from '../../src/capture/list-images.js';
import { noisyImage, temporaryFolder } from './fixtures.js';
import { frameSourceContract } from './frame-source.contract.js';

async function png(seed: number): Promise<Buffer> {
  const { data, width, height } = noisyImage(33, 21, seed);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** Three good fields with three bad files among them, and things that are no images beside them. */
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringform-test-'));
  const write = (name: string, bytes: Uint8Array | string): void => writeFileSync(join(folder, name), bytes);
  write('field 10.png', await png(10));
  write('field 2.PNG', await png(2));
  write('field 1.tif', await png(1)); // a PNG by its bytes
  write('field 3.jpg', 'not a picture at all');
  write('field 4.png', (await png(4)).subarray(0, 900));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'field 5.webp'));
  write('boxes.csv', 'file,x,y');
  write('.hidden.png', await png(99));
  mkdirSync(join(folder, 'folder.jpg'));
  write('folder.jpg/inside.png', await png(50));
  symlinkSync(join(folder, 'folder.jpg'), join(folder, 'link.jpg'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const files = ['field 1.tif', 'field 2.PNG', 'field 3.jpg', 'field 4.png', 'field 5.webp', 'field 10.png'];
const names = (paths: readonly string[]): string[] => paths.map((path) => relative(folder, path));

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).code;
}

frameSourceContract('FolderFrames', () => FolderFrames.open([folder]));

describe('listing', () => {
  it('takes what is named like an image, 2 before 10, and no folder', async () => {
    expect(names(await listImages([folder]))).toEqual(files);
  });

  it('enters folders only when asked, and never through a link', async () => {
    expect(names(await listImages([folder], true))).toEqual([...files, 'folder.jpg/inside.png']);
  });

  it('takes a file named outright whatever it is called, and keeps the order given', async () => {
    const given = ['boxes.csv', 'field 10.png', 'field 2.PNG'].map((name) => join(folder, name));
    expect(await listImages(given)).toEqual(given);
  });

  it('takes a file once, however often and by whatever name it is reached', async () => {
    const twice = [join(folder, 'field 2.PNG'), folder, join(folder, 'folder.jpg', '..', 'field 1.tif')];
    expect(names(await listImages(twice))).toEqual([
      'field 2.PNG',
      ...files.filter((name) => name !== 'field 2.PNG'),
    ]);
  });

  it('says so when there is nothing', async () => {
    const empty = temporaryFolder();
    expect(await codeOf(listImages([]))).toBe('no-images');
    expect(await codeOf(FolderFrames.open([empty]))).toBe('no-images');
    writeFileSync(join(empty, 'notes.txt'), 'no images here');
    expect(await codeOf(FolderFrames.open([empty]))).toBe('no-images');
    expect(await codeOf(FolderFrames.open([empty, join(empty, 'missing')]))).toBe('no-such-file');
  });
});

describe('frames', () => {
  it('goes on past bad files and says what is wrong with each', async () => {
    const source = await FolderFrames.open([folder]);
    const seen: Record<string, string> = {};
    for await (const frame of source.frames()) {
      seen[relative(folder, frame.name)] = 'error' in frame ? frame.error.code : 'image';
    }
    expect(seen).toEqual({
      'field 1.tif': 'image',
      'field 2.PNG': 'image',
      'field 3.jpg': 'not-an-image',
      'field 4.png': 'damaged-image',
      'field 5.webp': 'no-such-file',
      'field 10.png': 'image',
    });
  });

  it('gives the pixels of the file, and the file as it came', async () => {
    const source = await FolderFrames.open([join(folder, 'field 2.PNG')]);
    for await (const frame of source.frames()) {
      if ('error' in frame) throw frame.error;
      expect(frame.image).toEqual(noisyImage(33, 21, 2));
      expect(Buffer.from(frame.encoded!).equals(await png(2))).toBe(true);
    }
    expect(source.expected).toBe(1);
  });

  it('reads one frame ahead and no more', async () => {
    // The files behind the one ahead can still change: they have not been read.
    const own = temporaryFolder();
    for (const seed of [1, 2, 3, 4]) writeFileSync(join(own, `${seed}.png`), await png(seed));
    const source = await FolderFrames.open([own]);
    const frames = source.frames();
    await frames.next();
    writeFileSync(join(own, '3.png'), await png(33));
    await frames.next();
    const third = await frames.next();
    if (third.done || 'error' in third.value) throw new Error('expected a third frame');
    expect(third.value.image).toEqual(noisyImage(33, 21, 33));
    await frames.return();
  });

  it('ends after close', async () => {
    const source = await FolderFrames.open([folder]);
    let seen = 0;
    for await (const frame of source.frames()) {
      expect(frame.name).toContain(folder);
      seen++;
      await source.close();
    }
    expect(seen).toBe(1);
  });
});
