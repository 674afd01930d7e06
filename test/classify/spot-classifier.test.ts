import { describe, expect, it } from 'vitest';
import { loadModel, spotModel } from '../../src/classify/load-model.js';
import { spotDepth } from '../../src/classify/spot-classifier.js';
import { classifierContract } from './classifier.contract.js';

classifierContract('the spot classifier', () => loadModel(spotModel));

describe('the depth of the darkest spot', () => {
  const size = 48;
  const flat = (level: number) => new Uint8Array(size * size * 3).fill(level);

  it('is nothing on an even crop, dark or light', () => {
    for (const level of [0, 90, 150, 255]) expect(spotDepth(flat(level), 0, size, 36)).toBe(0);
  });

  it('is the step of a square spot in green, whatever the other channels', () => {
    const crop = flat(150);
    for (let y = 20; y < 23; y++) for (let x = 30; x < 33; x++) crop[3 * (y * size + x) + 1] = 90;
    expect(spotDepth(crop, 0, size, 36)).toBeCloseTo(60, 5);
    for (let i = 0; i < crop.length; i += 3) crop[i] = i % 251;
    expect(spotDepth(crop, 0, size, 36)).toBeCloseTo(60, 5);
  });

  it('is not taken in by a large dark area or by a bright spot', () => {
    const half = flat(150);
    for (let y = 0; y < size; y++) for (let x = 0; x < 24; x++) half[3 * (y * size + x) + 1] = 90;
    expect(spotDepth(half, 0, size, 36)).toBeLessThan(40);
    const bright = flat(150);
    for (let y = 20; y < 23; y++) for (let x = 30; x < 33; x++) bright[3 * (y * size + x) + 1] = 250;
    expect(spotDepth(bright, 0, size, 36)).toBeLessThan(15);
  });
});
