import { describe, expect, it } from 'vitest';
import type { Moment } from '../../../src/clock/moment.js';
import { emptyTally } from '../../../src/counting/tally.js';
import { newField, resultFor, slideId, slideStart } from '../fixtures.js';
import { unreadableFrame, type Stores } from './stores.js';

/** What the device remembers beside its slides. */
export function deviceStateContract({ name, opened }: Stores): void {
  describe(`${name} remembers the state of the device`, () => {
    it('as it was last written, until it is forgotten', async () => {
      const store = await opened();
      expect(await store.readState('calibration')).toBeUndefined();
      const values = [{ gain: 1.5, list: [1, null, 'ä'] }, 0, null, 'text', false];
      for (const value of values) {
        await store.writeState('calibration', value);
        expect(await store.readState('calibration')).toEqual(value);
      }
      await store.writeState('power.slide-energy', { milliwattHours: 12 });
      await store.writeState('calibration', undefined);
      expect(await store.readState('calibration')).toBeUndefined();
      expect(await store.readState('power.slide-energy')).toEqual({ milliwattHours: 12 });
    });

    it('refuses keys that are none, and numbers that are none', async () => {
      const store = await opened();
      for (const key of ['', 'a b', '../x', '.a', 'x'.repeat(65), '__proto__'])
        await expect(store.writeState(key, 1), key).rejects.toThrow(RangeError);
      await expect(store.writeState('key', { energy: NaN })).rejects.toThrow(RangeError);
      expect(await store.readState('key')).toBeUndefined();
    });

    it('counts labels up as slides are begun under them, passing over those taken', async () => {
      const store = await opened();
      expect([await store.nextLabel(), await store.nextLabel()]).toEqual(['0001', '0001']);
      const begin = (n: number, label: string): Promise<unknown> =>
        store.startSlide({ ...slideStart(n), label });
      await begin(1, await store.nextLabel());
      await begin(2, 'typed by hand');
      await begin(3, '0003');
      expect(await store.nextLabel()).toBe('0002');
      await begin(4, '0002');
      expect(await store.nextLabel()).toBe('0004');
      await begin(5, '0004');
      await begin(6, '20260101');
      expect(await store.nextLabel()).toBe('0005');
    });

    it('knows the last good time of each boot and trust', async () => {
      const store = await opened();
      const at = (bootId: string, uptimeMs: number, trust?: 'rtc' | 'network' | 'none'): Moment => ({
        bootId,
        uptimeMs,
        wallClockMs: 1e12 + uptimeMs,
        ...(trust && { trust }),
      });
      await store.startSlide({ ...slideStart(1), at: at('a', 1, 'rtc') }); // sequence 1
      await store.commitField(slideId(1), { ...newField(0), at: at('a', 2, 'rtc') }); // 2
      await store.commitUnreadable(slideId(1), { ...unreadableFrame(1), at: at('a', 3, 'none') }); // 3
      await store.commitField(slideId(1), { ...newField(2), at: at('b', 4) }); // 4
      await store.noteTime(at('b', 5, 'none')); // nothing
      await store.noteTime(at('b', 6, 'network')); // 5
      const { tally } = (await store.slide(slideId(1))) ?? { tally: emptyTally };
      await store.finishSlide(slideId(1), resultFor(tally), at('a', 7, 'network')); // 6
      expect(await store.anchors()).toEqual([
        { sequence: 2, at: at('a', 2, 'rtc') },
        { sequence: 5, at: at('b', 6, 'network') },
        { sequence: 6, at: at('a', 7, 'network') },
      ]);
    });
  });
}
