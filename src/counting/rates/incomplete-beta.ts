/** Lanczos coefficients, g = 7, n = 9 (P. Godfrey 2001); relative error below 1e-14. */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;
const halfLogTwoPi = 0.9189385332046728;

/** ln Γ(x) for x > 0. Lanczos' approximation. Throws RangeError for x ≤ 0 or not finite. */
export function logGamma(x: number): number {
  if (!(x > 0) || x === Infinity) throw new RangeError(`logGamma needs a finite x > 0, got ${x}`);
  // Below 0.5 the recurrence Γ(x) = Γ(x + 1) / x keeps the series in its good range.
  if (x < 0.5) return logGamma(x + 1) - Math.log(x);
  const z = x - 1;
  let sum: number = lanczos[0];
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i] / (z + i);
  const t = z + 7.5;
  return halfLogTwoPi + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** ln B(a, b) for a, b > 0. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** The continued fraction of I_x(a, b), modified Lentz (DLMF 8.17.22; Press et al., Numerical Recipes 6.4). */
function continuedFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  if (Math.abs(d) < tiny) d = tiny;
  d = 1 / d;
  let h = d;
  for (let m = 1; m <= 20_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    if (Math.abs(d) < tiny) d = tiny;
    c = 1 + even / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < tiny) d = tiny;
    c = 1 + odd / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-14) return h;
  }
  throw new RangeError(`incomplete beta did not converge at x = ${x}, a = ${a}, b = ${b}`);
}

/**
 * Regularised incomplete beta I_x(a, b), the distribution function of Beta(a, b) at x (clamped to 0–1), for a, b > 0.
 * `logBetaAB` may be passed when many x share one a and b. Agrees with scipy.special.betainc to 1e-10.
 */
export function incompleteBeta(x: number, a: number, b: number, logBetaAB = logBeta(a, b)): number {
  if (!(a > 0 && b > 0) || Number.isNaN(x)) throw new RangeError(`incompleteBeta(${x}, ${a}, ${b})`);
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = a * Math.log(x) + b * Math.log1p(-x) - logBetaAB;
  // The fraction converges fast only on its own side of the mean; the other side by symmetry.
  const p =
    x < (a + 1) / (a + b + 2)
      ? (Math.exp(front) * continuedFraction(x, a, b)) / a
      : 1 - (Math.exp(front) * continuedFraction(1 - x, b, a)) / b;
  return Math.min(1, Math.max(0, p));
}

/**
 * Quantile of Beta(a, b): the x in 0–1 with I_x(a, b) = p, for any a, b > 0. Newton's steps by the density, kept inside a
 * shrinking bracket and replaced by bisection where they leave it; to 1e-13 of x or 1e-19, whichever is wider.
 * Throws RangeError for p outside 0–1.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`probability outside 0–1: ${p}`);
  if (p === 0) return 0;
  if (p === 1) return 1;
  const logB = logBeta(a, b);
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let i = 0; i < 200 && high - low > 1e-13 * Math.max(1e-6, high); i++) {
    const excess = incompleteBeta(x, a, b, logB) - p;
    if (excess < 0) low = x;
    else high = x;
    const density = Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logB);
    const next = x - excess / density;
    // The other end of the bracket may never move: a Newton step that stands still is the answer.
    if (Math.abs(next - x) <= 1e-14 * x) return x;
    x = next > low && next < high && i < 60 ? next : (low + high) / 2;
  }
  return (low + high) / 2;
}

/** Two-sided Student quantile: the t > 0 with P(|T| > t) = `tails`, T with `degrees` > 0 degrees of freedom. */
export function studentQuantile(tails: number, degrees: number): number {
  const x = betaQuantile(tails, degrees / 2, 0.5);
  return Math.sqrt((degrees * (1 - x)) / x);
}

/** P(K ≤ k) for K ~ Binomial(n, q); 0 for k < 0, 1 for k ≥ n. `logBetaAB` = logBeta(n − k, k + 1). */
export function binomialAtMost(k: number, n: number, q: number, logBetaAB?: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  // Not 1 − P(K > k): the far tail would round to 0, and its ratios matter.
  return incompleteBeta(1 - q, n - k, k + 1, logBetaAB);
}

/** P(K ≥ k) for K ~ Binomial(n, q); 1 for k ≤ 0, 0 for k > n. `logBetaAB` = logBeta(k, n − k + 1). */
export function binomialAtLeast(k: number, n: number, q: number, logBetaAB?: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  return incompleteBeta(q, k, n - k + 1, logBetaAB);
}
