import type { PowerState } from './power-state.js';

/** Where a state begins: at this charge or this voltage under load, whichever is reached first. */
export interface Threshold {
  /** 0–1. */
  readonly charge: number;
  /** mV of one cell. */
  readonly millivolts: number;
}

/** What a state changes. */
export interface Pace {
  /** Live frames per second while counting, 0–30. */
  readonly framesPerSecond: number;
  readonly preview: boolean;
  /** Display brightness, 0–1. */
  readonly brightness: number;
  /** `window`: only in the first `sync.forMs` of every `sync.everyMs` of uptime, as no wall clock can be relied on. */
  readonly sync: 'always' | 'window' | 'never';
  /** Whether a slide may begin in this state, where the charge suffices for it. */
  readonly slides: boolean;
}

/** What the policy decides by. Times in ms. */
export interface PowerSettings {
  /** Each state's thresholds, falling from saving to shutdown. */
  readonly thresholds: Readonly<Record<Exclude<PowerState, 'normal'>, Threshold>>;
  /** How far above a threshold charge and voltage must be before its state is left. */
  readonly hysteresis: Threshold;
  /** So long must readings stay below a threshold before the state is entered … */
  readonly dwellDownMs: number;
  /** … and above threshold and hysteresis before it is left. */
  readonly dwellUpMs: number;
  /** A cell below this shuts the device down without dwell: it is about to be cut off by its protection. mV. */
  readonly urgentMillivolts: number;
  /** So long must the charger be there (or away) before it is believed. Less than `dwellDownMs`. */
  readonly chargerDwellMs: number;
  /** Shutdown is left only after charging for so long. */
  readonly shutdownReleaseMs: number;
  /** Without a reading for so long the state is saving at best. */
  readonly unknownMs: number;
  /** Whether slides may begin on a battery that no gauge has told anything about since the start. */
  readonly slidesWithoutReading: boolean;
  readonly pace: Readonly<Record<PowerState, Pace>>;
  readonly sync: { readonly everyMs: number; readonly forMs: number };
  /** The battery's draw (mW, at the cells, converter's loss included) by the device's mode: the power budget. */
  readonly budget: Readonly<Record<string, number>>;
  /** The mode of `budget` in which a slide is counted. */
  readonly countingMode: string;
  /** Nominal content of the battery, mWh and mAh. */
  readonly capacity: { readonly milliwattHours: number; readonly milliampHours: number };
  /** How long a slide lasts while none has been counted yet. */
  readonly slideMs: number;
  /** Time for the last fields to be counted and committed, and for a poweroff. */
  readonly finishMs: number;
  /** How wrong a gauge's charge is taken to be, 0–1 (one standard deviation). */
  readonly chargeError: number;
}

/** Battery facts as the power budget states them. */
export interface BatteryBudget {
  readonly budget: Readonly<Record<string, number>>;
  readonly milliampHours: number;
  readonly nominalMillivolts: number;
}

/**
 * The settings a device starts from. Thresholds: saving at about a third, shutdown while the curve still falls gently, far
 * above the protection's cut-off (2.5–3.0 V), so that a poweroff of half a minute is never cut short.
 */
export function defaultPowerSettings(battery: BatteryBudget): PowerSettings {
  return {
    thresholds: {
      saving: { charge: 0.35, millivolts: 3550 },
      critical: { charge: 0.15, millivolts: 3400 },
      shutdown: { charge: 0.05, millivolts: 3250 },
    },
    hysteresis: { charge: 0.04, millivolts: 80 },
    dwellDownMs: 30_000,
    dwellUpMs: 120_000,
    urgentMillivolts: 3100,
    chargerDwellMs: 20_000,
    shutdownReleaseMs: 300_000,
    unknownMs: 60_000,
    slidesWithoutReading: true,
    pace: {
      normal: { framesPerSecond: 5, preview: true, brightness: 1, sync: 'always', slides: true },
      saving: { framesPerSecond: 3, preview: false, brightness: 0.5, sync: 'window', slides: true },
      critical: { framesPerSecond: 1, preview: false, brightness: 0.2, sync: 'never', slides: false },
      shutdown: { framesPerSecond: 0, preview: false, brightness: 0.2, sync: 'never', slides: false },
    },
    sync: { everyMs: 3_600_000, forMs: 600_000 },
    budget: battery.budget,
    countingMode: 'analysing',
    capacity: {
      milliampHours: battery.milliampHours,
      milliwattHours: (battery.milliampHours * battery.nominalMillivolts) / 1000,
    },
    slideMs: 20 * 60_000,
    finishMs: 90_000,
    chargeError: 0.02,
  };
}
