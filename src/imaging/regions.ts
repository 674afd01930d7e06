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
  const { area, left, top, right, bottom, sumX, sumY, sumXX, sumXY, sumYY, thickest } = regions;
  const height = labels.length / width;
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const label = labels[p];
      if (label === 0) continue;
      area[label]++;
      if (x < left[label]) left[label] = x;
      if (x > right[label]) right[label] = x;
      if (top[label] < 0) top[label] = y;
      bottom[label] = y;
      sumX[label] += x;
      sumY[label] += y;
      sumXX[label] += x * x;
      sumXY[label] += x * y;
      sumYY[label] += y * y;
      if (squared[p] > thickest[label]) thickest[label] = squared[p];
      regions.contrast[label] += contrast[p];
    }
  }
  return regions;
}
