import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shrink } from '../../src/imaging/shrink.js';

const frame = fc
  .record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 30 }) })
  .chain(({ width, height }) =>
    fc
      .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map((data) => ({ width, height, data })),
  );

it('every pixel is the mean of those it stands for, and none is wider than asked', () => {
  fc.assert(
    fc.property(frame, fc.integer({ min: 1, max: 50 }), (image, most) => {
      const small = shrink(image, most);
      expect(small.width).toBeLessThanOrEqual(Math.max(most, 1));
      expect(small.data).toHaveLength(small.width * small.height * 3);
      const factor = Math.ceil(image.width / most);
      const rows = Math.min(factor, image.height);
      for (let y = 0; y < small.height; y++)
        for (let x = 0; x < small.width; x++)
          for (let channel = 0; channel < 3; channel++) {
            let sum = 0;
            for (let dy = 0; dy < rows; dy++)
              for (let dx = 0; dx < factor; dx++)
                sum += image.data[((y * factor + dy) * image.width + x * factor + dx) * 3 + channel];
            expect(small.data[(y * small.width + x) * 3 + channel]).toBe(Math.round(sum / (rows * factor)));
          }
    }),
  );
});

it('a frame of the camera becomes a phone’s width', () => {
  const small = shrink({ width: 2028, height: 1520, data: new Uint8Array(2028 * 1520 * 3).fill(200) }, 640);
  expect([small.width, small.height]).toEqual([507, 380]);
  expect(small.data.every((value) => value === 200)).toBe(true);
});
