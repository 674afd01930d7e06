const tablePoints = 400;

/** Probabilities below this are not told apart: logarithms need a floor. */
export const smallestTail = 1e-300;

/** A tail's logarithms at equal steps of a root of q, linear in between, level outside. */
function table(tailOf: (root: number) => number, from: number, to: number): (root: number) => number {
  const step = (to - from) / (tablePoints - 1);
  const logs = new Float64Array(tablePoints);
  for (let i = 0; i < tablePoints; i++) logs[i] = Math.log(Math.max(smallestTail, tailOf(from + step * i)));
  return (root) => {
    const at = Math.min(tablePoints - 1, Math.max(0, (root - from) / step));
    const i = Math.min(tablePoints - 2, Math.floor(at));
    return Math.exp(logs[i] + (at - i) * (logs[i + 1] - logs[i]));
  };
}

/**
 * A tail as a table over the variance-stabilised √q (or √(1 − q) when most cells are called), since the quadrature asks for
 * it a hundred thousand times. Fine steps (1/22 of a standard error) within 9 standard errors of where the tail changes;
 * coarser ones from there to `farthest`, a rate at which a far tail is still compared with another.
 */
export function tabulate(
  tailOf: (q: number) => number,
  around: { readonly from: number; readonly to: number },
  farthest: { readonly from: number; readonly to: number },
  redCells: number,
): (q: number) => number {
  const many = around.from > 0.5;
  const byRoot = (root: number): number => tailOf(many ? 1 - root * root : root * root);
  const roots = (span: { readonly from: number; readonly to: number }) =>
    [span.from, span.to].map((q) => Math.sqrt(many ? 1 - q : q)).sort((a, b) => a - b);
  const reach = 4.5 / Math.sqrt(redCells);
  const [first, last] = roots(around);
  const from = Math.max(0, first - reach);
  const to = Math.min(1, last + reach);
  const near = table(byRoot, from, to);
  const [farFirst, farLast] = roots(farthest);
  // Level outside is right only where a tail has become negligible beside its value at `farthest`: as far again beyond it.
  const below =
    farFirst - reach < from && from > 0 ? table(byRoot, Math.max(0, farFirst - reach), from) : near;
  const above = farLast + reach > to && to < 1 ? table(byRoot, to, Math.min(1, farLast + reach)) : near;
  return (q) => {
    const root = Math.sqrt(many ? 1 - q : q);
    return root < from ? below(root) : root > to ? above(root) : near(root);
  };
}
