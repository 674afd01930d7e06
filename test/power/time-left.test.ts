import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateIn } from '../../src/power/draw-estimate.js';
import { chargeAtOpenCircuit, openCircuitMillivolts } from '../../src/power/open-circuit-voltage.js';
import { type PolicyState, enterMode, slideLasted, startPolicy, stepPower } from '../../src/power/policy.js';
import { sufficesForSlide, timeLeft, usualSlideMs } from '../../src/power/time-left.js';
import { settings } from '../gauge/fixtures.js';

const MINUTE = 60_000;

/** A battery that falls steadily from `from`, this share an hour, for some minutes; no sag. */
function drained(options: {
  from: number;
  perHour: number;
  minutes: number;
  mode?: string;
  milliamps?: number;
}): PolicyState {
  const { from, perHour, minutes, mode = 'analysing', milliamps } = options;
  let state = startPolicy(0, mode);
  for (let minute = 0; minute <= minutes; minute++) {
    const charge = from - (perHour * minute) / 60;
    const reading = {
      charge,
      millivolts: openCircuitMillivolts(charge),
      charging: false,
      ...(milliamps !== undefined && { milliamps }),
    };
    state = stepPower(state, reading, minute * MINUTE, settings);
  }
  return state;
}

describe('the rested voltage', () => {
  it('rises with the charge, and reads back', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          expect(openCircuitMillivolts(low)).toBeLessThanOrEqual(openCircuitMillivolts(high));
          expect(chargeAtOpenCircuit(openCircuitMillivolts(a))).toBeCloseTo(a, 6);
        },
      ),
    );
  });
});

describe('the time left', () => {
  it('starts from the power budget', () => {
    const state = drained({ from: 0.8, perHour: 0, minutes: 0 });
    // 0.75 of 21.6 Wh at 4.2 W, a tenth less for a used battery; the voltage ends it a little before 5 %.
    const minutes = timeLeft(state, settings)!.minutes;
    expect(minutes).toBeGreaterThan(180);
    expect(minutes).toBeLessThan((60 * 0.75 * 21.6) / 4.2 / 1.1);
  });

  it.each([0.1, 0.2, 0.4])('learns from how the charge falls: %d an hour', (perHour) => {
    const minutes = (0.45 / perHour) * 60;
    const state = drained({ from: 0.95, perHour, minutes });
    const truth = ((0.5 - 0.05) / perHour) * 60;
    const left = timeLeft(state, settings)!;
    expect(Math.abs(left.minutes - truth) / truth).toBeLessThan(0.15);
    expect(left.atLeast).toBeLessThan(left.minutes);
  });

  it('learns a mode’s draw from the current', () => {
    const state = drained({ from: 0.9, perHour: 0.1, minutes: 30, mode: 'ready', milliamps: 600 });
    expect(rateIn(state.draw, 'ready', settings)).toBeGreaterThan(0.08);
    expect(rateIn(state.draw, 'ready', settings)).toBeLessThan(0.13);
  });

  it('goes by the mix of modes: an hour asleep and an hour counting lie between', () => {
    let mixed = drained({ from: 0.9, perHour: 0.02, minutes: 60, mode: 'sleep' });
    mixed = enterMode(mixed, 'analysing', mixed.atMs, settings);
    const counting = timeLeft(drained({ from: 0.88, perHour: 0.2, minutes: 0 }), settings)!.minutes;
    const asleep = timeLeft(mixed, settings)!.minutes;
    mixed = stepPower(mixed, { charge: 0.7, millivolts: 3870, charging: false }, 120 * MINUTE, settings);
    const both = timeLeft(mixed, settings)!.minutes;
    expect(both).toBeLessThan(asleep);
    expect(both).toBeGreaterThan(counting * 0.7);
  });

  it('is shorter for less charge, more draw, more sag', () => {
    const minutes = (state: PolicyState) => timeLeft(state, settings)!.minutes;
    const state = drained({ from: 0.8, perHour: 0.2, minutes: 60 });
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        (charge, more) => {
          expect(minutes({ ...state, believedCharge: Math.min(charge, 0.6) })).toBeLessThanOrEqual(
            minutes(state),
          );
          expect(
            minutes({ ...state, draw: { ...state.draw, scale: state.draw.scale * more } }),
          ).toBeLessThanOrEqual(minutes(state));
          expect(minutes({ ...state, sag: state.sag * more + 0.001 })).toBeLessThanOrEqual(minutes(state));
        },
      ),
    );
  });

  it('says nothing while charging or when nothing is known', () => {
    expect(timeLeft(startPolicy(0, 'ready'), settings)).toBeUndefined();
    const charging = stepPower(startPolicy(0, 'ready'), { charge: 0.5, charging: true }, 1000, settings);
    expect(timeLeft(charging, settings)).toBeUndefined();
  });

  it('takes the voltage for the charge where the gauge knows no other', () => {
    const state = stepPower(
      startPolicy(0, 'analysing'),
      { millivolts: 3600, charging: false },
      1000,
      settings,
    );
    expect(state.believedCharge).toBeGreaterThan(chargeAtOpenCircuit(3600)); // the load's sag is taken off
    expect(timeLeft(state, settings)!.minutes).toBeGreaterThan(0);
  });
});

describe('whether a slide may begin', () => {
  it('takes a pessimistic length until three slides are known, then the longest of the last ten', () => {
    let state = startPolicy(0, 'ready');
    expect(usualSlideMs(state, settings)).toBe(20 * MINUTE);
    for (const minutes of [5, 7]) state = slideLasted(state, minutes * MINUTE);
    expect(usualSlideMs(state, settings)).toBe(20 * MINUTE);
    state = slideLasted(state, 6 * MINUTE);
    expect(usualSlideMs(state, settings)).toBe(7 * MINUTE);
    for (let i = 0; i < 10; i++) state = slideLasted(state, 4 * MINUTE);
    expect(usualSlideMs(state, settings)).toBe(4 * MINUTE);
  });

  it('needs more charge for a longer slide, and never turns yes for less charge', () => {
    const base = drained({ from: 0.8, perHour: 0.2, minutes: 60 });
    const least = (minutes: number): number => {
      const state = [1, 2, 3].reduce((it) => slideLasted(it, minutes * MINUTE), base);
      const levels = Array.from({ length: 101 }, (_, i) => i / 100);
      const may = levels.map((level) => sufficesForSlide({ ...state, believedCharge: level }, settings));
      expect(may.lastIndexOf(false)).toBe(may.indexOf(true) - 1);
      return may.indexOf(true) / 100;
    };
    expect(least(5)).toBeLessThan(least(15));
    expect(least(15)).toBeLessThan(least(40));
    expect(least(40)).toBeGreaterThan(0.05 + (41.5 / 60) * 0.2);
  });
});
