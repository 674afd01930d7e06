import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import type { Level } from '../../src/wiring/gpio.js';
import { VirtualGpio } from '../../src/wiring/virtual-gpio.js';
import { codeOf } from './fixtures.js';
import { gpioContract } from './gpio.contract.js';

gpioContract('VirtualGpio', () => {
  const clock = new VirtualClock();
  const gpio = new VirtualGpio(clock);
  return Promise.resolve({
    gpio,
    pull: (bcm, level) => gpio.set(bcm, level),
    readBack: (bcm) => gpio.level(bcm),
    pass: (ms) => clock.advance(ms),
  });
});

describe('a virtual GPIO', () => {
  it('leaves an input where its pull puts it', () => {
    const gpio = new VirtualGpio(new VirtualClock());
    expect(gpio.input(4, { pull: 'up' }).read()).toBe(1);
    expect(gpio.input(9, { pull: 'down' }).read()).toBe(0);
    expect(gpio.inUse).toEqual([4, 9]);
  });

  it('keeps what was written with its time, the newest when it is much', async () => {
    const clock = new VirtualClock();
    const gpio = new VirtualGpio(clock, { mostWrites: 3 });
    const line = gpio.output(17, 0);
    await clock.advance(5);
    line.write(1);
    expect(gpio.writes).toEqual([
      { bcm: 17, level: 0, uptimeMs: 0 },
      { bcm: 17, level: 1, uptimeMs: 5 },
    ]);
    for (let i = 0; i < 20; i++) line.write(i % 2 === 0 ? 0 : 1);
    expect(gpio.writes.map(({ level }) => level)).toEqual([1, 0, 1]);
  });

  it('bounces in virtual time and ends where it should', async () => {
    const clock = new VirtualClock();
    const gpio = new VirtualGpio(clock);
    const seen: [Level, number][] = [];
    gpio.input(5, { pull: 'up' }).onEdge((level) => seen.push([level, clock.uptimeMs()]));
    gpio.bounce(5, 0, 5, 2);
    await clock.advance(100);
    expect(seen).toEqual([0, 1, 0, 1, 0].map((level, i) => [level, i * 2]));
  });

  it('fails where it is told to, and works again', async () => {
    const gpio = new VirtualGpio(new VirtualClock());
    const [input, output] = [gpio.input(5), gpio.output(16, 0)];
    gpio.setFailing(16, true);
    gpio.setFailing(5, true);
    gpio.setBusy(20, true);
    expect(await codeOf(() => output.write(1))).toBe('gpio-write');
    expect(await codeOf(() => input.read())).toBe('gpio-read');
    expect(await codeOf(() => gpio.output(20, 0))).toBe('gpio-busy');
    expect(gpio.level(16)).toBe(0);
    gpio.setFailing(16, false);
    gpio.setBusy(20, false);
    output.write(1);
    gpio.output(20, 1);
    expect([gpio.level(16), gpio.level(20)]).toEqual([1, 1]);
  });
});
