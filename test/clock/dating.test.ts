import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClockTrust } from '../../src/clock/clock-trust.js';
import { dateOf, isAnchor, type ClockAnchor, type OrderedMoment } from '../../src/clock/dating.js';

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 4, 1, 12);

const event = (
  sequence: number,
  bootId: string,
  uptimeMs: number,
  wallClockMs: number,
  trust?: ClockTrust,
): OrderedMoment => ({
  sequence,
  at: { bootId, uptimeMs, wallClockMs, ...(trust !== undefined && { trust }) },
});
const anchor = (...of: Parameters<typeof event>): ClockAnchor => {
  const made = event(...of);
  if (!isAnchor(made)) throw new Error('no anchor');
  return made;
};

describe('dating a moment', () => {
  it('by its own trusted clock', () => {
    expect(dateOf(event(1, 'a', 500, NOON, 'rtc'), [])).toEqual({
      kind: 'known',
      wallClockMs: NOON,
      by: 'rtc',
    });
  });

  it('by a clock that became good later in the same boot, or was good before', () => {
    const anchors = [anchor(9, 'a', 3 * HOUR, NOON, 'network')];
    const early = dateOf(event(2, 'a', HOUR, 0, 'none'), anchors);
    expect(early).toEqual({ kind: 'known', wallClockMs: NOON - 2 * HOUR, by: 'network' });
    expect(dateOf(event(12, 'a', 4 * HOUR, 0), anchors)).toMatchObject({ wallClockMs: NOON + HOUR });
  });

  it('by the network rather than by a clock chip, its own word included', () => {
    const anchors = [
      anchor(3, 'a', HOUR, NOON + 7_000, 'rtc'),
      anchor(9, 'a', 2 * HOUR, NOON + HOUR, 'network'),
    ];
    expect(dateOf(event(3, 'a', HOUR, NOON + 7_000, 'rtc'), anchors)).toEqual({
      kind: 'known',
      wallClockMs: NOON,
      by: 'network',
    });
  });

  it('by the nearest of equal ones', () => {
    const anchors = [
      anchor(1, 'a', 0, NOON, 'network'),
      anchor(9, 'a', 10 * HOUR, NOON + 10 * HOUR + 5, 'network'),
    ];
    expect(dateOf(event(5, 'a', 8 * HOUR, 0), anchors)).toMatchObject({ wallClockMs: NOON + 8 * HOUR + 5 });
  });

  it('between its neighbours when its own boot never knew the time', () => {
    const anchors = [
      anchor(4, 'a', 2 * HOUR, NOON, 'rtc'),
      anchor(20, 'c', HOUR, NOON + 24 * HOUR, 'network'),
    ];
    expect(dateOf(event(10, 'b', HOUR, 0, 'none'), anchors)).toEqual({
      kind: 'between',
      earliestMs: NOON + HOUR,
      latestMs: NOON + 23 * HOUR,
    });
    expect(dateOf(event(30, 'd', HOUR, 0, 'none'), anchors)).toEqual({
      kind: 'after',
      earliestMs: NOON + 25 * HOUR,
    });
    expect(dateOf(event(1, '0', HOUR, 0, 'none'), anchors)).toEqual({
      kind: 'before',
      latestMs: NOON - 2 * HOUR,
    });
    expect(dateOf(event(1, '0', HOUR, 0, 'none'), [])).toEqual({ kind: 'unknown' });
  });

  it('not at all when trusted clocks contradict each other', () => {
    const anchors = [anchor(4, 'a', 0, NOON, 'rtc'), anchor(20, 'c', 0, NOON - 24 * HOUR, 'rtc')];
    expect(dateOf(event(10, 'b', HOUR, 0), anchors)).toEqual({ kind: 'unknown' });
  });
});

/** A device's life: boots with pauses between, and in each of them moments at which the wall clock tells anything. */
const life = fc
  .array(
    fc.record({
      offMs: fc.integer({ min: 0, max: 100 * HOUR }),
      steps: fc.array(
        fc.record({
          ms: fc.integer({ min: 0, max: 5 * HOUR }),
          trust: fc.constantFrom<ClockTrust | undefined>('none', 'none', undefined, 'rtc', 'network'),
          /** What the wall clock is off by while nobody vouches for it: it may jump about, backwards too. */
          wrongBy: fc.integer({ min: -1e12, max: 1e12 }),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((boots) => {
    const events: { event: OrderedMoment; trueMs: number }[] = [];
    let now = NOON;
    boots.forEach(({ offMs, steps }, boot) => {
      now += offMs;
      const start = now;
      for (const { ms, trust, wrongBy } of steps) {
        now += ms;
        const good = trust === 'rtc' || trust === 'network';
        const at = { bootId: `boot ${boot}`, uptimeMs: now - start, wallClockMs: good ? now : now + wrongBy };
        events.push({
          event: { sequence: events.length + 1, at: { ...at, ...(trust !== undefined && { trust }) } },
          trueMs: now,
        });
      }
    });
    return events;
  });

describe('dating a life in which every trusted clock is right', () => {
  it('never says anything false, and knows the time of every boot that once knew it', () => {
    fc.assert(
      fc.property(life, (events) => {
        const anchors = events.map((one) => one.event).filter(isAnchor);
        const knowing = new Set(anchors.map(({ at }) => at.bootId));
        for (const { event: one, trueMs } of events) {
          const dated = dateOf(one, anchors);
          expect(dated.kind === 'known').toBe(knowing.has(one.at.bootId));
          if (dated.kind === 'known') expect(dated.wallClockMs).toBe(trueMs);
          if ('earliestMs' in dated) expect(dated.earliestMs).toBeLessThanOrEqual(trueMs);
          if ('latestMs' in dated) expect(dated.latestMs).toBeGreaterThanOrEqual(trueMs);
          if (dated.kind === 'unknown') expect(anchors).toEqual([]);
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('needs only the last anchor of each boot and trust', () => {
    fc.assert(
      fc.property(life, (events) => {
        const all = events.map((one) => one.event).filter(isAnchor);
        const last = [...new Map(all.map((one) => [`${one.at.bootId} ${one.at.trust}`, one])).values()];
        for (const { event: one, trueMs } of events) {
          const dated = dateOf(one, last);
          expect(dated.kind).toBe(dateOf(one, all).kind);
          if (dated.kind === 'known') expect(dated.wallClockMs).toBe(trueMs);
        }
      }),
      { numRuns: 200, seed: 8 },
    );
  });
});
