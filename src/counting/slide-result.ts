import { countTails } from './called-count.js';
import { correctedShare } from './corrected-share.js';
import type { RateEstimate } from './rate-estimate.js';
import type { Interval, SlideResult, Tally, Verdict } from './result.js';
import { rateWithDots, stainVerdict } from './stain.js';
import type { StoppingPolicy } from './stopping.js';
import { checkCounts } from './tally.js';
import { resultWording, severityLimits } from './wording.js';

/** Red cells per µL of blood where the patient's own count is not known (WHO's convention for thin films). */
export const assumedRedCellsPerMicrolitre = 5_000_000;

/** Red cells below which nothing at all is claimed: one odd cell must not make a slide positive. */
export const minimumForAnyResult = 100;

/**
 * Red cells below which "not seen" and "unclear" are not said: the bound would be far above 10,000/µL, at which a patient
 * can be very ill, yet the sentence would be read as a negative. A positive result carries its own uncertainty and stands.
 */
export const minimumForNotSeen = 1000;

/** What a count is judged by. */
export interface SlideCircumstances {
  /** The classifier's sensitivity and false-positive rate; only their beta distributions of one new patient are used. */
  readonly sensitivity: RateEstimate;
  readonly falsePositiveRate: RateEstimate;
  /** The patient's own count, red cells/µL of blood (1e5–1e7); 5,000,000 is assumed without. */
  readonly redCellsPerMicrolitre?: number;
  readonly stopped: SlideResult['stopped'];
  /** The stopping rule that was in force while counting; leave out when all given fields are counted whatever they show. */
  readonly policy?: StoppingPolicy;
}

function verdictOf({ redCells, infected }: Tally, share: Interval): Verdict {
  if (redCells < minimumForAnyResult) return 'no-result';
  if (share.low > 0) return 'positive';
  if (redCells < minimumForNotSeen) return 'no-result';
  return infected === 0 ? 'not-seen' : 'unclear';
}

/** Both intervals together, with the second's value: dots may take certainty away, never add any. */
function widened(usual: Interval, dirty: Interval): Interval {
  return {
    value: dirty.value,
    low: Math.min(usual.low, dirty.low),
    high: Math.max(usual.high, dirty.high),
  };
}

/**
 * What a slide's counts say: infected share of red cells corrected for the classifier (0–1) and parasites/µL, each with a
 * 95 % interval that carries counting noise, the stopping rule, and how well the classifier's rates are known for one new
 * patient; a slide with more stain deposits than usual gets the false positives of such slides, and its interval only ever
 * becomes wider by it; verdict, severity flag and wording. The interval per µL takes the red cells per µL as exact. See docs/counting.md
 * for the method and its coverage. Milliseconds; may be asked after every field.
 * Throws RangeError for an impossible tally, red-cell count or rate, for a stop by precision without its policy, and for a
 * policy with a tally that `addField` did not build.
 */
export function slideResult(tally: Tally, circumstances: SlideCircumstances): SlideResult {
  const { sensitivity, falsePositiveRate, redCellsPerMicrolitre, stopped, policy } = circumstances;
  checkCounts(tally);
  const cellsPerMicrolitre = redCellsPerMicrolitre ?? assumedRedCellsPerMicrolitre;
  if (!(cellsPerMicrolitre >= 1e5 && cellsPerMicrolitre <= 1e7)) {
    throw new RangeError(`${cellsPerMicrolitre} red cells/µL is outside 100,000 to 10,000,000`);
  }
  if (stopped === 'precision-reached' && !policy) {
    throw new RangeError('a count that was stopped by its precision needs the policy that stopped it');
  }
  const tails = countTails(tally, policy);
  const usual = correctedShare(tally, tails, sensitivity, falsePositiveRate);
  const dirtier = rateWithDots(falsePositiveRate, tally.dots);
  const share = dirtier ? widened(usual, correctedShare(tally, tails, sensitivity, dirtier.rate)) : usual;
  const stain = stainVerdict(tally.dots, dirtier?.factor ?? 1);
  const verdict = verdictOf(tally, share);
  const scale = (part: number): number => part * cellsPerMicrolitre;
  const result = {
    fields: tally.fields,
    redCells: tally.redCells,
    infected: tally.infected,
    ...(tally.lastField && { lastField: tally.lastField }),
    ...(tally.dots && { dots: tally.dots }),
    verdict,
    parasitaemia: share,
    perMicrolitre: { value: scale(share.value), low: scale(share.low), high: scale(share.high) },
    redCellsPerMicrolitre: {
      value: cellsPerMicrolitre,
      source: redCellsPerMicrolitre === undefined ? ('assumed' as const) : ('measured' as const),
    },
    severity:
      verdict !== 'positive' || share.value <= severityLimits.low
        ? ('none' as const)
        : share.value > severityLimits.high
          ? ('above-10-percent' as const)
          : ('above-2-percent' as const),
    ...(stain && { stain }),
    stopped,
  };
  const minimum = minimumForNotSeen;
  return { ...result, wording: resultWording(result, minimum) };
}
