import { changed, inOrder, without } from '../base/change.js';
import { unreachable } from '../base/errors.js';
import { nextMove } from './automatic.js';
import { beep } from './beep.js';
import { tellCamera } from './camera-wanted.js';
import type { Change, Rule } from './change.js';
import { closeDown, closeWhenDrained, onPower } from './closing.js';
import type { DeviceEvent } from './events.js';
import { RETEST_MS } from './limits.js';
import { nextAdvice, onGlance } from './live-view.js';
import { onButtonDown, onButtonUp, whileHeld } from './press.js';
import type { ShownFault } from './screen.js';
import {
  beginWhenDue,
  carryOn,
  doNow,
  endSlide,
  finishWhenDrained,
  onFieldCounted,
  onSlideFinished,
  onSlideStarted,
} from './slide.js';
import { isPaused, type At, type Now, type State } from './state.js';
import { onCameraSilent, onCameraUp, onTrouble, onTroubleOver, retryWhenDue } from './troubles.js';
import { askToWake, dozeWhenIdle } from './wake.js';
import type { WorkflowSettings } from './workflow-settings.js';

/** What time alone brings about, and what follows from where the event led. The camera and the next tick come last. */
const RULES: readonly Rule[] = [
  nextAdvice,
  moveByItself,
  retestWhenDue,
  retryWhenDue,
  beginWhenDue,
  finishWhenDrained,
  closeWhenDrained,
  dozeWhenIdle,
  tellCamera,
  askToWake,
];

/**
 * The workflow's next state after an event, and what is to be done. Pure: the same arguments give the same answer, and nothing
 * happens but what the effects say. Events that mean nothing where the device is change nothing. Once off, nothing ever does.
 */
export function step(state: State, event: DeviceEvent, now: Now, settings: WorkflowSettings): Change {
  if (state.doing.at === 'off') return changed(state);
  const at: At = { now, settings };
  // A tick that came early must be asked for again: the runner's alarm is spent.
  const awake =
    event.type === 'tick' || (state.wakeAt ?? 0) <= now.uptimeMs ? without(state, 'wakeAt') : state;
  return inOrder(awake, at, [whileHeld, (next) => onEvent(next, at, event), ...RULES]);
}

function onEvent(state: State, at: At, event: DeviceEvent): Change {
  switch (event.type) {
    case 'booted':
      return onBooted(state, event);
    case 'self-tested':
      return onSelfTested(state, at, event.faults);
    case 'button-down':
      return onButtonDown(state, at);
    case 'button-up':
      return onButtonUp(state, at);
    case 'glanced':
      return onGlance(state, at, event.frame, event.glance);
    case 'slide-started':
      return onSlideStarted(state, at, event.slide, event.nextLabel);
    case 'field-counted':
      return onFieldCounted(state, at, event);
    case 'slide-finished':
      return onSlideFinished(state, at, event);
    case 'power':
      return onPower(state, at, event.picture);
    case 'camera-up':
      return onCameraUp(state, at);
    case 'camera-silent':
      return onCameraSilent(state);
    case 'camera-failed':
      return onTrouble(state, at, 'camera', event.code);
    case 'trouble':
      return onTrouble(state, at, event.why, event.code);
    case 'trouble-over':
      return onTroubleOver(state, event.why);
    case 'tick':
      return changed(state);
    case 'stop-asked':
      return closeDown(state, at, 'asked');
    default:
      return unreachable(event);
  }
}

function onBooted(state: State, event: Extract<DeviceEvent, { type: 'booted' }>): Change {
  if (state.doing.at !== 'starting') return changed(state);
  const { open, unseen, nextLabel } = event;
  return changed(
    { ...state, doing: { at: 'self-test' }, nextLabel, ...(open && { open }), ...(unseen && { unseen }) },
    { do: 'self-test' },
  );
}

function onSelfTested(state: State, at: At, faults: readonly ShownFault[]): Change {
  if (state.doing.at !== 'self-test') return changed(state);
  const tested = { ...state, faults, wasUp: true };
  if (!faults.some((fault) => fault.stopsCounting)) return carryOn(tested, at);
  const error = doNow(tested, { at: 'error', since: at.now.uptimeMs }, at);
  return changed(error, ...beep('alarm', at.settings));
}

/** Rule: with nobody there to press "try again", the self-test repeats by itself. */
function retestWhenDue(state: State, at: At): Change {
  const { doing } = state;
  if (doing.at !== 'error' || !at.settings.unattended || state.closing) return changed(state);
  if (at.now.uptimeMs < doing.since + RETEST_MS) return changed(state);
  return changed({ ...state, doing: { at: 'self-test' } }, { do: 'self-test' });
}

/** Rule: an unattended slide moves its stage, or ends. */
function moveByItself(state: State, at: At): Change {
  const { doing } = state;
  if (doing.at !== 'counting' || state.closing) return changed(state);
  const move = nextMove(doing, at, isPaused(state));
  if (move.is === 'end') return endSlide(state, at, 'ended-early');
  return move.is === 'go' ? changed({ ...state, doing: move.doing }, ...move.effects) : changed(state);
}
