import type { RgbImage } from '../base/image.js';
import type { FieldCell } from '../slide/counted-field.js';
import { shrinkImage } from './overlay.js';

/** Side of a close-up in cell diameters: the cell, and enough around it to judge what touches it. */
const VIEW = 1.8;
/** Close-ups are no larger than this, px; a screen shows no more of a cell. */
const LARGEST = 160;

/** A square picture of one cell and its surroundings, cut from the frame; shifted inwards at the frame's edge. */
export function closeUp(frame: RgbImage, cell: FieldCell, cellDiameter: number): RgbImage {
  const { box } = cell;
  const wanted = Math.round(Math.max(VIEW * cellDiameter, 1.2 * Math.max(box.width, box.height)));
  const side = Math.max(1, Math.min(wanted, frame.width, frame.height));
  const clamp = (middle: number, length: number): number =>
    Math.max(0, Math.min(length - side, Math.round(middle - side / 2)));
  const left = clamp(box.x + box.width / 2, frame.width);
  const top = clamp(box.y + box.height / 2, frame.height);
  const data = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    const from = ((top + y) * frame.width + left) * 3;
    data.set(frame.data.subarray(from, from + side * 3), y * side * 3);
  }
  return shrinkImage({ width: side, height: side, data }, Math.max(1, side / LARGEST));
}
