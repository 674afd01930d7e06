import type { BatteryReading } from './battery-reading.js';
import { type DrawEstimate, cautiousRateIn, noDraw, rateIn, stepDraw } from './draw-estimate.js';
import type { PowerSettings, Threshold } from './settings.js';
import { FIRST_SAG, chargeByVoltage, stepSag } from './sag.js';
import { type Trigger, stepTrigger } from './trigger.js';

/** All the policy remembers. Times in ms of uptime, in one boot. */
export interface PolicyState {
  readonly saving: Trigger;
  readonly critical: Trigger;
  readonly shutdown: Trigger;
  readonly charger: Trigger;
  /** The reading last stepped in; absent while nothing is known. */
  readonly reading?: BatteryReading | undefined;
  /** Charge (0–1) as read, as told by the voltage, or as it must have fallen since the gauge went silent. */
  readonly believedCharge?: number;
  readonly unknownSinceMs?: number | undefined;
  readonly draw: DrawEstimate;
  /** mV per mW. */
  readonly sag: number;
  readonly mode: string;
  /** How long the last slides took, ms; newest last. */
  readonly slides: readonly number[];
  readonly atMs: number;
}

const off: Trigger = { on: false };
const SLIDES_REMEMBERED = 10;

/** Before the first reading. `mode` is a name in the settings' budget. */
export function startPolicy(nowMs: number, mode: string): PolicyState {
  const draw = noDraw(mode);
  return {
    saving: off,
    critical: off,
    shutdown: off,
    charger: off,
    unknownSinceMs: nowMs,
    draw,
    sag: FIRST_SAG,
    mode,
    slides: [],
    atMs: nowMs,
  };
}

/**
 * Takes in one look at the battery at uptime `nowMs`; undefined when the gauge could not tell. Readings should be steadied
 * before (steady-reading.ts): one wild value is believed here.
 */
export function stepPower(
  state: PolicyState,
  reading: BatteryReading | undefined,
  nowMs: number,
  settings: PowerSettings,
): PolicyState {
  const ms = Math.max(0, nowMs - state.atMs);
  const draw = stepDraw(state.draw, reading, state.mode, ms, settings);
  if (reading === undefined || (reading.charge === undefined && reading.millivolts === undefined)) {
    return withoutReading({ ...state, draw, atMs: nowMs }, ms, settings);
  }
  const milliwatts = milliwattsNow(reading, draw, state.mode, settings);
  const sag = stepSag(state.sag, reading, milliwatts, ms, settings);
  const charger = stepTrigger(
    state.charger,
    { towardsOn: reading.charging === true, towardsOff: reading.charging !== true, nowMs },
    { onMs: settings.chargerDwellMs, offMs: settings.chargerDwellMs },
  );
  return {
    ...state,
    ...stepThresholds(state, reading, charger.on, nowMs, settings),
    charger,
    reading,
    unknownSinceMs: undefined,
    believedCharge:
      reading.charge ??
      chargeByVoltage(reading.millivolts ?? 0, sag, reading.charging === true ? 0 : milliwatts),
    draw,
    sag,
    atMs: nowMs,
  };
}

/** The device changes what it does; `mode` is a name in the settings' budget. */
export function enterMode(
  state: PolicyState,
  mode: string,
  nowMs: number,
  settings: PowerSettings,
): PolicyState {
  // The time since the last look belongs to the old mode, as far as the mix and what is foretold go.
  const ms = Math.max(0, nowMs - state.atMs);
  const draw = stepDraw(state.draw, state.reading, state.mode, ms, settings);
  const reckoned = state.reading === undefined ? reckonedCharge(state, ms, settings) : {};
  return { ...state, ...reckoned, draw, mode, atMs: nowMs };
}

/** A slide was counted to its end in `ms`. */
export function slideLasted(state: PolicyState, ms: number): PolicyState {
  return { ...state, slides: [...state.slides, ms].slice(-SLIDES_REMEMBERED) };
}

function stepThresholds(
  state: PolicyState,
  reading: BatteryReading,
  charging: boolean,
  nowMs: number,
  settings: PowerSettings,
): Pick<PolicyState, 'saving' | 'critical' | 'shutdown'> {
  const { thresholds, hysteresis, dwellDownMs: onMs, dwellUpMs: offMs } = settings;
  const look = (threshold: Threshold) => ({
    towardsOn: isBelow(reading, threshold),
    towardsOff: isAbove(reading, threshold, hysteresis),
    nowMs,
  });
  const urgent = (reading.millivolts ?? Infinity) < settings.urgentMillivolts;
  const end = look(thresholds.shutdown);
  return {
    saving: stepTrigger(state.saving, look(thresholds.saving), { onMs, offMs }),
    critical: stepTrigger(state.critical, look(thresholds.critical), { onMs, offMs }),
    shutdown: stepTrigger(
      state.shutdown,
      // A nearly empty battery that is being filled is no reason to stop; one about to be cut off is.
      { towardsOn: urgent || (end.towardsOn && !charging), towardsOff: end.towardsOff && charging, nowMs },
      { onMs: urgent ? 0 : onMs, offMs: settings.shutdownReleaseMs },
    ),
  };
}

function withoutReading(state: PolicyState, ms: number, settings: PowerSettings): PolicyState {
  const hold = (trigger: Trigger): Trigger => ({ on: trigger.on });
  return {
    ...state,
    saving: hold(state.saving),
    critical: hold(state.critical),
    shutdown: hold(state.shutdown),
    charger: off,
    reading: undefined,
    unknownSinceMs: state.unknownSinceMs ?? state.atMs,
    ...reckonedCharge(state, ms, settings),
  };
}

/** What is surely left of the charge after `ms` in this mode without a word from the gauge. */
function reckonedCharge(
  state: PolicyState,
  ms: number,
  settings: PowerSettings,
): { believedCharge?: number } {
  if (state.believedCharge === undefined) return {};
  // On the safe side: for hours nothing would correct a rate that is too low (an aged cell, a colder night).
  const lost = cautiousRateIn(state.draw, state.mode, settings) * (ms / 3_600_000);
  return { believedCharge: Math.max(0, state.believedCharge - lost) };
}

function milliwattsNow(
  reading: BatteryReading,
  draw: DrawEstimate,
  mode: string,
  settings: PowerSettings,
): number {
  if (reading.milliamps !== undefined && reading.millivolts !== undefined) {
    return (reading.milliamps * reading.millivolts) / 1000;
  }
  // Not scaled: the scale says what the charge is worth, which is not the same as what is drawn.
  return rateIn({ ...draw, scale: 1 }, mode, settings) * settings.capacity.milliwattHours;
}

function isBelow(reading: BatteryReading, threshold: Threshold): boolean {
  return (
    (reading.charge !== undefined && reading.charge < threshold.charge) ||
    (reading.millivolts !== undefined && reading.millivolts < threshold.millivolts)
  );
}

function isAbove(reading: BatteryReading, threshold: Threshold, hysteresis: Threshold): boolean {
  return (
    (reading.charge === undefined || reading.charge >= threshold.charge + hysteresis.charge) &&
    (reading.millivolts === undefined || reading.millivolts >= threshold.millivolts + hysteresis.millivolts)
  );
}
