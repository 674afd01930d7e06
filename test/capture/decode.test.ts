import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { DEFAULT_LIMITS, decodeImage, readImageFile } from '../../src/capture/decode.js';
import { withStandardScanHeaders } from '../../src/capture/scan-header.js';
import { noisyImage, plainImage, temporaryFolder } from './fixtures.js';

const image = noisyImage(61, 47);
const pixels = (): Sharp =>
  sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } });

/** The four formats in the shapes they come in. */
const files = {
  jpeg: await pixels().jpeg().toBuffer(),
  'progressive jpeg': await pixels().jpeg({ progressive: true }).toBuffer(),
  png: await pixels().png().toBuffer(),
  'interlaced png': await pixels().png({ progressive: true }).toBuffer(),
  tiff: await pixels().tiff({ compression: 'none' }).toBuffer(),
  'lzw tiff': await pixels().tiff({ compression: 'lzw' }).toBuffer(),
  'tiled tiff': await pixels()
    .tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 })
    .toBuffer(),
  webp: await pixels().webp().toBuffer(),
  'lossless webp': await pixels().webp({ lossless: true }).toBuffer(),
};
const lossless = ['png', 'interlaced png', 'tiff', 'lzw tiff', 'tiled tiff', 'lossless webp'] as const;

/** An uncompressed square greyscale TIFF of zeros (TIFF 6.0); sample format 1 is unsigned, 3 is floating point. */
function greyTiff(side: number, bitsPerSample: number, sampleFormat: number): Uint8Array {
  const bytes = (side * side * bitsPerSample) / 8;
  const tags: [number, number][] = [
    [256, side], // width
    [257, side], // height
    [258, bitsPerSample],
    [259, 1], // no compression
    [262, 1], // black is zero
    [273, 8], // where the one strip begins
    [277, 1], // samples per pixel
    [278, side], // rows in the strip
    [279, bytes],
    [339, sampleFormat],
  ];
  const file = new DataView(new ArrayBuffer(8 + bytes + 2 + tags.length * 12 + 4));
  file.setUint32(0, 0x4949_2a00); // 'II', 42
  file.setUint32(4, 8 + bytes, true);
  file.setUint16(8 + bytes, tags.length, true);
  for (const [i, [tag, value]] of tags.entries()) {
    const at = 8 + bytes + 2 + i * 12;
    file.setUint16(at, tag, true);
    file.setUint16(at + 2, 4, true); // LONG
    file.setUint32(at + 4, 1, true);
    file.setUint32(at + 8, value, true);
  }
  return new Uint8Array(file.buffer);
}

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputError);
  expect((error as InputError).remedy).toMatch(/\.$/);
  return (error as InputError).code;
}

describe('whole images', () => {
  it.each(lossless)('%s gives the pixels that went in', async (name) => {
    expect(await decodeImage(files[name])).toEqual(image);
  });

  it.each(['jpeg', 'progressive jpeg', 'webp'] as const)('%s gives them within its loss', async (name) => {
    const decoded = await decodeImage(files[name]);
    expect([decoded.width, decoded.height]).toEqual([image.width, image.height]);
    const error = decoded.data.reduce((sum, value, i) => sum + Math.abs(value - image.data[i]), 0);
    expect(error / image.data.length).toBeLessThan(15);
  });

  it('takes 1×1, all black and all white for what they are', async () => {
    for (const plain of [plainImage(1, 1, 77), plainImage(40, 30, 0), plainImage(40, 30, 255)]) {
      const raw = { width: plain.width, height: plain.height, channels: 3 } as const;
      expect(await decodeImage(await sharp(plain.data, { raw }).png().toBuffer())).toEqual(plain);
    }
  });

  it('does not rotate by EXIF: rows stay as stored', async () => {
    const rotated = await pixels().withMetadata({ orientation: 6 }).png().toBuffer();
    expect((await sharp(rotated).metadata()).orientation).toBe(6);
    expect(await decodeImage(rotated)).toEqual(image);
  });

  it('does not convert by colour profile: values stay as stored', async () => {
    const profiled = await sharp(await pixels().withIccProfile('p3').png().toBuffer(), { ignoreIcc: true })
      .keepIccProfile()
      .png()
      .toBuffer();
    const header = await sharp(profiled).metadata();
    expect(header.hasProfile).toBe(true);
    const stored = await sharp(profiled, { ignoreIcc: true }).raw().toBuffer();
    expect(Buffer.from((await decodeImage(profiled)).data).equals(stored)).toBe(true);
    expect(Buffer.from(image.data).equals(stored)).toBe(false); // otherwise this test could not fail
  });

  it('drops an alpha channel and keeps the colour under it', async () => {
    const data = Uint8Array.from({ length: 6 * 4 * 4 }, (_, i) => i * 2);
    const png = await sharp(data, { raw: { width: 6, height: 4, channels: 4 } })
      .png()
      .toBuffer();
    expect((await decodeImage(png)).data).toEqual(data.filter((_, i) => i % 4 !== 3));
  });

  it('reads greyscale of 8 and 16 bits as equal channels', async () => {
    const eight = Uint8Array.from({ length: 256 }, (_, i) => i);
    const sixteen = Uint16Array.from(eight, (value) => value * 256 + 7);
    const raw = { width: 16, height: 16, channels: 1 } as const;
    const expected = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3));
    const grey8 = await sharp(eight, { raw }).toColourspace('b-w').png().toBuffer();
    const grey16 = await sharp(sixteen, { raw }).toColourspace('grey16').png().toBuffer();
    expect((await sharp(grey8).metadata()).channels).toBe(1);
    expect((await sharp(grey16).metadata()).depth).toBe('ushort');
    expect((await decodeImage(grey8)).data).toEqual(expected);
    expect((await decodeImage(grey16)).data).toEqual(expected);
  });

  it('reads CMYK', async () => {
    const cmyk = await sharp(plainImage(16, 16, 128).data, { raw: { width: 16, height: 16, channels: 3 } })
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const { data } = await decodeImage(cmyk);
    expect(data.length).toBe(16 * 16 * 3);
    for (const value of data) expect(Math.abs(value - 128)).toBeLessThan(20);
  });

  it('takes the first page of several', async () => {
    const second = noisyImage(61, 47, 2);
    const both = Buffer.concat([image.data, second.data]);
    const pages = await sharp(both, { raw: { width: 61, height: 94, channels: 3, pageHeight: 47 } })
      .webp({ lossless: true })
      .toBuffer();
    expect((await sharp(pages).metadata()).pages).toBe(2);
    expect(await decodeImage(pages)).toEqual(image);
  });
});

describe('JPEGs of phones that leave the scan header at zero', () => {
  /** The file with its last scan header's coefficient range zeroed. */
  function withZeroedScanHeader(file: Uint8Array): Buffer {
    const odd = Buffer.from(file);
    const scan = odd.lastIndexOf(Buffer.of(0xff, 0xda));
    odd.fill(0, scan + 2 + odd.readUInt16BE(scan + 2) - 3, scan + 2 + odd.readUInt16BE(scan + 2));
    return odd;
  }

  it('are read like any other', async () => {
    const odd = withZeroedScanHeader(files.jpeg);
    expect(odd.equals(files.jpeg)).toBe(false);
    await expect(sharp(odd, { failOn: 'warning' }).raw().toBuffer()).rejects.toThrow(
      'Invalid SOS parameters',
    );
    const asGiven = Buffer.from(odd);
    expect(await decodeImage(odd)).toEqual(await decodeImage(files.jpeg));
    expect(odd.equals(asGiven)).toBe(true); // the caller's bytes stay as they came
  });

  it('are refused when cut short all the same', async () => {
    const odd = withZeroedScanHeader(files.jpeg);
    for (const length of [odd.length - 1, odd.length - 2, odd.length >> 1])
      expect(await codeOf(decodeImage(odd.subarray(0, length)))).toBe('damaged-image');
  });

  it('are told from progressive ones, whose scan headers say something', () => {
    expect(withStandardScanHeaders(files['progressive jpeg'])).toBeUndefined();
    expect(withStandardScanHeaders(files.png)).toBeUndefined();
    expect(withStandardScanHeaders(new Uint8Array())).toBeUndefined();
    expect(Buffer.from(withStandardScanHeaders(files.jpeg)!).equals(files.jpeg)).toBe(true);
  });
});

describe('cut and damaged images', () => {
  it.each(Object.keys(files) as (keyof typeof files)[])(
    '%s cut anywhere is an InputError, or whole all the same',
    async (name) => {
      const file = files[name];
      const whole = await decodeImage(file);
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: file.length - 1 }), async (length) => {
          const outcome = await decodeImage(file.subarray(0, length)).catch((error: unknown) => error);
          if (outcome instanceof InputError) return;
          expect(outcome).toEqual(whole); // only trailing bytes that carry no pixel may be missing
        }),
        { numRuns: 60, seed: 20 },
      );
    },
  );

  it('a JPEG cut at any byte is refused, to the last', async () => {
    const file = files.jpeg;
    for (const length of [1, 3, 20, 200, file.length >> 1, file.length - 2, file.length - 1]) {
      expect(await codeOf(decodeImage(file.subarray(0, length)))).toMatch(/^(damaged-image|not-an-image)$/);
    }
  });

  it('any bytes at all are an image or an InputError', async () => {
    const starts = Object.values(files).map((file) => file.subarray(0, 40));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...starts, Buffer.alloc(0)),
        fc.uint8Array({ maxLength: 200 }),
        async (start, rest) => {
          const outcome = await decodeImage(Buffer.concat([start, rest])).catch((error: unknown) => error);
          if (!(outcome instanceof InputError)) expect(outcome).toHaveProperty('data');
        },
      ),
      { numRuns: 200, seed: 21 },
    );
  });
});

describe('what is no field at all', () => {
  it('names what it was given', async () => {
    const gif = await pixels().gif().toBuffer();
    expect(await codeOf(decodeImage(gif))).toBe('unsupported-format');
    expect(await codeOf(decodeImage(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')))).toBe(
      'unsupported-format',
    );
    expect(await codeOf(decodeImage(Buffer.from('%PDF-1.7\n%âã')))).toBe('unsupported-format');
    expect(await codeOf(decodeImage(Buffer.from('just words')))).toBe('not-an-image');
    expect(await codeOf(decodeImage(Uint8Array.of(1, 2, 3, 4)))).toBe('not-an-image');
    expect(await codeOf(decodeImage(new Uint8Array()))).toBe('empty-file');
  });

  it('refuses 100 megapixels by the header, before it decodes', async () => {
    const huge = await sharp({
      create: { width: 12_500, height: 8_000, channels: 3, background: '#b8a0b0' },
    })
      .png({ compressionLevel: 9, palette: false })
      .toBuffer();
    const before = process.memoryUsage.rss();
    const attempt = decodeImage(huge);
    await expect(attempt).rejects.toThrow('12500×8000 (100.0 megapixels); the limit is 50.0');
    expect(await codeOf(attempt)).toBe('too-many-pixels');
    // 300 MB would have been decoded.
    expect(process.memoryUsage.rss() - before).toBeLessThan(100e6);
  });

  it('obeys the limits it is given, to the pixel and to the byte', async () => {
    const area = image.width * image.height;
    const file = files.png;
    const exact = { pixels: area, bytes: file.length };
    expect(await decodeImage(file, exact)).toEqual(image);
    expect(await codeOf(decodeImage(file, { ...exact, pixels: area - 1 }))).toBe('too-many-pixels');
    expect(await codeOf(decodeImage(file, { ...exact, bytes: file.length - 1 }))).toBe('file-too-large');
  });

  it('refuses floating-point pixels', async () => {
    const tiff = greyTiff(8, 32, 3);
    expect((await sharp(tiff).metadata()).depth).toBe('float');
    expect(await codeOf(decodeImage(tiff))).toBe('unsupported-pixels');
    expect((await decodeImage(greyTiff(8, 16, 1))).data.length).toBe(192); // the same file but for its pixel type
  });
});

describe('files', () => {
  it('reads a whole one', async () => {
    const path = join(temporaryFolder(), 'field.weird-name');
    writeFileSync(path, files.jpeg);
    expect(Buffer.from(await readImageFile(path)).equals(files.jpeg)).toBe(true);
  });

  it('refuses text named .jpg, an empty file, a missing one, a folder, a pipe and a dangling link', async () => {
    const folder = temporaryFolder();
    const at = (name: string): string => join(folder, name);
    writeFileSync(at('text.jpg'), 'I am a photograph, honestly.\n'.repeat(50));
    writeFileSync(at('empty.jpg'), '');
    mkdirSync(at('folder.jpg'));
    execFileSync('mkfifo', [at('pipe.jpg')]);
    symlinkSync(at('gone'), at('dangling.jpg'));
    expect(await codeOf(readImageFile(at('text.jpg')))).toBe('not-an-image');
    expect(await codeOf(readImageFile(at('empty.jpg')))).toBe('empty-file');
    expect(await codeOf(readImageFile(at('missing.jpg')))).toBe('no-such-file');
    expect(await codeOf(readImageFile(at('folder.jpg')))).toBe('not-a-file');
    expect(await codeOf(readImageFile(at('pipe.jpg')))).toBe('not-a-file');
    expect(await codeOf(readImageFile(at('dangling.jpg')))).toBe('no-such-file');
  });

  it('refuses a file beyond the limit without reading it', async () => {
    const path = join(temporaryFolder(), 'sparse.jpg');
    writeFileSync(path, files.jpeg);
    truncateSync(path, DEFAULT_LIMITS.bytes + 1);
    const before = process.memoryUsage.rss();
    expect(await codeOf(readImageFile(path))).toBe('file-too-large');
    expect(process.memoryUsage.rss() - before).toBeLessThan(100e6);
  });
});
