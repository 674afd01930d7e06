import type { FrameDelivery, FrameReader } from './frame-reader.js';

/** A planar picture: Y of height rows, then U and V of half as many, rows of half the bytes (I420). */
export interface Yuv420Layout {
  /** Even, px. */
  readonly width: number;
  /** Even, px. */
  readonly height: number;
  /** Bytes from one row of Y to the next, ≥ width, even. */
  readonly rowBytes: number;
}

/** Bytes of one picture, padding included. */
export function yuv420Bytes({ height, rowBytes }: Yuv420Layout): number {
  return (rowBytes * height * 3) / 2;
}

/**
 * I420 to interleaved RGB, full range (Y, U, V 0–255, neutral 128), coefficients of ITU-T T.871 (JFIF), in 16.16 fixed
 * point. Each chroma sample colours its 2×2 pixels.
 */
export function yuv420ToRgb(
  yuv: Uint8Array,
  { width, height, rowBytes }: Yuv420Layout,
  rgb: Uint8Array,
): void {
  // Clamping on the store is the engine's, and quicker than comparing.
  const out = new Uint8ClampedArray(rgb.buffer, rgb.byteOffset, rgb.byteLength);
  const chromaRow = rowBytes >> 1;
  const uPlane = rowBytes * height;
  const vPlane = uPlane + chromaRow * (height >> 1);
  for (let y = 0; y < height; y += 2) {
    let upper = y * rowBytes;
    let target = y * width * 3;
    const below = width * 3;
    let u = uPlane + (y >> 1) * chromaRow;
    let v = vPlane + (y >> 1) * chromaRow;
    for (let x = 0; x < width; x += 2) {
      const blueness = yuv[u++] - 128;
      const redness = yuv[v++] - 128;
      const red = (91881 * redness + 32768) >> 16;
      const green = (-22554 * blueness - 46802 * redness + 32768) >> 16;
      const blue = (116130 * blueness + 32768) >> 16;
      let luma = yuv[upper];
      out[target] = luma + red;
      out[target + 1] = luma + green;
      out[target + 2] = luma + blue;
      luma = yuv[upper + 1];
      out[target + 3] = luma + red;
      out[target + 4] = luma + green;
      out[target + 5] = luma + blue;
      luma = yuv[upper + rowBytes];
      out[target + below] = luma + red;
      out[target + below + 1] = luma + green;
      out[target + below + 2] = luma + blue;
      luma = yuv[upper + rowBytes + 1];
      out[target + below + 3] = luma + red;
      out[target + below + 4] = luma + green;
      out[target + below + 5] = luma + blue;
      upper += 2;
      target += 6;
    }
  }
}

/** Reads pictures that follow each other without headers. */
export class Yuv420Reader implements FrameReader {
  readonly #layout: Yuv420Layout;
  readonly #delivery: FrameDelivery;
  readonly #picture: Uint8Array;
  #filled = 0;
  #firstByteMs = 0;

  constructor(layout: Yuv420Layout, delivery: FrameDelivery) {
    this.#layout = layout;
    this.#delivery = delivery;
    this.#picture = new Uint8Array(yuv420Bytes(layout));
  }

  read(chunk: Uint8Array, uptimeMs: number): void {
    for (let from = 0; from < chunk.length;) {
      if (this.#filled === 0) this.#firstByteMs = uptimeMs;
      const take = Math.min(chunk.length - from, this.#picture.length - this.#filled);
      this.#picture.set(chunk.subarray(from, from + take), this.#filled);
      from += take;
      this.#filled += take;
      if (this.#filled === this.#picture.length) this.#deliver();
    }
  }

  #deliver(): void {
    this.#filled = 0;
    const { width, height } = this.#layout;
    const rgb = this.#delivery.room(width * height * 3);
    yuv420ToRgb(this.#picture, this.#layout, rgb);
    this.#delivery.done(rgb, width, height, this.#firstByteMs);
  }
}
