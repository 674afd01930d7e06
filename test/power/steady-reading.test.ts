import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatteryReading } from '../../src/power/battery-reading.js';
import {
  defaultSteadySettings,
  isPossible,
  noReadings,
  steadyReading,
  stepSteady,
} from '../../src/power/steady-reading.js';

const after = (...readings: (BatteryReading | undefined)[]) =>
  steadyReading(readings.reduce((state, reading) => stepSteady(state, reading), noReadings));
const good = { charge: 0.5, millivolts: 3700, charging: false };
const nonsense = { charge: 1.3, millivolts: 0 };

describe('the steadied reading', () => {
  it('knows nothing before the first reading', () => {
    expect(after()).toBeUndefined();
    expect(after(undefined)).toBeUndefined();
  });

  it('is the median of the last three, value by value', () => {
    const at = (charge: number, millivolts: number) => ({ charge, millivolts });
    expect(after(at(0.9, 4000), at(0.52, 3700), at(0.5, 3720), at(0.51, 3600))).toEqual(at(0.51, 3700));
  });

  it.each([
    { millivolts: 0 },
    { charge: 1.3 },
    { charge: -0.1 },
    { millivolts: Number.NaN, charge: 0.5 },
    { charge: 0.5, milliamps: Infinity },
    { charge: 0.5, celsius: 200 },
    { charging: true },
    {},
  ])('takes %o for what no battery can say', (reading) => {
    expect(isPossible(reading)).toBe(false);
    expect(after(good, good, good, reading)).toEqual(good);
  });

  it('bridges four failures and gives up at the fifth; one good reading brings it back', () => {
    const failures = (count: number) =>
      Array.from({ length: count }, (_, i) => (i % 2 ? undefined : nonsense));
    expect(after(good, ...failures(4))).toEqual(good);
    expect(after(good, ...failures(5))).toBeUndefined();
    expect(after(good, ...failures(5), good)).toEqual(good);
  });

  it('passes over a lone jump; believes two downwards or three upwards that agree', () => {
    const empty = { charge: 0.1, millivolts: 3450 };
    const full = { charge: 0.98, millivolts: 4150 };
    expect(after(good, good, empty, good)?.charge).toBe(0.5);
    expect(after(good, good, empty, empty)?.charge).toBe(0.1);
    expect(after(good, good, full, full)?.charge).toBe(0.5);
    expect(after(good, good, full, full, full)?.charge).toBe(0.98);
  });

  it('never says anything that was not between what it was told and believed possible', () => {
    const reading = fc.record({
      charge: fc.double({ min: -0.5, max: 1.5 }),
      millivolts: fc.double({ min: -100, max: 6000 }),
    });
    fc.assert(
      fc.property(fc.array(fc.option(reading, { nil: undefined }), { maxLength: 50 }), (readings) => {
        const told = after(...readings);
        if (told === undefined) return;
        expect(isPossible(told)).toBe(true);
        expect(readings.some((it) => it?.charge === told.charge)).toBe(true);
        expect(readings.some((it) => it?.millivolts === told.millivolts)).toBe(true);
      }),
    );
  });

  it('rejects five wild jumps in a row that do not agree', () => {
    const wild = [0.1, 0.9, 0.3, 0.7, 0.1].map((charge) => ({ charge, millivolts: 3700 }));
    expect(defaultSteadySettings.mostFailures).toBe(5);
    expect(after(good, good, good, ...wild)).toBeUndefined();
  });
});
