import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedCells } from '../../src/imaging/crop.js';
import {
  addToCount,
  concludeField,
  emptyCount,
  judgeField,
  type SlideCount,
} from '../../src/slide/slide-count.js';
import { analysisOf } from './fixtures.js';

const timing = { imagingMs: 1, classifyMs: 1 };
const place = fc.record({ x: fc.integer({ min: 20, max: 620 }), y: fc.integer({ min: 20, max: 460 }) });

describe('a slide counted field by field', () => {
  it('adds exactly the cells that were classified, and of them those at or above the threshold', () => {
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 1, maxLength: 30 }),
        fc.float({ min: 0, max: 1, noNaN: true }),
        fc.integer(),
        (places, threshold, seed) => {
          const judged = judgeField(emptyCount, analysisOf(places, { others: ['white', 'platelet'] }));
          const scores = Float32Array.from(places, (_, i) => (Math.imul(seed, i + 7) >>> 0) / 2 ** 32);
          const field = concludeField(judged, scores, threshold, { ordinal: 0, name: 'a', timing });
          const count = addToCount(emptyCount, judged, field);
          expect(field.redCells).toBe(places.length);
          expect(field.infected).toBe([...scores].filter((score) => score >= threshold).length);
          expect(field.cells.filter(({ kind, score }) => kind !== 'red' && score !== null)).toEqual([]);
          expect(count.tally).toMatchObject({
            fields: 1,
            redCells: field.redCells,
            infected: field.infected,
          });
        },
      ),
    );
  });

  it('looks for stain deposits on the cells not called infected only, and sums them over the fields', () => {
    const places = Array.from({ length: 6 }, (_, i) => ({ x: 50 + 60 * i, y: 100 }));
    const dots = {
      ofLabel: Uint8Array.of(1, 3, 0, 1, 0, 2, 0),
      micrometres: Float32Array.of(0.5),
      backgroundCells: 4,
    };
    const judged = judgeField(emptyCount, { ...analysisOf(places), dots });
    const scores = Float32Array.of(0.9, 0.1, 0.1, 0.1, 0.1, 0.9);
    const field = concludeField(judged, scores, 0.5, { ordinal: 0, name: 'a', timing });
    expect(field.dots).toEqual({ cells: 4, dotted: 2, dots: 3, micrometres: 0.5, background: 0.25 });
    const count = addToCount(addToCount(emptyCount, judged, field), judged, field);
    expect(count.tally.dots).toEqual({ cells: 8, dotted: 4 });
    const plain = judgeField(emptyCount, analysisOf(places));
    const unseen = concludeField(plain, scores, 0.5, { ordinal: 1, name: 'b', timing });
    expect(unseen).not.toHaveProperty('dots');
    expect(addToCount(count, plain, unseen).tally.dots).toEqual({ cells: 8, dotted: 4 });
  });

  it('leaves a field of bad quality out, whatever it shows, and goes on with the next number', () => {
    const judged = judgeField(emptyCount, analysisOf([{ x: 100, y: 100 }], { ok: false }));
    const field = concludeField(judged, new Float32Array(0), 0.5, { ordinal: 3, name: 'blurred', timing });
    const count = addToCount(emptyCount, judged, field);
    expect(field).toMatchObject({ accepted: false, redCells: 0, infected: 0 });
    expect(field.cells.every(({ score, infected }) => score === null && infected === null)).toBe(true);
    expect(count).toEqual({ ...emptyCount, nextOrdinal: 4 });
  });

  it('counts no cell twice when the same field comes again', () => {
    // An irregular scatter, as a smear is; a lattice would fit itself at many shifts.
    const places = Array.from({ length: 120 }, (_, i) => ({
      x: 20 + ((i * 7919 + (i % 7) * 131) % 600),
      y: 20 + ((i * 104729 + (i % 5) * 57) % 440),
    }));
    const fresh = analysisOf(places);
    const once = judgeField(emptyCount, fresh);
    const scores = new Float32Array(countedCells(once.analysis).length);
    const first = concludeField(once, scores, 0.5, { ordinal: 0, name: 'a', timing });
    const count: SlideCount = addToCount(emptyCount, once, first);
    const again = judgeField(count, fresh);
    expect(again.accepted).toBe(false);
    expect(again.seenBefore).toBe(1);
  });

  it('refuses scores that are not one for each cell', () => {
    const judged = judgeField(emptyCount, analysisOf([{ x: 50, y: 50 }]));
    expect(() => concludeField(judged, new Float32Array(2), 0.5, { ordinal: 0, name: 'a', timing })).toThrow(
      RangeError,
    );
  });
});
