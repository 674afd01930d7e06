import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../src/base/image.js';
import { seededRandom } from '../../src/base/random.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { DEFAULT_OPTICS } from '../../src/simulate/optics.js';
import { pan } from '../../src/virtual/pan.js';
import { Scenery } from '../../src/virtual/scenery.js';
import { VirtualMicroscope } from '../../src/virtual/virtual-microscope.js';

/** A piece of an endless glass whose every pixel tells where it lies. */
function glass(left: number, top: number, width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.set([(left + x) & 255, (top + y) & 255, 7], (y * width + x) * 3);
    }
  }
  return { width, height, data };
}

describe('a view that pans', () => {
  it('shows the glass where the stage is, wherever either of the two views has it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -20, max: 20 }),
        fc.integer({ min: -15, max: 15 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (dx, dy, share) => {
          const [width, height] = [20, 15];
          const from = glass(0, 0, width, height);
          const to = glass(dx, dy, width, height);
          const into = new Uint8Array(width * height * 3);
          pan(from, to, share, { x: dx, y: dy }, into);
          const [gx, gy] = [Math.round(dx * share), Math.round(dy * share)];
          const has = (x: number, y: number): boolean => x >= 0 && x < width && y >= 0 && y < height;
          for (let y = 0; y < height; y++) {
            for (let x = 0; x < width; x++) {
              const [px, py] = [x + gx, y + gy];
              if (!has(px, py) && !has(px - dx, py - dy)) continue;
              const at = (y * width + x) * 3;
              expect([into[at], into[at + 1]]).toEqual([px & 255, py & 255]);
            }
          }
        },
      ),
    );
  });
});

describe('the microscope', () => {
  it('travels from place to place in the clock’s time, and is there afterwards', async () => {
    const clock = new VirtualClock();
    const microscope = new VirtualMicroscope(clock);
    microscope.insert({ seed: 1, parasitaemia: 0 });
    microscope.move({ x: 100, y: 0 }, 600);
    await clock.advance(300);
    expect(microscope.now()).toMatchObject({
      sight: { at: { x: 100, y: 0 } },
      travelling: { share: 0.5, from: { at: { x: 0, y: 0 } } },
    });
    await clock.advance(300);
    expect(microscope.now().travelling).toBeUndefined();
  });

  it('keeps focus and light when slides change, and shows bare glass without one', () => {
    const microscope = new VirtualMicroscope(new VirtualClock());
    microscope.focus(3);
    microscope.light(2);
    microscope.insert({ seed: 4, parasitaemia: 0.1 });
    expect(microscope.now().sight).toMatchObject({ defocus: 3, exposure: 2, slide: { seed: 4 } });
    microscope.removeSlide();
    expect(microscope.now().sight).toMatchObject({ slide: { coverage: 0 } });
    expect(microscope.defocus).toBe(3);
  });
});

describe('the scenery', () => {
  const optics = { ...DEFAULT_OPTICS, width: 96, height: 72, micrometresPerPixel: 0.7 };
  const sight = { slide: { seed: 2, parasitaemia: 0.1 }, at: { x: 0, y: 0 }, defocus: 0, exposure: 1 };
  const photo = (scenery: Scenery, now: Parameters<Scenery['photograph']>[0]): Uint8Array => {
    const into = new Uint8Array(96 * 72 * 3);
    scenery.photograph(now, into);
    return into;
  };
  const difference = (a: Uint8Array, b: Uint8Array): number =>
    a.reduce((sum, value, index) => sum + Math.abs(value - b[index]), 0) / a.length;

  it('shows the same place as the same but for a little noise, another as another', () => {
    const scenery = new Scenery(optics, seededRandom(1));
    const first = photo(scenery, { sight });
    const again = photo(scenery, { sight });
    expect(difference(first, again)).toBeGreaterThan(0);
    expect(difference(first, again)).toBeLessThan(0.02);
    expect(difference(first, photo(scenery, { sight: { ...sight, at: { x: 500, y: 0 } } }))).toBeGreaterThan(
      3,
    );
    // Back where it was after more views than are kept: rendered anew, the same.
    for (const x of [1000, 1500, 2000]) photo(scenery, { sight: { ...sight, at: { x, y: 0 } } });
    expect(difference(first, photo(scenery, { sight }))).toBeLessThan(0.02);
  });

  it('blurs out of focus and clips in too much light', () => {
    const scenery = new Scenery(optics, seededRandom(1));
    const spread = (data: Uint8Array): number => {
      const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
      return data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
    };
    const sharp = photo(scenery, { sight });
    expect(spread(photo(scenery, { sight: { ...sight, defocus: 8 } }))).toBeLessThan(0.8 * spread(sharp));
    const bright = photo(scenery, { sight: { ...sight, exposure: 5 } });
    expect(bright.filter((value) => value >= 254).length / bright.length).toBeGreaterThan(0.3);
  });
});
