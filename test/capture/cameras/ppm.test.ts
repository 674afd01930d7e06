import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../../src/base/image.js';
import { PpmReader } from '../../../src/capture/cameras/ppm.js';

function read(pieces: readonly Uint8Array[]): RgbImage[] {
  const frames: RgbImage[] = [];
  const reader = new PpmReader({
    room: (bytes) => new Uint8Array(bytes),
    done: (data, width, height) => frames.push({ width, height, data }),
  });
  for (const piece of pieces) reader.read(piece, 0);
  return frames;
}

const ppm = (width: number, height: number, fill: number, header = `P6\n${width} ${height}\n255\n`): Buffer =>
  Buffer.concat([Buffer.from(header), Buffer.alloc(width * height * 3, fill)]);

describe('PPM stream', () => {
  // Pixels that look like a header must not be taken for one.
  const stream = Buffer.concat([ppm(4, 3, 80), ppm(4, 3, 10), ppm(4, 3, 54)]);

  it('gives the same frames however it is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 10 }), (cuts) => {
        const edges = [0, ...[...cuts].sort((a, b) => a - b), stream.length];
        const frames = read(edges.slice(1).map((edge, i) => stream.subarray(edges[i], edge)));
        expect(frames.map(({ data }) => data[0])).toEqual([80, 10, 54]);
        for (const frame of frames) expect(frame).toMatchObject({ width: 4, height: 3 });
      }),
    );
  });

  it('gives no half frame', () => {
    expect(read([stream.subarray(0, stream.length - 1)]).length).toBe(2);
  });

  it('takes comments in the header', () => {
    expect(read([ppm(4, 3, 1, 'P6\n# made by hand\n4 3\n255\n')]).length).toBe(1);
  });

  it.each([
    ['text', Buffer.from('Error opening input')],
    ['another format', Buffer.from('P5\n4 3\n255\n')],
    ['16 bits a channel', Buffer.from(`P6\n4 3\n65535\n${'\0'.repeat(300)}`)],
    ['no pixels', Buffer.from('P6\n0 3\n255\n')],
    ['a size nobody has', Buffer.from('P6\n99999 99999\n255\n')],
    ['a size that changes', Buffer.concat([ppm(4, 3, 0), ppm(3, 4, 0)])],
  ])('refuses %s', (_, bytes) => {
    expect(() => read([bytes])).toThrow(/no picture/);
  });
});
