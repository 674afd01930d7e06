/** Scores of exactly 0 or 1 must not be infinitely sure. */
const LEAST = 1e-6;

/**
 * How much a person's look at a cell would tell, bits: the entropy of whether it is infected, given its score and how common
 * infected cells are on its slide. The score is a probability fitted with both labels weighted alike (the model card's
 * calibration), so by Bayes its odds are multiplied by the slide's. On a slide of many parasites the cells nearest the threshold
 * come first; on an unclear one, where nearly every call is a false alarm, those of the highest score: that one look can change
 * what the slide is.
 *
 * Every cell called infected weighs the same in the slide's count, so the doubt about it is also its influence on the result.
 *
 * @param score 0–1
 * @param share infected share of the slide's red cells, 0–1
 */
export function worthOfLook(score: number, share: number): number {
  const odds = oddsOf(score) * oddsOf(share);
  const infected = odds / (1 + odds);
  return entropy(infected) + entropy(1 - infected);
}

/** What to take for the slide's share: the middle of its interval, which also an estimate of nothing has. */
export function shareForLook({ low, high }: { readonly low: number; readonly high: number }): number {
  return (low + high) / 2;
}

/** Cells with the most telling first; those without a score last, then by place, so that the order is the same every time. */
export function byWorthOfLook<
  T extends { readonly ordinal: number; readonly cell: number; readonly score?: number },
>(cells: readonly T[], share: number): readonly T[] {
  const worth = ({ score }: T): number => (score === undefined ? -1 : worthOfLook(score, share));
  return cells
    .map((cell) => ({ cell, worth: worth(cell) }))
    .sort((a, b) => b.worth - a.worth || a.cell.ordinal - b.cell.ordinal || a.cell.cell - b.cell.cell)
    .map(({ cell }) => cell);
}

function oddsOf(share: number): number {
  const inside = Math.min(1 - LEAST, Math.max(LEAST, share));
  return inside / (1 - inside);
}

function entropy(share: number): number {
  return share <= 0 ? 0 : -share * Math.log2(share);
}
