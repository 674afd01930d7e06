import { describe, expect, it } from 'vitest';
import type { VerifiedRecord } from '../../src/registry/intake.js';
import type { AlertKind } from '../../src/registry/reading.js';
import type { Registry } from '../../src/registry/registry.js';
import { codeOf, withDevices, type NewPlace } from './opened.js';
import { DAY_MS, START_MS, WireDevice, momentAt, resultOf, slideId } from './wire-device.js';

const VERDICTS = ['positive', 'not-seen', 'unclear', 'no-result'] as const;

/** Two devices at two sites, with four slides a day for five days, each verdict in turn. */
async function fiveDays(
  newPlace: NewPlace,
): Promise<{ registry: Registry; near: WireDevice; far: WireDevice }> {
  const [near, far] = [new WireDevice('kisumu', 'Near'), new WireDevice('siaya', 'Far')];
  const registry = await withDevices(newPlace, near, far);
  const records: VerifiedRecord[] = [];
  for (let n = 0; n < 20; n++) {
    const device = n % 2 === 0 ? near : far;
    const at = momentAt(Math.floor(n / 4) * 1440 + (n % 4) * 60);
    records.push(
      device.slide(
        n + 1,
        { begun: at, result: resultOf(VERDICTS[n % 4]), label: `${device.name} ${n}%_\\` },
        { at, receivedAtMs: START_MS + 10 * DAY_MS },
      ),
    );
  }
  await registry.take(records);
  return { registry, near, far };
}

/** What every registry lets supervisors read. */
export function readingContract(name: string, newPlace: NewPlace): void {
  describe(`${name} is read`, () => {
    it('counts by site and by day', async () => {
      const { registry, near } = await fiveDays(newPlace);
      const nowMs = START_MS + 10 * DAY_MS;
      await registry.take([
        near.health({ power: { charge: 0.2, state: 'saving' } }, { receivedAtMs: nowMs + 9 }),
      ]);
      const sites = await registry.sites({
        fromMs: START_MS + DAY_MS,
        nowMs: nowMs + DAY_MS,
        lateAfterMs: DAY_MS - 5,
      });
      expect(sites).toEqual([
        {
          ...{ site: 'kisumu', devices: 1, late: 0, batteriesLow: 1, slides: 8, positive: 4, unclear: 4 },
          ...{ noResult: 0, dirtyStain: 0, waitingForReview: 10 },
        },
        {
          ...{ site: 'siaya', devices: 1, late: 1, batteriesLow: 0, slides: 8, positive: 0, unclear: 0 },
          ...{ noResult: 4, dirtyStain: 0, waitingForReview: 10 },
        },
      ]);
      const [fromMs, toMs] = [START_MS, START_MS + 2 * DAY_MS];
      expect(await registry.days({ fromMs, toMs })).toEqual([
        { day: '2026-03-01', slides: 4, positive: 1, unclear: 1 },
        { day: '2026-03-02', slides: 4, positive: 1, unclear: 1 },
      ]);
      expect(await registry.days({ site: 'siaya', fromMs, toMs })).toEqual([
        { day: '2026-03-01', slides: 2, positive: 0, unclear: 0 },
        { day: '2026-03-02', slides: 2, positive: 0, unclear: 0 },
      ]);
    });

    it('lists slides newest first, page by page, as asked', async () => {
      const { registry, far } = await fiveDays(newPlace);
      const all = (await registry.slides({})).lines.map((line) => line.slide);
      expect(all).toEqual(Array.from({ length: 20 }, (_, n) => slideId(20 - n)));
      const pages: string[] = [];
      let before: string | undefined;
      do {
        const page = await registry.slides({}, { limit: 7, ...(before !== undefined && { before }) });
        pages.push(...page.lines.map((line) => line.slide));
        before = page.next;
      } while (before !== undefined);
      expect(pages).toEqual(all);
      const count = async (filter: Parameters<Registry['slides']>[0]) =>
        (await registry.slides(filter)).lines.length;
      expect(await count({ site: 'siaya' })).toBe(10);
      expect(await count({ device: far.id, standing: 'no-result' })).toBe(5);
      expect(await count({ status: 'final' })).toBe(0);
      expect(await count({ fromMs: START_MS + DAY_MS, toMs: START_MS + 2 * DAY_MS })).toBe(4);
      expect(await count({ label: 'fAR 1' })).toBe(6);
      expect(await count({ label: '%_\\' })).toBe(20);
      expect(await count({ label: 'far_1' })).toBe(0);
      expect(await count({ label: `' OR 1=1 --` })).toBe(0);
      expect(await codeOf(registry.slides({}, { before: `1' OR 1=1` }))).toBe('invalid-cursor');
      expect(await registry.slide(slideId(99))).toBeUndefined();
    });

    it('tells how devices are', async () => {
      const { registry, near } = await fiveDays(newPlace);
      const health = near.health({ doing: 'counting' });
      await registry.take([
        health,
        near.health({}, { at: momentAt(1, 'none'), receivedAtMs: START_MS + 11 * DAY_MS }),
      ]);
      const [status] = await registry.devices('kisumu');
      expect(status).toMatchObject({ slides: 10, positives: 5, lastHeardMs: START_MS + 11 * DAY_MS });
      expect(status.health?.doing).toBe('ready');
      expect(status.device).toMatchObject({ ...near.enrolment, enrolledAtMs: START_MS });
      expect((await registry.devices()).map(({ device }) => device.site)).toEqual(['kisumu', 'siaya']);
      expect(await registry.device('rf-aaaaaaaaaaaa')).toBeUndefined();
      expect(await registry.healthHistory(near.id, START_MS + DAY_MS)).toEqual([
        { atMs: START_MS + 11 * DAY_MS, charge: 0.8, millivolts: 3900, waiting: 6 },
      ]);
    });

    it('raises an alert while its cause is there', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const nowMs = START_MS + DAY_MS;
      const kinds = async (lateAfterMs = 9 * DAY_MS): Promise<AlertKind[]> =>
        (await registry.alerts({ nowMs, lateAfterMs })).map(({ kind }) => kind);
      expect(await kinds()).toEqual([]);
      expect(await kinds(DAY_MS - 1)).toEqual(['device-late']);
      const severe = resultOf('positive', { severity: 'above-10-percent' });
      await registry.take([device.slide(1, { result: severe })]);
      expect(await kinds()).toEqual(['severe']);
      await registry.reviewSlide(slideId(1), {
        decision: 'confirmed',
        reviewer: 'Amina',
        note: '',
        blind: false,
        atMs: nowMs,
      });
      expect(await kinds()).toEqual([]);

      const unwell = {
        power: { charge: 0.2, state: 'saving' as const },
        disk: { freeBytes: 1e6, totalBytes: 32e9 },
        faults: [{ part: 'camera', code: 'no-answer' }],
      };
      await registry.take([device.health(unwell)]);
      expect(await kinds()).toEqual(['battery-low', 'fault', 'disk-low']);
      await registry.take([device.health()]);
      expect(await kinds()).toEqual([]);

      const dirty = resultOf('not-seen', { stain: { dotted: 0.3, dirty: true, falsePositives: 3 } });
      await registry.take([2, 3].map((n) => device.slide(n, { result: dirty })));
      expect(await kinds()).toEqual([]);
      await registry.take([device.slide(4, { result: dirty })]);
      expect(await kinds()).toEqual(['dirty-stain']);
      expect(await registry.alerts({ nowMs: START_MS + 30 * DAY_MS, lateAfterMs: 99 * DAY_MS })).toEqual([]);
      expect(await registry.alerts({ nowMs, lateAfterMs: 9 * DAY_MS, site: 'elsewhere' })).toEqual([]);
    });

    it('notices focus and light that drift from the device’s usual', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      const nowMs = START_MS + DAY_MS;
      const drift = async () =>
        (await registry.alerts({ nowMs, lateAfterMs: 9 * DAY_MS })).map(({ kind, facts }) => [
          kind,
          facts['what'],
        ]);
      const after = (from: number, to: number, blur: number, level: number) =>
        registry.take(
          Array.from({ length: to - from }, (_, i) =>
            device.health({ optics: { blur, level, slide: slideId(from + i) } }),
          ),
        );
      await after(0, 6, 0.04, 180);
      await after(6, 7, 0.2, 20); // one odd slide says nothing
      expect(await drift()).toEqual([]);
      await after(7, 10, 0.07, 180);
      expect(await drift()).toEqual([['optics-drift', 'focus']]);
      await after(10, 13, 0.07, 120);
      expect(await drift()).toEqual([['optics-drift', 'focus-and-light']]);
      await after(13, 30, 0.07, 120); // by then it is the usual
      expect(await drift()).toEqual([]);
    });

    it('counts on with every change that a page shows, and only with those', async () => {
      const device = new WireDevice();
      const registry = await withDevices(newPlace, device);
      let last = await registry.version();
      const grows = async (): Promise<boolean> => {
        const now = await registry.version();
        const grown = now > last;
        last = now;
        return grown;
      };
      expect(await grows()).toBe(false);
      await registry.take([device.slide(1)]);
      expect(await grows()).toBe(true);
      await registry.slides({});
      await registry.note({ atMs: 1, who: 'x', what: 'login', on: '', detail: {} });
      expect(await grows()).toBe(false);
      await registry.setPatientFacts(slideId(1), { ageBand: null, sex: null }, 'x', 1);
      expect(await grows()).toBe(true);
    });
  });
}
