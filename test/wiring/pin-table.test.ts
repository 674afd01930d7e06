import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { HEADER } from '../../src/wiring/header.js';
import { readParts } from '../../src/wiring/parts.js';
import {
  activeLevel,
  firmwarePulls,
  openInput,
  openOutput,
  readPins,
  SIGNALS,
} from '../../src/wiring/pin-table.js';
import { VirtualGpio } from '../../src/wiring/virtual-gpio.js';
import { scratchFolder } from './fixtures.js';

const pins = readPins();

describe('the pin table', () => {
  it('knows the header: 40 pins, every line from 0 to 27 once, 8 grounds', () => {
    expect(HEADER).toHaveLength(40);
    const lines = HEADER.filter((it) => typeof it === 'number').sort((a, b) => a - b);
    expect(lines).toEqual(Array.from({ length: 28 }, (_, n) => n));
    expect(HEADER.filter((it) => it === 'GND')).toHaveLength(8);
  });

  it('names parts that the bill of materials has', () => {
    const ids = readParts().parts.map((part) => part.id);
    expect(pins.i2cParts.map(({ part }) => part).filter((part) => !ids.includes(part))).toEqual([]);
  });

  it('opens every line it names, outputs at rest and inputs with their pull', () => {
    const gpio = new VirtualGpio(new VirtualClock());
    for (const name of SIGNALS) {
      const signal = pins.signals[name];
      const rest = activeLevel(signal) === 1 ? 0 : 1;
      if (signal.direction === 'out') {
        openOutput(gpio, signal);
        expect(gpio.level(signal.bcm)).toBe(rest);
        expect(() => openInput(gpio, signal)).toThrow(RangeError);
      } else if (signal.direction === 'in') {
        expect(openInput(gpio, signal).read()).toBe(rest);
        expect(() => openOutput(gpio, signal)).toThrow(RangeError);
      } else expect(() => openOutput(gpio, signal)).toThrow(RangeError);
    }
    expect(gpio.inUse).toHaveLength(SIGNALS.length - 2);
  });

  it('tells the firmware the pulls of its inputs', () => {
    expect(firmwarePulls(pins)).toContain(`gpio=${pins.signals.button.bcm}=ip,pu`);
    expect(firmwarePulls(pins)).toHaveLength(3);
  });

  const changed = (change: (table: typeof pins) => void): string => {
    const table = structuredClone(pins);
    change(table);
    const path = join(scratchFolder(), 'pins.json');
    writeFileSync(path, JSON.stringify(table));
    return path;
  };
  const moved = (bcm: number, pin: number): { bcm: number; pin: number } => ({ bcm, pin });
  it.each<[string, (table: typeof pins) => unknown, RegExp]>([
    [
      'a line given twice',
      ({ signals: it }) => Object.assign(it.beeper, moved(17, 11)),
      /BCM line 17 stands twice/,
    ],
    ['a pin given twice', (it) => (it.supplies[0].pin = 17), /pin 17 stands twice/],
    ['a wrong pin', ({ signals: it }) => (it.button.pin = 31), /pin 31 of the header carries 6, not BCM 5/],
    ['a supply that is none', (it) => (it.supplies[0].pin = 35), /pin 35 of the header carries 19, not 3V3/],
    [
      'a lamp on I²C',
      ({ signals: it }) => Object.assign(it['lamp-red'], moved(2, 3)),
      /BCM 2 belongs to i2c-sda/,
    ],
    ['I²C elsewhere', ({ signals: it }) => Object.assign(it['i2c-sda'], moved(19, 35)), /only BCM 2 and 3/],
    ["a plug-on board's line", ({ signals: it }) => Object.assign(it.button, moved(0, 27)), /plug-on boards/],
    [
      'a stage that moves at power-up',
      ({ signals: it }) => Object.assign(it['stage-advance'], moved(6, 31)),
      /stage-advance: BCM 6 is pulled to its active level/,
    ],
    ['a button always pressed', ({ signals: it }) => (it.button.pull = 'down'), /button: its pull keeps it/],
    ['a wire to nowhere', ({ signals: it }) => (it.button.to = 'attic'), /no place is called attic/],
    ['a wire to the wrong side', ({ signals: it }) => (it.button.to = 'power'), /pin 29 is not on the right/],
    ['a signal left out', ({ signals: it }) => delete (it as Partial<typeof it>).mains, /mains/],
    ['a signal unknown', ({ signals: it }) => Object.assign(it, { siren: it.beeper }), /siren/],
    ['an address twice', (it) => (it.i2cParts[1].address = it.i2cParts[0].address), /0x3c stands twice/],
    ['no address', (it) => (it.i2cParts[1].address = '0x78'), /i2cParts\.1\.address/],
  ])('refuses %s', (_, change, message) => {
    expect(() => readPins(changed((table) => void change(table)))).toThrow(message);
  });
});
