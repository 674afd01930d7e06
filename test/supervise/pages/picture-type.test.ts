import { expect, it } from 'vitest';
import { encodeJpeg, encodeWebp } from '../../../src/capture/encode.js';
import { pictureType } from '../../../src/supervise/pages/picture-type.js';

const image = { width: 8, height: 8, data: new Uint8Array(192).fill(90) };

it('a picture is told by its first bytes', async () => {
  expect(pictureType(await encodeJpeg(image))).toBe('image/jpeg');
  expect(pictureType(await encodeWebp(image))).toBe('image/webp');
});
