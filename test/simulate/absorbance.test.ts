import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { press, type Absorbance } from '../../src/simulate/absorbance.js';
import { blur } from '../../src/simulate/blur.js';
import { stamp } from '../../src/simulate/stamp.js';

const glass = (width = 120, height = 100): Absorbance => ({
  width,
  height,
  data: new Float32Array(width * height * 3),
  scale: 0.1,
  left: 0,
  top: 0,
});
const total = (field: Absorbance): number => field.data.reduce((sum, value) => sum + value, 0);
const spot = (x: number, y: number): ReturnType<typeof stamp> =>
  stamp({ x, y, a: 2, b: 1.5, density: [0.1, 0.5, 0.2] });

describe('dye pressed onto glass', () => {
  it('absorbs the same in all, wherever it lies', () => {
    const reference = glass();
    press(reference, spot(6, 5));
    const place = fc.tuple(
      fc.double({ min: 3, max: 9, noNaN: true }),
      fc.double({ min: 3, max: 7, noNaN: true }),
    );
    fc.assert(
      fc.property(place, ([x, y]) => {
        const field = glass();
        press(field, spot(x, y));
        expect(Math.abs(total(field) / total(reference) - 1)).toBeLessThan(0.01);
      }),
    );
  });

  it('adds where things overlap: the light multiplies', () => {
    const [first, second, both] = [glass(), glass(), glass()];
    press(first, spot(5, 5));
    press(second, spot(6.5, 5));
    press(both, spot(5, 5));
    press(both, spot(6.5, 5));
    for (let i = 0; i < both.data.length; i++)
      expect(both.data[i]).toBeCloseTo(first.data[i] + second.data[i], 5);
    const middle = 3 * (50 * 120 + 57) + 1;
    expect(both.data[middle]).toBeGreaterThan(1.8 * first.data[middle]);
  });

  it('tells the visible outline: box and area of the ellipse, cut where the glass ends', () => {
    const field = glass();
    const whole = press(field, spot(6, 5));
    expect(whole).toMatchObject({ cut: false, box: { x: 40, y: 35, width: 40, height: 30 } });
    expect(Math.abs(whole!.area / (Math.PI * 20 * 15) - 1)).toBeLessThan(0.02);
    const cut = press(field, spot(0.5, 5));
    expect(cut).toMatchObject({ cut: true, box: { x: 0, width: 25 } });
    expect(press(field, spot(-5, 5))).toBeUndefined();
  });

  it('leaves out what the eyepiece hides', () => {
    const aperture = { x: 60, y: 50, radius: 30 };
    expect(press(glass(), spot(6, 5), aperture)).toMatchObject({ cut: false });
    expect(press(glass(), spot(8.5, 5), aperture)).toMatchObject({ cut: true });
    expect(press(glass(), spot(1, 1), aperture)).toBeUndefined();
  });
});

describe('blur', () => {
  it('spreads a point to the variance asked for and keeps the light', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.4, max: 8, noNaN: true }), (sigma) => {
        const side = 101;
        const data = new Float32Array(side * side * 3);
        data[3 * (50 * side + 50) + 1] = 1;
        blur(data, side, side, sigma);
        let mass = 0;
        let varianceX = 0;
        let varianceY = 0;
        for (let y = 0; y < side; y++) {
          for (let x = 0; x < side; x++) {
            const value = data[3 * (y * side + x) + 1];
            mass += value;
            varianceX += value * (x - 50) ** 2;
            varianceY += value * (y - 50) ** 2;
          }
        }
        expect(mass).toBeCloseTo(1, 3);
        expect(Math.sqrt(varianceX / mass) / sigma).toBeCloseTo(1, 1);
        expect(Math.sqrt(varianceY / mass) / sigma).toBeCloseTo(1, 1);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves an even field as it is, up to its edges', () => {
    const data = new Float32Array(70 * 40 * 3).fill(0.25);
    blur(data, 70, 40, 3);
    for (const value of data) expect(value).toBeCloseTo(0.25, 5);
  });
});
