import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../../src/base/image.js';
import { Yuv420Reader, yuv420Bytes, yuv420ToRgb } from '../../../src/capture/cameras/yuv420.js';

/** The standard's own formula in floating point (ITU-T T.871). */
function reference(y: number, u: number, v: number): number[] {
  return [
    y + 1.402 * (v - 128),
    y - (0.114 * 1.772 * (u - 128) + 0.299 * 1.402 * (v - 128)) / 0.587,
    y + 1.772 * (u - 128),
  ].map((value) => Math.min(255, Math.max(0, value)));
}

const byte = fc.integer({ min: 0, max: 255 });

describe('I420 to RGB', () => {
  it('is the standard’s formula to within rounding, for every pixel of its block', () => {
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte, byte), byte, byte, (luma, u, v) => {
        const layout = { width: 2, height: 2, rowBytes: 4 };
        const rgb = new Uint8Array(12);
        yuv420ToRgb(Uint8Array.of(luma[0], luma[1], 9, 9, luma[2], luma[3], 9, 9, u, 9, v, 9), layout, rgb);
        for (const [i, y] of luma.entries()) {
          for (const [channel, value] of reference(y, u, v).entries()) {
            expect(Math.abs(rgb[i * 3 + channel] - value)).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });

  it('writes only into its own room', () => {
    const memory = new Uint8Array(12 + 10).fill(7);
    yuv420ToRgb(new Uint8Array(6).fill(128), { width: 2, height: 2, rowBytes: 2 }, memory.subarray(5, 17));
    expect([...memory.subarray(0, 5), ...memory.subarray(17)]).toEqual(new Array(10).fill(7));
    expect([...memory.subarray(5, 17)]).toEqual(new Array(12).fill(128));
  });
});

describe('reading a stream of pictures', () => {
  const layout = { width: 6, height: 4, rowBytes: 8 };

  it('gives the same frames however the stream is cut, and never the last when it is not whole', () => {
    const bytes = yuv420Bytes(layout);
    const stream = Uint8Array.from({ length: bytes * 3 - 1 }, (_, i) => (i * 37) % 251);
    const framesOf = (cuts: readonly number[]): RgbImage['data'][] => {
      const frames: Uint8Array[] = [];
      const reader = new Yuv420Reader(layout, {
        room: (size) => new Uint8Array(size),
        done: (pixels) => frames.push(pixels),
      });
      let from = 0;
      for (const cut of [...cuts].sort((a, b) => a - b).concat(stream.length)) {
        reader.read(stream.subarray(from, cut), from);
        from = cut;
      }
      return frames;
    };
    const whole = framesOf([]);
    expect(whole.length).toBe(2);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 12 }), (cuts) => {
        expect(framesOf(cuts)).toEqual(whole);
      }),
    );
  });
});
