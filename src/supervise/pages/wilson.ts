/** Two-sided 95 % of the normal distribution. */
const Z = 1.959964;

/**
 * k of n with Wilson's 95 % score interval (Wilson 1927; Brown, Cai & DasGupta 2001 for small n). n = 0 says nothing: 0–1.
 * Throws RangeError unless 0 ≤ k ≤ n.
 */
export function wilsonInterval(
  k: number,
  n: number,
): { readonly value: number; readonly low: number; readonly high: number } {
  if (!(k >= 0 && k <= n && Number.isFinite(n))) throw new RangeError(`${k} of ${n} is not a proportion`);
  if (n === 0) return { value: 0, low: 0, high: 1 };
  const value = k / n;
  const square = Z * Z;
  const middle = (value + square / (2 * n)) / (1 + square / n);
  const half = (Z / (1 + square / n)) * Math.sqrt((value * (1 - value)) / n + square / (4 * n * n));
  // At the ends the formula is exact but for the last bits of floating point.
  return { value, low: k === 0 ? 0 : middle - half, high: k === n ? 1 : middle + half };
}
