import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../src/base/image.js';
import { analyseField } from '../../src/imaging/analyse-field.js';
import { correlationLength } from '../../src/imaging/correlation-length.js';
import type { FieldAnalysis } from '../../src/imaging/field.js';
import { DEFAULT_OPTICS } from '../../src/simulate/optics.js';
import { renderField } from '../../src/simulate/render-field.js';
import { renderSlide } from '../../src/simulate/slide.js';
import type { StainName } from '../../src/simulate/stain.js';

const stains: readonly StainName[] = ['magenta', 'salmon', 'grey', 'violet', 'green'];

function field(coverage: number, defocus: number, micrometresPerPixel: number, stain: StainName): RgbImage {
  const optics = { ...DEFAULT_OPTICS, width: 760, height: 570, micrometresPerPixel, defocus };
  return renderField(renderSlide({ seed: 5, parasitaemia: 0.02, coverage, stain }), optics, { x: 0, y: 0 })
    .image;
}

const focusOf = ({ quality }: FieldAnalysis): number =>
  quality.findings.find(({ check }) => check === 'focus')?.value ?? NaN;

describe('the focus limit, however crowded the field', () => {
  const coverages = [0.2, 0.42, 0.55, 0.65, 0.75];
  const scales = [0.13, 0.175];

  it.each(coverages)('refuses every field 2.6 µm and more out of focus at a coverage of %d', (coverage) => {
    [2.6, 4, 6, 8].forEach((defocus, n) => {
      const scale = scales[(n + Math.round(coverage * 20)) % scales.length];
      const frame = field(coverage, defocus, scale, stains[n]);
      expect(focusOf(analyseField(frame))).toBeGreaterThan(0.065);
      expect(analyseField(frame).quality.ok).toBe(false);
      expect(focusOf(analyseField(frame, { micrometresPerPixel: scale }))).toBeGreaterThan(0.065);
    });
  });

  // Above this, sharp fields may be refused: cells lie on each other, and neither their shapes nor their size can be told.
  it.each(coverages.filter((coverage) => coverage <= 0.65))(
    'takes every sharp field at a coverage of %d',
    (coverage) => {
      stains.forEach((stain, n) => {
        const analysis = analyseField(field(coverage, n % 2, scales[n % scales.length], stain));
        expect(analysis.quality.findings.find(({ check }) => check === 'focus')?.ok).toBe(true);
      });
    },
  );
});

describe('the correlation length', () => {
  const stripes = (period: number): Uint8Array =>
    Uint8Array.from({ length: 120 * 90 }, (_, p) => (Math.floor((2 * (p % 120)) / period) % 2) * 200);
  const all = new Uint8Array(120 * 90).fill(1);

  it('is 0 of an even map and of one without usable pixels', () => {
    expect(correlationLength(new Uint8Array(120 * 90).fill(77), all, 120, 90)).toBe(0);
    expect(correlationLength(stripes(12), new Uint8Array(120 * 90), 120, 90)).toBe(0);
  });

  it('grows with the pattern, and does not care for its contrast', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 14 }), (half) => {
        const narrow = correlationLength(stripes(2 * half), all, 120, 90);
        expect(correlationLength(stripes(2 * half + 2), all, 120, 90)).toBeGreaterThan(narrow);
        const pale = stripes(2 * half).map((value) => value / 4);
        expect(correlationLength(pale, all, 120, 90)).toBeCloseTo(narrow, 9);
      }),
    );
  });
});
