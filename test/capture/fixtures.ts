import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RgbImage } from '../../src/base/image.js';
import { seededRandom } from '../../src/base/random.js';

/** An empty folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringform-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A coloured image that no codec can shrink to nothing: a gradient with noise. */
export function noisyImage(width: number, height: number, seed = 1): RgbImage {
  const random = seededRandom(seed);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const gradient = channel === 0 ? (x * 150) / width : (y * 150) / height;
        data[(y * width + x) * 3 + channel] = 50 + gradient + random.uniform() * 40;
      }
    }
  }
  return { width, height, data };
}

/** An image of one colour. */
export function plainImage(width: number, height: number, level: number): RgbImage {
  return { width, height, data: new Uint8Array(width * height * 3).fill(level) };
}
