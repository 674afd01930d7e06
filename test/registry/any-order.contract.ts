import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Registry } from '../../src/registry/registry.js';
import type { VerifiedRecord } from '../../src/registry/intake.js';
import { withDevices, type NewPlace } from './opened.js';
import { DAY_MS, START_MS, WireDevice, momentAt, resultOf, slideId } from './wire-device.js';

const accepted = { as: 'accepted' } as const;
const LATE = { nowMs: START_MS + DAY_MS, lateAfterMs: 30 * DAY_MS };

/** All that pages show of some devices and slides. */
async function everything(registry: Registry, slides: readonly number[]): Promise<unknown> {
  const devices = await registry.enrolledDevices();
  const details = await Promise.all(slides.map((n) => registry.slide(slideId(n))));
  return {
    lines: (await registry.slides({})).lines,
    details,
    pictures: await Promise.all(
      details.flatMap((one) =>
        (one?.cells ?? []).map((cell) => registry.picture(one!.line.slide, cell.ordinal, cell.cell)),
      ),
    ),
    devices: await registry.devices(),
    history: await Promise.all(devices.map(({ id }) => registry.healthHistory(id, 0))),
    sites: await registry.sites({ fromMs: 0, ...LATE }),
    days: await registry.days({ fromMs: 0, toMs: START_MS + 100 * DAY_MS }),
    alerts: await registry.alerts(LATE),
    quarantine: await registry.quarantine(),
  };
}

/** The order, repetition and batches in which records come change nothing. */
export function anyOrderContract(name: string, newPlace: NewPlace): void {
  describe(`${name} takes records in any order`, () => {
    it(
      'ends in the same state whatever the order, repetition and batches',
      { timeout: 120_000 },
      async () => {
        const device = new WireDevice();
        const none = (minutes: number, boot = 'boot-1') => momentAt(minutes, 'none', boot);
        const anchor = (sequence: number, minutes: number, trust: 'network' | 'rtc', boot = 'boot-1') => ({
          sequence,
          at: { ...momentAt(minutes, trust, boot), trust },
        });
        const outbox = (to: number) => ({
          waiting: { results: 0, health: 0, thumbnails: 1 },
          ...{ refused: 0, droppedUnsealed: 0, dropped: [{ lane: 'thumbnails' as const, from: 2, to }] },
        });
        const optics = (n: number) => ({ blur: n < 8 ? 0.04 : 0.09, level: 180, slide: slideId(n) });
        const records: VerifiedRecord[] = [
          device.slide(1, { begun: none(3) }, { at: none(4) }),
          device.thumbnail(1, 0, 3, Buffer.from('first')),
          device.slide(
            1,
            { begun: none(3), revision: 2, author: 'Amina', result: resultOf('unclear') },
            { at: none(9) },
          ),
          device.health(
            { clock: { trust: 'rtc', anchors: [anchor(3, 5, 'rtc')] } },
            { at: momentAt(5, 'rtc') },
          ),
          device.review(1, [{}, { cell: 7, label: 'unsure' }], { at: none(10) }),
          device.review(1, [{ label: 'uninfected', at: none(12) }], { at: none(13) }),
          device.slide(
            2,
            { begun: none(2, 'boot-2'), result: resultOf('positive', { severity: 'above-2-percent' }) },
            { at: none(3, 'boot-2') },
          ),
          (device.skip('thumbnails'), device.thumbnail(1, 0, 3, Buffer.from('again'))),
          device.health({
            clock: { trust: 'network', anchors: [anchor(3, 5, 'rtc'), anchor(20, 90, 'network')] },
            outbox: outbox(2),
          }),
          device.health({
            clock: { trust: 'network', anchors: [anchor(21, 95, 'network'), anchor(22, 3, 'rtc', 'boot-2')] },
            power: { charge: 0.1, state: 'critical' },
          }),
          ...Array.from({ length: 10 }, (_, n) =>
            device.health({ optics: optics(n), faults: [{ part: 'camera', code: `c${n}` }] }),
          ),
          device.slide(3, {
            result: resultOf('not-seen', { stain: { dotted: 0.2, dirty: true, falsePositives: 2 } }),
          }),
        ];
        const slides = [1, 2, 3];
        const inOrder = await withDevices(newPlace, device);
        expect(await inOrder.take(records)).toEqual(records.map(() => accepted));
        const expected = await everything(inOrder, slides);
        const arrival = fc
          .tuple(
            fc.shuffledSubarray(
              records.map((_, i) => i),
              { minLength: records.length },
            ),
            fc.array(fc.nat(records.length - 1), { maxLength: 10 }),
            fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
          )
          .map(([order, again, sizes]) => ({ order: [...order, ...again], sizes }));
        await fc.assert(
          fc.asyncProperty(arrival, async ({ order, sizes }) => {
            const registry = await withDevices(newPlace, device);
            try {
              for (let at = 0, batch = 0; at < order.length; batch++) {
                const size = sizes[batch % sizes.length];
                const outcomes = await registry.take(order.slice(at, at + size).map((i) => records[i]));
                for (const { as } of outcomes) expect(as).not.toBe('quarantined');
                at += size;
              }
              expect(await everything(registry, slides)).toEqual(expected);
            } finally {
              await registry.close();
            }
          }),
          { numRuns: 12 },
        );
      },
    );
  });
}
