import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/clock/clock.js';

/** A clock under test, and how its time is made to pass: `wait` lets at least `ms` go by and everything due ring. */
export interface ClockUnderTest {
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<void>;
}

/** What every Clock keeps. Waits are a few milliseconds, so that the machine's own clock passes it too. */
export function clockContract(name: string, open: () => ClockUnderTest): void {
  describe(`${name} keeps the contract of a clock`, () => {
    it('tells one boot, an uptime that never runs backwards, and a wall clock', async () => {
      const { clock, wait } = open();
      const first = clock.moment();
      const before = clock.uptimeMs();
      await wait(3);
      const second = clock.moment();
      expect(first.bootId).not.toBe('');
      expect(second.bootId).toBe(first.bootId);
      expect(clock.uptimeMs()).toBeGreaterThanOrEqual(before + 3);
      expect(second.uptimeMs).toBeGreaterThan(first.uptimeMs);
      expect(Number.isInteger(second.uptimeMs) && Number.isInteger(second.wallClockMs)).toBe(true);
      expect(first.wallClockMs).toBeGreaterThan(Date.UTC(2020));
    });

    it('rings once, not before its time, never before after() returned', async () => {
      const { clock, wait } = open();
      const rung: number[] = [];
      const set = clock.uptimeMs();
      clock.after(4, () => rung.push(clock.uptimeMs()));
      clock.after(0, () => rung.push(clock.uptimeMs()));
      expect(rung).toEqual([]);
      await wait(12);
      expect(rung).toHaveLength(2);
      expect(rung[0]).toBeLessThanOrEqual(rung[1]);
      expect(rung[1]).toBeGreaterThanOrEqual(set + 4);
    });

    it('rings in the order in which alarms fall due', async () => {
      const { clock, wait } = open();
      const rung: string[] = [];
      clock.after(9, () => rung.push('late'));
      clock.after(3, () => rung.push('early'));
      await wait(14);
      expect(rung).toEqual(['early', 'late']);
    });

    it('lets an alarm set the next', async () => {
      const { clock, wait } = open();
      let rung = 0;
      const again = (): void => {
        if (++rung < 3) clock.after(1, again);
      };
      clock.after(1, again);
      await wait(10);
      await wait(10);
      expect(rung).toBe(3);
    });

    it('takes an alarm away, quietly when it rang already', async () => {
      const { clock, wait } = open();
      const rung: string[] = [];
      const cancel = clock.after(2, () => rung.push('taken away'));
      const late = clock.after(2, () => rung.push('rung'));
      cancel();
      cancel();
      await wait(6);
      late();
      expect(rung).toEqual(['rung']);
    });

    it('refuses a time that is none', async () => {
      const { clock } = open();
      for (const ms of [-1, NaN, Infinity]) {
        expect(() => clock.after(ms, () => undefined)).toThrow(RangeError);
        await expect(clock.sleep(ms)).rejects.toThrow(RangeError);
      }
    });

    it('sleeps as long as asked, or until the signal aborts', async () => {
      const { clock, wait } = open();
      const start = clock.uptimeMs();
      const asleep = clock.sleep(3).then(() => clock.uptimeMs() - start);
      await wait(8);
      expect(await asleep).toBeGreaterThanOrEqual(3);

      const stop = new AbortController();
      const cut = clock.sleep(60_000_000, stop.signal);
      stop.abort();
      await expect(cut).resolves.toBeUndefined();
      await expect(clock.sleep(60_000_000, stop.signal)).resolves.toBeUndefined();
    });

    it('runs work, and passes on what it resolves or rejects with', async () => {
      const { clock } = open();
      expect(await clock.during(() => Promise.resolve(7))).toBe(7);
      await expect(clock.during(() => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    });
  });
}
