import type { RgbImage } from '../base/image.js';
import { seededRandom } from '../base/random.js';
import type { Absorbance } from './absorbance.js';
import { bell, decay } from './arithmetic.js';
import { blur } from './blur.js';
import { apertureOf, blurOf, type Optics } from './optics.js';

/** Table steps per unit of optical density; densities run from −LEAST to MOST. */
const STEPS = 1024;
const LEAST = 0.5;
const MOST = 5;
const TRANSMITTED = transmittedTable();
/** Linear light 0–1 → level 0–255, sRGB (IEC 61966-2-1). */
const LEVELS = levelTable();
const NOISE_BITS = 15;
const NOISE = noiseTable();
/** Stray light in the black around an eyepiece, linear. */
const STRAY = 0.0006;

/**
 * Takes the picture of a field: light through the dye (Beer–Lambert), blurred by the optics, vignetted, seen through the
 * aperture, noisy, coded as sRGB. Uses up `field.data`.
 * @param shot seed of this exposure's noise
 */
export function photograph(
  field: Absorbance,
  optics: Optics,
  background: readonly [number, number, number],
  shot: number,
): RgbImage {
  const { width, height, data: light } = field;
  transmit(light);
  const sigma = blurOf(optics);
  if (sigma > 0.2) blur(light, width, height, sigma);
  const lamp = background.map((level) => linearOf(level) * optics.exposure) as [number, number, number];
  const data = new Uint8Array(width * height * 3);
  const aperture = apertureOf(optics);
  const random = seededRandom(shot);
  const noiseMask = (1 << NOISE_BITS) - 1;
  // Two adjoining rows share a draw, as demosaiced pixels do.
  let above = Math.floor(random.uniform() * noiseMask);
  const shift = optics.colourShift;
  const gain = optics.noise * Math.SQRT1_2;
  for (let y = 0; y < height; y++) {
    const here = Math.floor(random.uniform() * noiseMask);
    const v = (2 * (y + 0.5)) / height - 1;
    for (let x = 0; x < width; x++) {
      const u = (2 * (x + 0.5)) / width - 1;
      let evenness =
        1 +
        0.5 * (optics.gradient[0] * u + optics.gradient[1] * v) -
        0.5 * optics.vignetting * (u * u + v * v);
      let stray = 0;
      if (aperture) {
        const dx = x - aperture.x;
        const dy = y - aperture.y;
        const square = dx * dx + dy * dy;
        const inside = aperture.radius - 3;
        if (square > inside * inside) {
          // The rim of the field stop is a few pixels soft.
          const t = Math.min(1, (Math.sqrt(square) - inside) / 5);
          evenness *= (1 - t) * (1 - t);
          stray = STRAY * t;
        }
      }
      const i = 3 * (y * width + x);
      const before = x > 0 ? i - 3 : i;
      const after = x < width - 1 ? i + 3 : i;
      const red = light[i] + shift * (light[before] - light[i]);
      const blue = light[i + 2] + shift * (light[after + 2] - light[i + 2]);
      const n = 3 * x;
      data[i] = level(
        red * lamp[0] * evenness + stray,
        gain * (NOISE[(here + n) & noiseMask] + NOISE[(above + n) & noiseMask]),
      );
      data[i + 1] = level(
        light[i + 1] * lamp[1] * evenness + stray,
        gain * (NOISE[(here + n + 1) & noiseMask] + NOISE[(above + n + 1) & noiseMask]),
      );
      data[i + 2] = level(
        blue * lamp[2] * evenness + stray,
        gain * (NOISE[(here + n + 2) & noiseMask] + NOISE[(above + n + 2) & noiseMask]),
      );
    }
    above = here;
  }
  return { width, height, data };
}

/**
 * Noise is added to the coded level: shot noise grows as the root of the light, and sRGB is nearly a root, so after coding
 * its size hardly depends on brightness.
 */
function level(light: number, noise: number): number {
  const coded = light >= 1 ? 255 : LEVELS[(light * 4095) | 0];
  const value = coded + noise + 0.5;
  return value <= 0 ? 0 : value >= 255 ? 255 : value | 0;
}

function transmit(density: Float32Array): void {
  const last = TRANSMITTED.length - 1;
  for (let i = 0; i < density.length; i++) {
    const step = ((density[i] + LEAST) * STEPS + 0.5) | 0;
    density[i] = TRANSMITTED[step < 0 ? 0 : step > last ? last : step]!;
  }
}

function transmittedTable(): Float32Array {
  const table = new Float32Array((LEAST + MOST) * STEPS + 1);
  const brightest = 1 / decay(Math.LN10 * LEAST);
  for (let i = 0; i < table.length; i++) table[i] = brightest * decay((Math.LN10 * i) / STEPS);
  return table;
}

function levelTable(): Float32Array {
  const table = new Float32Array(4096);
  for (let i = 0; i < table.length; i++) {
    const light = (i + 0.5) / 4096;
    // x^(5/12) is the cube root of the fourth root of x⁵.
    table[i] =
      255 *
      (light <= 0.0031308
        ? 12.92 * light
        : 1.055 * cubeRoot(Math.sqrt(Math.sqrt(light * light * light * light * light))) - 0.055);
  }
  return table;
}

/** Newton's method: Math.cbrt may differ in the last bit between machines. */
function cubeRoot(x: number): number {
  let root = x > 0.1 ? x : 0.4;
  for (let i = 0; i < 40; i++) root -= (root - x / (root * root)) / 3;
  return root;
}

/** Linear light of a coded level, by looking it up backwards. */
function linearOf(coded: number): number {
  let low = 0;
  let high = LEVELS.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (LEVELS[middle] < coded) low = middle + 1;
    else high = middle;
  }
  return (low + 0.5) / LEVELS.length;
}

/** Noise with a standard deviation of 1, correlated between neighbours of one channel as demosaicing leaves it. */
function noiseTable(): Float32Array {
  const random = seededRandom(0x510e527f);
  const size = 1 << NOISE_BITS;
  const white = new Float32Array(size);
  for (let i = 0; i < size; i++) white[i] = bell(random);
  const table = new Float32Array(size);
  const norm = 1 / Math.sqrt(0.25 + 1 + 0.25);
  for (let i = 0; i < size; i++) {
    table[i] = norm * (white[i] + 0.5 * (white[(i + size - 3) % size] + white[(i + 3) % size]));
  }
  return table;
}
