/** The answer where no outline can be measured: a blur as wide as a cell leaves none. Finite, because it is stored and sent. */
export const NO_OUTLINE = 1;

/** Σ of a Gaussian blur whose edge has this slope: a blurred step of height 1 rises by 1 / (σ √(2π)) per px at its middle. */
const STEP_SLOPE = 2.5066;

/**
 * Sharpness of cell outlines: the blur that their slopes look like, as the σ of a Gaussian in cell diameters (smaller is
 * sharper; Pech-Pacheco et al. 2000 review gradient measures). Being relative to the cell's size and contrast it does not
 * depend on magnification, stain or light. `labels` and `contrast` are maps at the working scale, `level` the cells' usual
 * contrast 0–255, `diameter` in map px. 0 to 1; 1 (`NO_OUTLINE`) without outlines.
 */
export function edgeBlur(
  labels: Int32Array,
  contrast: Uint8Array,
  usable: Uint8Array,
  width: number,
  height: number,
  level: number,
  diameter: number,
): number {
  const histogram = new Int32Array(SLOPES);
  const n = outlineSlopes(labels, contrast, width, height, histogram, usable);
  return blurOfSlopes(histogram, n, level, diameter);
}

/** Slopes are gathered in so many steps, levels per two px. */
export const SLOPES = 512;

/** Adds the slopes of outlines, where `usable` is given not those along its edge, to a histogram of `SLOPES` steps; their number. */
export function outlineSlopes(
  labels: Int32Array,
  contrast: Uint8Array,
  width: number,
  height: number,
  histogram: Int32Array,
  usable?: Uint8Array,
): number {
  let n = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let p = y * width + 1; p < (y + 1) * width - 1; p++) {
      if (labels[p] === 0) continue;
      // Only where cell meets background: between two cells there is no step to measure.
      if (labels[p - 1] !== 0 && labels[p + 1] !== 0 && labels[p - width] !== 0 && labels[p + width] !== 0)
        continue;
      // An eyepiece's rim is always sharp, whatever the cells beside it are.
      if (usable && (usable[p - 1] & usable[p + 1] & usable[p - width] & usable[p + width]) === 0) continue;
      const dx = contrast[p + 1] - contrast[p - 1];
      const dy = contrast[p + width] - contrast[p - width];
      histogram[Math.min(SLOPES - 1, Math.floor(Math.sqrt(dx * dx + dy * dy)))]++;
      n++;
    }
  }
  return n;
}

/** The blur that the median of `n` slopes looks like; see `edgeBlur`. */
function blurOfSlopes(histogram: Int32Array, n: number, level: number, diameter: number): number {
  if (n === 0 || !(diameter > 0)) return NO_OUTLINE;
  return blurOfSlope(medianSlope(histogram, n).slope, level, diameter);
}

/** The step that holds the median of `n` slopes, and the share (0–1) of its slopes below the median. */
export function medianSlope(histogram: Int32Array, n: number): { slope: number; share: number } {
  let left = n / 2;
  let slope = 0;
  while (left >= histogram[slope]) left -= histogram[slope++];
  return { slope, share: left / histogram[slope] };
}

/** The blur that a slope (levels per two px) looks like where cells have contrast `level`, σ in diameters; 1 at most. */
export function blurOfSlope(slope: number, level: number, diameter: number): number {
  // Central differences span two pixels.
  return slope <= 0 ? NO_OUTLINE : Math.min(NO_OUTLINE, level / (STEP_SLOPE * (slope / 2)) / diameter);
}
