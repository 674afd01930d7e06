import { changed, without } from '../base/change.js';
import type { PowerPicture } from '../power/power-state.js';
import { beep } from './beep.js';
import type { Change } from './change.js';
import type { Effect } from './effects.js';
import { POWER_OFF_DRAIN_MS, STOP_DRAIN_MS } from './limits.js';
import type { At, Closing, Doing, State } from './state.js';

/** Begins to close down: nothing new is taken, what waits may still be counted for a while. The first reason stands. */
export function closeDown(state: State, at: At, why: Closing['why']): Change {
  if (state.closing) return changed(state);
  const drain = why === 'asked' ? STOP_DRAIN_MS : POWER_OFF_DRAIN_MS;
  const closing: Closing = { why, until: at.now.uptimeMs + drain };
  const alarm = why === 'battery' ? beep('alarm', at.settings) : [];
  return changed({ ...without(state, 'press'), closing, idle: false }, ...alarm);
}

export function onPower(state: State, at: At, picture: PowerPicture): Change {
  const next = { ...state, power: picture };
  return picture.state === 'shutdown' ? closeDown(next, at, 'battery') : changed(next);
}

/** Rule: on the way down, the end comes when all is on disk, or when the time is over: an open slide resumes at the next start. */
export function closeWhenDrained(state: State, at: At): Change {
  const { closing, doing } = state;
  if (!closing || (isBusy(doing) && at.now.uptimeMs < closing.until)) return changed(state);
  const { why } = closing;
  const last: Effect = why === 'asked' ? { do: 'exit' } : { do: 'power-off', why };
  return changed({ ...state, doing: { at: 'off', why } }, last);
}

function isBusy(doing: Doing): boolean {
  switch (doing.at) {
    case 'beginning':
    case 'finishing':
      return true;
    case 'counting':
      return doing.waiting > 0;
    case 'starting':
    case 'self-test':
    case 'error':
    case 'ready':
    case 'result':
    case 'resting':
    case 'off':
      return false;
  }
}
