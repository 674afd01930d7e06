import type { Interval } from '../result.js';

/** Share of `sorted` below x, ties counting half: 0–1. Binary search, `sorted` ascending. */
function shareBelow(sorted: Float64Array, x: number): number {
  const firstAt = (strict: boolean): number => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < x || (!strict && sorted[middle] === x)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (firstAt(true) + firstAt(false)) / 2 / sorted.length;
}

/**
 * Area under the ROC curve, ties counting half, with a 95 % interval on the logit scale.
 * Variance after DeLong et al. 1988; with `clusters` (a patient's name per score) after Obuchowski 1997, which lets cells
 * of one patient resemble each other. When every positive outranks every negative (or the reverse) the variance is zero and
 * says nothing; the bound is then the exact one for min(positives, negatives, clusters) out of as many.
 * @param scores higher means more likely positive
 * @param labels true (or 1) for positives, as long as `scores`
 * Throws RangeError when lengths differ, a score is not a number, or one class is missing.
 */
export function areaUnderCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<boolean | number>,
  clusters?: ArrayLike<string>,
): Interval {
  const count = scores.length;
  if (labels.length !== count || (clusters && clusters.length !== count)) {
    throw new RangeError(`${count} scores, ${labels.length} labels, ${clusters?.length ?? count} clusters`);
  }
  const positives: number[] = [];
  const negatives: number[] = [];
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(scores[i])) throw new RangeError(`score ${i} is not a number`);
    (Number(labels[i]) !== 0 ? positives : negatives).push(scores[i]);
  }
  if (positives.length === 0 || negatives.length === 0) {
    throw new RangeError('the area under the curve needs positives and negatives');
  }
  const sortedPositives = Float64Array.from(positives).sort();
  const sortedNegatives = Float64Array.from(negatives).sort();
  let area = 0;
  for (const score of positives) area += shareBelow(sortedNegatives, score) / positives.length;
  area = Math.min(1, area);

  const sums = new Map<string, { positive: number; negative: number }>();
  let positiveSquares = 0;
  let negativeSquares = 0;
  for (let i = 0; i < count; i++) {
    const positive = Number(labels[i]) !== 0;
    const component = positive
      ? shareBelow(sortedNegatives, scores[i]) - area
      : 1 - shareBelow(sortedPositives, scores[i]) - area;
    if (positive) positiveSquares += component * component;
    else negativeSquares += component * component;
    if (clusters) {
      const sum = sums.get(clusters[i]) ?? { positive: 0, negative: 0 };
      if (positive) sum.positive += component / positives.length;
      else sum.negative += component / negatives.length;
      sums.set(clusters[i], sum);
    }
  }
  let variance =
    positiveSquares / positives.length / Math.max(1, positives.length - 1) +
    negativeSquares / negatives.length / Math.max(1, negatives.length - 1);
  if (clusters && sums.size > 1) {
    let between = 0;
    for (const { positive, negative } of sums.values()) between += (positive + negative) ** 2;
    // Clustering may only widen: a smaller between-patient estimate is chance.
    variance = Math.max(variance, (between * sums.size) / (sums.size - 1));
  }
  if (area >= 1 || area <= 0 || !(variance > 0)) {
    const independent = Math.min(positives.length, negatives.length, clusters ? sums.size : Infinity);
    const bound = 0.025 ** (1 / independent);
    return {
      value: area,
      low: area >= 0.5 ? Math.min(area, bound) : 0,
      high: area <= 0.5 ? Math.max(area, 1 - bound) : 1,
    };
  }
  const logit = Math.log(area / (1 - area));
  const half = (1.959963984540054 * Math.sqrt(variance)) / (area * (1 - area));
  return { value: area, low: 1 / (1 + Math.exp(half - logit)), high: 1 / (1 + Math.exp(-half - logit)) };
}
