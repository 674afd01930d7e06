import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../../src/base/image.js';
import { analyseField } from '../../src/imaging/analyse-field.js';
import type { FieldObject } from '../../src/imaging/field.js';
import { drawField, scattered, type Disc } from './field-fixtures.js';

const D = 60;
/** Absorbs in every channel but blue. */
const NUCLEUS = [95, 40, 150] as const;
/** As dark in green, but lets red pass: haemoglobin in a thick cell. */
const DENSE = [200, 40, 90] as const;
const cells = scattered(900, 700, D, 3);
const middle = cells.reduce((a, b) =>
  Math.hypot(a.x - 450, a.y - 350) < Math.hypot(b.x - 450, b.y - 350) ? a : b,
);

function stained(image: RgbImage, at: Disc, radius: number, colour: readonly number[]): RgbImage {
  const data = image.data.slice();
  for (let y = 0, p = 0; y < image.height; y++)
    for (let x = 0; x < image.width; x++, p++)
      if (Math.hypot(x - at.x, y - at.y) < radius) data.set(colour, 3 * p);
  return { ...image, data };
}

function objectAt(image: RgbImage, { x, y }: Pick<Disc, 'x' | 'y'>): FieldObject {
  const { objects } = analyseField(image);
  const found = objects.filter(({ centre }) => Math.hypot(centre.x - x, centre.y - y) < D / 4);
  expect(found).toHaveLength(1);
  return found[0];
}

describe('a white cell no larger than a red one', () => {
  // 0.74 of the cell: too little to be all nucleus, so it is the colour that tells.
  const radius = 0.43 * D;

  it('is told by a nucleus that lets no red pass', () => {
    const field = drawField(900, 700, cells);
    expect(objectAt(field, middle)).toMatchObject({ kind: 'red', counted: true });
    expect(objectAt(stained(field, middle, radius, NUCLEUS), middle)).toMatchObject({
      kind: 'white',
      counted: false,
    });
  });

  it('is none where what is dark in green lets red pass', () => {
    const field = stained(drawField(900, 700, cells), middle, radius, DENSE);
    expect(objectAt(field, middle)).toMatchObject({ kind: 'red', counted: true });
  });

  it('is none where a parasite of a nucleus’ colour covers less than half of the cell', () => {
    const field = stained(drawField(900, 700, cells), middle, 0.33 * D, NUCLEUS);
    expect(objectAt(field, middle)).toMatchObject({ kind: 'red', counted: true });
  });
});

describe('a red cell against a white one', () => {
  const at = (gap: number, torn?: number): { image: RgbImage; red: Disc } => {
    const red = { ...middle, x: middle.x + D + gap };
    const others = cells.filter(
      (one) => one !== middle && Math.hypot(one.x - red.x, one.y - red.y) > 1.4 * D,
    );
    const image = stained(drawField(900, 700, [...others, middle, red]), middle, 0.47 * D, NUCLEUS);
    if (torn === undefined) return { image, red };
    // A dark patch on the red cell, `torn` diameters inwards from where the two touch.
    return { image: stained(image, { ...red, x: red.x - D / 2 + torn * D }, 0.09 * D, NUCLEUS), red };
  };

  it('is counted where nothing of the white cell lies over it', () => {
    const { image, red } = at(1);
    expect(objectAt(image, red)).toMatchObject({ kind: 'red', counted: true });
  });

  it('is not counted where something dark lies over its rim', () => {
    const { image, red } = at(1, 0.12);
    expect(objectAt(image, red)).toMatchObject({ kind: 'clump', counted: false });
  });

  it('is counted with what is dark further in: a parasite', () => {
    const { image, red } = at(1, 0.5);
    expect(objectAt(image, red)).toMatchObject({ kind: 'red', counted: true });
  });

  it('is counted with a parasite at its rim when clear of the white cell', () => {
    const { image, red } = at(D / 5, 0.12);
    expect(objectAt(image, red)).toMatchObject({ kind: 'red', counted: true });
  });
});
