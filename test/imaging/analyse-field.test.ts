import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../src/base/image.js';
import { seededRandom } from '../../src/base/random.js';
import { analyseField } from '../../src/imaging/analyse-field.js';
import type { FieldAnalysis } from '../../src/imaging/field.js';
import { blurred, drawField, scattered, turned, type Disc } from './field-fixtures.js';

const counted = (analysis: FieldAnalysis): number =>
  analysis.objects.filter((object) => object.counted).length;
const even = (width: number, height: number, level: (i: number) => number): RgbImage => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => level(i)),
});

describe('analyseField on drawn fields', () => {
  it.each([18, 30, 60, 120])('counts every lone disc of %i px and finds their diameter', (diameter) => {
    const discs = scattered(diameter * 14, diameter * 11, diameter, diameter);
    const analysis = analyseField(drawField(diameter * 14, diameter * 11, discs));
    expect(counted(analysis)).toBe(discs.length);
    expect(analysis.cellDiameter / diameter).toBeGreaterThan(0.93);
    expect(analysis.cellDiameter / diameter).toBeLessThan(1.07);
  });

  it('fills pallor: ring-shaped cells count once, with their whole area', () => {
    const discs = scattered(600, 450, 50, 3, 0.6);
    const analysis = analyseField(drawField(600, 450, discs));
    expect(counted(analysis)).toBe(discs.length);
    const areas = analysis.objects.map((object) => object.area).sort((a, b) => a - b);
    expect(areas[areas.length >> 1] / (Math.PI * 25 * 25)).toBeGreaterThan(0.85);
  });

  it('parts touching and overlapping discs, and leaves ellipses whole', () => {
    const discs: Disc[] = [];
    for (let row = 0; row < 5; row++) {
      const y = 80 + row * 100;
      discs.push({ x: 80, y, rx: 30, ry: 30 }, { x: 130, y, rx: 30, ry: 30 });
      discs.push({ x: 260, y, rx: 30, ry: 30 }, { x: 320, y, rx: 30, ry: 30 }, { x: 380, y, rx: 30, ry: 30 });
      discs.push({ x: 500, y, rx: 38, ry: 24 }, { x: 620, y, rx: 30, ry: 30 });
    }
    expect(counted(analyseField(drawField(720, 560, discs)))).toBe(discs.length);
  });

  it('leaves cells cut by the frame out of the count and says why', () => {
    const inner = scattered(600, 480, 50, 9);
    const cut = [100, 220, 340, 460].map((x) => ({ x, y: 0, rx: 25, ry: 25 }));
    const analysis = analyseField(drawField(600, 480, [...inner, ...cut]));
    expect(counted(analysis)).toBe(inner.length);
    expect(analysis.objects.filter((object) => object.notCounted === 'cut-by-border')).toHaveLength(4);
  });

  it.each([
    ['whole', 500, 400, 380],
    ['cut by the frame', 500, 500, 420],
  ])('finds an eyepiece circle (%s) and counts no rim', (_, x, y, radius) => {
    const discs = scattered(1000, 800, 60, 5);
    const analysis = analyseField(drawField(1000, 800, discs, { x, y, radius }));
    const { usableArea } = analysis;
    if (usableArea.shape !== 'circle') throw new Error('no circle found');
    expect(Math.abs(usableArea.x - x)).toBeLessThan(6);
    expect(Math.abs(usableArea.y - y)).toBeLessThan(6);
    expect(Math.abs(usableArea.radius - radius)).toBeLessThan(radius * 0.02);
    const depth = (disc: Disc): number => radius - Math.hypot(disc.x - x, disc.y - y);
    expect(counted(analysis)).toBeGreaterThanOrEqual(discs.filter((disc) => depth(disc) > 42).length);
    expect(counted(analysis)).toBeLessThanOrEqual(discs.filter((disc) => depth(disc) > 15).length);
  });

  it('is the same for the same frame, turned by 90°, darker, or unevenly lit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0.55, max: 1.05, noNaN: true }),
        (seed, gain) => {
          const frame = drawField(420, 330, scattered(420, 330, 40, seed));
          const first = analyseField(frame);
          const lit = frame.data.map((level, i) => {
            const x = Math.trunc(i / 3) % frame.width;
            return Math.min(255, level * gain * (1 - (0.25 * x) / frame.width));
          });
          expect(analyseField(frame)).toEqual(first);
          expect(counted(analyseField(turned(frame)))).toBe(counted(first));
          expect(counted(analyseField({ ...frame, data: lit }))).toBe(counted(first));
        },
      ),
      { numRuns: 12 },
    );
  });

  it('keeps labels and objects in step', () => {
    const frame = drawField(640, 480, scattered(640, 480, 45, 21));
    const { objects, labels } = analyseField(frame);
    const pixels = new Map<number, number>();
    for (const label of labels.data) if (label !== 0) pixels.set(label, (pixels.get(label) ?? 0) + 1);
    expect([...pixels.keys()].sort((a, b) => a - b)).toEqual(objects.map((object) => object.label));
    for (const { label, area, box } of objects) {
      expect(area).toBe((pixels.get(label) ?? 0) * labels.scale ** 2);
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(frame.width);
      expect(box.y + box.height).toBeLessThanOrEqual(frame.height);
    }
  });

  it('takes a configured magnification instead of finding the diameter', () => {
    const frame = drawField(640, 480, scattered(640, 480, 50, 2));
    expect(analyseField(frame, { micrometresPerPixel: 0.15 }).cellDiameter).toBe(50);
    expect(() => analyseField(frame, { micrometresPerPixel: 0 })).toThrow(RangeError);
  });
});

describe('quality of a field', () => {
  const sharp = drawField(640, 480, scattered(640, 480, 50, 2));

  it('passes a sharp field and fails a blurred one by its focus', () => {
    expect(analyseField(sharp).quality.ok).toBe(true);
    const soft = analyseField(blurred(sharp, 50 * 0.12)).quality.findings.find(
      (one) => one.check === 'focus',
    );
    expect(soft?.ok).toBe(false);
    expect(soft?.advice).toMatch(/focus/i);
  });

  const random = seededRandom(7);
  it.each([
    ['a single pixel', even(1, 1, () => 128)],
    ['a single row', even(300, 1, () => 128)],
    ['all black', even(320, 240, () => 0)],
    ['all white', even(320, 240, () => 255)],
    ['an empty background', even(320, 240, () => 200)],
    ['noise', even(320, 240, () => Math.floor(random.uniform() * 256))],
    ['faint noise', even(320, 240, () => 180 + Math.floor(random.uniform() * 20))],
  ])('sees no cells in %s and says so', (_, frame) => {
    const { objects, quality, cellDiameter } = analyseField(frame);
    expect(objects).toEqual([]);
    expect(cellDiameter).toBe(0);
    expect(quality.ok).toBe(false);
    for (const one of quality.findings) expect(one.advice === undefined).toBe(one.ok);
  });
});
