import type { Box } from '../../base/box.js';
import type { RgbImage } from '../../base/image.js';
import { sharp } from '../../capture/image-library.js';
import type { CellBatch } from '../../imaging/crop-spec.js';

/** Side of a tile's picture, px. */
export const tileSide = 112;
/** Side of the surroundings in cell diameters: the cell, and its neighbours to compare it with. */
const view = 2.4;

/** The image as a square of `tileSide`; what is not square is filled up with grey. */
export async function toTile(image: RgbImage): Promise<RgbImage> {
  const { data } = await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .resize(tileSide, tileSide, { fit: 'contain', background: '#808080', kernel: 'cubic' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: tileSide, height: tileSide, data };
}

/** Square cut around a cell's box; grey beyond the frame, so that the cell stays in the middle. */
export function surroundings(frame: RgbImage, box: Box, cellDiameter: number): RgbImage {
  const side = Math.max(1, Math.round(Math.max(view * cellDiameter, 1.4 * Math.max(box.width, box.height))));
  const left = Math.round(box.x + box.width / 2 - side / 2);
  const top = Math.round(box.y + box.height / 2 - side / 2);
  const data = new Uint8Array(side * side * 3).fill(128);
  const from = Math.max(0, -left);
  const to = Math.min(side, frame.width - left);
  for (let y = Math.max(0, -top); y < Math.min(side, frame.height - top); y++) {
    if (to <= from) break;
    const at = ((top + y) * frame.width + left) * 3;
    data.set(frame.data.subarray(at + 3 * from, at + 3 * to), (y * side + from) * 3);
  }
  return { width: side, height: side, data };
}

/** The first crop of a batch as an image of size×size. */
export function cropImage({ data }: CellBatch, size: number): RgbImage {
  return { width: size, height: size, data: data.subarray(0, size * size * 3) };
}
