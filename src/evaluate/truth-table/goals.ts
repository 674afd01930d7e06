import type { Interval } from '../../counting/result.js';

/** What a row is measured against: false positives/µL at most, or a share (0–1) at least. */
export type Goal =
  | { readonly is: 'at-most'; readonly perMicrolitre: number }
  | { readonly is: 'at-least'; readonly share: number };

/**
 * `met` and `missed` are shown by the whole interval; `not-shown`: the goal lies inside it, and more cells or patients are
 * needed to tell.
 */
export type Verdict = 'met' | 'missed' | 'not-shown';

/** Judges an interval, in the goal's own unit, against the goal. */
export function verdictOf(goal: Goal, { low, high }: Interval): Verdict {
  if (goal.is === 'at-most')
    return high <= goal.perMicrolitre ? 'met' : low > goal.perMicrolitre ? 'missed' : 'not-shown';
  return low >= goal.share ? 'met' : high < goal.share ? 'missed' : 'not-shown';
}

const atMost = (perMicrolitre: number): Goal => ({ is: 'at-most', perMicrolitre });
const atLeast = (share: number): Goal => ({ is: 'at-least', share });

/** Goals at one threshold: of a slide's truth, by row. What is found elsewhere comes before false positives here. */
export const slideGoals: ReadonlyMap<string, Goal> = new Map([
  ['found:nih-cells', atLeast(0.7)],
  ['found:falciparum-elsewhere:ring', atLeast(0.95)],
  ['found:falciparum-elsewhere:later', atLeast(0.9)],
  ['found:vivax-fields', atLeast(0.7)],
  ['false:nih-cells:uninfected-patients', atMost(500)],
  ['false:normal-blood', atMost(500)],
  ['false:abnormal-blood', atMost(2000)],
  ['false:vivax-fields', atMost(2000)],
]);

/** Goals of the classifier at the balanced threshold, for comparison with others: means over the folds. */
export const classifierGoals = {
  accuracy: atLeast(0.97),
  sensitivity: atLeast(0.96),
  specificity: atLeast(0.98),
  tenthPercentile: atLeast(0.85),
} as const satisfies Record<string, Goal>;
