import { changed, without } from '../base/change.js';
import type { Change } from './change.js';
import { ACTIVITY_MS, POWER_OFF_HINT_FROM, RECHECK_MS, RETEST_MS, STUCK_MS } from './limits.js';
import type { At, Counting, State } from './state.js';
import type { WorkflowSettings } from './workflow-settings.js';

/** ms of holding from which the hint speaks of powering off. */
export function powerOffHintMs(settings: WorkflowSettings): number {
  const { longPressMs, powerOffPressMs } = settings;
  return longPressMs + (powerOffPressMs - longPressMs) * POWER_OFF_HINT_FROM;
}

/** Whether the light may go down here: where nothing moves until somebody presses, and everywhere when nobody is there. */
export function mayDoze(state: State, settings: WorkflowSettings): boolean {
  if (state.closing || state.press) return false;
  const { at } = state.doing;
  if (settings.unattended) return at !== 'starting' && at !== 'off';
  return at === 'ready' || at === 'result' || at === 'error';
}

/** Rule: without a press for so long, light and camera rest. */
export function dozeWhenIdle(state: State, at: At): Change {
  if (state.idle || !mayDoze(state, at.settings)) return changed(state);
  return changed(at.now.uptimeMs >= state.activeAt + at.settings.idleMs ? { ...state, idle: true } : state);
}

/** Rule: asks for the next tick, when it is another than the one asked for. */
export function askToWake(state: State, at: At): Change {
  const { uptimeMs } = at.now;
  const next = Math.min(...moments(state, at).filter((moment) => moment > uptimeMs));
  if (!Number.isFinite(next)) return changed(without(state, 'wakeAt'));
  if (next === state.wakeAt) return changed(state);
  return changed({ ...state, wakeAt: next }, { do: 'wake-at', uptimeMs: next });
}

/** All uptimes at which time alone changes something. */
function moments(state: State, at: At): number[] {
  const { doing, press, closing } = state;
  const { settings } = at;
  if (doing.at === 'off') return [];
  if (closing) return [closing.until];
  const found: number[] = [];
  if (press) {
    found.push(
      ...(press.ignored
        ? [STUCK_MS]
        : [settings.longPressMs, powerOffHintMs(settings), settings.powerOffPressMs]
      ).map((ms) => press.since + ms),
    );
  }
  if (!state.idle && mayDoze(state, settings)) found.push(state.activeAt + settings.idleMs);
  if (state.retryAt !== undefined) found.push(state.retryAt);
  if (doing.at === 'counting') found.push(...momentsOfSlide(doing));
  if (doing.at === 'error' && settings.unattended) found.push(doing.since + RETEST_MS);
  if (doing.at === 'resting') {
    found.push(state.nextSlideAt, (Math.floor(at.now.uptimeMs / RECHECK_MS) + 1) * RECHECK_MS);
  }
  return found;
}

function momentsOfSlide({ view, automatic }: Counting): number[] {
  const found: number[] = [];
  if (view.next !== undefined && view.since !== null) found.push(view.since + ACTIVITY_MS);
  if (automatic) {
    found.push(automatic.until);
    const { stage } = automatic;
    if (stage.is !== 'taken' && stage.until !== undefined) found.push(stage.until);
  }
  return found;
}
