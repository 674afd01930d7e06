/** A complex field of SIDE×SIDE, row by row: real and imaginary parts. */
export interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Side of the square that is transformed: two thumbnails of half of it can be shifted over each other without wrapping. */
export const SIDE = 128;

const HALF_TURN = Float64Array.from({ length: SIDE / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / SIDE));
const QUARTER_TURN = Float64Array.from({ length: SIDE / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / SIDE));
const REVERSED = Int32Array.from({ length: SIDE }, (_, i) => {
  let out = 0;
  for (let bit = 1; bit < SIDE; bit <<= 1) out = (out << 1) | ((i & bit) === 0 ? 0 : 1);
  return out;
});

/**
 * Two-dimensional Fourier transform in place (Cooley & Tukey 1965), without scaling. Exchanging the two parts before and
 * after gives the inverse times SIDE².
 */
export function transform({ re, im }: Spectrum): void {
  for (let y = 0; y < SIDE; y++) line(re, im, y * SIDE, 1);
  for (let x = 0; x < SIDE; x++) line(re, im, x, SIDE);
}

const lineRe = new Float64Array(SIDE);
const lineIm = new Float64Array(SIDE);

function line(re: Float64Array, im: Float64Array, start: number, step: number): void {
  for (let i = 0; i < SIDE; i++) {
    const p = start + REVERSED[i] * step;
    lineRe[i] = re[p];
    lineIm[i] = im[p];
  }
  for (let half = 1; half < SIDE; half *= 2) {
    const stride = SIDE / 2 / half;
    for (let first = 0; first < SIDE; first += 2 * half) {
      for (let k = 0, a = first; k < half; k++, a++) {
        const b = a + half;
        const c = HALF_TURN[k * stride];
        const s = QUARTER_TURN[k * stride];
        const r = lineRe[b] * c + lineIm[b] * s;
        const i = lineIm[b] * c - lineRe[b] * s;
        lineRe[b] = lineRe[a] - r;
        lineIm[b] = lineIm[a] - i;
        lineRe[a] += r;
        lineIm[a] += i;
      }
    }
  }
  for (let i = 0, p = start; i < SIDE; i++, p += step) {
    re[p] = lineRe[i];
    im[p] = lineIm[i];
  }
}
