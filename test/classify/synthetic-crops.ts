import { seededRandom } from '../../src/base/random.js';
import type { CellBatch } from '../../src/imaging/crop-spec.js';

/** Is there a dark spot, as a parasite's nucleus makes, on the k-th synthetic cell? Every second one. */
export function spotted(k: number): boolean {
  return k % 2 === 1;
}

/**
 * Crops of round cells on the median level, every second with a dark purple spot, and a little noise. Drawn with integers
 * and a seeded stream only: the same bytes on every machine.
 */
export function syntheticCrops(count: number, size: number, seed = 7): CellBatch {
  const random = seededRandom(seed);
  const whole = (from: number, to: number): number => from + Math.floor(random.uniform() * (to - from + 1));
  const data = new Uint8Array(count * size * size * 3).fill(150);
  for (let k = 0; k < count; k++) {
    const radius = Math.floor(size * 0.35) + whole(-2, 1);
    const x0 = (size >> 1) + whole(-Math.floor(radius / 2), Math.floor(radius / 2));
    const y0 = (size >> 1) + whole(-Math.floor(radius / 2), Math.floor(radius / 2));
    const spot = whole(4, 7);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        if ((x - size / 2) ** 2 + (y - size / 2) ** 2 > radius * radius) continue;
        const inSpot = spotted(k) && (x - x0) ** 2 + (y - y0) ** 2 <= spot;
        const at = 3 * ((k * size + y) * size + x);
        [25, 75, 15].forEach((depth, c) => (data[at + c] = 150 + whole(-3, 3) - (inSpot ? depth : 0)));
      }
    }
  }
  return { count, data };
}
