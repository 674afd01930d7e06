import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/clock/virtual-clock.js';

describe('a virtual clock that is advanced', () => {
  it('stands still by itself, and goes exactly as far as asked', async () => {
    const clock = new VirtualClock();
    const before = clock.moment();
    expect(clock.moment()).toEqual(before);
    await clock.advance(1234);
    expect(clock.moment()).toEqual({ ...before, uptimeMs: 1234, wallClockMs: before.wallClockMs + 1234 });
  });

  it('rings every alarm at its own time, in order, those of one time as they were set', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 60 }), fc.nat(60), async (delays, target) => {
        const clock = new VirtualClock();
        const rung: { at: number; i: number }[] = [];
        delays.forEach((ms, i) => clock.after(ms, () => rung.push({ at: clock.uptimeMs(), i })));
        await clock.advance(target);
        const due = delays
          .map((at, i) => ({ at, i }))
          .filter(({ at }) => at <= target)
          .sort((a, b) => a.at - b.at || a.i - b.i);
        expect(rung).toEqual(due);
        expect(clock.uptimeMs()).toBe(target);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('passes over what was taken away, whatever the order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(20), fc.boolean()), { maxLength: 40 }), async (alarms) => {
        const clock = new VirtualClock();
        const rung: number[] = [];
        const cancels = alarms.map(([ms], i) => clock.after(ms, () => rung.push(i)));
        alarms.forEach(([, keep], i) => {
          if (!keep) cancels[i]();
        });
        await clock.advance(20);
        expect([...rung].sort((a, b) => a - b)).toEqual(alarms.flatMap(([, keep], i) => (keep ? [i] : [])));
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('lets a chain of promises come to its next sleep before time goes on', async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    const life = async (): Promise<void> => {
      for (let i = 0; i < 5; i++) {
        await clock.sleep(10);
        for (let j = 0; j < 20; j++) await Promise.resolve();
        seen.push(clock.uptimeMs());
      }
    };
    const over = life();
    await clock.advance(1000);
    await over;
    expect(seen).toEqual([10, 20, 30, 40, 50]);
  });

  it('waits for work that takes real time, and for work that begins when it ends', async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    clock.after(10, () => {
      void clock
        .during(() => readFile(import.meta.filename))
        .then(() => clock.during(() => readFile(import.meta.filename)))
        .then(() => seen.push(clock.uptimeMs()));
    });
    clock.after(11, () => seen.push(clock.uptimeMs()));
    await clock.advance(100);
    expect(seen).toEqual([10, 11]);
  });

  it('can make work cost time', async () => {
    const clock = new VirtualClock({ costMs: 250 });
    const done = clock.during(() => Promise.resolve()).then(() => clock.uptimeMs());
    await clock.advance(1000);
    expect(await done).toBe(250);
  });

  it('tells what an alarm threw, standing at that alarm', async () => {
    const clock = new VirtualClock();
    clock.after(5, () => {
      throw new Error('a bug in an alarm');
    });
    await expect(clock.advance(10)).rejects.toThrow('a bug in an alarm');
    expect(clock.uptimeMs()).toBe(5);
    await clock.advance(10);
    expect(clock.uptimeMs()).toBe(15);
  });

  it('is driven by one at a time', async () => {
    const clock = new VirtualClock();
    const first = clock.advance(10);
    await expect(clock.advance(10)).rejects.toThrow('driven already');
    await first;
    expect(clock.uptimeMs()).toBe(10);
  });
});

describe('a virtual clock that runs freely', () => {
  it('ends by itself when no alarm is left', async () => {
    const clock = new VirtualClock();
    let day = 0;
    const nextHour = (): void => {
      if (++day < 24 * 365) clock.after(3_600_000, nextHour);
    };
    clock.after(3_600_000, nextHour);
    await clock.run();
    expect(clock.uptimeMs()).toBe(365 * 24 * 3_600_000);
  });

  it('ends when the signal aborts, with alarms left', async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    let rung = 0;
    const again = (): void => {
      if (++rung === 10) stop.abort();
      clock.after(1, again);
    };
    again();
    await clock.run(stop.signal);
    expect(rung).toBe(10);
  });

  it('waits, with no alarm set, for one that comes from outside, or for the signal', async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    const running = clock.run(stop.signal);
    await readFile(import.meta.filename); // I/O that the clock knows nothing of
    expect(clock.uptimeMs()).toBe(0);
    await clock.sleep(77);
    expect(clock.uptimeMs()).toBe(77);
    stop.abort();
    await running;
  });

  it('stands still while work is under way', async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    const ticks: number[] = [];
    const tick = (): void => {
      ticks.push(clock.uptimeMs());
      clock.after(1, tick);
    };
    const running = clock.run(stop.signal);
    const work = clock.during(async () => {
      tick();
      await readFile(import.meta.filename);
      await readFile(import.meta.filename);
      return ticks.length;
    });
    expect(await work).toBe(1);
    stop.abort();
    await running;
  });
});

describe('faults of the wall clock', () => {
  it('may jump and be set without uptime or alarms taking notice', async () => {
    const clock = new VirtualClock({ wallClockMs: 1e12, trust: 'rtc' });
    let rung = 0;
    clock.after(100, () => rung++);
    clock.jumpWall(-86_400_000);
    expect(clock.moment()).toMatchObject({ uptimeMs: 0, wallClockMs: 1e12 - 86_400_000, trust: 'rtc' });
    await clock.advance(50);
    clock.setWall(2e12);
    clock.setTrust('network');
    await clock.advance(50);
    expect(rung).toBe(1);
    expect(clock.moment()).toMatchObject({ uptimeMs: 100, wallClockMs: 2e12 + 50, trust: 'network' });
  });

  it('starts anew at a reboot: another boot, uptime 0, and nobody left who set an alarm', async () => {
    const clock = new VirtualClock();
    let rung = 0;
    clock.after(10, () => rung++);
    await clock.advance(5);
    const before = clock.moment();
    clock.reboot();
    expect(clock.moment()).toEqual({
      ...before,
      bootId: '00000000-0000-4000-8000-000000000002',
      uptimeMs: 0,
    });
    await clock.advance(100);
    expect(rung).toBe(0);
    clock.reboot({ bootId: 'third', wallClockMs: 7, trust: 'network' });
    expect(clock.moment()).toEqual({ bootId: 'third', uptimeMs: 0, wallClockMs: 7, trust: 'network' });
  });

  it('may reboot from within an alarm', async () => {
    const clock = new VirtualClock();
    clock.after(10, () => {
      clock.reboot();
    });
    await clock.advance(100);
    expect(clock.uptimeMs()).toBe(0);
  });
});
