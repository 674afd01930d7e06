import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskRuns } from '../../src/imaging/runs.js';

/** A mask whose runs are mostly long, as in a field, with some noise; `offset` bytes into its buffer. */
const masks = fc
  .record({
    width: fc.integer({ min: 1, max: 70 }),
    height: fc.integer({ min: 1, max: 12 }),
    offset: fc.integer({ min: 0, max: 4 }),
    lengths: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 60 }),
  })
  .map(({ width, height, offset, lengths }) => {
    const mask = new Uint8Array(new ArrayBuffer(offset + width * height), offset);
    for (let p = 0, i = 0; p < mask.length; i++) {
      const n = lengths[i % lengths.length];
      mask.fill(i & 1, p, p + n);
      p += n;
    }
    return { mask, width, height };
  });

/** Labels by flooding, 4-connected, numbered in reading order. */
function flooded(mask: Uint8Array, width: number): Int32Array {
  const labels = new Int32Array(mask.length).fill(-1);
  let count = 0;
  for (let start = 0; start < mask.length; start++) {
    if (labels[start] >= 0) continue;
    const stack = [start];
    labels[start] = count;
    for (let p = stack.pop(); p !== undefined; p = stack.pop()) {
      const x = p % width;
      const near = [p - width, p + width, ...(x > 0 ? [p - 1] : []), ...(x < width - 1 ? [p + 1] : [])];
      for (const q of near) {
        if (q < 0 || q >= mask.length || labels[q] >= 0 || mask[q] !== mask[p]) continue;
        labels[q] = count;
        stack.push(q);
      }
    }
    count++;
  }
  return labels;
}

describe('maskRuns', () => {
  it('covers every pixel once, in order, with its value and its 4-connected component', () => {
    fc.assert(
      fc.property(masks, ({ mask, width, height }) => {
        const runs = maskRuns(mask, width, height);
        const labels = flooded(mask, width);
        let next = 0;
        for (let r = 0; r < runs.count; r++) {
          const base = runs.row[r] * width;
          expect(base + runs.from[r]).toBe(next);
          for (let p = next; p < base + runs.to[r]; p++) {
            expect(mask[p]).toBe(runs.value[r]);
            expect(labels[p]).toBe(runs.component[r]);
          }
          next = base + runs.to[r];
        }
        expect(next).toBe(mask.length);
      }),
    );
  });

  it('makes room for a mask with far more runs than a field has', () => {
    const [width, height] = [301, 40];
    const mask = Uint8Array.from(
      { length: width * height },
      (_, p) => ((p % width) + Math.trunc(p / width)) & 1,
    );
    const runs = maskRuns(mask, width, height);
    expect(runs.count).toBe(width * height);
    expect(runs.components).toBe(width * height);
  });
});
