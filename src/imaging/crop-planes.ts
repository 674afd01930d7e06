import type { RgbImage } from '../base/image.js';

/** An object of a label map, H×W: the pixels equal to `label` (source x = (plane x + 0.5) × scale − 0.5). */
export interface LabelPlane {
  readonly width: number;
  readonly height: number;
  /** Source pixels per plane pixel. */
  readonly scale: number;
  readonly data: Int32Array;
  readonly label: number;
}

/** A mask of one cell, H×W: 0–255 is the covered share of each plane pixel; scale as for labels. */
export interface SharePlane {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly data: Uint8Array;
}

/** What belongs to the cell. */
export type MaskPlane = LabelPlane | SharePlane;

/** A colour image to be sampled at 1/scale = 1/2^halvings of its size, which width and height give. */
export interface ColourPlane {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly halvings: number;
  readonly image: RgbImage;
}

/** A piece of a colour plane: the plane's pixel (px, py) begins at 3 × ((py − y) × stride + px − x) of `data`. */
export interface ColourRegion {
  readonly data: Uint8Array;
  readonly stride: number;
  readonly x: number;
  readonly y: number;
}

/** How often a source is halved before it is sampled bilinearly: until fewer than 2 of its pixels make one crop pixel. */
export function halvings(sourcePerCrop: number): number {
  let count = 0;
  for (let step = sourcePerCrop; step >= 2; step /= 2) count++;
  return count;
}

/** The image as it is when halved `count` times by 2×2 means; `colourRegion` computes the pieces that are needed. */
export function colourPlane(image: RgbImage, count: number): ColourPlane {
  let { width, height } = image;
  for (let i = 0; i < count; i++) {
    width = (width + 1) >> 1;
    height = (height + 1) >> 1;
  }
  return { width, height, scale: 2 ** count, halvings: count, image };
}

/** A 0/255 mask halved `count` times: its values become covered shares. */
export function maskPlane(mask: Uint8Array, width: number, height: number, count: number): SharePlane {
  let data = mask;
  for (let i = 0; i < count; i++) {
    data = halveMask(data, width, height);
    width = (width + 1) >> 1;
    height = (height + 1) >> 1;
  }
  return { width, height, data, scale: 2 ** count };
}

/** Halves a one-channel plane by 2×2 means; an odd last row or column is repeated. */
function halveMask(data: Uint8Array, width: number, height: number): Uint8Array {
  const outWidth = (width + 1) >> 1;
  const outHeight = (height + 1) >> 1;
  const out = new Uint8Array(outWidth * outHeight);
  let at = 0;
  for (let y = 0; y < outHeight; y++) {
    let a = 2 * y * width;
    let b = 2 * y + 1 < height ? a + width : a;
    for (let x = 0; x < outWidth; x++) {
      const right = 2 * x + 1 < width ? 1 : 0;
      out[at++] = (data[a] + data[a + right] + data[b] + data[b + right] + 2) >> 2;
      a += 2;
      b += 2;
    }
  }
  return out;
}

/** Memory for the halved pieces of one cell after another; it grows to the largest. */
export class RegionBuffers {
  readonly #buffers = [new Uint8Array(0), new Uint8Array(0)];

  /** At least `length` bytes; two levels that follow each other get different ones. */
  take(level: number, length: number): Uint8Array {
    const found = this.#buffers[level & 1];
    if (found.length >= length) return found;
    return (this.#buffers[level & 1] = new Uint8Array(2 * length));
  }
}

/**
 * The plane's pixels from (left, top) to (right, bottom), both included and inside the plane. Only the piece of the
 * image under them is halved: a field's cells cover half of it or less. Valid until the buffers' next use.
 */
export function colourRegion(
  plane: ColourPlane,
  left: number,
  top: number,
  right: number,
  bottom: number,
  buffers: RegionBuffers,
): ColourRegion {
  const { image, scale } = plane;
  let { data, width: stride } = image;
  if (plane.halvings === 0) return { data, stride, x: 0, y: 0 };
  // The piece begins where a block of the coarsest level begins and is odd only where the image itself ends, so that
  // it is halved into the very pixels that the whole image would be.
  let width = Math.min((right + 1) * scale, image.width) - left * scale;
  let height = Math.min((bottom + 1) * scale, image.height) - top * scale;
  let start = 3 * (top * scale * stride + left * scale);
  for (let level = 0; level < plane.halvings; level++) {
    const halfWidth = (width + 1) >> 1;
    const halfHeight = (height + 1) >> 1;
    const out = buffers.take(level, 3 * halfWidth * halfHeight);
    halveColours(data, start, stride, width, height, out);
    [data, start, stride] = [out, 0, halfWidth];
    [width, height] = [halfWidth, halfHeight];
  }
  return { data, stride, x: left, y: top };
}

/**
 * Halves width × height RGB pixels from byte `start` on by 2×2 means; an odd last row or column is repeated. A pixel is
 * read as one word and red and blue are added side by side in it, which is a third of the loads.
 */
function halveColours(
  data: Uint8Array,
  start: number,
  stride: number,
  width: number,
  height: number,
  out: Uint8Array,
): void {
  const words = new DataView(data.buffer, data.byteOffset, data.byteLength);
  // A word reaches one byte beyond its pixel, which the image's last pixel does not have: row ends go byte by byte.
  const pairs = (width - 1) >> 1;
  let at = 0;
  for (let y = 0; y < height; y += 2) {
    let a = start + 3 * y * stride;
    let b = y + 1 < height ? a + 3 * stride : a;
    for (let x = 0; x < pairs; x++) {
      const a0 = words.getInt32(a, true);
      const a1 = words.getInt32(a + 3, true);
      const b0 = words.getInt32(b, true);
      const b1 = words.getInt32(b + 3, true);
      const redBlue = (a0 & 0xff00ff) + (a1 & 0xff00ff) + (b0 & 0xff00ff) + (b1 & 0xff00ff) + 0x20002;
      const green = (a0 & 0xff00) + (a1 & 0xff00) + (b0 & 0xff00) + (b1 & 0xff00) + 0x200;
      out[at] = (redBlue & 0xffff) >> 2;
      out[at + 1] = green >> 10;
      out[at + 2] = redBlue >> 18;
      at += 3;
      a += 6;
      b += 6;
    }
    const right = (width & 1) === 0 ? 3 : 0;
    for (let k = 0; k < 3; k++) {
      out[at++] = (data[a + k] + data[a + right + k] + data[b + k] + data[b + right + k] + 2) >> 2;
    }
  }
}
