import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { RecordingServiceManager } from '../../src/service/service-manager.js';
import { WatchdogFeeder } from '../../src/service/watchdog-feeder.js';
import { partsOwed, pingDue, type Part, type Work } from '../../src/service/watchdog-rule.js';

const watchdogMs = 30_000;
const anyPart = fc.constantFrom<Part>('round-trip', 'frames', 'analysis');
const anyWork: fc.Arbitrary<Work> = fc.record({ framesFlow: fc.boolean(), fieldsWait: fc.boolean() });

describe('the rule of the watchdog', () => {
  it('holds a ping back while any part that owes work stands still, however long ago the last was', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyPart), anyWork, fc.nat(1e9), (moved, work, since) => {
        const still = partsOwed(work).filter((part) => !moved.includes(part));
        fc.pre(still.length > 0);
        expect(pingDue(new Set(moved), partsOwed(work), since, watchdogMs)).toBe(false);
      }),
    );
  });

  it('lets more work or more time never undo a ping that is due', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyPart),
        anyPart,
        anyWork,
        fc.nat(60_000),
        fc.nat(60_000),
        (moved, more, work, since, later) => {
          fc.pre(pingDue(new Set(moved), partsOwed(work), since, watchdogMs));
          expect(pingDue(new Set([...moved, more]), partsOwed(work), since + later, watchdogMs)).toBe(true);
        },
      ),
    );
  });

  it('owes the round trip always, frames while they flow, analysis while fields wait', () => {
    expect(partsOwed({ framesFlow: false, fieldsWait: false })).toEqual(['round-trip']);
    expect(partsOwed({ framesFlow: true, fieldsWait: false })).toEqual(['round-trip', 'frames']);
    expect(partsOwed({ framesFlow: true, fieldsWait: true })).toEqual(['round-trip', 'frames', 'analysis']);
  });
});

function fed(options: { readonly watchdogMs?: number; readonly roundTrip?: () => Promise<void> } = {}) {
  const clock = new VirtualClock();
  const manager = new RecordingServiceManager(options.watchdogMs ?? watchdogMs);
  const troubles: unknown[] = [];
  let asked = 0;
  const feeder = new WatchdogFeeder({
    manager,
    clock,
    roundTrip: () => {
      asked++;
      return options.roundTrip?.() ?? Promise.resolve();
    },
    onTrouble: (error) => troubles.push(error),
  });
  return { clock, manager, feeder, troubles, asked: () => asked };
}

/** A part that works every `everyMs` until it is stopped. */
function working(clock: VirtualClock, feeder: WatchdogFeeder, part: Part, everyMs: number): () => void {
  let going = true;
  const again = (): void => {
    if (!going) return;
    feeder.progress(part);
    clock.after(everyMs, again);
  };
  clock.after(everyMs, again);
  return () => {
    going = false;
  };
}

describe('the feeder of the watchdog', () => {
  it('pings a device at rest by its answered round trips, four times within the time allowed', async () => {
    const { clock, manager, feeder } = fed();
    feeder.start();
    await clock.advance(10 * watchdogMs);
    expect(manager.said).toEqual(Array.from({ length: 40 }, () => 'WATCHDOG=1'));
  });

  it('stops pinging when the round trip is never answered, and asks no second question', async () => {
    const { clock, manager, feeder, asked } = fed({ roundTrip: () => new Promise(() => undefined) });
    feeder.start();
    await clock.advance(10 * watchdogMs);
    expect(manager.said).toEqual([]);
    expect(asked()).toBe(1);
  });

  it('takes an answer that is an error for an answer, and reports it', async () => {
    const { clock, manager, feeder, troubles } = fed({
      roundTrip: () => Promise.reject(new Error('disk full')),
    });
    feeder.start();
    await clock.advance(watchdogMs / 2);
    expect(manager.said).toHaveLength(2);
    expect(troubles).toEqual([new Error('disk full'), new Error('disk full')]);
  });

  it.each([
    ['frames', { framesFlow: true, fieldsWait: false }],
    ['analysis', { framesFlow: false, fieldsWait: true }],
  ] as const)('starves within the time allowed once %s stop, the loop still turning', async (part, work) => {
    const { clock, manager, feeder } = fed();
    feeder.start();
    feeder.expect(work);
    const stop = working(clock, feeder, part, 200);
    await clock.advance(4 * watchdogMs);
    expect(manager.said).toHaveLength(16);
    stop();
    await clock.advance(watchdogMs / 4 + 1);
    const last = manager.said.length;
    await clock.advance(10 * watchdogMs);
    expect(manager.said).toHaveLength(last);
    feeder.expect({ framesFlow: false, fieldsWait: false }); // the workflow noticed and paused: alive again
    await clock.advance(watchdogMs / 4);
    expect(manager.said).toHaveLength(last + 1);
  });

  it('never lets more than the time allowed pass between pings while every part works twice in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1000, max: 60_000 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 100 }),
        async (time, framePercent, analysisPercent) => {
          const { clock, manager, feeder } = fed({ watchdogMs: time });
          feeder.start();
          feeder.expect({ framesFlow: true, fieldsWait: true });
          working(clock, feeder, 'frames', (time / 2) * (framePercent / 100));
          working(clock, feeder, 'analysis', (time / 2) * (analysisPercent / 100));
          for (let pings = 0, spans = 0; spans < 5; spans++) {
            await clock.advance(time);
            expect(manager.said.length).toBeGreaterThan(pings);
            pings = manager.said.length;
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('does nothing without a watchdog: no question, no ping', async () => {
    const clock = new VirtualClock();
    const manager = new RecordingServiceManager();
    let asked = 0;
    const feeder = new WatchdogFeeder({
      manager,
      clock,
      roundTrip: () => {
        asked++;
        return Promise.resolve();
      },
      onTrouble: () => undefined,
    });
    feeder.start();
    feeder.progress('frames');
    await clock.advance(1e6);
    expect([asked, manager.said]).toEqual([0, []]);
  });

  it('is silent before it starts and after it stops, whatever is answered then', async () => {
    let answer = (): void => undefined;
    const { clock, manager, feeder, asked } = fed({
      roundTrip: () => new Promise((resolve) => (answer = resolve)),
    });
    feeder.progress('round-trip');
    await clock.advance(watchdogMs);
    expect([asked(), manager.said]).toEqual([0, []]);
    feeder.start();
    await clock.advance(watchdogMs / 2);
    feeder.stop();
    answer();
    await clock.advance(watchdogMs);
    expect([asked(), manager.said]).toEqual([1, []]);
  });
});
