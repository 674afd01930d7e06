/** Numbers from `first` to `last`, both included. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** The numbers that have come, as the highest and the ranges missing below it: small, however long a chain gets. */
export interface Arrived {
  readonly top: number;
  /** Ascending, apart from each other. */
  readonly gaps: readonly NumberRange[];
}

export const NOTHING_ARRIVED: Arrived = { top: 0, gaps: [] };

/** The same after one more number; one that was there changes nothing. The order of numbers makes no difference. */
export function withNumber({ top, gaps }: Arrived, number: number): Arrived {
  if (number > top)
    return {
      top: number,
      gaps: number > top + 1 ? [...gaps, { first: top + 1, last: number - 1 }] : gaps,
    };
  const at = gaps.findIndex(({ first, last }) => first <= number && number <= last);
  if (at < 0) return { top, gaps };
  const { first, last } = gaps[at];
  return {
    top,
    gaps: [
      ...gaps.slice(0, at),
      ...(first < number ? [{ first, last: number - 1 }] : []),
      ...(number < last ? [{ first: number + 1, last }] : []),
      ...gaps.slice(at + 1),
    ],
  };
}

/** What is left of ranges without what others explain; ascending. */
export function without(ranges: readonly NumberRange[], explained: readonly NumberRange[]): NumberRange[] {
  const sorted = [...explained].sort((a, b) => a.first - b.first);
  return ranges.flatMap(({ first, last }) => {
    const left: NumberRange[] = [];
    let from = first;
    for (const cut of sorted) {
      if (cut.last < from || cut.first > last) continue;
      if (cut.first > from) left.push({ first: from, last: cut.first - 1 });
      from = cut.last + 1;
    }
    if (from <= last) left.push({ first: from, last });
    return left;
  });
}
