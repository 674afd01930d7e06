import type { RgbImage } from '../base/image.js';

/**
 * The view of a stage on its way from one place to another: the old view slides out, the new one in, neither being rendered
 * again. Writes H×W×3 bytes into `into`.
 * @param share how far the stage got, 0–1
 * @param shift of the whole journey in frame px (new place minus old)
 */
export function pan(
  from: RgbImage,
  to: RgbImage,
  share: number,
  shift: { readonly x: number; readonly y: number },
  into: Uint8Array,
): void {
  const { width, height } = from;
  const gone = { x: Math.round(shift.x * share), y: Math.round(shift.y * share) };
  const left = { x: gone.x - Math.round(shift.x), y: gone.y - Math.round(shift.y) };
  for (let y = 0; y < height; y++) {
    const row = y * width * 3;
    // What neither view shows is filled from the nearest end of the row: a blank strip would look like an edge.
    into.set(from.data.subarray(row, row + width * 3), row);
    copyRow(from, y + gone.y, gone.x, into, row);
    copyRow(to, y + left.y, left.x, into, row);
  }
}

function copyRow(source: RgbImage, y: number, dx: number, into: Uint8Array, row: number): void {
  const { width, height, data } = source;
  if (y < 0 || y >= height || Math.abs(dx) >= width) return;
  const start = Math.max(0, dx);
  const end = Math.min(width, width + dx);
  into.set(data.subarray((y * width + start) * 3, (y * width + end) * 3), row + (start - dx) * 3);
}
