import type { Box } from '../base/box.js';
import type { RgbImage } from '../base/image.js';

/** A piece of an image; `box` in whole pixels and inside it. */
export function cutRegion(image: RgbImage, box: Box): RgbImage {
  const { x, y, width, height } = box;
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * image.width + x) * 3;
    data.set(image.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { width, height, data };
}
