import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../../src/base/errors.js';
import type { RgbImage } from '../../src/base/image.js';
import {
  cropCells,
  cropCutOut,
  cropDiameter,
  cropSurrounded,
  cutOutDiameter,
  surroundedDiameter,
} from '../../src/imaging/crop.js';
import { cutOut, drawn, drawnAnalysis, furthest, inside, turned } from './crop-fixtures.js';

const spec = { size: 48, diameter: 36, convention: 'median-150' };
const radius = fc.double({ min: 12, max: 90, noNaN: true });
const shift = fc.double({ min: 0, max: 1, noNaN: true });

/** One cell somewhere in an image that has room for it. */
function oneCell(
  r: number,
  dx: number,
  dy: number,
  background = 225,
): { image: RgbImage; cell: { x: number; y: number; radius: number } } {
  const side = Math.ceil(2 * r + 12);
  const cell = { x: side / 2 + dx, y: side / 2 + dy, radius: r };
  return { image: drawn(side, side, [cell], background), cell };
}

describe('a crop', () => {
  it('is the same, to within two levels, from a field and from the cell cut out on black', () => {
    fc.assert(
      fc.property(radius, shift, shift, fc.constantFrom(1, 2), (r, dx, dy, scale) => {
        const { image, cell } = oneCell(r, dx, dy);
        const fine = Math.min(scale, Math.max(1, Math.floor(r / 12)));
        const field = cropCells(image, drawnAnalysis(image, [cell], fine), spec);
        const single = cropCutOut(cutOut(image, cell), spec, 2 * r);
        // The mask's edge is known to a pixel of the coarser map only, so pixels under its soft edge may differ more.
        let differing = 0;
        for (let i = 0; i < field.data.length; i++)
          if (Math.abs(field.data[i] - single.data[i]) > 2) differing++;
        expect(field.count).toBe(1);
        expect(differing / field.data.length).toBeLessThan(0.03);
      }),
      { numRuns: 40 },
    );
  });

  it('at a label map of full resolution differs from the cut-out by no more than two levels anywhere', () => {
    for (const r of [18, 30, 45, 64]) {
      const { image, cell } = oneCell(r, 0.5, 0.5);
      const field = cropCells(image, drawnAnalysis(image, [cell], 1), spec);
      expect(furthest(field.data, cropCutOut(cutOut(image, cell), spec, 2 * r).data)).toBeLessThanOrEqual(2);
    }
  });

  it('is the same at any brightness of any channel, to within rounding', () => {
    const gain = fc.double({ min: 0.6, max: 1.05, noNaN: true });
    fc.assert(
      fc.property(radius, gain, gain, gain, (r, red, green, blue) => {
        const { image, cell } = oneCell(r, 0, 0);
        const black = cutOut(image, cell);
        const gains = [red, green, blue];
        const dimmed = { ...black, data: black.data.map((value, i) => Math.round(value * gains[i % 3])) };
        expect(furthest(cropCutOut(black, spec).data, cropCutOut(dimmed, spec).data)).toBeLessThanOrEqual(3);
      }),
      { numRuns: 40 },
    );
  });

  it('is not touched by what lies clear of the cell, and hardly by what touches its edge', () => {
    fc.assert(
      fc.property(radius, fc.integer({ min: 0, max: 255 }), (r, background) => {
        const { image, cell } = oneCell(r, 0.3, 0.6);
        // As fine as segmentation works: about 30 px of the map to a cell.
        const scale = Math.max(1, Math.round(r / 15));
        const first = cropCells(image, drawnAnalysis(image, [cell], scale), spec);
        const other = drawn(image.width, image.height, [cell], background);
        const near = cropCells(other, drawnAnalysis(other, [cell], scale), spec);
        // The map's pixels are coarser than the image's: at the edge up to a tenth of a change may show.
        expect(furthest(near.data, first.data)).toBeLessThanOrEqual(Math.abs(background - 225) / 10 + 1);
        // The same with the old background kept within two px of the map around the cell.
        const wide = { ...cell, radius: cell.radius + 2 * scale };
        const clear = { ...other, data: other.data.slice() };
        for (let i = 0; i < clear.data.length; i++) {
          const pixel = Math.floor(i / 3);
          if (inside(wide, pixel % image.width, Math.floor(pixel / image.width)))
            clear.data[i] = image.data[i];
        }
        const far = cropCells(clear, drawnAnalysis(clear, [cell], scale), spec);
        expect(far.data).toEqual(first.data);
      }),
      { numRuns: 40 },
    );
  });

  it('of a neighbour is not touched by the cell beside it', () => {
    const alone = { x: 50, y: 50, radius: 30 };
    const beside = { x: 109, y: 50, radius: 28 };
    const one = drawn(160, 100, [alone], 225);
    const two = drawn(160, 100, [alone, beside], 225);
    const first = cropCells(one, drawnAnalysis(one, [alone], 1), spec);
    const both = cropCells(two, drawnAnalysis(two, [alone, beside], 1), spec);
    expect(both.count).toBe(2);
    expect(both.data.subarray(0, first.data.length)).toEqual(first.data);
  });

  it('turns with the image', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 60 }), fc.integer({ min: 0, max: 3 }), (r, margin) => {
        const { image, cell } = oneCell(r, 0.5, 0.5);
        const cut = cutOut(image, cell, margin);
        const even = cut.width % 2 === 0 && cut.height % 2 === 0;
        const crop = cropCutOut(cut, spec);
        const after = turned({ width: 48, height: 48, data: crop.data });
        const before = cropCutOut(turned(cut), spec);
        // Halving pairs pixels from the left and the top: at odd sizes the pairs are others after turning.
        expect(furthest(before.data, after.data)).toBeLessThanOrEqual(even ? 1 : 12);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps a cell’s size among its neighbours: its spot lies as far out as the cell is large', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 1.2, noNaN: true }), (ratio) => {
        const { image, cell } = oneCell(60 * ratio, 0, 0);
        const { data } = cropCutOut(cutOut(image, cell), spec, 120);
        let [weight, sum] = [0, 0];
        for (let x = 24; x < 48; x++) {
          const depth = Math.max(0, 140 - data[3 * (48 * 24 + x)]);
          weight += depth;
          sum += depth * (x - 23.5);
        }
        // Drawn at 0.4 of the radius, which is half of 36 px times the ratio.
        expect(Math.abs(sum / weight - 0.4 * 18 * ratio)).toBeLessThan(0.6);
      }),
    );
  });

  it('has the cell’s own median at 150 in every channel', () => {
    const { image, cell } = oneCell(50, 0, 0);
    const { data } = cropCutOut(cutOut(image, cell), spec);
    for (let c = 0; c < 3; c++) {
      const inner: number[] = [];
      for (let y = 10; y < 38; y++) for (let x = 10; x < 38; x++) inner.push(data[3 * (48 * y + x) + c]);
      inner.sort((a, b) => a - b);
      expect(Math.abs(inner[inner.length >> 1] - 150)).toBeLessThanOrEqual(2);
    }
  });

  it('of nothing is the median level all over', () => {
    const black = { width: 40, height: 30, data: new Uint8Array(3600) };
    expect(new Set(cropCutOut(black, spec).data)).toEqual(new Set([150]));
    expect(cutOutDiameter(black)).toBe(0);
  });

  it('is refused for a convention that is not known, and for sizes without sense', () => {
    const { image } = oneCell(20, 0, 0);
    const refusal = (bad: typeof spec): unknown => {
      try {
        cropCutOut(image, bad);
        return undefined;
      } catch (error) {
        return error;
      }
    };
    const unknown = refusal({ ...spec, convention: 'as-published' });
    expect(unknown).toBeInstanceOf(ModelError);
    expect(unknown).toMatchObject({ code: 'crop-convention-unknown' });
    expect(refusal({ ...spec, size: 0 })).toMatchObject({ code: 'crop-size-unusable' });
    expect(refusal({ ...spec, diameter: 0 })).toMatchObject({ code: 'crop-size-unusable' });
  });
});

describe('the scale of a field’s crops', () => {
  it('is the median cell’s, and the diameter that the analysis found where cells are few', () => {
    const cells = Array.from({ length: 9 }, (_, i) => ({ x: 30 + 50 * i, y: 30, radius: i < 5 ? 20 : 10 }));
    const image = drawn(480, 60, cells, 225);
    expect(cropDiameter(drawnAnalysis(image, cells, 1))).toBeCloseTo(40, 0);
    const few = drawnAnalysis(image, cells.slice(0, 7), 1);
    expect(cropDiameter({ ...few, cellDiameter: 33 })).toBe(33);
  });

  it('of an empty field is not needed', () => {
    const image = drawn(60, 60, [], 225);
    const none = { ...drawnAnalysis(image, [{ x: 30, y: 30, radius: 5 }], 1), objects: [], cellDiameter: 0 };
    expect(cropCells(image, none, spec)).toEqual({ count: 0, data: new Uint8Array(0) });
  });
});

describe('a cell pictured with its surroundings', () => {
  it('gives nearly the crop that its cut-out gives, whatever the light background', () => {
    fc.assert(
      fc.property(fc.integer({ min: 25, max: 60 }), fc.integer({ min: 215, max: 250 }), (r, background) => {
        const { image, cell } = oneCell(r, 0, 0, background);
        expect(surroundedDiameter(image)).toBeCloseTo(2 * r, -0.5);
        const a = cropSurrounded(image, spec).data;
        const b = cropCutOut(cutOut(image, cell), spec).data;
        let differing = 0;
        for (let i = 0; i < a.length; i++) if (Math.abs(a[i] - b[i]) > 3) differing++;
        expect(differing / a.length).toBeLessThan(0.03);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves neighbours in the corners out', () => {
    const middle = { x: 60, y: 60, radius: 50 };
    const corner = { x: 114, y: 114, radius: 20 };
    const alone = drawn(120, 120, [middle], 230);
    const crowded = drawn(120, 120, [middle, corner], 230);
    expect(Math.abs(surroundedDiameter(crowded) - surroundedDiameter(alone))).toBeLessThan(3);
  });

  it('is the whole cell, though its parasite is much darker than the rest of it', () => {
    const { image } = oneCell(40, 0, 0, 225);
    const { width, height, data } = image;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        if (Math.hypot(x - width / 2, y - height / 2) < 22) data.set([90, 40, 130], 3 * (y * width + x));
    expect(surroundedDiameter(image)).toBeCloseTo(80, -0.5);
  });

  it('falls back to an ellipse where there is no contrast', () => {
    const flat = drawn(80, 60, [], 200);
    expect(surroundedDiameter(flat)).toBeCloseTo(Math.sqrt(80 * 60) * 0.9, 0);
  });
});
