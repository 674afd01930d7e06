import { describe, expect, it } from 'vitest';
import { iou } from '../../src/base/box.js';
import { matchBoxes } from '../../src/evaluate/match-boxes.js';
import { analyseField } from '../../src/imaging/analyse-field.js';
import { DEFAULT_OPTICS, apertureOf, type Optics } from '../../src/simulate/optics.js';
import { rasterStop } from '../../src/simulate/raster.js';
import { renderField } from '../../src/simulate/render-field.js';
import { renderSlide } from '../../src/simulate/slide.js';
import { STAINS, type StainName } from '../../src/simulate/stain.js';

const optics: Optics = { ...DEFAULT_OPTICS, width: 1280, height: 960, micrometresPerPixel: 0.11 };

describe('rendered fields through the imaging that real ones go through', () => {
  it.each(Object.keys(STAINS) as StainName[])(
    '%s: cells counted within 5 % of those there are, each where it is',
    (stain) => {
      const slide = renderSlide({ seed: 41, parasitaemia: 0.05, stain, coverage: 0.38 });
      let there = 0;
      let counted = 0;
      let matched = 0;
      for (let n = 0; n < 2; n++) {
        const { image, truth } = renderField(slide, { ...optics, defocus: 0.2 * n }, rasterStop(optics, n));
        const analysis = analyseField(image);
        const reds = truth.objects.filter((object) => object.kind === 'red');
        const whole = reds.filter((object) => !object.touchesBorder).map((object) => object.box);
        const found = analysis.objects.filter((object) => object.counted).map((object) => object.box);
        there += whole.length;
        counted += found.length;
        matched += matchBoxes({
          truth: whole,
          truthAside: [],
          counted: found,
          countedAside: [],
        }).truth.filter((s) => s === 'matched').length;
        expect(Math.abs((analysis.cellDiameter * optics.micrometresPerPixel) / 7.5 - 1)).toBeLessThan(0.1);
      }
      expect(there).toBeGreaterThan(150);
      expect(Math.abs(counted / there - 1)).toBeLessThan(0.05);
      expect(matched / there).toBeGreaterThan(0.93);
    },
  );

  it('finds the circle of an eyepiece', () => {
    const view: Optics = { ...optics, view: 'eyepiece' };
    const slide = renderSlide({ seed: 42, parasitaemia: 0 });
    const { usableArea } = analyseField(renderField(slide, view, { x: 0, y: 0 }).image);
    const circle = apertureOf(view)!;
    if (usableArea.shape !== 'circle') throw new Error('the circle was taken for a full frame');
    const box = (c: { x: number; y: number; radius: number }) => ({
      x: c.x - c.radius,
      y: c.y - c.radius,
      width: 2 * c.radius,
      height: 2 * c.radius,
    });
    expect(iou(box(circle), box(usableArea))).toBeGreaterThan(0.95);
  });
});
