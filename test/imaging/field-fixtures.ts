import type { RgbImage } from '../../src/base/image.js';
import { seededRandom } from '../../src/base/random.js';

/** A disc to draw: centre and radii in px; `pallor` is the pale middle's share of the radius. */
export interface Disc {
  readonly x: number;
  readonly y: number;
  readonly rx: number;
  readonly ry: number;
  readonly pallor?: number;
}

export const BACKGROUND = [235, 215, 205] as const;
const CELL = [205, 130, 150] as const;

/** Draws discs with soft edges on an even background, optionally inside an eyepiece circle. */
export function drawField(
  width: number,
  height: number,
  discs: readonly Disc[],
  circle?: { x: number; y: number; radius: number },
): RgbImage {
  const share = new Float32Array(width * height);
  for (const disc of discs) {
    const reach = Math.max(disc.rx, disc.ry) + 2;
    for (let y = Math.max(0, Math.floor(disc.y - reach)); y < Math.min(height, disc.y + reach); y++) {
      for (let x = Math.max(0, Math.floor(disc.x - reach)); x < Math.min(width, disc.x + reach); x++) {
        const r = Math.hypot((x - disc.x) / disc.rx, (y - disc.y) / disc.ry);
        const edge = Math.min(1, Math.max(0, (1 - r) * disc.rx + 0.5));
        const pale = disc.pallor !== undefined && r < disc.pallor ? 0.1 : 1;
        share[y * width + x] = Math.max(share[y * width + x], edge * pale);
      }
    }
  }
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      if (circle && Math.hypot(x - circle.x, y - circle.y) > circle.radius) continue;
      for (let c = 0; c < 3; c++)
        data[p * 3 + c] = Math.round(BACKGROUND[c] + share[p] * (CELL[c] - BACKGROUND[c]));
    }
  }
  return { width, height, data };
}

/** Discs on a jittered grid, none touching another or the frame's edge. */
export function scattered(
  width: number,
  height: number,
  diameter: number,
  seed: number,
  pallor?: number,
): Disc[] {
  const random = seededRandom(seed);
  const pitch = diameter * 1.5;
  const discs: Disc[] = [];
  for (let y = pitch; y < height - pitch / 2; y += pitch) {
    for (let x = pitch; x < width - pitch / 2; x += pitch) {
      // Some places stay empty, so that no two fields are alike.
      if (random.uniform() < 0.25) continue;
      const jitter = diameter * 0.18;
      const place = {
        x: x + (random.uniform() - 0.5) * 2 * jitter,
        y: y + (random.uniform() - 0.5) * 2 * jitter,
      };
      discs.push({
        ...place,
        rx: diameter / 2,
        ry: diameter / 2,
        ...(pallor === undefined ? {} : { pallor }),
      });
    }
  }
  return discs;
}

/** Discs thrown at random, none closer to another than 1.15 diameters: no lattice that would fit onto itself. */
export function thrown(width: number, height: number, diameter: number, seed: number): Disc[] {
  const random = seededRandom(seed);
  const discs: Disc[] = [];
  for (let tries = 0; tries < 6000; tries++) {
    const x = random.uniform() * width;
    const y = random.uniform() * height;
    if (discs.some((disc) => Math.hypot(disc.x - x, disc.y - y) < diameter * 1.15)) continue;
    discs.push({ x, y, rx: diameter / 2, ry: diameter / 2 });
  }
  return discs;
}

/** A window of a frame. */
export function cropFrame(image: RgbImage, x: number, y: number, width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const start = ((y + row) * image.width + x) * 3;
    data.set(image.data.subarray(start, start + width * 3), row * width * 3);
  }
  return { width, height, data };
}

/** The frame turned by 90°. */
export function turned(image: RgbImage): RgbImage {
  const data = new Uint8Array(image.data.length);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const from = (y * image.width + x) * 3;
      const to = (x * image.height + (image.height - 1 - y)) * 3;
      data.set(image.data.subarray(from, from + 3), to);
    }
  }
  return { width: image.height, height: image.width, data };
}

/** Box blur three times over: close to a Gaussian of the given σ. */
export function blurred(image: RgbImage, sigma: number): RgbImage {
  const radius = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2));
  let data = Float32Array.from(image.data);
  const { width, height } = image;
  const pass = (step: number, length: number, lines: number, stride: number): void => {
    const out = new Float32Array(data.length);
    for (let line = 0; line < lines; line++) {
      for (let c = 0; c < 3; c++) {
        const at = (i: number): number => line * stride + Math.min(length - 1, Math.max(0, i)) * step + c;
        let sum = 0;
        for (let i = -radius; i <= radius; i++) sum += data[at(i)];
        for (let i = 0; i < length; i++) {
          out[at(i)] = sum / (2 * radius + 1);
          sum += data[at(i + radius + 1)] - data[at(i - radius)];
        }
      }
    }
    data = out;
  };
  for (let round = 0; round < 3; round++) {
    pass(3, width, height, width * 3);
    pass(width * 3, height, width, 3);
  }
  return { width, height, data: Uint8Array.from(data, Math.round) };
}
