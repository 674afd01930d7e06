import { changed, without } from '../base/change.js';
import type { Change } from './change.js';
import { closeDown } from './closing.js';
import { STUCK_MS } from './limits.js';
import { acceptResult, beginSlide, endSlide, mayBegin } from './slide.js';
import {
  diskTroubled,
  hasTrouble,
  isPaused,
  type Action,
  type At,
  type PressMeaning,
  type State,
} from './state.js';
import { tryTroublesAgain } from './troubles.js';

/** What a short and a long press do now. Hints are made from this very answer, so that they cannot promise anything else. */
export function pressMeaning(state: State): PressMeaning {
  const { doing } = state;
  if (state.closing) return {};
  const slide = doing.at === 'counting' ? doing.slide.id : undefined;
  const end: PressMeaning = slide === undefined ? {} : { long: { does: 'end-slide', slide } };
  if (isPaused(state)) {
    // A slide whose camera is gone can still be ended with what it has; one whose disk is gone cannot.
    if (diskTroubled(state)) return { short: { does: 'try-again' } };
    return hasTrouble(state, 'camera') ? { short: { does: 'try-again' }, ...end } : end;
  }
  switch (doing.at) {
    case 'ready':
      return mayBegin(state) ? { short: { does: 'start-slide' } } : {};
    case 'counting':
      return end;
    case 'result':
      return { short: { does: 'accept-result', slide: doing.slide.id } };
    case 'error':
      return { short: { does: 'try-again' } };
    case 'starting':
    case 'self-test':
    case 'beginning':
    case 'finishing':
    case 'resting':
    case 'off':
      return {};
  }
}

/** A press still means what it meant when it began: the same thing done to the same slide. */
export function stillMeant(then: Action | undefined, now: Action | undefined): Action | undefined {
  return then && now && then.does === now.does && then.slide === now.slide ? now : undefined;
}

/** The button goes down. A second one without an up between is a bounce. */
export function onButtonDown(state: State, at: At): Change {
  if (state.press || state.closing) return changed(state);
  const { at: doing } = state.doing;
  // Held while the device came up: a stuck button, which must not power it off again and again.
  const ignored = doing === 'starting' || (doing === 'self-test' && !state.wasUp);
  const press = { since: at.now.uptimeMs, ignored, meaning: pressMeaning(state) };
  return changed({ ...state, press, activeAt: at.now.uptimeMs, idle: false });
}

export function onButtonUp(state: State, at: At): Change {
  const { press } = state;
  if (!press) return changed(state);
  const released: State = {
    ...without(state, 'press'),
    buttonStuck: false,
    // It works again, whatever the self-test found.
    faults: state.faults.filter(({ part }) => part !== 'button'),
    activeAt: at.now.uptimeMs,
  };
  if (press.ignored) return changed(released);
  const long = at.now.uptimeMs - press.since >= at.settings.longPressMs;
  const now = pressMeaning(state);
  const action = long ? stillMeant(press.meaning.long, now.long) : stillMeant(press.meaning.short, now.short);
  return action ? act(released, at, action) : changed(released);
}

function act(state: State, at: At, action: Action): Change {
  switch (action.does) {
    case 'start-slide':
      return beginSlide(state, at);
    case 'end-slide':
      return endSlide(state, at, 'ended-early');
    case 'accept-result':
      return acceptResult(state, at);
    case 'try-again':
      if (state.doing.at === 'error') {
        return changed({ ...state, doing: { at: 'self-test' } }, { do: 'self-test' });
      }
      return tryTroublesAgain(state, at, true);
  }
}

/** Rule: a button held long enough powers off while it is still down; one held since before start-up is called stuck. */
export function whileHeld(state: State, at: At): Change {
  const { press } = state;
  if (!press) return changed(state);
  const held = at.now.uptimeMs - press.since;
  if (press.ignored) {
    return changed(held >= STUCK_MS && !state.buttonStuck ? { ...state, buttonStuck: true } : state);
  }
  return held >= at.settings.powerOffPressMs ? closeDown(state, at, 'button') : changed(state);
}
