import { seededRandom } from '../base/random.js';

/** Power a simulated charger offers at the battery, mW, over its own time in ms. */
export type Charger = (elapsedMs: number) => number;

export const noCharger: Charger = () => 0;

/** A plug in the wall during these minutes. */
export function mainsCharger(
  milliwatts: number,
  plugged: readonly { readonly fromMinute: number; readonly toMinute: number }[],
): Charger {
  return (elapsedMs) => {
    const minute = elapsedMs / 60_000;
    return plugged.some((it) => minute >= it.fromMinute && minute < it.toMinute) ? milliwatts : 0;
  };
}

/**
 * A solar panel: half a sine between sunrise and sunset, every quarter of an hour another cloud. `dayStartsAt`: the minute
 * of the day at time 0.
 */
export function solarCharger(options: {
  readonly peakMilliwatts: number;
  readonly sunriseMinute: number;
  readonly sunsetMinute: number;
  readonly dayStartsAt: number;
  readonly seed: number;
}): Charger {
  const { sunriseMinute: rise, sunsetMinute: set } = options;
  return (elapsedMs) => {
    const minute = elapsedMs / 60_000 + options.dayStartsAt;
    const height = Math.sin((Math.PI * ((minute % 1440) - rise)) / (set - rise));
    if (minute % 1440 < rise || minute % 1440 > set) return 0;
    const clear = 0.3 + 0.7 * seededRandom(options.seed + Math.floor(minute / 15)).uniform();
    return options.peakMilliwatts * height * clear;
  };
}
