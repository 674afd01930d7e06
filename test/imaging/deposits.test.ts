import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random.js';
import { analyseField } from '../../src/imaging/analyse-field.js';
import { countedCells } from '../../src/imaging/crop.js';
import { findDots, stainDots, type DotField } from '../../src/imaging/deposits.js';

const pitch = 44;
const across = 4;
const micrometre = 30 / 7.5;

/** Sixteen round cells of 30 px in noise, and what `paint` makes of the light at a place, px from the middle of cell i. */
function drawn(paint: (i: number, x: number, y: number) => number = () => 1, seed = 1): DotField {
  const random = seededRandom(seed);
  const side = pitch * across;
  const green = new Uint8Array(side * side);
  const labels = new Int32Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const i = Math.floor(y / pitch) * across + Math.floor(x / pitch);
      const [dx, dy] = [(x % pitch) - pitch / 2, (y % pitch) - pitch / 2];
      const inside = Math.hypot(dx, dy) < 15;
      labels[y * side + x] = inside ? i + 1 : 0;
      green[y * side + x] = Math.round((inside ? 110 : 210) * paint(i, dx, dy) + 1.2 * random.normal());
    }
  }
  const objects = Array.from({ length: across * across }, (_, i) => ({
    label: i + 1,
    box: {
      x: (i % across) * pitch + 7,
      y: Math.floor(i / across) * pitch + 7,
      width: 30,
      height: 30,
    },
  }));
  const usable = new Uint8Array(side * side).fill(1);
  return { width: side, height: side, scale: 1, green, labels, usable, objects, diameter: 30 };
}

const blot = (x: number, y: number, sigma: number, depth: number): number =>
  1 - depth * Math.exp(-(x * x + y * y) / (2 * sigma * sigma));
const onCells = (field: DotField): number[] => [...findDots(field)!.ofLabel].slice(1);
const every = Array.from({ length: across * across }, (_, i) => i + 1);

describe('dots of a dirty stain', () => {
  it.each([0.12, 0.2, 0.25])('are found on the cells that carry them, σ %f µm', (sigma) => {
    const field = drawn((i, x, y) => (i % 3 === 0 ? blot(x - 5, y + 4, sigma * micrometre, 0.4) : 1));
    expect(onCells(field)).toEqual(every.map((label) => ((label - 1) % 3 === 0 ? 1 : 0)));
  });

  it('are found near the edge of a cell too, and several on one', () => {
    const field = drawn((i, x, y) =>
      i === 5 ? blot(x - 12, y, 0.8, 0.4) * blot(x + 6, y - 6, 0.8, 0.4) * blot(x, y + 8, 0.8, 0.4) : 1,
    );
    expect(onCells(field)).toEqual(every.map((label) => (label === 6 ? 3 : 0)));
  });

  it('are measured, to a pixel: half a micrometre reads as that', () => {
    const sigma = (0.5 / 2.355) * micrometre;
    const { micrometres } = findDots(drawn((_, x, y) => blot(x, y, sigma, 0.4)))!;
    expect(micrometres).toHaveLength(16);
    for (const width of micrometres) expect(Math.abs(width - 0.5)).toBeLessThan(0.25);
  });

  it('are counted apart on the background', () => {
    const found = findDots(drawn((i, x, y) => (i === 0 ? blot(x - 18, y - 18, 0.8, 0.4) : 1)))!;
    expect(found.ofLabel[0]).toBe(1);
    expect(onCells(drawn((i, x, y) => (i === 0 ? blot(x - 18, y - 18, 0.8, 0.4) : 1)))).toEqual(
      every.map(() => 0),
    );
    // A square of 44 less a disc of 30, sixteen times, in discs of 30.
    expect(found.backgroundCells).toBeCloseTo((16 * (44 * 44 - 709)) / 707, 0);
  });

  it.each<[string, (x: number, y: number) => number]>([
    ['noise', () => 1],
    ['pallor', (x, y) => 1 + 0.4 * Math.exp(-(x * x + y * y) / 50)],
    ['a ring form without chromatin', (x, y) => 1 - 0.3 * Math.exp(-((Math.hypot(x, y) - 5) ** 2) / 3)],
    ['a shadow over half of the cell', (x) => (x > 0 ? 0.8 : 1)],
    ['light from one side', (x) => 1 + 0.01 * x],
  ])('are not seen in %s', (_, paint) => {
    for (const seed of [1, 2, 3])
      expect(onCells(drawn((__, x, y) => paint(x, y), seed))).toEqual(every.map(() => 0));
  });

  it('need to stand out of the noise of their own cell', () => {
    const random = seededRandom(9);
    const grainy = drawn((_, x, y) => blot(x, y, 0.8, 0.2) + 0.1 * random.normal());
    const calm = drawn((_, x, y) => blot(x, y, 0.8, 0.2));
    expect(onCells(calm).filter((dots) => dots > 0)).toHaveLength(16);
    expect(onCells(grainy).filter((dots) => dots > 0).length).toBeLessThan(4);
  });

  it('are not looked for in cells too small to show them, nor outside of the usable area', () => {
    const field = drawn((_, x, y) => blot(x, y, 0.8, 0.4));
    expect(findDots({ ...field, diameter: 19 })).toBeUndefined();
    expect(onCells({ ...field, usable: new Uint8Array(field.usable.length) })).toEqual(every.map(() => 0));
  });

  it('survive a black frame, a white one, and one smaller than the ring', () => {
    const field = drawn();
    for (const level of [0, 255])
      expect(onCells({ ...field, green: field.green.map(() => level) })).toEqual(every.map(() => 0));
    const tiny = { width: 3, height: 2, scale: 1, objects: [], diameter: 30 };
    const dots = findDots({
      ...tiny,
      green: new Uint8Array(6),
      labels: new Int32Array(6),
      usable: new Uint8Array(6).fill(1),
    });
    expect([...dots!.ofLabel]).toEqual([0]);
  });

  it('are summed over the cells asked for', () => {
    const found = {
      ofLabel: Uint8Array.of(4, 0, 2, 1, 0),
      micrometres: Float32Array.of(0.75, 0.25, 0.5),
      backgroundCells: 8,
    };
    expect(stainDots(found, [1, 2, 4])).toEqual({
      cells: 3,
      dotted: 1,
      dots: 2,
      micrometres: 0.5,
      background: 0.5,
    });
    expect(
      stainDots({ ofLabel: Uint8Array.of(0), micrometres: new Float32Array(0), backgroundCells: 0 }, []),
    ).toEqual({ cells: 0, dotted: 0, dots: 0, micrometres: 0, background: 0 });
  });
});

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

describe.skipIf(!existsSync(`${data}nih-fields`))(
  'dots of real stains (skipped where ../shared/data is absent)',
  () => {
    const shareOf = async (files: readonly string[]): Promise<number> => {
      let [cells, dotted] = [0, 0];
      for (const file of files) {
        const { data: bytes, info } = await sharp(file)
          .removeAlpha()
          .toColourspace('srgb')
          .raw()
          .toBuffer({ resolveWithObject: true });
        const analysis = analyseField({ width: info.width, height: info.height, data: bytes });
        if (!analysis.dots) continue;
        const of = stainDots(
          analysis.dots,
          countedCells(analysis).map(({ label }) => label),
        );
        cells += of.cells;
        dotted += of.dotted;
      }
      expect(cells).toBeGreaterThan(400);
      return dotted / cells;
    };

    it('are on a fifth or more of the cells of the fields known for them, on few elsewhere', async () => {
      const uninfected = ['IMG_20150614_124212.jpg', 'IMG_20150614_124244.jpg'];
      expect(await shareOf(uninfected.map((file) => `${data}nih-fields/${file}`))).toBeGreaterThan(0.2);
      const vivax = readdirSync(`${data}vivax-fields`).filter((file) => /\.jpe?g$/i.test(file));
      expect(await shareOf(vivax.slice(0, 6).map((file) => `${data}vivax-fields/${file}`))).toBeLessThan(0.1);
    });
  },
);
