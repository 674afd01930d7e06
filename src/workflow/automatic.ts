import type { Effect } from './effects.js';
import { LEAST_SLIDE_MS, LOOK_MS } from './limits.js';
import type { At, Automatic, Counting } from './state.js';

const ADVANCE: Effect = { do: 'advance' };

/** A slide under a motorised stage begins with an advance; with a person at the stage nothing is added. */
export function beginAutomatic(
  counting: Counting,
  at: At,
  mayAdvance: boolean,
): { readonly doing: Counting; readonly effects: readonly Effect[] } {
  const plan = at.settings.unattended;
  if (!plan) return { doing: counting, effects: [] };
  const { uptimeMs } = at.now;
  const automatic: Automatic = {
    stage: { is: 'settling', until: uptimeMs + plan.settleMs },
    empty: 0,
    until: uptimeMs + Math.max(LEAST_SLIDE_MS, 3_600_000 / plan.slidesPerHour),
  };
  return { doing: { ...counting, automatic }, effects: mayAdvance ? [ADVANCE] : [] };
}

/** Whether a good view may be taken now: a person's any time, a stage's only when it has come to rest and brought it. */
export function isLooking(counting: Counting): boolean {
  return counting.automatic === undefined || counting.automatic.stage.is === 'looking';
}

/** A frame came: the time for this view to become good runs from the first one. */
export function seenByAutomatic(counting: Counting, at: At): Counting {
  const { automatic } = counting;
  const { uptimeMs } = at.now;
  if (!automatic) return counting;
  const { stage } = automatic;
  if (stage.is === 'settling' && uptimeMs >= stage.until) return looking(counting, uptimeMs + LOOK_MS);
  if (stage.is === 'looking' && stage.until === undefined) return looking(counting, uptimeMs + LOOK_MS);
  return counting;
}

function looking(counting: Counting, until?: number): Counting {
  const { automatic } = counting;
  if (!automatic) return counting;
  const stage = { is: 'looking', ...(until !== undefined && { until }) } as const;
  return { ...counting, automatic: { ...automatic, stage } };
}

/** The camera was away or something paused the device: the view gets its full time again. */
export function lookAgain(counting: Counting): Counting {
  return counting.automatic?.stage.is === 'looking' ? looking(counting) : counting;
}

export function afterTaking(counting: Counting): Counting {
  if (!counting.automatic) return counting;
  return { ...counting, automatic: { ...counting.automatic, stage: { is: 'taken' } } };
}

/** A field came back from the count: `useful` when it was accepted and brought cells not seen before. */
export function countedByAutomatic(counting: Counting, useful: boolean): Counting {
  const { automatic } = counting;
  if (!automatic) return counting;
  return { ...counting, automatic: { ...automatic, empty: useful ? 0 : automatic.empty + 1 } };
}

/** What an unattended slide does next by itself; `paused` holds the stage, but not the slide's end. */
export function nextMove(
  counting: Counting,
  at: At,
  paused: boolean,
):
  | { readonly is: 'nothing' }
  | { readonly is: 'end' }
  | { readonly is: 'go'; readonly doing: Counting; readonly effects: readonly Effect[] } {
  const { automatic, tally, waiting } = counting;
  const plan = at.settings.unattended;
  const { uptimeMs } = at.now;
  if (!automatic || !plan) return { is: 'nothing' };
  if (
    tally.fields >= plan.fieldsPerSlide ||
    automatic.empty >= plan.emptyAdvances ||
    uptimeMs >= automatic.until
  )
    return { is: 'end' };
  if (paused) return { is: 'nothing' };
  const { stage } = automatic;
  const settling = { is: 'settling', until: uptimeMs + plan.settleMs } as const;
  if (stage.is === 'taken') {
    // Enough may be on its way already, and a full queue would only lose the view that the stage moves to.
    if (waiting >= at.settings.mostWaiting || tally.fields + waiting >= plan.fieldsPerSlide)
      return { is: 'nothing' };
    return {
      is: 'go',
      doing: { ...counting, automatic: { ...automatic, stage: settling } },
      effects: [ADVANCE],
    };
  }
  if (stage.is === 'settling') {
    if (uptimeMs < stage.until) return { is: 'nothing' };
    return { is: 'go', doing: looking(counting), effects: [] };
  }
  if (stage.until === undefined || uptimeMs < stage.until) return { is: 'nothing' };
  const empty = automatic.empty + 1;
  if (empty >= plan.emptyAdvances) return { is: 'end' };
  return {
    is: 'go',
    doing: { ...counting, automatic: { ...automatic, empty, stage: settling } },
    effects: [ADVANCE],
  };
}
