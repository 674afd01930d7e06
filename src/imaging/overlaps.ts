import type { Regions } from './regions.js';

/** Larger than this many cells, an object is taken to be two that overlap; few single cells are so large. */
const TWO_CELLS = 1.55;
/** Above this it is more than a cut in two can tell apart. */
const TOO_MANY = 2.6;
/** Two overlapping discs of together 1.45 disc areas are 1.4 times longer than wide; a large round cell is not. */
const LONGER = 1.3;

/**
 * Cuts objects that are two overlapping cells without a neck between them: larger than a cell can be and longer than wide,
 * they are divided across the longer axis through the middle. Returns the new number of labels; `labels` is changed in
 * place. `cell` is the median cell's area in map pixels; `skip` marks labels to leave alone (white cells).
 */
export function splitOverlaps(
  labels: Int32Array,
  width: number,
  regions: Regions,
  cell: number,
  skip: Uint8Array,
): number {
  let count = regions.count;
  for (let label = 1; label <= regions.count; label++) {
    const n = regions.area[label];
    if (skip[label] === 1 || n < TWO_CELLS * cell || n > TOO_MANY * cell) continue;
    const x = regions.sumX[label] / n;
    const y = regions.sumY[label] / n;
    const xx = regions.sumXX[label] / n - x * x;
    const xy = regions.sumXY[label] / n - x * y;
    const yy = regions.sumYY[label] / n - y * y;
    const spread = Math.sqrt((xx - yy) * (xx - yy) + 4 * xy * xy);
    const long = (xx + yy + spread) / 2;
    const short = (xx + yy - spread) / 2;
    if (long < LONGER * LONGER * short) continue;
    // Direction of the longer axis; whichever of the two forms of the eigenvector is further from zero.
    const alongX = xx >= yy ? long - yy : xy;
    const alongY = xx >= yy ? xy : long - xx;
    count++;
    for (let py = regions.top[label]; py <= regions.bottom[label]; py++) {
      for (let px = regions.left[label]; px <= regions.right[label]; px++) {
        const p = py * width + px;
        if (labels[p] === label && (px - x) * alongX + (py - y) * alongY > 0) labels[p] = count;
      }
    }
  }
  return count;
}
