import { cameraBadFrame } from './camera-errors.js';
import type { FrameDelivery, FrameReader } from './frame-reader.js';

/** "P6", width, height and 255, separated by white space, with comments allowed before each number. */
const HEADER = /^P6\s+(?:#[^\n]*\n\s*)*(\d+)\s+(?:#[^\n]*\n\s*)*(\d+)\s+(?:#[^\n]*\n\s*)*255\s$/;
const LONGEST_HEADER = 256;
/** 50 megapixels, as for image files: a wrong number must not become a huge room. */
const MOST_PIXELS = 50e6;

/**
 * Reads binary PPM pictures that follow each other: 3 bytes a pixel and a header that tells the size, so that a driver that
 * chose another size than asked is noticed instead of showing sheared pictures. Pixels go straight into their room.
 */
export class PpmReader implements FrameReader {
  readonly #delivery: FrameDelivery;
  #header = '';
  #size: { width: number; height: number } | undefined;
  #pixels: Uint8Array | undefined;
  #filled = 0;
  #firstByteMs = 0;

  constructor(delivery: FrameDelivery) {
    this.#delivery = delivery;
  }

  read(chunk: Uint8Array, uptimeMs: number): void {
    for (let from = 0; from < chunk.length;) {
      if (this.#pixels === undefined) this.#readHeader(chunk[from++], uptimeMs);
      else from += this.#readPixels(this.#pixels, chunk.subarray(from));
    }
  }

  #readHeader(byte: number, uptimeMs: number): void {
    if (this.#header === '') this.#firstByteMs = uptimeMs;
    this.#header += String.fromCharCode(byte);
    if (!'P6'.startsWith(this.#header.slice(0, 2)) || this.#header.length > LONGEST_HEADER) {
      throw cameraBadFrame(`it begins with ${JSON.stringify(this.#header.slice(0, 20))}`);
    }
    const match = HEADER.exec(this.#header);
    if (match === null) return;
    const size = { width: Number(match[1]), height: Number(match[2]) };
    if (size.width * size.height === 0 || size.width * size.height > MOST_PIXELS) {
      throw cameraBadFrame(`it claims ${size.width}×${size.height} pixels`);
    }
    if (this.#size !== undefined && (this.#size.width !== size.width || this.#size.height !== size.height)) {
      throw cameraBadFrame(
        `its size changed from ${this.#size.width}×${this.#size.height} to ${size.width}×${size.height}`,
      );
    }
    this.#size = size;
    this.#header = '';
    this.#filled = 0;
    this.#pixels = this.#delivery.room(size.width * size.height * 3);
  }

  #readPixels(pixels: Uint8Array, chunk: Uint8Array): number {
    const take = Math.min(chunk.length, pixels.length - this.#filled);
    pixels.set(chunk.subarray(0, take), this.#filled);
    this.#filled += take;
    if (this.#filled === pixels.length && this.#size !== undefined) {
      this.#pixels = undefined;
      this.#delivery.done(pixels, this.#size.width, this.#size.height, this.#firstByteMs);
    }
    return take;
  }
}
