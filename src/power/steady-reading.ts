import type { BatteryReading } from './battery-reading.js';

/** Readings that were believed of late, and what came since that was not. */
export interface SteadyState {
  readonly recent: readonly BatteryReading[];
  /** Possible readings far from the recent ones, that agree with each other. */
  readonly suspects: readonly BatteryReading[];
  /** Looks in a row that gave nothing to believe. */
  readonly failures: number;
}

export interface SteadySettings {
  /** Readings the median is taken over. */
  readonly window: number;
  /** A charge (0–1) or voltage (mV) further from the median than this is a jump. */
  readonly jump: { readonly charge: number; readonly millivolts: number };
  /** Jumps in a row, agreeing with each other, that are believed: downwards sooner, as a battery can collapse. */
  readonly believeDown: number;
  readonly believeUp: number;
  /** Failures in a row after which nothing is known any more. */
  readonly mostFailures: number;
}

export const defaultSteadySettings: SteadySettings = {
  window: 3,
  jump: { charge: 0.1, millivolts: 500 },
  believeDown: 2,
  believeUp: 3,
  mostFailures: 5,
};

export const noReadings: SteadyState = { recent: [], suspects: [], failures: 0 };

/** What no battery of one lithium-ion cell shows, with some room: a gauge that says so is wrong. */
const possible = {
  millivolts: [2000, 4600],
  milliamps: [-20_000, 20_000],
  charge: [0, 1],
  celsius: [-40, 90],
} as const;

/** Whether every value is finite and such as a cell can show, and there is a voltage or a charge at all. */
export function isPossible(reading: BatteryReading): boolean {
  if (reading.millivolts === undefined && reading.charge === undefined) return false;
  return (Object.keys(possible) as (keyof typeof possible)[]).every((key) => {
    const value = reading[key];
    return value === undefined || (value >= possible[key][0] && value <= possible[key][1]);
  });
}

/** Takes in one look at the gauge: a reading, or undefined when it did not answer. */
export function stepSteady(
  state: SteadyState,
  reading: BatteryReading | undefined,
  settings: SteadySettings = defaultSteadySettings,
): SteadyState {
  if (reading === undefined || !isPossible(reading)) return { ...state, failures: state.failures + 1 };
  const typical = medianReading(state.recent);
  if (typical === undefined || !isJump(typical, reading, settings)) {
    return { recent: [...state.recent, reading].slice(-settings.window), suspects: [], failures: 0 };
  }
  const agreeing = state.suspects.filter((suspect) => !isJump(suspect, reading, settings));
  const suspects = [...agreeing, reading];
  const down = isBelow(reading, typical);
  if (suspects.length >= (down ? settings.believeDown : settings.believeUp)) {
    return { recent: suspects.slice(-settings.window), suspects: [], failures: 0 };
  }
  return { recent: state.recent, suspects, failures: state.failures + 1 };
}

/** The median of the recent readings, value by value; undefined when nothing is known (any more). */
export function steadyReading(
  state: SteadyState,
  settings: SteadySettings = defaultSteadySettings,
): BatteryReading | undefined {
  return state.failures >= settings.mostFailures ? undefined : medianReading(state.recent);
}

function isJump(a: BatteryReading, b: BatteryReading, { jump }: SteadySettings): boolean {
  return (
    (a.charge !== undefined && b.charge !== undefined && Math.abs(a.charge - b.charge) > jump.charge) ||
    (a.millivolts !== undefined &&
      b.millivolts !== undefined &&
      Math.abs(a.millivolts - b.millivolts) > jump.millivolts)
  );
}

function isBelow(a: BatteryReading, b: BatteryReading): boolean {
  return (a.millivolts ?? 0) < (b.millivolts ?? 0) || (a.charge ?? 0) < (b.charge ?? 0);
}

function medianReading(readings: readonly BatteryReading[]): BatteryReading | undefined {
  const latest = readings.at(-1);
  if (latest === undefined) return undefined;
  const middle = (key: keyof typeof possible): number | undefined => {
    const values = readings.flatMap((reading) => reading[key] ?? []).sort((a, b) => a - b);
    // The lower of the two middle values: where there is doubt, less battery.
    return values.length === 0 ? undefined : values[(values.length - 1) >> 1];
  };
  const [millivolts, milliamps] = [middle('millivolts'), middle('milliamps')];
  const [charge, celsius] = [middle('charge'), middle('celsius')];
  return {
    ...(millivolts !== undefined && { millivolts }),
    ...(milliamps !== undefined && { milliamps }),
    ...(charge !== undefined && { charge }),
    ...(celsius !== undefined && { celsius }),
    ...(latest.charging !== undefined && { charging: latest.charging }),
  };
}
