import type { Random } from '../base/random.js';

// Only + − × ÷ and square roots are used in this folder, which IEEE 754 fixes to the last bit: Math.exp, Math.sin and
// their like may differ between CPUs, and a rendered frame must not.

/** Mixes a seed and two integers into 32 well-spread bits (MurmurHash3's finaliser, Appleby 2011). */
export function hash(seed: number, a: number, b: number): number {
  let h =
    Math.imul(seed ^ Math.imul(a | 0, 0x9e3779b1), 0x85ebca6b) ^ Math.imul((b | 0) ^ 0x27d4eb2f, 0xc2b2ae35);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** e^−x for x ≥ 0, to about 1e-12: the Taylor series of x/1024, squared ten times. */
export function decay(x: number): number {
  if (x > 700) return 0;
  const y = x / 1024;
  let value = 1 - y * (1 - (y / 2) * (1 - (y / 3) * (1 - (y / 4) * (1 - (y / 5) * (1 - y / 6)))));
  for (let i = 0; i < 10; i++) value *= value;
  return value;
}

/** Bell-shaped, mean 0, standard deviation 1, bounded by ±4.25: six uniforms, so that no cell is ever absurd. */
export function bell(random: Random): number {
  let sum = 0;
  for (let i = 0; i < 6; i++) sum += random.uniform();
  return (sum - 3) * Math.SQRT2;
}

/** Uniform in [low, high). */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/** A unit vector in a uniformly random direction (rejection from the square). */
export function direction(random: Random): { readonly x: number; readonly y: number } {
  for (;;) {
    const x = 2 * random.uniform() - 1;
    const y = 2 * random.uniform() - 1;
    const square = x * x + y * y;
    if (square > 1e-4 && square <= 1) {
      const length = Math.sqrt(square);
      return { x: x / length, y: y / length };
    }
  }
}

/** Poisson count, mean below 500 (Knuth's product of uniforms). */
export function poisson(random: Random, mean: number): number {
  const limit = decay(mean);
  let product = random.uniform();
  let count = 0;
  while (product > limit) {
    product *= random.uniform();
    count++;
  }
  return count;
}

/** 0 below −1, 1 above 1, a smooth cubic between. */
export function smoothStep(t: number): number {
  if (t <= -1) return 0;
  if (t >= 1) return 1;
  return 0.5 + t * (0.75 - 0.25 * t * t);
}
