import type { Box } from '../base/box.js';
import type { RgbImage } from '../base/image.js';
import { shrinkImage } from './overlay.js';

/**
 * The square of a frame that has a box in its middle, shifted inwards at the frame's edge.
 *
 * @param wanted Its side, px of the frame; smaller where the frame is.
 * @param largest The picture's side, px: made smaller where the square is larger.
 * @returns the picture, and the square in px of the frame
 */
export function squareView(
  frame: RgbImage,
  box: Box,
  wanted: number,
  largest: number,
): { readonly image: RgbImage; readonly square: Box } {
  const side = Math.max(1, Math.min(Math.round(wanted), frame.width, frame.height));
  const start = (middle: number, length: number): number =>
    Math.max(0, Math.min(length - side, Math.round(middle - side / 2)));
  const x = start(box.x + box.width / 2, frame.width);
  const y = start(box.y + box.height / 2, frame.height);
  const data = new Uint8Array(side * side * 3);
  for (let row = 0; row < side; row++) {
    const from = ((y + row) * frame.width + x) * 3;
    data.set(frame.data.subarray(from, from + side * 3), row * side * 3);
  }
  return {
    image: shrinkImage({ width: side, height: side, data }, Math.max(1, side / largest)),
    square: { x, y, width: side, height: side },
  };
}
