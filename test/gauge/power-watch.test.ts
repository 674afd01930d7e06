import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import type { PowerGauge } from '../../src/gauge/gauge.js';
import { PowerWatch } from '../../src/gauge/power-watch.js';
import { SimulatedBattery } from '../../src/gauge/simulated-battery.js';
import type { PowerPicture } from '../../src/power/power-state.js';
import { budget, cell, settings } from './fixtures.js';

const HOUR = 3_600_000;

function watched(charge: number) {
  const clock = new VirtualClock();
  const battery = new SimulatedBattery(clock, { ...cell, budget, mode: 'ready', charge });
  const troubles: (string | undefined)[] = [];
  const watch = new PowerWatch({
    gauge: battery,
    clock,
    settings,
    mode: 'ready',
    load: (mode) => {
      battery.load(mode);
    },
    onTrouble: (error) => troubles.push(error?.code),
  });
  const pictures: PowerPicture[] = [];
  watch.onChange((picture) => pictures.push(picture));
  const stop = new AbortController();
  return { clock, battery, watch, pictures, troubles, stop, done: watch.run(stop.signal) };
}

describe('the power watch', () => {
  it('follows a battery from full to shutdown through every state, in order, each told once', async () => {
    const { clock, watch, battery, pictures, stop, done } = watched(1);
    watch.mode('analysing');
    await clock.advance(6 * HOUR);
    stop.abort();
    await done;
    const states = pictures.map(({ state }) => state);
    expect(states.filter((state, i) => state !== states[i - 1])).toEqual([
      'normal',
      'saving',
      'critical',
      'shutdown',
    ]);
    expect(battery.drawnMilliwattHours).toBeGreaterThan(15_000); // the load was passed on
    expect(pictures.length).toBeLessThan(400); // of 2160 looks: noise alone is not told
  });

  it('tells small steps once they add up', async () => {
    const { clock, pictures, stop, done } = watched(0.9);
    await clock.advance(HOUR);
    stop.abort();
    await done;
    const charges = new Set(pictures.map(({ charge }) => charge?.toFixed(2)));
    expect(charges.size).toBeGreaterThan(3); // 1.1 W of 21.6 Wh
  });

  it('keeps a dead gauge in the picture: told once, saving, no charge, no shutdown; and back to normal', async () => {
    const { clock, battery, watch, troubles, stop, done } = watched(0.8);
    await clock.advance(HOUR / 10);
    battery.fault('no-answer');
    await clock.advance(HOUR);
    expect(troubles).toEqual(['gauge-no-answer']);
    expect(watch.picture()).toMatchObject({ state: 'saving', mayBeginSlide: true });
    expect(watch.picture()).not.toHaveProperty('charge');
    battery.fault(undefined);
    await clock.advance(60_000);
    expect(troubles).toEqual(['gauge-no-answer', undefined]);
    expect(watch.picture().state).toBe('normal');
    stop.abort();
    await done;
  });

  it('is not fooled by a gauge that suddenly says 0 mV and 130 %', async () => {
    const { clock, battery, watch, troubles, stop, done } = watched(0.8);
    await clock.advance(HOUR / 10);
    battery.fault('nonsense');
    await clock.advance(HOUR);
    expect(watch.picture().state).toBe('saving');
    expect(troubles).toEqual(['gauge-nonsense']);
    stop.abort();
    await done;
  });

  it('shuts down on a collapse before the protection cuts the device off', async () => {
    const { clock, battery, watch, stop, done } = watched(0.8);
    watch.mode('analysing');
    await clock.advance(HOUR / 10);
    battery.fault('collapse');
    for (let i = 0; i < 180 && watch.picture().state !== 'shutdown'; i++) await clock.advance(10_000);
    expect(watch.picture().state).toBe('shutdown');
    expect(battery.cutOff).toBe(false);
    stop.abort();
    await done;
  });

  it('passes a bug on instead of taking it for a dead gauge', async () => {
    const gauge: PowerGauge = {
      name: 'broken',
      read: () => Promise.reject(new TypeError('a bug')),
      close: () => Promise.resolve(),
    };
    const watch = new PowerWatch({ gauge, clock: new VirtualClock(), settings, mode: 'ready' });
    await expect(watch.run(new AbortController().signal)).rejects.toThrow('a bug');
  });
});
