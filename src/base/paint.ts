import type { Box } from './box.js';
import type { RgbImage } from './image.js';

export type Colour = readonly [red: number, green: number, blue: number];

/** Sets one pixel, 0–255 per channel; outside the image nothing happens. */
export function paintPixel(image: RgbImage, x: number, y: number, colour: Colour): void {
  if (x < 0 || y < 0 || x >= image.width || y >= image.height) return;
  image.data.set(colour, (y * image.width + x) * 3);
}

/** The frame of a box, two px wide and inwards. `zoom`: image px per px of the box; `margin`: px to draw outside it. */
export function paintBox(image: RgbImage, box: Box, zoom: number, colour: Colour, margin = 0): void {
  const left = Math.round(box.x * zoom) - margin;
  const top = Math.round(box.y * zoom) - margin;
  const right = Math.round((box.x + box.width) * zoom) + margin;
  const bottom = Math.round((box.y + box.height) * zoom) + margin;
  for (let inset = 0; inset < 2; inset++) {
    for (let x = left; x <= right; x++) {
      paintPixel(image, x, top + inset, colour);
      paintPixel(image, x, bottom - inset, colour);
    }
    for (let y = top; y <= bottom; y++) {
      paintPixel(image, left + inset, y, colour);
      paintPixel(image, right - inset, y, colour);
    }
  }
}
