import { changed, without } from '../base/change.js';
import { lookAgain } from './automatic.js';
import { beep } from './beep.js';
import { wantedRate } from './camera-wanted.js';
import type { Change } from './change.js';
import type { Effect } from './effects.js';
import { RETRY_MS } from './limits.js';
import type { PauseReason } from './screen.js';
import { diskTroubled, hasTrouble, isPaused, type At, type State } from './state.js';

/** Something failed for now. The device pauses over whatever it does, and remembers each reason once. */
export function onTrouble(state: State, at: At, why: PauseReason, code: string): Change {
  if (why === 'camera') {
    // Told off already: what it says on its way down matters to nobody.
    if (wantedRate(state, at.settings) === 'off') return changed(state);
    return note({ ...state, camera: { asked: 'off', up: false } }, at, why, code);
  }
  return note(state, at, why, code);
}

function note(state: State, at: At, why: PauseReason, code: string): Change {
  const others = state.troubles.filter((trouble) => trouble.why !== why);
  const known = others.length < state.troubles.length;
  const next: State = {
    ...state,
    troubles: known
      ? state.troubles.map((one) => (one.why === why ? { why, code } : one))
      : [...others, { why, code }],
    retryAt: state.retryAt ?? at.now.uptimeMs + RETRY_MS,
    ...(!known && !at.settings.unattended && { activeAt: at.now.uptimeMs, idle: false }),
  };
  const alarm = !known && isPaused(next) && !state.closing ? beep('alarm', at.settings) : [];
  return changed(unsteady(next), ...alarm);
}

export function onTroubleOver(state: State, why: PauseReason): Change {
  if (!hasTrouble(state, why)) return changed(state);
  const troubles = state.troubles.filter((trouble) => trouble.why !== why);
  const next = { ...state, troubles };
  return changed(unsteady(troubles.length === 0 ? without(next, 'retryAt') : next));
}

/** The camera streams: frames count from now on. */
export function onCameraUp(state: State, at: At): Change {
  if (wantedRate(state, at.settings) === 'off') return changed(state);
  const next = onTroubleOver(state, 'camera');
  return changed({ ...next.state, camera: { ...state.camera, up: true } }, ...next.effects);
}

/** The camera is being started again: until it streams, nothing is known of the view. */
export function onCameraSilent(state: State): Change {
  return changed(unsteady({ ...state, camera: { ...state.camera, up: false } }));
}

/** Frames from before a pause say nothing about the view after it. */
function unsteady(state: State): State {
  const { doing } = state;
  if (doing.at !== 'counting') return state;
  return { ...state, doing: { ...lookAgain(doing), view: { ...doing.view, steady: 0 } } };
}

/**
 * Tries what failed again. After a person's press the camera counts as starting, so that the display answers the press; the
 * disk stays in doubt until it says otherwise, because fields hang on it.
 */
export function tryTroublesAgain(state: State, at: At, pressed: boolean): Change {
  const rate = wantedRate(state, at.settings);
  const effects: Effect[] = diskTroubled(state) ? [{ do: 'retry-storage' }] : [];
  const next = { ...state, retryAt: at.now.uptimeMs + RETRY_MS };
  if (!hasTrouble(state, 'camera') || rate === 'off') return changed(next, ...effects);
  if (pressed) {
    // As if it had been told nothing yet, so that the camera is told at the end of this step.
    const starting = onTroubleOver({ ...next, camera: { asked: 'off', up: false } }, 'camera');
    return changed(starting.state, ...effects, ...starting.effects);
  }
  return changed({ ...next, camera: { asked: rate, up: false } }, ...effects, {
    do: 'camera',
    framesPerSecond: rate,
  });
}

/** Rule: troubles are tried again by themselves, since there may be nobody to press. */
export function retryWhenDue(state: State, at: At): Change {
  if (state.retryAt === undefined || at.now.uptimeMs < state.retryAt || state.closing) return changed(state);
  return isPaused(state)
    ? tryTroublesAgain(state, at, false)
    : changed({ ...state, retryAt: at.now.uptimeMs + RETRY_MS });
}
