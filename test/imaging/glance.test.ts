import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../src/base/image.js';
import { analyseField } from '../../src/imaging/analyse-field.js';
import { glanceAt, takeView, type Glance } from '../../src/imaging/glance.js';
import { DEFAULT_OPTICS, type Optics } from '../../src/simulate/optics.js';
import { renderField } from '../../src/simulate/render-field.js';
import { renderSlide } from '../../src/simulate/slide.js';

const slide = renderSlide({ seed: 11, parasitaemia: 0.02 });
const size = { width: 1014, height: 760, micrometresPerPixel: 0.13 };

/** A view `x` and `y` frame widths away from the slide's middle. */
function view(x: number, y: number, optics: Partial<Optics> = {}, shot = 0, on = slide): RgbImage {
  const all = { ...DEFAULT_OPTICS, ...size, ...optics };
  const width = all.width * all.micrometresPerPixel;
  return renderField(on, all, { x: x * width, y: y * width }, shot).image;
}

const start = takeView(glanceAt(view(0, 0)).trail);
const after = (frame: RgbImage): Glance => glanceAt(frame, start).glance;
const focusOf = (frame: RgbImage): number =>
  analyseField(frame).quality.findings.find(({ check }) => check === 'focus')?.value ?? NaN;

describe('a glance at a live frame', () => {
  it('finds any shift of up to half a frame to two percent of its width', () => {
    const share = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(share, fc.double({ min: -0.3, max: 0.3, noNaN: true }), (x, y) => {
        const { moved, overlapWithTaken } = after(view(x, y, {}, 1));
        expect(Math.abs((moved ?? 9) - Math.hypot(x, y))).toBeLessThan(0.02);
        const common = (1 - Math.abs(x)) * (1 - (Math.abs(y) * size.width) / size.height);
        expect(Math.abs(overlapWithTaken - common)).toBeLessThan(0.03);
      }),
      { numRuns: 12 },
    );
  });

  it.each<[string, Partial<Optics>]>([
    ['refocusing', { defocus: 2 }],
    ['focus lost altogether', { defocus: 8 }],
    ['a lamp half as bright', { exposure: 0.5 }],
    ['a brighter lamp', { exposure: 1.2 }],
    ['noise', { noise: 6 }],
  ])('takes %s for no movement', (_, optics) => {
    const { moved, overlapWithTaken } = after(view(0, 0, optics, 2));
    expect(moved).toBeLessThan(0.005);
    expect(overlapWithTaken).toBeGreaterThan(0.99);
  });

  it('does not know other fields, other slides and bare glass', () => {
    const other = renderSlide({ seed: 99, parasitaemia: 0 });
    const bare = renderSlide({ seed: 9, parasitaemia: 0, coverage: 0, debris: 0, plateletPerRed: 0 });
    for (const frame of [view(1.5, 0), view(0, 3), view(0, 0, {}, 0, other), view(0, 0, {}, 0, bare)]) {
      expect(after(frame)).toMatchObject({ moved: null, overlapWithTaken: 0 });
    }
  });

  it('recognises the taken field when the stage comes back after wandering off', () => {
    let trail = start;
    const overlaps = [0.3, 0.6, 0.9, 1.2, 0.9, 0.6, 0.3, 0].map((x, shot) => {
      const next = glanceAt(view(x, 0, {}, shot), trail);
      trail = next.trail;
      return next.glance.overlapWithTaken;
    });
    [0.7, 0.4, 0.1, 0, 0.1, 0.4, 0.7, 1].forEach((expected, n) => {
      expect(Math.abs(overlaps[n] - expected)).toBeLessThan(0.04);
    });
  });

  it('follows the view through an eyepiece', () => {
    const eyepiece = { view: 'eyepiece' } as const;
    const taken = takeView(glanceAt(view(0, 0, eyepiece)).trail);
    const { glance } = glanceAt(view(0.2, 0, eyepiece, 1), taken);
    expect(Math.abs((glance.moved ?? 9) - 0.2)).toBeLessThan(0.02);
    expect(glance.overlapWithTaken).toBeGreaterThan(0.5);
    expect(glance.usableShare).toBeGreaterThan(0.5);
    expect(glance.usableShare).toBeLessThan(0.6);
  });

  it('reads blur, light and coverage as the analysis does', () => {
    for (const defocus of [0, 0.8, 1.6, 2.4]) {
      const frame = view(0, 0, { defocus });
      const { glance } = glanceAt(frame);
      const analysis = analyseField(frame);
      expect(Math.abs(glance.blur / focusOf(frame) - 1)).toBeLessThan(0.2);
      const value = (check: string): number =>
        analysis.quality.findings.find((finding) => finding.check === check)?.value ?? NaN;
      expect(Math.abs(glance.coverage - value('density'))).toBeLessThan(0.05);
      expect(Math.abs(glance.level - value('exposure'))).toBeLessThan(4);
    }
  });

  it.each([2.6, 4, 6])('is not taken in by a crowd of cells %d µm out of focus', (defocus) => {
    for (const stain of ['magenta', 'violet'] as const) {
      const crowd = renderSlide({ seed: 5, parasitaemia: 0, coverage: 0.65, stain });
      expect(glanceAt(view(0, 0, { defocus }, 0, crowd)).glance.blur).toBeGreaterThan(0.065);
      expect(glanceAt(view(0, 0, {}, 0, crowd)).glance.blur).toBeLessThan(0.065);
    }
  });

  it('sees no outline and never throws where there is nothing to see', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 255 }),
        (width, height, level) => {
          const frame = { width, height, data: new Uint8Array(width * height * 3).fill(level) };
          const { glance, trail } = glanceAt(frame, start);
          expect(glance).toMatchObject({ blur: 1, coverage: 0, moved: null, overlapWithTaken: 0 });
          expect(glanceAt(frame, trail).glance.moved).toBeNull();
        },
      ),
    );
  });
});
