import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { debounce, settled } from '../../src/wiring/debounce.js';
import { EdgeFilter } from '../../src/wiring/edge-filter.js';
import type { Level } from '../../src/wiring/gpio.js';

const SETTLE_MS = 20;
const levels = fc.constantFrom<Level[]>(0, 1);
/** Looks at a line: level and ms since the last look. */
const looks = fc.array(fc.tuple(levels, fc.nat(60)), { maxLength: 60 });

describe('debounce', () => {
  it('changes exactly when a level was seen unchanged for long enough', () => {
    fc.assert(
      fc.property(levels, looks, (first, sequence) => {
        let state = settled(first, 0);
        const seen: [Level, number][] = [[first, 0]];
        let now = 0;
        for (const [level, ms] of sequence) {
          now += ms;
          const before = state.stable;
          state = debounce(state, level, now, SETTLE_MS);
          seen.push([level, now]);
          // The definition, asked of the whole history: since when has the line been seen at this level?
          let since = now;
          for (const [earlier, at] of [...seen].reverse()) {
            if (earlier !== level) break;
            since = at;
          }
          expect(state.stable).toBe(now - since >= SETTLE_MS ? level : before);
        }
      }),
    );
  });

  it('lets every change through where nothing is to settle', () => {
    fc.assert(
      fc.property(levels, looks, (first, sequence) => {
        let state = settled(first, 0);
        for (const [level, ms] of sequence) {
          state = debounce(state, level, state.sinceMs + ms, 0);
          expect(state.stable).toBe(level);
        }
      }),
    );
  });
});

describe('an edge filter', () => {
  const filtered = async (
    first: Level,
    sequence: readonly (readonly [Level, number])[],
  ): Promise<[Level, number][]> => {
    const clock = new VirtualClock();
    const filter = new EdgeFilter(clock, first, SETTLE_MS);
    const told: [Level, number][] = [];
    filter.onEdge((level) => told.push([level, clock.uptimeMs()]));
    for (const [level, ms] of sequence) {
      await clock.advance(ms);
      filter.look(level);
    }
    await clock.advance(SETTLE_MS);
    return told;
  };

  it('tells levels in turn, never two changes within the time to settle, and at last the level that remains', async () => {
    await fc.assert(
      fc.asyncProperty(levels, looks, async (first, sequence) => {
        const told = await filtered(first, sequence);
        let [level, at]: readonly [Level, number] = [first, -Infinity];
        for (const [next, when] of told) {
          expect(next).not.toBe(level);
          expect(when - at).toBeGreaterThanOrEqual(SETTLE_MS);
          [level, at] = [next, when];
        }
        expect(level).toBe(sequence.at(-1)?.[0] ?? first);
      }),
      { numRuns: 50 },
    );
  });

  it('tells a bouncing press once, as soon as it has settled', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: SETTLE_MS - 1 }), { maxLength: 12 }),
        async (gaps) => {
          // An odd number of flips ends at the new level.
          const flips = gaps.length % 2 === 0 ? [0, ...gaps] : gaps;
          const sequence = flips.map((ms, i): [Level, number] => [i % 2 === 0 ? 0 : 1, ms]);
          const pressed = flips.reduce((sum, ms) => sum + ms, 0);
          expect(await filtered(1, sequence)).toEqual([[0, pressed + SETTLE_MS]]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('calls a listener given twice twice, and stops one of the two', () => {
    const filter = new EdgeFilter(new VirtualClock(), 0, 0);
    const told: Level[] = [];
    const listen = (level: Level): void => void told.push(level);
    const cancel = filter.onEdge(listen);
    filter.onEdge(listen);
    filter.look(1);
    cancel();
    filter.look(0);
    expect(told).toEqual([1, 1, 0]);
  });

  it.each([-1, NaN])('settles in no %s ms', (ms) => {
    expect(() => new EdgeFilter(new VirtualClock(), 0, ms)).toThrow(RangeError);
  });
});
