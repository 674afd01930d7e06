import { describe, expect, it } from 'vitest';
import { HardwareError, StorageError } from '../../src/base/errors.js';
import type { ClockTrust } from '../../src/clock/clock-trust.js';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { diskCheck, storeCheck } from '../../src/doctor/disk-checks.js';
import { beeperCheck, buttonCheck, displayCheck, lampsCheck } from '../../src/doctor/panel-checks.js';
import { clockCheck, gaugeCheck } from '../../src/doctor/part-checks.js';
import { TestedLine } from '../../src/doctor/tested-line.js';
import type { GaugeReading, PowerGauge } from '../../src/gauge/gauge.js';
import { RecordingPanel } from '../../src/panel/recording-panel.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import { VirtualDisk } from '../../src/store/virtual-disk.js';
import { Button } from '../../src/wiring/button.js';
import { VirtualGpio } from '../../src/wiring/virtual-gpio.js';
import { TroubledDisk } from '../../src/virtual/troubled-disk.js';
import { examine, found } from './fixtures.js';

const MEBIBYTE = 1024 * 1024;
const BUTTON = 17;
const LAMPS = { green: 5, amber: 6, red: 13 } as const;

describe('display', () => {
  it('takes a page, or says why it was left out', async () => {
    const clock = new VirtualClock();
    const panel = new RecordingPanel({ clock, language: 'en' });
    const trouble = new HardwareError('i2c-no-bus', 'There is no I²C bus 1.', 'Switch it on.');
    const [well, none, left] = await examine(
      clock,
      ...[
        displayCheck(panel, 'ssd1306'),
        displayCheck(panel, 'none'),
        displayCheck(panel, 'ssd1306', trouble),
      ],
    );
    expect([well, none, left].map(found)).toEqual(['ok', 'absent', 'i2c-no-bus']);
    expect(left.stopsCounting).toBe(false);
  });
});

describe('lamps and beeper', () => {
  const wired = (clock: VirtualClock) => {
    const gpio = new VirtualGpio(clock);
    const line = (bcm: number): TestedLine => new TestedLine(gpio.output(bcm, 0));
    const lamps = { green: line(LAMPS.green), amber: line(LAMPS.amber), red: line(LAMPS.red) };
    return { gpio, lamps, beeper: line(26) };
  };

  it('are lit for a moment and then show again what they meant', async () => {
    const clock = new VirtualClock();
    const { gpio, lamps } = wired(clock);
    lamps.amber.write(1);
    const before = gpio.writes.length;
    expect(found((await examine(clock, lampsCheck(lamps, clock)))[0])).toBe('ok');
    const test = gpio.writes.slice(before);
    expect(test.slice(0, 3).map(({ bcm, level }) => [bcm, level])).toEqual([
      ...[
        [LAMPS.green, 1],
        [LAMPS.amber, 1],
        [LAMPS.red, 1],
      ],
    ]);
    expect(test.at(-1)?.uptimeMs).toBe(250);
    expect([gpio.level(LAMPS.green), gpio.level(LAMPS.amber), gpio.level(LAMPS.red)]).toEqual([0, 1, 0]);
  });

  it('what the panel wrote meanwhile stays', async () => {
    const clock = new VirtualClock();
    const { gpio, lamps } = wired(clock);
    clock.after(100, () => lamps.green.write(1));
    await examine(clock, lampsCheck(lamps, clock));
    expect(gpio.level(LAMPS.green)).toBe(1);
  });

  it('a line that cannot be written fails, and counting goes on without', async () => {
    const clock = new VirtualClock();
    const { gpio, lamps, beeper } = wired(clock);
    gpio.setFailing(LAMPS.red, true);
    gpio.setFailing(26, true);
    const results = await examine(clock, lampsCheck(lamps, clock), beeperCheck(beeper));
    expect(results.map(found)).toEqual(['gpio-write', 'gpio-write']);
    expect(results.map(({ label, stopsCounting }) => [label, stopsCounting])).toEqual([
      ...[
        ['lamps', false],
        ['beeper', false],
      ],
    ]);
  });

  it('the beeper is tried without a sound', async () => {
    const clock = new VirtualClock();
    const { gpio, beeper } = wired(clock);
    const before = gpio.writes.length;
    expect(found((await examine(clock, beeperCheck(beeper)))[0])).toBe('ok');
    expect(gpio.writes.slice(before).map(({ level }) => level)).toEqual([0]);
  });

  it('none fitted', async () => {
    const clock = new VirtualClock();
    const results = await examine(clock, lampsCheck({}, clock), beeperCheck(undefined));
    expect(results.map(found)).toEqual(['absent', 'absent']);
  });
});

describe('button', () => {
  const pressed = (clock: VirtualClock, level: 0 | 1): Button => {
    const gpio = new VirtualGpio(clock);
    gpio.set(BUTTON, level);
    return new Button(gpio.input(BUTTON, { pull: 'up' }), clock, { active: 0 });
  };

  it('at rest', async () => {
    const clock = new VirtualClock();
    expect(found((await examine(clock, buttonCheck(pressed(clock, 1))))[0])).toBe('ok');
  });

  it('down since before the device started', async () => {
    const clock = new VirtualClock();
    const button = pressed(clock, 0);
    expect(button.isDown).toBe(false); // no press, and yet closed
    expect(found((await examine(clock, buttonCheck(button)))[0])).toBe('button-down');
  });

  it('stuck', async () => {
    const clock = new VirtualClock();
    const button = pressed(clock, 0);
    await clock.advance(60_000);
    expect(found((await examine(clock, buttonCheck(button)))[0])).toBe('button-stuck');
  });
});

describe('battery gauge', () => {
  const gauge = (reading: GaugeReading | HardwareError): PowerGauge => ({
    name: 'gauge',
    read: () => (reading instanceof HardwareError ? Promise.reject(reading) : Promise.resolve(reading)),
    close: () => Promise.resolve(),
  });

  it.each<[string, GaugeReading | HardwareError]>([
    ['ok', { charge: 0.8, millivolts: 4010, milliamps: 280 }],
    ['ok', { millivolts: 3700 }],
    ['ok', { charge: 0.03, millivolts: 4050, charging: true }],
    ['gauge-nonsense', { charge: 1.3, millivolts: 0 }],
    ['gauge-nonsense', {}],
    ['gauge-nonsense', { millivolts: 8100 }],
    ['gauge-contradicts', { charge: 0.8, millivolts: 3200 }],
    ['gauge-contradicts', { charge: 0.02, millivolts: 4100 }],
    ['gauge-no-answer', new HardwareError('gauge-no-answer', 'The gauge is silent.', 'Check its wires.')],
  ])('%s: %o', async (code, reading) => {
    const [result] = await examine(new VirtualClock(), gaugeCheck(gauge(reading)));
    expect(found(result)).toBe(code);
    expect(result.stopsCounting).toBe(false);
  });

  it('none', async () => {
    expect(found((await examine(new VirtualClock(), gaugeCheck(undefined)))[0])).toBe('absent');
  });
});

describe('clock', () => {
  it.each<[string, ClockTrust, string]>([
    ['ok', 'rtc', '2026-01-05 06:00 UTC, by the clock chip'],
    ['ok', 'network', '2026-01-05 06:00 UTC, by the network'],
    ['clock-unset', 'none', '2026-01-05 06:00 UTC'],
  ])('%s by %s', async (code, trust, said) => {
    const clock = new VirtualClock({ trust });
    const [result] = await examine(clock, clockCheck(clock));
    expect(found(result)).toBe(code);
    expect(result.said).toContain(said);
    expect(result.stopsCounting).toBe(false);
  });
});

describe('disk', () => {
  const judged = async (disk: VirtualDisk, clock = new VirtualClock()) =>
    (await examine(clock, diskCheck(disk, clock)))[0];

  it('takes a file, gives it back and leaves none', async () => {
    const disk = new VirtualDisk();
    expect(found(await judged(disk))).toBe('ok');
    expect(await disk.list('')).toEqual([]);
  });

  it.each([
    ['disk-full', 10, true],
    ['disk-nearly-full', 100, false],
    ['ok', 300, true],
  ])('%s with %d MiB free', async (code, free, stopsCounting) => {
    const result = await judged(new VirtualDisk({ total: free * MEBIBYTE }));
    expect(found(result)).toBe(code);
    expect(result.stopsCounting).toBe(stopsCounting);
  });

  it('full to the last byte, failing, write-protected', async () => {
    expect(found(await judged(new VirtualDisk({ total: 5 })))).toBe('disk-full');
    const failing = new VirtualDisk();
    failing.failWrite(1, 'EIO');
    expect(found(await judged(failing))).toBe('disk-fault');
    const locked = new VirtualDisk();
    locked.refuseChanges('EROFS');
    expect(found(await judged(locked))).toBe('disk-read-only');
  });

  it('slow is mild', async () => {
    const result = await judged(new VirtualDisk(), new VirtualClock({ costMs: 2_500 }));
    expect(found(result)).toBe('disk-slow');
    expect(result.said).toContain('2500 ms');
    expect(result.stopsCounting).toBe(false);
  });

  it('one that gives back other bytes', async () => {
    class Liar extends VirtualDisk {
      override async read(path: string): Promise<Uint8Array> {
        const bytes = await super.read(path);
        bytes[3] ^= 1;
        return bytes;
      }
    }
    expect(found(await judged(new Liar()))).toBe('disk-fault');
  });
});

describe('store', () => {
  it('takes a commit; the whole of it is read only when asked for', async () => {
    const clock = new VirtualClock();
    const damaged = (): Promise<void> =>
      Promise.reject(new StorageError('store-damaged', 'The store is damaged.', 'Recover it.'));
    const store = new MemorySlideStore();
    const results = await examine(
      clock,
      ...[storeCheck(store, clock), storeCheck(store, clock, () => Promise.resolve())],
      storeCheck(store, clock, damaged),
    );
    expect(results.map(found)).toEqual(['ok', 'ok', 'store-damaged']);
    expect(results[1].said).toContain('every page is sound');
  });

  it.each([
    ['full', 'disk-full', true],
    ['failing', 'disk-fault', true],
    ['slow', 'disk-slow', false],
  ] as const)('on a disk that is %s: %s', async (fault, code, stopsCounting) => {
    const clock = new VirtualClock();
    const trouble = new TroubledDisk(clock);
    trouble.inject(fault);
    const [result] = await examine(clock, storeCheck(trouble.over(new MemorySlideStore()), clock));
    expect(found(result)).toBe(code);
    expect(result.stopsCounting).toBe(stopsCounting);
  });
});
