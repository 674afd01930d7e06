import { pyramid } from './shapes.js';

/** Measures of every label, index 0 unused; in working pixels. */
export interface Regions {
  readonly count: number;
  readonly area: Int32Array;
  readonly left: Int32Array;
  readonly top: Int32Array;
  readonly right: Int32Array;
  readonly bottom: Int32Array;
  readonly sumX: Float64Array;
  readonly sumY: Float64Array;
  readonly sumXX: Float64Array;
  readonly sumXY: Float64Array;
  readonly sumYY: Float64Array;
  /** Largest squared distance to the background within the label. */
  readonly thickest: Int32Array;
  /** Σ contrast. */
  readonly contrast: Float64Array;
}

export function measureRegions(
  labels: Int32Array,
  count: number,
  width: number,
  squared: Int32Array,
  contrast: Uint8Array,
): Regions {
  const ints = (fill = 0): Int32Array => new Int32Array(count + 1).fill(fill);
  const floats = (): Float64Array => new Float64Array(count + 1);
  const regions = {
    count,
    area: ints(),
    left: ints(width),
    top: ints(-1),
    right: ints(-1),
    bottom: ints(-1),
    sumX: floats(),
    sumY: floats(),
    sumXX: floats(),
    sumXY: floats(),
    sumYY: floats(),
    thickest: ints(),
    contrast: floats(),
  };
  const { thickest, contrast: sums } = regions;
  const height = labels.length / width;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width;) {
      const label = labels[row + x];
      if (label === 0) {
        x++;
        continue;
      }
      // A label's run at a time: only what differs from pixel to pixel is added up pixel by pixel.
      const from = x;
      let deepest = thickest[label];
      let sum = 0;
      do {
        const p = row + x;
        sum += contrast[p];
        if (squared[p] > deepest) deepest = squared[p];
        x++;
      } while (x < width && labels[row + x] === label);
      thickest[label] = deepest;
      sums[label] += sum;
      addRun(regions, label, y, from, x - 1);
    }
  }
  return regions;
}

/** Adds the pixels from … last (both included) of row y to a label. All sums are of integers, so exact in any order. */
function addRun(regions: Regions, label: number, y: number, from: number, last: number): void {
  const { area, left, top, right, bottom, sumX, sumY, sumXX, sumXY, sumYY } = regions;
  const n = last - from + 1;
  const xs = ((from + last) * n) / 2;
  area[label] += n;
  if (from < left[label]) left[label] = from;
  if (last > right[label]) right[label] = last;
  if (top[label] < 0) top[label] = y;
  bottom[label] = y;
  sumX[label] += xs;
  sumY[label] += y * n;
  sumXX[label] += pyramid(last) - pyramid(from - 1);
  sumXY[label] += y * xs;
  sumYY[label] += y * y * n;
}
