import type { Optics } from './optics.js';
import type { StagePosition } from './render-field.js';

/** Fields of a row before the stage turns back. */
const ROW = 12;
/** Stage step over field size: a gap, so that no cell wholly in one field shows in another. */
const STEP = 1.06;

/**
 * Where the stage stands for the n-th field (0 and up) of a raster: rows of 12 to and fro, without overlap.
 * @param start middle of the first field, µm
 */
export function rasterStop(
  optics: Optics,
  index: number,
  start: StagePosition = { x: 0, y: 0 },
): StagePosition {
  const { width, height, micrometresPerPixel } = optics;
  const row = Math.floor(index / ROW);
  const column = row % 2 === 0 ? index % ROW : ROW - 1 - (index % ROW);
  return {
    x: start.x + column * STEP * width * micrometresPerPixel,
    y: start.y + row * STEP * height * micrometresPerPixel,
  };
}
