import type { RateEstimate } from './rate-estimate.js';
import type { DotCount, StainVerdict } from './result.js';

/**
 * Share of cells with dots from which a new slide is advised. Of 158 patients 36 lie above, with four times as many
 * false positives as the least dotted quarter; other laboratories' sets lie at 3–6 % (docs/counting.md).
 */
export const dirtyFrom = 0.2;

/** Fewer cells looked at than this do not judge a stain: the share is then uncertain by 3 points and more. */
export const minimumForStain = 200;

/** A mean rate above this is none of a classifier that works; the model is not carried further. */
const highestMean = 0.5;

/**
 * The false-positive rate of a slide with more dots than the patients had that the rate was measured on: its mean raised by
 * the fitted slope, its relative spread widened by what is not known of the slope and of the slide's own share. Undefined
 * where the rate stays as it is: no slope is known, too few cells were looked at, or the slide is no dirtier than usual.
 */
export function rateWithDots(
  rate: RateEstimate,
  dots: DotCount | undefined,
): { readonly rate: RateEstimate; readonly factor: number } | undefined {
  const { dots: known, alpha, beta } = rate;
  if (!known || !dots || dots.cells < minimumForStain) return undefined;
  const share = dots.dotted / dots.cells;
  const excess = share - known.reference;
  if (!(excess > 0 && known.slope > 0)) return undefined;
  const mean = alpha / (alpha + beta);
  const factor = Math.min(1 + known.slope * excess, Math.max(1, highestMean / mean));
  const shareVariance = (share * (1 - share)) / dots.cells;
  const variance = (excess * known.standardError) ** 2 + known.slope ** 2 * shareVariance;
  const spread = (1 - mean) / (mean * (alpha + beta + 1));
  const wider = (1 + spread) * (1 + variance / factor ** 2) - 1;
  const raised = mean * factor;
  // Beta's own limit: no mean allows more spread than all or nothing does.
  const total = Math.max(0.5, (1 - raised) / (raised * wider) - 1);
  const times = (value: number): number => Math.min(1, value * factor);
  return {
    factor,
    rate: {
      ...rate,
      value: times(rate.value),
      low: times(rate.low),
      high: times(rate.high),
      alpha: raised * total,
      beta: (1 - raised) * total,
    },
  };
}

/** What the dots of a slide mean; undefined where too few cells were looked at. `factor`: of its false positives. */
export function stainVerdict(dots: DotCount | undefined, factor: number): StainVerdict | undefined {
  if (!dots || dots.cells < minimumForStain) return undefined;
  const dotted = dots.dotted / dots.cells;
  return { dotted, dirty: dotted >= dirtyFrom, falsePositives: factor };
}
