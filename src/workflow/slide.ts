import { changed, without } from '../base/change.js';
import type { SlideResult, Tally } from '../counting/result.js';
import { emptyTally } from '../counting/tally.js';
import { beginAutomatic, countedByAutomatic } from './automatic.js';
import { beep } from './beep.js';
import type { Change } from './change.js';
import type { Effect } from './effects.js';
import type { DeviceEvent, Share, SlideAtHand } from './events.js';
import { verdictOn } from './judge-view.js';
import { firstView } from './live-view.js';
import {
  diskTroubled,
  isPaused,
  type At,
  type Counting,
  type Doing,
  type Finishing,
  type State,
} from './state.js';
import { isOpen } from './windows.js';

type FieldCounted = Extract<DeviceEvent, { type: 'field-counted' }>;

/** Whether the battery lets a slide begin; yes while no gauge has spoken. */
export function mayBegin(state: State): boolean {
  return state.power?.mayBeginSlide ?? true;
}

/** The state doing something else: that is worth lighting the display for. */
export function doNow(state: State, doing: Doing, at: At): State {
  const active = !at.settings.unattended;
  return { ...state, doing, ...(active && { activeAt: at.now.uptimeMs, idle: false }) };
}

export function beginSlide(state: State, at: At): Change {
  return changed(doNow(state, { at: 'beginning' }, at), { do: 'start-slide' });
}

export function onSlideStarted(state: State, at: At, slide: SlideAtHand, nextLabel: string): Change {
  if (state.doing.at !== 'beginning') return changed(state);
  return openSlide({ ...state, nextLabel }, at, { slide, tally: emptyTally, resumed: false });
}

/** Where the device goes after start-up or a result: an open slide first, then a result nobody saw, then rest. */
export function carryOn(state: State, at: At): Change {
  const { open, unseen } = state;
  const plan = at.settings.unattended;
  if (open) {
    const { tally, share, id, label } = open;
    const rest = without(state, 'open');
    const slide = { id, label };
    if (plan && !isOpen(plan.windows, at.now.minuteOfDay)) {
      return changed(doNow(rest, ending(slide, 0, 'ended-early'), at));
    }
    // Taken up again, it has this slot: after a restart no second slide follows on its heels.
    const paced = plan ? { ...rest, nextSlideAt: at.now.uptimeMs + slotMs(plan.slidesPerHour) } : rest;
    return openSlide(paced, at, { slide, tally, resumed: true, ...(share && { share }) });
  }
  if (plan) return changed(doNow(state, { at: 'resting' }, at));
  if (unseen) {
    const { id, label, ...seen } = unseen;
    return changed(doNow(without(state, 'unseen'), { at: 'result', slide: { id, label }, ...seen }, at));
  }
  return changed(doNow(state, { at: 'ready' }, at));
}

function openSlide(
  state: State,
  at: At,
  slide: {
    readonly slide: SlideAtHand;
    readonly tally: Tally;
    readonly resumed: boolean;
    readonly share?: Share;
  },
): Change {
  const counting: Counting = { at: 'counting', ...slide, waiting: 0, view: firstView(state.camera.up) };
  const { doing, effects } = beginAutomatic(counting, at, state.closing === undefined);
  return changed(doNow(state, doing, at), ...effects);
}

/** Ends the slide at hand: nothing more is taken; once what was taken is counted, it is finished. */
export function endSlide(state: State, at: At, why: Finishing['why']): Change {
  const { doing } = state;
  if (doing.at !== 'counting') return changed(state);
  return changed(doNow(state, ending(doing.slide, doing.waiting, why), at));
}

function ending(slide: SlideAtHand, waiting: number, why: Finishing['why']): Finishing {
  return { at: 'finishing', slide, waiting, why, sent: false };
}

/** A field is counted and on disk. */
export function onFieldCounted(state: State, at: At, event: FieldCounted): Change {
  const { doing } = state;
  const refused = event.outcome.accepted ? [] : beep('refused', at.settings);
  if (doing.at === 'finishing') {
    // The rule's reason outranks the person's: the result says what was reached.
    const why = event.stop ?? doing.why;
    const waiting = Math.max(0, doing.waiting - 1);
    return changed({ ...state, doing: { ...doing, waiting, why } }, ...refused);
  }
  if (doing.at !== 'counting') return changed(state);
  const counted = withField(doing, at, event);
  const next = { ...state, doing: counted };
  if (event.stop === undefined) return changed(next, ...refused);
  const ended = endSlide(next, at, event.stop);
  return changed(ended.state, ...refused, ...ended.effects);
}

function withField(doing: Counting, at: At, event: FieldCounted): Counting {
  const waiting = Math.max(0, doing.waiting - 1);
  const verdict = verdictOn(event.outcome, at.settings);
  // Only the field still in view is worth a word: another's advice would speak of a place the person has left.
  const tell = verdict !== undefined && waiting === 0 && !doing.view.moved;
  const view = { ...without(doing.view, 'verdict'), ...(tell && { verdict }) };
  const next: Counting = {
    ...doing,
    tally: event.tally,
    waiting,
    view,
    ...(event.share && { share: event.share }),
  };
  return countedByAutomatic(next, event.outcome.accepted && verdict === undefined);
}

/** Rule: a slide that is to end is finished as soon as nothing of it waits and the disk takes it. */
export function finishWhenDrained(state: State): Change {
  const { doing } = state;
  if (doing.at !== 'finishing' || doing.sent || doing.waiting > 0 || diskTroubled(state))
    return changed(state);
  return changed({ ...state, doing: { ...doing, sent: true } }, { do: 'finish-slide', why: doing.why });
}

export function onSlideFinished(
  state: State,
  at: At,
  { result, refused }: { readonly result: SlideResult; readonly refused?: number },
): Change {
  const { doing } = state;
  if (doing.at !== 'finishing' || !doing.sent) return changed(state);
  const done = { ...state, slidesDone: state.slidesDone + 1 };
  // Unattended, the result stays unaccepted on disk for whoever reads it there.
  if (at.settings.unattended) return changed(doNow(done, { at: 'resting' }, at));
  return changed(
    doNow(done, { at: 'result', slide: doing.slide, result, ...(refused !== undefined && { refused }) }, at),
    ...beep('done', at.settings),
  );
}

export function acceptResult(state: State, at: At): Change {
  const { doing } = state;
  if (doing.at !== 'result') return changed(state);
  const accepted: Effect = { do: 'accept-result', slide: doing.slide.id };
  const next = carryOn(state, at);
  return changed(next.state, accepted, ...next.effects);
}

/** Rule: unattended, the next slide begins when its time has come, a window is open and the battery allows it. */
export function beginWhenDue(state: State, at: At): Change {
  const plan = at.settings.unattended;
  const { uptimeMs, minuteOfDay } = at.now;
  if (!plan || state.doing.at !== 'resting' || state.closing || isPaused(state)) return changed(state);
  if (uptimeMs < state.nextSlideAt || !isOpen(plan.windows, minuteOfDay)) return changed(state);
  // Counted from now, not from when it was due: slides missed while no window was open are not made up for in a burst.
  const nextSlideAt = uptimeMs + slotMs(plan.slidesPerHour);
  if (!mayBegin(state)) return changed({ ...state, nextSlideAt });
  return beginSlide({ ...state, nextSlideAt }, at);
}

/** Time between the beginnings of two unattended slides, ms. */
export function slotMs(slidesPerHour: number): number {
  return 3_600_000 / slidesPerHour;
}
