import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatteryReading } from '../../src/power/battery-reading.js';
import { pictureOf, pictureWithoutGauge, stateOf } from '../../src/power/picture.js';
import { type PolicyState, startPolicy, stepPower } from '../../src/power/policy.js';
import { POWER_STATES, type PowerState } from '../../src/power/power-state.js';
import { settings } from '../gauge/fixtures.js';

const STEP = 10_000;
const rank = (state: PowerState): number => POWER_STATES.indexOf(state);

/** The state after every one of these readings, ten seconds apart. */
function follow(readings: readonly (BatteryReading | undefined)[], from = startPolicy(0, 'ready')) {
  let state: PolicyState = from;
  const states: PowerState[] = [];
  for (const reading of readings) {
    state = stepPower(state, reading, state.atMs + STEP, settings);
    states.push(stateOf(state, settings));
  }
  return { state, states, last: states.at(-1) };
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const changes = (states: readonly PowerState[]): number =>
  states.filter((state, i) => i > 0 && state !== states[i - 1]).length;

const charge = fc.double({ min: 0, max: 1, noNaN: true });
const millivolts = fc.double({ min: 3150, max: 4200, noNaN: true });
const discharging = fc.record({ charge, millivolts, charging: fc.constant(false) });
const anything = fc.option(
  fc.record({ charge, millivolts: fc.double({ min: 2500, max: 4300, noNaN: true }), charging: fc.boolean() }),
  { nil: undefined },
);

describe('the power policy', () => {
  it.each([
    [{ charge: 0.9, millivolts: 4000 }, 'normal'],
    [{ charge: 0.3, millivolts: 4000 }, 'saving'],
    [{ charge: 0.9, millivolts: 3500 }, 'saving'],
    [{ charge: 0.14, millivolts: 3700 }, 'critical'],
    [{ charge: 0.5, millivolts: 3350 }, 'critical'],
    [{ charge: 0.04, millivolts: 3700 }, 'shutdown'],
    [{ charge: 0.5, millivolts: 3200 }, 'shutdown'],
    [{ millivolts: 3500 }, 'saving'],
    [{ charge: 0.04 }, 'shutdown'],
  ] as const)('goes by charge or voltage, whichever is worse: %o → %s', (reading, state) => {
    expect(follow(times(10, reading)).last).toBe(state);
  });

  it('never says better for a worse battery', () => {
    fc.assert(
      fc.property(
        fc.array(discharging, { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        (readings, less) => {
          const worse = readings.map((it) => ({
            ...it,
            charge: Math.max(0, it.charge - less),
            millivolts: it.millivolts - 500 * less,
          }));
          const [a, b] = [follow(readings).states, follow(worse).states];
          a.forEach((state, i) => expect(rank(b[i])).toBeGreaterThanOrEqual(rank(state)));
        },
      ),
    );
  });

  it('does not flap for noise within the hysteresis: never back up', () => {
    const noise = fc.array(
      fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
      {
        minLength: 200,
        maxLength: 200,
      },
    );
    fc.assert(
      fc.property(charge, fc.integer({ min: 3200, max: 4100 }), noise, (about, volts, noises) => {
        const { hysteresis } = settings;
        const readings = noises.map(([a, b]) => ({
          charge: Math.min(1, Math.max(0, about + 0.49 * hysteresis.charge * a)),
          millivolts: volts + 0.49 * hysteresis.millivolts * b,
          charging: false,
        }));
        // Charge and voltage may each trip another threshold: as many changes as there are states below normal, never back.
        const { states } = follow(readings);
        states.forEach((state, i) =>
          expect(rank(state)).toBeGreaterThanOrEqual(rank(states[i - 1] ?? 'normal')),
        );
      }),
    );
  });

  it('takes no dip for a state that is shorter than the dwell', () => {
    const good = { charge: 0.8, millivolts: 3900, charging: false };
    const low = { charge: 0.8, millivolts: 3200, charging: false };
    const dips = times(20, [low, low, low, good]).flat();
    expect(new Set(follow(dips).states)).toEqual(new Set(['normal']));
    expect(follow(times(4, low)).last).toBe('shutdown');
  });

  it('shuts down at once when the cell is about to be cut off', () => {
    expect(follow([{ charge: 0.8, millivolts: 3090, charging: false }]).last).toBe('shutdown');
    expect(follow([{ charge: 0.8, millivolts: 3090, charging: true }]).last).toBe('shutdown');
  });

  it('never comes back from shutdown without charging, whatever is read', () => {
    const down = follow(times(5, { charge: 0.02, millivolts: 3200, charging: false })).state;
    const uncharged = fc.option(discharging, { nil: undefined });
    fc.assert(
      fc.property(fc.array(uncharged, { maxLength: 100 }), (readings) => {
        expect(follow(readings, down).states.every((state) => state === 'shutdown')).toBe(true);
      }),
    );
  });

  it('comes back from shutdown after five minutes of charging, above the threshold', () => {
    const down = follow(times(5, { charge: 0.02, millivolts: 3200, charging: false })).state;
    const filled = { charge: 0.12, millivolts: 3700, charging: true };
    expect(follow(times(31, filled), down).last).toBe('shutdown');
    expect(follow(times(34, filled), down).last).not.toBe('shutdown');
    const stillEmpty = { charge: 0.05, millivolts: 3700, charging: true };
    expect(follow(times(100, stillEmpty), down).last).toBe('shutdown');
  });

  it('is one state better while charging, and does not shut a device down that is being filled', () => {
    const at = (charge_: number, charging: boolean) =>
      follow(times(10, { charge: charge_, millivolts: 3700, charging })).last;
    expect([at(0.3, false), at(0.3, true)]).toEqual(['saving', 'normal']);
    expect([at(0.1, false), at(0.1, true)]).toEqual(['critical', 'saving']);
    expect([at(0.04, false), at(0.04, true)]).toEqual(['shutdown', 'saving']);
  });

  it('does not flap for a charger that comes and goes within its dwell', () => {
    const flicker = times(100, [true, false]).flat();
    const { states } = follow(flicker.map((charging) => ({ charge: 0.3, millivolts: 3700, charging })));
    expect(changes(states)).toBe(1);
  });

  it('never shuts down on silence, and never calls it normal for long', () => {
    fc.assert(
      fc.property(
        fc.array(anything, { maxLength: 40 }),
        fc.integer({ min: 7, max: 4000 }),
        (before, silence) => {
          const start = follow(before);
          const wasDown = start.last === 'shutdown';
          const { states } = follow(times(silence, undefined), start.state);
          expect(states.some((state) => state === 'shutdown')).toBe(wasDown);
          expect(states.slice(7).every((state) => state !== 'normal')).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('reckons in silence: critical, and no slide begun, once the charge must be gone', () => {
    const good = follow(times(10, { charge: 0.8, millivolts: 3960, charging: false })).state;
    const busy = { ...good, mode: 'analysing' };
    const hours = (count: number) => follow(times(count * 360, undefined), busy).state;
    expect(pictureOf(hours(1), settings)).toMatchObject({ state: 'saving', mayBeginSlide: true });
    expect(pictureOf(hours(5), settings)).toMatchObject({ state: 'critical', mayBeginSlide: false });
    expect(pictureOf(hours(1), settings)).not.toHaveProperty('charge');
  });

  it('begins slides on a battery nothing was ever known of only where the settings say so', () => {
    const { state } = follow(times(100, undefined));
    expect(pictureOf(state, settings)).toMatchObject({ state: 'saving', mayBeginSlide: true });
    expect(pictureOf(state, { ...settings, slidesWithoutReading: false }).mayBeginSlide).toBe(false);
  });
});

describe('what the states change', () => {
  const pictures = POWER_STATES.map((name, i) => {
    const { state } = follow(
      times(5, { charge: [0.9, 0.3, 0.1, 0.02][i], millivolts: 3700, charging: false }),
    );
    const picture = pictureOf(state, settings);
    expect(picture.state).toBe(name);
    return picture;
  });

  it('falls from state to state: frames, brightness, preview, slides', () => {
    expect(pictures.map((it) => it.framesPerSecond)).toEqual([5, 3, 1, 0]);
    expect(pictures.map((it) => it.preview)).toEqual([true, false, false, false]);
    expect(pictures.map((it) => it.brightness)).toEqual([1, 0.5, 0.2, 0.2]);
    expect(pictures.slice(2).map((it) => it.mayBeginSlide)).toEqual([false, false]);
  });

  it('sends always, in the first ten minutes of an hour, or never', () => {
    const sentAt = (state: PowerState, minute: number): boolean => {
      const level = { normal: 0.9, saving: 0.3, critical: 0.1, shutdown: 0.02 }[state];
      const { state: after } = follow(times(5, { charge: level, millivolts: 3700, charging: false }));
      return pictureOf({ ...after, atMs: minute * 60_000 }, settings).sync;
    };
    expect([5, 30, 65, 90].map((minute) => sentAt('normal', minute))).toEqual([true, true, true, true]);
    expect([5, 30, 65, 90].map((minute) => sentAt('saving', minute))).toEqual([true, false, true, false]);
    expect([5, 30, 65, 90].map((minute) => sentAt('critical', minute))).toEqual(times(4, false));
  });

  it('is normal for a device without a gauge', () => {
    expect(pictureWithoutGauge(settings)).toMatchObject({ state: 'normal', mayBeginSlide: true, sync: true });
  });
});
