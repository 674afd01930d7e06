import type { PolicyState } from './policy.js';
import { POWER_STATES, type PowerPicture, type PowerState } from './power-state.js';
import type { PowerSettings } from './settings.js';
import { sufficesForSlide, timeLeft } from './time-left.js';

/** What the device should do now, by all the policy knows. */
export function pictureOf(state: PolicyState, settings: PowerSettings): PowerPicture {
  const power = stateOf(state, settings);
  const pace = settings.pace[power];
  const { charge, charging, millivolts } = state.reading ?? {};
  const left = timeLeft(state, settings);
  return {
    state: power,
    framesPerSecond: pace.framesPerSecond,
    preview: pace.preview,
    brightness: pace.brightness,
    sync: pace.sync === 'always' || (pace.sync === 'window' && isSyncWindow(state.atMs, settings)),
    mayBeginSlide: pace.slides && (sufficesForSlide(state, settings) ?? settings.slidesWithoutReading),
    ...(charge !== undefined && { charge }),
    ...(charging !== undefined && { charging }),
    ...(millivolts !== undefined && { millivolts }),
    ...(left !== undefined && { minutesLeft: left.minutes, minutesLeftAtLeast: left.atLeast }),
  };
}

/** What a device without any gauge goes by: as if there were always enough. */
export function pictureWithoutGauge(settings: PowerSettings): PowerPicture {
  const { framesPerSecond, preview, brightness } = settings.pace.normal;
  return { state: 'normal', framesPerSecond, preview, brightness, sync: true, mayBeginSlide: true };
}

/** The state the triggers say; one better while charging; never normal for long on a battery that cannot be read. */
export function stateOf(state: PolicyState, settings: PowerSettings): PowerState {
  if (state.shutdown.on) return 'shutdown';
  const tripped = state.critical.on ? 2 : state.saving.on ? 1 : 0;
  const lifted = Math.max(0, tripped - (state.charger.on ? 1 : 0));
  return POWER_STATES[Math.max(lifted, leastWhileSilent(state, settings))];
}

/** A silent gauge: saving after a while, critical once the charge must have fallen that far; never shutdown. */
function leastWhileSilent(state: PolicyState, settings: PowerSettings): 0 | 1 | 2 {
  if (state.unknownSinceMs === undefined || state.atMs - state.unknownSinceMs < settings.unknownMs) return 0;
  return (state.believedCharge ?? 1) < settings.thresholds.critical.charge ? 2 : 1;
}

function isSyncWindow(nowMs: number, { sync }: PowerSettings): boolean {
  return nowMs % sync.everyMs < sync.forMs;
}
