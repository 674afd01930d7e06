import type { RgbImage } from '../base/image.js';
import type { FieldCell } from '../slide/counted-field.js';
import { squareView } from './square-view.js';

/** Side of a close-up in cell diameters: the cell, and enough around it to judge what touches it. */
const VIEW = 1.8;
/** Close-ups are no larger than this, px; a screen shows no more of a cell. */
const LARGEST = 160;

/** A square picture of one cell and its surroundings, cut from the frame; shifted inwards at the frame's edge. */
export function closeUp(frame: RgbImage, { box }: FieldCell, cellDiameter: number): RgbImage {
  const side = Math.max(VIEW * cellDiameter, 1.2 * Math.max(box.width, box.height));
  return squareView(frame, box, side, LARGEST).image;
}
