import type { RgbImage } from '../base/image.js';
import { paintPixel, type Colour } from '../base/paint.js';
import type { LabelMap } from './field.js';

/**
 * Draws the outlines of labelled objects, two px wide, each in its colour; objects without one stay undrawn. `image` is
 * the frame at `zoom` image px per frame px.
 */
export function paintOutlines(
  image: RgbImage,
  labels: LabelMap,
  zoom: number,
  colourOf: ReadonlyMap<number, Colour>,
): void {
  const toLabel = (at: number): number => Math.round((at + 0.5) / zoom / labels.scale - 0.5);
  const columns = Int32Array.from({ length: image.width + 1 }, (_, x) => toLabel(x));
  const label = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= labels.width || row >= labels.height
      ? 0
      : labels.data[row * labels.width + column];
  for (let y = 0; y < image.height; y++) {
    const row = toLabel(y);
    const rowBelow = toLabel(y + 1);
    for (let x = 0; x < image.width; x++) {
      const here = label(columns[x], row);
      const right = label(columns[x + 1], row);
      const below = label(columns[x], rowBelow);
      if (here === right && here === below) continue;
      const colour = colourOf.get(here !== 0 ? here : right !== 0 ? right : below);
      if (colour === undefined) continue;
      paintPixel(image, x, y, colour);
      if (here !== right) paintPixel(image, x + 1, y, colour);
      if (here !== below) paintPixel(image, x, y + 1, colour);
    }
  }
}
