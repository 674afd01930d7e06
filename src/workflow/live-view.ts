import { changed, without } from '../base/change.js';
import type { Glance } from '../imaging/glance.js';
import type { Change } from './change.js';
import { afterTaking, isLooking, seenByAutomatic } from './automatic.js';
import { beep } from './beep.js';
import { faultOfView, hasMoved, isStill } from './judge-view.js';
import { focusGoal, isTriedInVain } from './focus-goal.js';
import { ACTIVITY_MS } from './limits.js';
import type { Activity } from './screen.js';
import { isPaused, type At, type Counting, type LiveView, type State } from './state.js';
import type { WorkflowSettings } from './workflow-settings.js';

/** The live view of a slide just begun: the first glance replaces what it says. */
export function firstView(cameraUp: boolean): LiveView {
  return {
    activity: cameraUp ? 'focus' : 'starting-camera',
    since: null,
    steady: 0,
    moved: true,
    sharpSeen: false,
  };
}

/** A live frame was looked at: says what is wrong with it, or takes it as a field. Frames of a camera not wanted are nothing. */
export function onGlance(state: State, at: At, frame: number, glance: Glance): Change {
  const { doing } = state;
  if (doing.at !== 'counting' || state.closing || !state.camera.up) return changed(state);
  const looked = look(state, doing.view, glance, at);
  const unsteady = { ...looked, steady: 0 };
  if (isPaused(state)) return changed({ ...state, doing: { ...doing, view: unsteady } });
  const staged = seenByAutomatic(doing, at);
  const counting = { ...staged, view: isLooking(staged) ? looked : unsteady };
  const advice = judge(counting, glance, at.settings, focusGoal(state, looked, at));
  if (advice !== 'taking') {
    const view = say(counting.view, advice, at);
    return changed({ ...state, doing: { ...counting, view } });
  }
  // What was taken for want of better becomes what is asked for.
  const best = isTriedInVain(looked, at.now.uptimeMs) ? undefined : state.sharpest;
  const sharpest = Math.min(best ?? Infinity, glance.blur);
  const view: LiveView = {
    ...without(counting.view, 'next', 'verdict', 'softSince'),
    activity: 'taking',
    since: at.now.uptimeMs,
    steady: 0,
    moved: false,
  };
  const taken = afterTaking({ ...counting, waiting: counting.waiting + 1, view });
  return changed(
    { ...state, doing: taken, sharpest },
    { do: 'take-field', frame },
    ...beep('field-taken', at.settings),
  );
}

/** What the glance adds to what is known of the view. */
function look(state: State, before: LiveView, glance: Glance, at: At): LiveView {
  const { now, settings } = at;
  const moved = before.moved || hasMoved(glance, settings);
  const kept = moved ? without(before, 'verdict') : before;
  const sharpSeen = before.sharpSeen || glance.blur <= settings.mostBlur;
  const passes = glance.blur <= settings.mostBlur;
  const soft = passes && glance.blur > focusGoal(state, without(before, 'softSince'), at);
  const view: LiveView = {
    ...without(kept, 'softSince'),
    ...(soft && { softSince: before.softSince ?? now.uptimeMs }),
    ...{ moved, sharpSeen, blur: glance.blur },
  };
  const fault = faultOfView(glance, view, settings, focusGoal(state, view, at));
  const good = fault === undefined && isNew(glance, view, settings);
  return { ...view, steady: good && isStill(glance, settings) ? before.steady + 1 : 0 };
}

function isNew(glance: Glance, view: LiveView, settings: WorkflowSettings): boolean {
  return view.moved && glance.overlapWithTaken <= settings.mostOverlap;
}

function judge(counting: Counting, glance: Glance, settings: WorkflowSettings, mostBlur: number): Activity {
  const { view } = counting;
  const fault = faultOfView(glance, view, settings, mostBlur);
  if (fault) return fault;
  if (!isNew(glance, view, settings)) return view.verdict ?? 'move-on';
  if (counting.waiting >= settings.mostWaiting) return 'wait';
  if (!isLooking(counting)) return 'wait';
  return view.steady >= settings.steadyGlances ? 'taking' : 'hold-still';
}

/** Changes the advice, at once when the one before was readable long enough. */
function say(view: LiveView, advice: Activity, at: At): LiveView {
  const { uptimeMs } = at.now;
  const calm = without(view, 'next');
  if (advice === view.activity) return { ...calm, since: view.since ?? uptimeMs };
  if (view.since === null || uptimeMs >= view.since + ACTIVITY_MS) {
    return { ...calm, activity: advice, since: uptimeMs };
  }
  return { ...view, next: advice };
}

/** Rule: the advice held back for the reader's sake comes up when its time has come, though no frame may follow. */
export function nextAdvice(state: State, at: At): Change {
  const { doing } = state;
  if (doing.at !== 'counting' || doing.view.next === undefined) return changed(state);
  return changed({ ...state, doing: { ...doing, view: say(doing.view, doing.view.next, at) } });
}
