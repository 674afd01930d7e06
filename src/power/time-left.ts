import { ONE_IN_TWENTY, cautiousRateIn, rateIn, rateSpread, recentRate } from './draw-estimate.js';
import type { PolicyState } from './policy.js';
import { chargeAtEnd } from './sag.js';
import type { PowerSettings } from './settings.js';

/** Minutes until shutdown at the draw of the last hours, and the lower end of the 90 % interval (within the model's own errors). */
export interface TimeLeft {
  readonly minutes: number;
  readonly atLeast: number;
}

/** So much larger than measured may the sag be by the end (a night that grows colder, another cell's curve). */
const WORST_SAG = 1.4;

/** Undefined while charging, while the charge is unknown, and before anything drains. */
export function timeLeft(state: PolicyState, settings: PowerSettings): TimeLeft | undefined {
  const rate = recentRate(state.draw, settings);
  if (state.believedCharge === undefined || state.reading?.charging === true || rate <= 0) return undefined;
  const usable = usableCharge(state.believedCharge, state.sag, state, settings);
  const atLeast = surelyUsableCharge(state.believedCharge, state, settings);
  return {
    minutes: (60 * usable) / rate,
    atLeast: (60 * atLeast) / (rate * Math.exp(ONE_IN_TWENTY * rateSpread(state.draw))),
  };
}

/** How long a slide is expected to last at most, ms: the longest of the remembered ones once there are three. */
export function usualSlideMs(state: PolicyState, settings: PowerSettings): number {
  const longest = Math.max(0, ...state.slides);
  return state.slides.length >= 3 ? longest : Math.max(settings.slideMs, longest);
}

/**
 * Whether the charge suffices for a whole slide, its commit and a poweroff, at the counting draw, with the battery alone (a
 * charger may be pulled or the sun go). Undefined when nothing was ever known of the charge.
 */
export function sufficesForSlide(state: PolicyState, settings: PowerSettings): boolean | undefined {
  if (state.believedCharge === undefined) return undefined;
  const hours = (usualSlideMs(state, settings) + settings.finishMs) / 3_600_000;
  const needed = hours * cautiousRateIn(state.draw, settings.countingMode, settings);
  return surelyUsableCharge(state.believedCharge, state, settings) >= needed;
}

/** Charge above the point where shutdown comes at the counting draw. */
function usableCharge(charge: number, sag: number, state: PolicyState, settings: PowerSettings): number {
  const milliwatts =
    rateIn({ ...state.draw, scale: 1 }, settings.countingMode, settings) * settings.capacity.milliwattHours;
  return Math.max(0, charge - chargeAtEnd(sag, milliwatts, settings));
}

function surelyUsableCharge(charge: number, state: PolicyState, settings: PowerSettings): number {
  return usableCharge(charge - ONE_IN_TWENTY * settings.chargeError, state.sag * WORST_SAG, state, settings);
}
