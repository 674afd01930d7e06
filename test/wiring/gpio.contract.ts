import { afterEach, describe, expect, it } from 'vitest';
import { HardwareError } from '../../src/base/errors.js';
import type { Gpio, Level } from '../../src/wiring/gpio.js';
import { codeOf } from './fixtures.js';

/** A Gpio with somebody at the other end of the wires. */
export interface GpioBench {
  readonly gpio: Gpio;
  /** Puts a level on an input's wire. */
  readonly pull: (bcm: number, level: Level) => Promise<void> | void;
  /** What an output's wire carries. */
  readonly readBack: (bcm: number) => Promise<Level> | Level;
  /** Lets so many ms pass: those of the clock that the Gpio was given. */
  readonly pass: (ms: number) => Promise<void>;
  /** Takes the rig down; the gpio was closed before. */
  readonly end?: () => Promise<void> | void;
}

/** Longer than an edge takes to arrive through a kernel, ms. */
const ARRIVAL_MS = 60;

/** What every Gpio keeps. `open` gives a fresh one with every line free; BCM 5 and 6 are pulled, 16 and 20 read back. */
export function gpioContract(name: string, open: () => Promise<GpioBench>): void {
  describe(`${name} keeps the contract of a GPIO`, () => {
    let bench: GpioBench;
    const fresh = async (): Promise<GpioBench> => (bench = await open());
    afterEach(async () => {
      bench.gpio.close();
      await bench.end?.();
    });

    it('reads an input as its wire is', async () => {
      const { gpio, pull } = await fresh();
      await pull(5, 0);
      const line = gpio.input(5, { pull: 'up' });
      expect(line.read()).toBe(0);
      await pull(5, 1);
      expect(line.read()).toBe(1);
    });

    it('sets an output at once, and as often as asked', async () => {
      const { gpio, readBack } = await fresh();
      const [low, high] = [gpio.output(16, 0), gpio.output(20, 1)];
      expect([await readBack(16), await readBack(20)]).toEqual([0, 1]);
      low.write(1);
      high.write(0);
      expect([await readBack(16), await readBack(20)]).toEqual([1, 0]);
      low.write(1);
      expect(await readBack(16)).toBe(1);
    });

    it('tells every change of an input once, with its level, to all who listen', async () => {
      const { gpio, pull, pass } = await fresh();
      await pull(5, 1);
      const line = gpio.input(5, { pull: 'up' });
      const [first, second]: Level[][] = [[], []];
      line.onEdge((level) => first.push(level));
      const cancel = line.onEdge((level) => second.push(level));
      await pull(5, 0);
      await pass(ARRIVAL_MS);
      await pull(5, 0); // no change
      await pass(ARRIVAL_MS);
      cancel();
      await pull(5, 1);
      await pass(ARRIVAL_MS);
      expect(first).toEqual([0, 1]);
      expect(second).toEqual([0]);
    });

    it('keeps the lines apart', async () => {
      const { gpio, pull, pass } = await fresh();
      await pull(5, 1);
      await pull(6, 1);
      const [five, six]: Level[][] = [[], []];
      gpio.input(5, {}).onEdge((level) => five.push(level));
      gpio.input(6, {}).onEdge((level) => six.push(level));
      await pull(6, 0);
      await pass(ARRIVAL_MS);
      expect([five, six]).toEqual([[], [0]]);
    });

    it('lets a bounce through as one change, once it is over', async () => {
      const { gpio, pull, pass } = await fresh();
      await pull(5, 1);
      const line = gpio.input(5, { pull: 'up', debounceMs: 40 });
      const seen: Level[] = [];
      line.onEdge((level) => seen.push(level));
      for (const level of [0, 1, 0, 1, 0, 1, 0] as const) await pull(5, level);
      expect(seen).toEqual([]);
      await pass(40 + ARRIVAL_MS);
      expect(seen).toEqual([0]);
    });

    it('takes a spike that is over before the debounce for nothing', async () => {
      const { gpio, pull, pass } = await fresh();
      await pull(5, 1);
      const line = gpio.input(5, { pull: 'up', debounceMs: 40 });
      const seen: Level[] = [];
      line.onEdge((level) => seen.push(level));
      await pull(5, 0);
      await pull(5, 1);
      await pass(40 + ARRIVAL_MS);
      expect(seen).toEqual([]);
      expect(line.read()).toBe(1);
    });

    it('gives a line to one only, until it is given back', async () => {
      const { gpio } = await fresh();
      const line = gpio.input(5, {});
      expect(await codeOf(() => gpio.input(5, {}))).toBe('gpio-busy');
      expect(await codeOf(() => gpio.output(5, 0))).toBe('gpio-busy');
      line.close();
      line.close();
      const again = gpio.output(5, 0);
      line.close(); // a second close of the old one leaves the new one alone
      again.write(1);
      expect(await codeOf(() => gpio.input(5, {}))).toBe('gpio-busy');
    });

    it('tells nothing after the line was closed, a debounce under way included', async () => {
      const { gpio, pull, pass } = await fresh();
      await pull(5, 1);
      const line = gpio.input(5, { debounceMs: 40 });
      const seen: Level[] = [];
      line.onEdge((level) => seen.push(level));
      await pull(5, 0);
      await pass(10);
      line.close();
      await pass(40 + ARRIVAL_MS);
      expect(seen).toEqual([]);
    });

    it('refuses what is closed, and says so', async () => {
      const { gpio } = await fresh();
      const [input, output] = [gpio.input(5, {}), gpio.output(16, 0)];
      gpio.close();
      gpio.close();
      for (const use of [
        () => input.read(),
        () => input.onEdge(() => undefined),
        () => output.write(1),
        () => gpio.input(6, {}),
        () => gpio.output(20, 0),
      ])
        expect(await codeOf(use)).toBe('gpio-closed');
      input.close();
      output.close();
    });

    it.each([-1, 28, 1.5, NaN])('has no line %s', async (bcm) => {
      const { gpio } = await fresh();
      expect(() => gpio.input(bcm, {})).toThrow(RangeError);
      expect(() => gpio.output(bcm, 0)).toThrow(RangeError);
    });

    it('says with every refusal what to do', async () => {
      const { gpio } = await fresh();
      gpio.output(16, 0);
      try {
        gpio.output(16, 0);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(HardwareError);
        expect((error as HardwareError).message).toContain('16');
        expect((error as HardwareError).remedy).not.toBe('');
      }
    });
  });
}
