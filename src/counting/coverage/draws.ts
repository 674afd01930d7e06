import type { Random } from '../../base/random.js';

/** One draw of Gamma(shape, 1), shape > 0 (Marsaglia & Tsang 2000; below 1 by their boost). */
export function drawGamma(random: Random, shape: number): number {
  if (shape < 1) return drawGamma(random, shape + 1) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** One draw of Beta(a, b). */
export function drawBeta(random: Random, a: number, b: number): number {
  const x = drawGamma(random, a);
  return x / (x + drawGamma(random, b));
}

/** One draw of Binomial(n, q) by geometric gaps between successes: exact, time in n × min(q, 1 − q). */
export function drawBinomial(random: Random, n: number, q: number): number {
  if (q > 0.5) return n - drawBinomial(random, n, 1 - q);
  if (q <= 0) return 0;
  const logMiss = Math.log1p(-q);
  let count = 0;
  let at = Math.floor(Math.log(1 - random.uniform()) / logMiss);
  while (at < n) {
    count++;
    at += 1 + Math.floor(Math.log(1 - random.uniform()) / logMiss);
  }
  return count;
}
