import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../src/base/image.js';
import { areaAverage } from '../../src/imaging/planes.js';

/** A frame whose bytes follow from a seed (linear congruential, the high bits). */
function noise(width: number, height: number, seed: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  let state = seed;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    data[i] = state >>> 24;
  }
  return { width, height, data };
}

function blockMean(frame: RgbImage, scale: number, x: number, y: number, channel: number): number {
  let sum = 0;
  let n = 0;
  for (let row = y * scale; row < Math.min(frame.height, (y + 1) * scale); row++) {
    for (let column = x * scale; column < Math.min(frame.width, (x + 1) * scale); column++) {
      sum += frame.data[(row * frame.width + column) * 3 + channel];
      n++;
    }
  }
  return Math.floor((sum + Math.floor(n / 2)) / n);
}

describe('areaAverage', () => {
  it('gives the rounded mean of every block, cut ones included, at any factor', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 14 }),
        fc.integer(),
        (width, height, scale, seed) => {
          const frame = noise(width, height, seed);
          const planes = areaAverage(frame, scale);
          expect([planes.width, planes.height]).toEqual([
            Math.ceil(width / scale),
            Math.ceil(height / scale),
          ]);
          for (let y = 0, p = 0; y < planes.height; y++) {
            for (let x = 0; x < planes.width; x++, p++) {
              expect([planes.red[p], planes.green[p], planes.blue[p]]).toEqual(
                [0, 1, 2].map((channel) => blockMean(frame, scale, x, y, channel)),
              );
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([1, 2, 3, 4, 11, 12])('keeps white white and black black at factor %i', (scale) => {
    for (const level of [0, 255]) {
      const data = new Uint8Array(25 * 25 * 3).fill(level);
      const { red, green, blue } = areaAverage({ width: 25, height: 25, data }, scale);
      for (const plane of [red, green, blue]) expect(plane.every((value) => value === level)).toBe(true);
    }
  });
});
