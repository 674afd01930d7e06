import type { RgbImage } from '../base/image.js';

/** An 8-bit plane, H×W, with its scale: source pixels per plane pixel (source x = (plane x + 0.5) × scale − 0.5). */
export interface MaskPlane {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  /** What belongs to the cell: with a label, the pixels equal to it; without, 0–255 is the covered share. */
  readonly data: Int32Array | Uint8Array;
  readonly label?: number;
}

/** A colour plane at 1/scale of its source. */
export interface ColourPlane extends RgbImage {
  readonly scale: number;
}

/** Halves an image with one or three interleaved channels by 2×2 means; an odd last row or column is repeated. */
export function halve(data: Uint8Array, width: number, height: number, channels: 1 | 3): Uint8Array {
  const outWidth = (width + 1) >> 1;
  const outHeight = (height + 1) >> 1;
  const out = new Uint8Array(outWidth * outHeight * channels);
  const row = width * channels;
  let at = 0;
  for (let y = 0; y < outHeight; y++) {
    let a = 2 * y * row;
    let b = 2 * y + 1 < height ? a + row : a;
    for (let x = 0; x < outWidth; x++) {
      const right = 2 * x + 1 < width ? channels : 0;
      out[at++] = (data[a] + data[a + right] + data[b] + data[b + right] + 2) >> 2;
      if (channels === 3) {
        out[at++] = (data[a + 1] + data[a + 1 + right] + data[b + 1] + data[b + 1 + right] + 2) >> 2;
        out[at++] = (data[a + 2] + data[a + 2 + right] + data[b + 2] + data[b + 2 + right] + 2) >> 2;
      }
      a += 2 * channels;
      b += 2 * channels;
    }
  }
  return out;
}

/** How often a source is halved before it is sampled bilinearly: until fewer than 2 of its pixels make one crop pixel. */
export function halvings(sourcePerCrop: number): number {
  let count = 0;
  for (let step = sourcePerCrop; step >= 2; step /= 2) count++;
  return count;
}

/** The image halved `count` times. */
export function colourPlane(image: RgbImage, count: number): ColourPlane {
  let { width, height, data } = image;
  for (let i = 0; i < count; i++) {
    data = halve(data, width, height, 3);
    width = (width + 1) >> 1;
    height = (height + 1) >> 1;
  }
  return { width, height, data, scale: 2 ** count };
}

/** A 0/255 mask halved `count` times: its values become covered shares. */
export function maskPlane(mask: Uint8Array, width: number, height: number, count: number): MaskPlane {
  let data = mask;
  for (let i = 0; i < count; i++) {
    data = halve(data, width, height, 1);
    width = (width + 1) >> 1;
    height = (height + 1) >> 1;
  }
  return { width, height, data, scale: 2 ** count };
}
