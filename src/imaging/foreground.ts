import { fillBehindFaintRims, fillHoles } from './holes.js';

/** The palest cells' threshold, as a share of the field's. */
const PALEST = 0.5;
const HALF = 0.5;
/** Contrast below this is rounding noise of 8 bits. */
const LEAST_THRESHOLD = 4;
/** Side of the squares for the local threshold, cell diameters. */
const BLOCK = 0.25;
/** Rims fainter than the threshold are looked for down to this share of it. */
const FAINT = 0.5;

/**
 * Foreground of a contrast map (height×width, 0–255): 1 on cells, pallor filled. `threshold` is the field's (0–255),
 * `diameter` in map px.
 */
export function findForeground(
  contrast: Uint8Array,
  usable: Uint8Array,
  width: number,
  height: number,
  threshold: number,
  diameter: number,
): Uint8Array {
  const mask = new Uint8Array(contrast.length);
  localThreshold(contrast, usable, width, height, Math.max(2, Math.round(diameter * BLOCK)), threshold, mask);
  fillHoles(mask, usable, width, height, diameter);
  const faint = new Uint8Array(mask.length);
  const belowFaint = Math.ceil(Math.max(LEAST_THRESHOLD, threshold * FAINT)) - 1;
  // usable and contrast > belowFaint, in arithmetic: a branch would be mispredicted at every cell's edge.
  for (let p = 0; p < mask.length; p++) faint[p] = usable[p] & ((belowFaint - contrast[p]) >>> 31);
  fillBehindFaintRims(mask, faint, usable, width, height, diameter);
  fillHoles(mask, usable, width, height, diameter);
  return mask;
}

/**
 * Thresholds at half of the strongest contrast nearby, so that a pale cell's outline lies where a dark one's does: halfway
 * up its edge. Never above `high`, the field's threshold (a nucleus must not swallow the cell around it), nor below half of
 * it. `block` px is the side of the squares whose strongest pixel is taken, with their neighbours.
 */
function localThreshold(
  contrast: Uint8Array,
  usable: Uint8Array,
  width: number,
  height: number,
  block: number,
  high: number,
  mask: Uint8Array,
): void {
  const columns = Math.ceil(width / block);
  const rows = Math.ceil(height / block);
  const peak = new Uint8Array(columns * rows);
  for (let y = 0; y < height; y++) {
    const base = Math.floor(y / block) * columns;
    for (let i = 0; i < columns; i++) {
      const end = y * width + Math.min(width, (i + 1) * block);
      let top = peak[base + i];
      for (let p = y * width + i * block; p < end; p++) top = contrast[p] > top ? contrast[p] : top;
      peak[base + i] = top;
    }
  }
  const low = Math.max(LEAST_THRESHOLD, high * PALEST);
  const level = new Uint8Array(columns * rows);
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < columns; i++) {
      let top = 0;
      for (let b = Math.max(0, j - 1); b <= Math.min(rows - 1, j + 1); b++)
        for (let a = Math.max(0, i - 1); a <= Math.min(columns - 1, i + 1); a++)
          top = Math.max(top, peak[b * columns + a]);
      level[j * columns + i] = Math.min(high, Math.max(low, top * HALF));
    }
  for (let y = 0; y < height; y++) {
    const base = Math.floor(y / block) * columns;
    for (let i = 0; i < columns; i++) {
      const below = level[base + i] - 1;
      const end = y * width + Math.min(width, (i + 1) * block);
      for (let p = y * width + i * block; p < end; p++) mask[p] = usable[p] & ((below - contrast[p]) >>> 31);
    }
  }
}
