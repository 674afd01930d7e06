import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/base/errors.js';
import type { RgbImage } from '../../src/base/image.js';
import { apertureOf, DEFAULT_OPTICS, type Optics } from '../../src/simulate/optics.js';
import { rasterStop } from '../../src/simulate/raster.js';
import { renderField } from '../../src/simulate/render-field.js';
import { renderSlide } from '../../src/simulate/slide.js';
import { STAINS, type StainName } from '../../src/simulate/stain.js';

const small: Optics = { ...DEFAULT_OPTICS, width: 480, height: 360, micrometresPerPixel: 0.14 };
/** Without what belongs to the camera and not to the glass. */
const plain: Optics = { ...small, noise: 0, gradient: [0, 0], vignetting: 0, colourShift: 0 };
const slide = renderSlide({ seed: 11, parasitaemia: 0.2 });

const at = (image: RgbImage, x: number, y: number): number[] => [
  ...image.data.subarray(3 * (y * image.width + x), 3 * (y * image.width + x) + 3),
];
const mean = (image: RgbImage): number =>
  image.data.reduce((sum, value) => sum + value, 0) / image.data.length;

describe('renderField', () => {
  it('gives the same frame and truth for the same place; another exposure differs by noise alone', () => {
    const first = renderField(slide, small, { x: 100, y: 50 });
    const again = renderField(renderSlide({ seed: 11, parasitaemia: 0.2 }), small, { x: 100, y: 50 });
    expect(Buffer.compare(again.image.data, first.image.data)).toBe(0);
    expect(again.truth).toEqual(first.truth);
    const other = renderField(slide, small, { x: 100, y: 50 }, 1);
    expect(other.truth).toEqual(first.truth);
    const most = other.image.data.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - first.image.data[i])),
      0,
    );
    expect(most).toBeLessThan(12);
    expect(most).toBeGreaterThan(0);
  });

  it('is the same to the last bit on every machine', () => {
    const everything = renderSlide({
      seed: 13,
      parasitaemia: 0.6,
      stages: { ring: 1, trophozoite: 1, schizont: 1, gametocyte: 1 },
      oddShapes: 0.3,
      stainedDots: 0.3,
      whitePerRed: 0.3,
      plateletPerRed: 0.3,
      debris: 4,
    });
    const { image, truth } = renderField(
      everything,
      { ...small, defocus: 0.4, view: 'eyepiece' },
      { x: -310, y: 77 },
    );
    expect(new Set(truth.objects.map((o) => o.stage ?? o.kind))).toEqual(
      new Set(['red', 'white', 'platelet', 'debris', 'ring', 'trophozoite', 'schizont', 'gametocyte']),
    );
    expect(createHash('sha256').update(image.data).digest('hex')).toBe(
      '9b8f1d753baa3f2468a26ede930b28f0471e07093b579b0049750338162f8279',
    );
  });

  it('shows the same cells, moved, when the stage moves', () => {
    fc.assert(
      fc.property(fc.integer({ min: -120, max: 120 }), fc.integer({ min: -120, max: 120 }), (dx, dy) => {
        const here = renderField(slide, plain, { x: 0, y: 0 });
        const there = renderField(slide, plain, { x: dx * 0.14, y: dy * 0.14 });
        // 20 px at the sides are left out: blur repeats what lies at the edge.
        for (let y = Math.max(20, 20 - dy); y < 340 - Math.max(0, dy); y += 7) {
          for (let x = Math.max(20, 20 - dx); x < 460 - Math.max(0, dx); x += 7) {
            const moved = at(there.image, x, y);
            at(here.image, x + dx, y + dy).forEach((value, c) => {
              expect(Math.abs(value - moved[c])).toBeLessThanOrEqual(2);
            });
          }
        }
        const ids = new Set(here.truth.objects.map((o) => o.id));
        expect(there.truth.objects.filter((o) => ids.has(o.id)).length).toBeGreaterThan(10);
      }),
      { numRuns: 6 },
    );
  });

  it('keeps every box inside the frame, around its centre, and flags what the border cuts', () => {
    for (const view of ['full', 'eyepiece'] as const) {
      const { truth } = renderField(slide, { ...small, view }, { x: 40, y: 40 });
      expect(truth.objects.length).toBeGreaterThan(10);
      for (const { box, centre, area, touchesBorder } of truth.objects) {
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.y).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(480);
        expect(box.y + box.height).toBeLessThanOrEqual(360);
        expect(centre.x).toBeGreaterThanOrEqual(box.x - 0.5);
        expect(centre.x).toBeLessThanOrEqual(box.x + box.width);
        expect(area).toBeLessThanOrEqual(box.width * box.height);
        if (!touchesBorder && view === 'full') expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
        if (
          view === 'full' &&
          box.x > 0 &&
          box.y > 0 &&
          box.x + box.width < 480 &&
          box.y + box.height < 360
        ) {
          expect(touchesBorder).toBe(false);
        }
      }
      const whole = truth.objects.filter((o) => o.kind === 'red' && !o.touchesBorder);
      expect(truth.wholeRedCells).toBe(whole.length);
      expect(truth.wholeInfected).toBe(whole.filter((o) => o.infected).length);
      expect(truth.wholeInfected).toBeGreaterThan(0);
    }
  });

  it('darkens the cells, not the glass: a true cell is darker in green than glass by the dye it holds', () => {
    const { image, truth } = renderField(slide, plain, { x: 0, y: 0 });
    const background = slide.stain.background[1];
    for (const { centre, kind, touchesBorder } of truth.objects) {
      if (kind !== 'red' || touchesBorder) continue;
      expect(at(image, Math.round(centre.x), Math.round(centre.y))[1]).toBeLessThan(background - 10);
    }
    const bare = renderField(renderSlide({ seed: 1, parasitaemia: 0, coverage: 0, debris: 0 }), plain, {
      x: 0,
      y: 0,
    });
    expect(bare.truth.objects).toEqual([]);
    for (const [c, value] of at(bare.image, 240, 180).entries()) {
      expect(Math.abs(value - slide.stain.background[c])).toBeLessThanOrEqual(1);
    }
  });

  it('is black outside the circle of an eyepiece and lit inside', () => {
    const optics: Optics = { ...small, view: 'eyepiece' };
    const { image } = renderField(slide, optics, { x: 0, y: 0 });
    const circle = apertureOf(optics)!;
    for (let y = 0; y < 360; y += 3) {
      for (let x = 0; x < 480; x += 3) {
        const r = Math.hypot(x - circle.x, y - circle.y);
        if (r > circle.radius + 4) expect(Math.max(...at(image, x, y))).toBeLessThan(16);
        if (r < circle.radius - 6) expect(Math.max(...at(image, x, y))).toBeGreaterThan(60);
      }
    }
  });

  it('gets brighter with exposure, never past white, and softer with defocus', () => {
    const levels = [0, 0.4, 1, 2, 6].map((exposure) =>
      mean(renderField(slide, { ...small, exposure }, { x: 0, y: 0 }).image),
    );
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
    expect(levels[0]).toBeLessThan(3);
    const steepest = (image: RgbImage): number => {
      let most = 0;
      for (let i = 3; i < image.data.length; i += 3) {
        if (i % (3 * image.width) !== 0)
          most = Math.max(most, Math.abs(image.data[i + 1] - image.data[i - 2]));
      }
      return most;
    };
    const edges = [0, 1, 4].map((defocus) =>
      steepest(renderField(slide, { ...plain, defocus }, { x: 0, y: 0 }).image),
    );
    expect(edges[0]).toBeGreaterThan(1.5 * edges[1]);
    expect(edges[1]).toBeGreaterThan(1.5 * edges[2]);
  });

  it('has the noise asked for', () => {
    const bare = renderSlide({ seed: 1, parasitaemia: 0, coverage: 0, debris: 0 });
    const { image } = renderField(bare, { ...plain, noise: 2.5 }, { x: 0, y: 0 });
    const green = Array.from({ length: 480 * 360 }, (_, i) => image.data[3 * i + 1]);
    const average = green.reduce((a, b) => a + b, 0) / green.length;
    const sd = Math.sqrt(green.reduce((a, b) => a + (b - average) ** 2, 0) / green.length);
    // Rounding to whole levels adds a variance of 1/12.
    expect(Math.abs(sd - Math.sqrt(2.5 ** 2 + 1 / 12))).toBeLessThan(0.15);
  });

  it.each(Object.keys(STAINS) as StainName[])(
    'renders stain %s with cells darker than glass and nuclei darkest',
    (stain) => {
      const stained = renderSlide({
        seed: 2,
        parasitaemia: 1,
        stages: { ring: 1 },
        stain,
        debris: 0,
        plateletPerRed: 0,
        whitePerRed: 0,
      });
      const { image } = renderField(stained, plain, { x: 0, y: 0 });
      const green = Array.from({ length: 480 * 360 }, (_, i) => image.data[3 * i + 1]).sort((a, b) => a - b);
      const [darkest, cell, glass] = [0.001, 0.25, 0.9].map((q) => green[Math.floor(q * green.length)]);
      expect(darkest).toBeLessThan(cell - 30);
      expect(cell).toBeLessThan(glass - 20);
    },
  );

  it.each([
    { width: 3 },
    { width: 100.5 },
    { micrometresPerPixel: 0 },
    { exposure: Number.NaN },
    { noise: -1 },
  ])('refuses optics with %o', (wrong) => {
    expect(() => renderField(slide, { ...small, ...wrong }, { x: 0, y: 0 })).toThrow(UsageError);
  });
});

describe('rasterStop', () => {
  it('never shows a whole cell twice', () => {
    const optics = { ...small, width: 200, height: 150, micrometresPerPixel: 0.2 };
    const seen = new Set<number>();
    for (let n = 0; n < 26; n++) {
      for (const object of renderField(slide, optics, rasterStop(optics, n)).truth.objects) {
        if (object.kind !== 'red' || object.touchesBorder) continue;
        expect(seen.has(object.id)).toBe(false);
        seen.add(object.id);
      }
    }
    expect(seen.size).toBeGreaterThan(50);
  });
});
