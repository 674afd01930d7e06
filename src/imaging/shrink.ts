import type { RgbImage } from '../base/image.js';

/**
 * A frame made small by a whole factor, every pixel the rounded mean of those it stands for; columns and rows that fill no pixel
 * are left out. At most `width` px wide; one that is not wider comes back as it is. Takes no copy of the frame, as a library's
 * resizing of shared memory would: 9 MB a field on a board of 512.
 *
 * @param width px, 1 and up
 */
export function shrink(image: RgbImage, width: number): RgbImage {
  const factor = Math.ceil(image.width / width);
  if (factor <= 1) return image;
  const [across, down] = [Math.floor(image.width / factor), Math.max(1, Math.floor(image.height / factor))];
  const rows = Math.min(factor, image.height);
  const data = new Uint8Array(across * down * 3);
  const sums = new Uint32Array(across * 3);
  const count = factor * rows;
  for (let y = 0; y < down; y++) {
    sums.fill(0);
    for (let row = y * factor; row < y * factor + rows; row++) {
      let at = row * image.width * 3;
      for (let x = 0; x < sums.length; x += 3) {
        for (let step = 0; step < factor; step++, at += 3) {
          sums[x] += image.data[at];
          sums[x + 1] += image.data[at + 1];
          sums[x + 2] += image.data[at + 2];
        }
      }
    }
    for (let x = 0; x < sums.length; x++) data[y * sums.length + x] = Math.round(sums[x] / count);
  }
  return { width: across, height: down, data };
}
