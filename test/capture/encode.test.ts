import { describe, expect, it } from 'vitest';
import { decodeImage } from '../../src/capture/decode.js';
import { encodeJpeg, encodePng, encodeWebp } from '../../src/capture/encode.js';
import { sniffFormat } from '../../src/capture/image-format.js';
import { noisyImage } from './fixtures.js';

const image = noisyImage(50, 31);

describe('encoding', () => {
  it('PNG and lossless WebP come back as they were', async () => {
    expect(await decodeImage(await encodePng(image))).toEqual(image);
    expect(await decodeImage(await encodeWebp(image, 'lossless'))).toEqual(image);
  });

  it('JPEG and WebP lose less at a higher quality', async () => {
    for (const encode of [encodeJpeg, encodeWebp]) {
      const loss = async (quality: number): Promise<number> => {
        const { data } = await decodeImage(await encode(image, quality));
        return data.reduce((sum, value, i) => sum + Math.abs(value - image.data[i]), 0) / data.length;
      };
      const [low, high] = [await loss(20), await loss(95)];
      expect(high).toBeLessThan(low);
      expect(high).toBeLessThan(8);
    }
  });

  it('each is what it says it is', async () => {
    expect(sniffFormat(await encodePng(image))).toEqual({ accepted: true, format: 'png' });
    expect(sniffFormat(await encodeJpeg(image))).toEqual({ accepted: true, format: 'jpeg' });
    expect(sniffFormat(await encodeWebp(image))).toEqual({ accepted: true, format: 'webp' });
  });

  it('refuses an image whose data does not fit its size', () => {
    expect(() => encodePng({ ...image, height: 32 })).toThrow(RangeError);
  });
});
