import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random.js';
import type { Fault } from '../../src/broker/memory-faults.js';
import type { SenderEvent } from '../../src/send/events.js';
import { DEFAULT_SENDER_SETTINGS } from '../../src/send/settings.js';
import { inFlight, initialState, type State } from '../../src/send/state.js';
import { step } from '../../src/send/step.js';
import { LANES } from '../../src/record/lanes.js';
import { finishSlide, Rig } from './rig.js';

const HOUR = 3_600_000;

it('whatever goes wrong on the way, every record is in the collector once and leaves the outbox, in a sound chain', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.integer(),
        faultShare: fc.constantFrom(0.02, 0.1, 0.3),
        inFlight: fc.integer({ min: 1, max: 25 }),
        slides: fc.integer({ min: 0, max: 30 }),
        health: fc.integer({ min: 0, max: 10 }),
        outages: fc.array(
          fc.record({
            afterMs: fc.integer({ min: 0, max: 200_000 }),
            forMs: fc.integer({ min: 0, max: HOUR }),
          }),
          { maxLength: 4 },
        ),
        stops: fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 3 }),
      }),
      async ({ seed, faultShare, inFlight: limit, slides, health, outages, stops }) => {
        const random = seededRandom(seed);
        let share = faultShare;
        const faults = (): Fault => {
          if (random.uniform() >= share) return 'none';
          const which = random.uniform();
          return which < 0.4 ? 'cut' : which < 0.7 ? 'twice' : { lateMs: random.uniform() * 20_000 };
        };
        const rig = new Rig({ inFlight: limit }, { faults });
        for (let n = 1; n <= slides; n++) await finishSlide(rig.store, n, [`t/${n}.jpg`]);
        for (let n = 0; n < health; n++) await rig.addHealth();
        const { results, health: beats, thumbnails } = await rig.waiting();
        const all = results + beats + thumbnails;
        // The collector's own connection is cut, too, and mended at once.
        const collector = rig.collector;
        const mend = async (): Promise<void> => {
          await collector.listen().catch(() => undefined);
        };
        collector.onDown(() => rig.clock.after(1_000, () => void mend()));
        await rig.listen().catch(() => undefined);
        let most = 0;
        const watch = (): void => {
          rig.sender.onChange((status) => (most = Math.max(most, status.inFlight)));
        };
        rig.start();
        watch();
        for (const { afterMs, forMs } of outages) {
          await rig.clock.advance(afterMs);
          rig.broker.kill();
          await rig.clock.advance(forMs);
          rig.broker.start();
        }
        for (const afterMs of stops) {
          await rig.clock.advance(afterMs);
          await rig.stop();
          rig.start();
          watch();
        }
        // Faults thin out, as they do when a person has found the loose plug; not one record needs a hand of its own.
        share = faultShare / 10;
        await rig.clock.advance(12 * HOUR);
        await rig.stop();
        expect(await rig.waiting()).toEqual({ results: 0, health: 0, thumbnails: 0 });
        expect(collector.taken.size).toBe(all);
        expect(collector.wrong).toEqual([]);
        expect(collector.chainFaults()).toEqual([]);
        expect(most).toBeLessThanOrEqual(limit);
      },
    ),
    { numRuns: 25 },
  );
});

const sequence = fc.integer({ min: 1, max: 6 });
const anyEvent: fc.Arbitrary<SenderEvent> = fc.oneof(
  fc
    .record({
      results: fc.nat(6),
      health: fc.nat(6),
      thumbnails: fc.nat(6),
      putAside: fc.nat(3),
      bytes: fc.nat(2_000),
    })
    .map(({ bytes, putAside, ...waiting }): SenderEvent => ({ type: 'counted', waiting, putAside, bytes })),
  fc.boolean().map((sync): SenderEvent => ({ type: 'power', sync })),
  fc.constantFrom<SenderEvent>(
    { type: 'connected' },
    { type: 'connected' },
    { type: 'connect-failed', code: 'broker-unreachable' },
    { type: 'disconnected' },
    { type: 'disconnected', code: 'connection-lost' },
    { type: 'hurry' },
    { type: 'tick' },
    { type: 'tick' },
  ),
  fc.uniqueArray(sequence, { maxLength: 6 }).map((all): SenderEvent => ({
    type: 'rows',
    rows: all.map((one) => ({ sequence: one, id: `row-${one}`, lane: LANES[one % 3] })),
  })),
  fc
    .record({ sequence, bytes: fc.integer({ min: 1, max: 500 }) })
    .map((it): SenderEvent => ({ type: 'prepared', hash: `hash-${it.sequence}`, ...it })),
  fc
    .record({ sequence, why: fc.constantFrom('gone' as const, 'storage' as const, 'stuck' as const) })
    .map((it): SenderEvent => ({ type: 'unprepared', ...it })),
  sequence.map((one): SenderEvent => ({ type: 'published', sequence: one })),
  fc
    .record({ sequence, code: fc.constantFrom('publish-refused', 'connection-lost', 'message-too-large') })
    .map((it): SenderEvent => ({ type: 'unpublished', ...it })),
  fc
    .record({ n: sequence, hash: sequence, as: fc.constantFrom('accepted' as const, 'quarantined' as const) })
    .map(({ n, hash, as }): SenderEvent => ({
      type: 'acknowledged',
      id: `row-${n}`,
      hash: `hash-${hash}`,
      as,
    })),
  fc
    .record({ n: sequence, known: fc.boolean() })
    .map(({ n, known }): SenderEvent => ({ type: 'settled', id: `row-${n}`, known })),
  sequence.map((n): SenderEvent => ({ type: 'unsettled', id: `row-${n}` })),
);

it('whatever is told to it in whatever order, it keeps its limits', () => {
  const settings = {
    ...DEFAULT_SENDER_SETTINGS,
    ...{ inFlight: 3, mostBytesPerDay: 2_000, mostBytesPerConnection: 900, mostOutboxBytes: 1_000 },
  };
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          event: anyEvent,
          passMs: fc.constantFrom(0, 0, 0, 10, 1_000, 61_000, 3_600_000),
          chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        }),
        { maxLength: 120 },
      ),
      (told) => {
        let state: State = initialState({ key: 'boot 0', bytes: 0 }, true);
        let uptimeMs = 0;
        for (const { event, passMs, chance } of told) {
          uptimeMs += passMs;
          const before = state;
          const day = `boot ${Math.floor(uptimeMs / 86_400_000)}`;
          const change = step(before, event, { uptimeMs, minuteOfDay: 0, day, chance }, settings);
          state = change.state;
          // Plain data, and the next tick is asked for, always.
          expect(JSON.parse(JSON.stringify(state))).toEqual(state);
          expect(state.wakeAt).toBeGreaterThanOrEqual(uptimeMs);
          expect(state.flights.length).toBeLessThanOrEqual(settings.inFlight);
          const answered = state.link.is === 'up' && state.link.answered;
          if (state.link.is === 'up') expect(inFlight(state).length).toBeLessThanOrEqual(answered ? 3 : 1);
          expect(new Set(state.flights.map((flight) => flight.sequence)).size).toBe(state.flights.length);
          if (state.failures > before.failures)
            expect(state.retryAt - uptimeMs).toBeLessThanOrEqual(15 * 60_000);
          for (const effect of change.effects) {
            if (effect.do === 'connect') expect(uptimeMs).toBeGreaterThanOrEqual(before.retryAt);
            if (effect.do === 'publish') {
              expect(state.link.is).toBe('up');
              const flight = state.flights.find((one) => one.sequence === effect.sequence);
              expect(flight?.hash).toBe(`hash-${effect.sequence}`);
              // Nothing but a result goes above the day's budget.
              const spent = before.day.key === day ? before.day.bytes : 0;
              const now = change.effects.filter(({ do: what }) => what === 'publish').length;
              if (flight?.lane !== 'results' && now === 1)
                expect(spent + (flight?.bytes ?? 0)).toBeLessThanOrEqual(2_000);
            }
            // A row that is in flight is taken out by a word about its very bytes alone.
            if (effect.do === 'settle') {
              const flight = before.flights.find((one) => one.id === effect.id);
              if (flight) expect(effect.hash).toBe(flight.hash);
              expect(['acknowledged', 'unpublished']).toContain(event.type);
            }
          }
        }
      },
    ),
    { numRuns: 2_000 },
  );
});
