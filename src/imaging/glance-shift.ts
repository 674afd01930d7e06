import { SIDE, transform, type Spectrum } from './glance-fourier.js';

/** Longer side of a thumbnail, px. */
export const THUMBNAIL_SIDE = SIDE / 2;
/** Thumbnails whose contrast varies less than this (standard deviation, levels of 255) show nothing that could be followed. */
const LEAST_TEXTURE = 1.5;
/** Less of a view than this in common says nothing: by chance some shift always makes so few pixels agree. */
const LEAST_COMMON = 0.08;
/** Correlation of the common part that a match must reach … */
const LEAST_CORRELATION = 0.4;
/** … and its significance, in standard deviations of what two views of different cells give at one shift. */
const LEAST_SIGNIFICANCE = 8;
/** Thumbnail pixels that vary together: about a cell's area. */
const CELL_AREA = 4;

/** A small picture of how strongly each place absorbs, ready to be laid over another one. */
export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  /** Width of the whole frame in thumbnail pixels: what is left of a last column is not in the picture. */
  readonly span: number;
  /** 1 where the view shows the smear. */
  readonly usable: Uint8Array;
  /** False when there is nothing on it to recognise. */
  readonly textured: boolean;
  /** Usable pixels. */
  readonly pixels: number;
  /** Of the contrast, of its square, and of the mask of usable pixels. */
  readonly values: Spectrum;
  readonly squares: Spectrum;
  readonly mask: Spectrum;
}

/** How a view lies relative to an earlier one. */
export interface ViewShift {
  /** What to add to a place of the later view to get the same place in the earlier one, shares of the frame's width. */
  readonly x: number;
  readonly y: number;
}

/** Prepares a thumbnail: `values` and `usable` (0 or 1) are height×width, at most THUMBNAIL_SIDE each; `span` as there. */
export function thumbnail(
  values: Float64Array,
  usable: Uint8Array,
  width: number,
  height: number,
  span: number,
): Thumbnail {
  let pixels = 0;
  let sum = 0;
  let squared = 0;
  for (let p = 0; p < values.length; p++) {
    if (usable[p] === 0) continue;
    pixels++;
    sum += values[p];
    squared += values[p] * values[p];
  }
  const mean = pixels > 0 ? sum / pixels : 0;
  const variance = pixels > 0 ? squared / pixels - mean * mean : 0;
  // Two real fields go through one transform, as its real and imaginary parts.
  const both = blank();
  const squares = blank();
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0, q = y * SIDE; x < width; x++, p++, q++) {
      if (usable[p] === 0) continue;
      const value = values[p] - mean;
      both.re[q] = value;
      both.im[q] = 1;
      squares.re[q] = value * value;
    }
  }
  transform(both);
  transform(squares);
  const [spectrum, mask] = parts(both);
  const textured = variance >= LEAST_TEXTURE * LEAST_TEXTURE;
  return { width, height, span, usable, textured, pixels, values: spectrum, squares, mask };
}

/**
 * Finds how `later` lies on `earlier` by normalised correlation over their common usable part (Padfield 2012, masked
 * registration in the Fourier domain), for every shift up to the whole view. Undefined when no shift makes them alike:
 * other cells, or nothing to see.
 */
export function findShift(earlier: Thumbnail, later: Thumbnail): ViewShift | undefined {
  if (!earlier.textured || !later.textured) return undefined;
  if (earlier.width !== later.width || earlier.height !== later.height) return undefined;
  const [cross, common] = correlate(earlier.values, later.values, earlier.mask, later.mask);
  const [sumEarlier, sumLater] = correlate(earlier.values, later.mask, earlier.mask, later.values);
  const [squaresEarlier, squaresLater] = correlate(earlier.squares, later.mask, earlier.mask, later.squares);
  const least = LEAST_COMMON * Math.min(earlier.pixels, later.pixels);
  const correlation = (p: number): number => {
    const n = Math.round(common[p]);
    if (n < least || n < 1) return 0;
    const a = squaresEarlier[p] - (sumEarlier[p] * sumEarlier[p]) / n;
    const b = squaresLater[p] - (sumLater[p] * sumLater[p]) / n;
    const floor = (n * LEAST_TEXTURE * LEAST_TEXTURE) / 4;
    if (a < floor || b < floor) return 0;
    return (cross[p] - (sumEarlier[p] * sumLater[p]) / n) / Math.sqrt(a * b);
  };
  let best = 0;
  let at = -1;
  for (let p = 0; p < common.length; p++) {
    const r = correlation(p);
    if (r < LEAST_CORRELATION) continue;
    // Fisher's z of a correlation scatters by one over the root of the independent pixels.
    const significance = Math.atanh(Math.min(r, 0.999999)) * Math.sqrt(common[p] / CELL_AREA);
    if (significance > best) {
      best = significance;
      at = p;
    }
  }
  if (best < LEAST_SIGNIFICANCE) return undefined;
  const x = at % SIDE;
  const y = Math.floor(at / SIDE);
  const near = (dx: number, dy: number): number =>
    correlation(((y + dy + SIDE) % SIDE) * SIDE + ((x + dx + SIDE) % SIDE));
  const peak = near(0, 0);
  const signed = (v: number): number => (v > SIDE / 2 ? v - SIDE : v);
  return {
    x: (signed(x) + vertex(near(-1, 0), peak, near(1, 0))) / earlier.span,
    y: (signed(y) + vertex(near(0, -1), peak, near(0, 1))) / earlier.span,
  };
}

/** Share (0–1) of the later view's usable part that lies in the earlier view's, `later` lying there by `shift`. */
export function shareInCommon(earlier: Thumbnail, later: Thumbnail, shift: ViewShift): number {
  if (later.pixels === 0 || earlier.width !== later.width || earlier.height !== later.height) return 0;
  const { width, height } = later;
  const right = Math.round(shift.x * later.span);
  const down = Math.round(shift.y * later.span);
  let n = 0;
  for (let y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
    for (let x = Math.max(0, -right); x < Math.min(width, width - right); x++)
      n += later.usable[y * width + x] & earlier.usable[(y + down) * width + x + right];
  }
  return n / later.pixels;
}

/** Where the parabola through three neighbours has its top, −0.5 … 0.5 from the middle one. */
function vertex(before: number, middle: number, after: number): number {
  const bend = 2 * middle - before - after;
  return bend > 0 ? Math.max(-0.5, Math.min(0.5, (after - before) / (2 * bend))) : 0;
}

/** The correlations of a with b and of c with d, all real: at p = (y, x) the sum over a at q + p and b at q. */
function correlate(a: Spectrum, b: Spectrum, c: Spectrum, d: Spectrum): [Float64Array, Float64Array] {
  const out = blank();
  for (let p = 0; p < out.re.length; p++) {
    const firstRe = a.re[p] * b.re[p] + a.im[p] * b.im[p];
    const firstIm = a.im[p] * b.re[p] - a.re[p] * b.im[p];
    const secondRe = c.re[p] * d.re[p] + c.im[p] * d.im[p];
    const secondIm = c.im[p] * d.re[p] - c.re[p] * d.im[p];
    // first + i × second, with the parts exchanged: the forward transform is then the inverse one.
    out.im[p] = (firstRe - secondIm) / (SIDE * SIDE);
    out.re[p] = (firstIm + secondRe) / (SIDE * SIDE);
  }
  transform(out);
  return [out.im, out.re];
}

/** The spectra of the real and of the imaginary part of what was transformed. */
function parts(both: Spectrum): [Spectrum, Spectrum] {
  const real = blank();
  const imaginary = blank();
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const p = y * SIDE + x;
      const q = ((SIDE - y) % SIDE) * SIDE + ((SIDE - x) % SIDE);
      real.re[p] = (both.re[p] + both.re[q]) / 2;
      real.im[p] = (both.im[p] - both.im[q]) / 2;
      imaginary.re[p] = (both.im[p] + both.im[q]) / 2;
      imaginary.im[p] = (both.re[q] - both.re[p]) / 2;
    }
  }
  return [real, imaginary];
}

function blank(): Spectrum {
  return { re: new Float64Array(SIDE * SIDE), im: new Float64Array(SIDE * SIDE) };
}
