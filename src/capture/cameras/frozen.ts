import type { RgbImage } from '../../base/image.js';

/** Rows looked at: enough that noise differs somewhere, few enough to cost nothing (0.1 MB of a 9 MB frame). */
const ROWS = 16;

/** Tells a stream that shows the same picture over and over: a real sensor's noise differs in every frame. */
export class FrozenWatch {
  #last: number | undefined;
  #same = 0;

  /** @returns how many frames in a row, this one included, were the same in the rows looked at. */
  look(image: RgbImage): number {
    const hash = sampleHash(image);
    this.#same = hash === this.#last ? this.#same + 1 : 1;
    this.#last = hash;
    return this.#same;
  }
}

/** FNV-1a (32 bits) over sixteen rows spread over the picture. */
export function sampleHash({ width, height, data }: RgbImage): number {
  let hash = 0x811c9dc5;
  for (let row = 0; row < ROWS; row++) {
    const y = Math.floor(((row + 0.5) * height) / ROWS);
    const end = (y + 1) * width * 3;
    for (let i = y * width * 3; i < end; i++) hash = Math.imul(hash ^ data[i], 0x01000193);
  }
  return hash >>> 0;
}
