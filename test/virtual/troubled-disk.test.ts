import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import { TroubledDisk } from '../../src/virtual/troubled-disk.js';
import { newField, slideId, slideStart, storageCode } from '../store/fixtures.js';
import { slideStoreContract } from '../store/slide-store.contract.js';

slideStoreContract('A store over a disk without troubles', () =>
  Promise.resolve(new TroubledDisk(new VirtualClock()).over(new MemorySlideStore())),
);

describe('a troubled disk', () => {
  for (const [fault, code] of [
    ['full', 'disk-full'],
    ['failing', 'disk-fault'],
  ] as const) {
    it(`that is ${fault} refuses writes with ${code}, writes nothing, reads on, and is well again`, async () => {
      const disk = new TroubledDisk(new VirtualClock());
      const store = disk.over(new MemorySlideStore());
      await store.startSlide(slideStart(1));
      disk.inject(fault);
      expect(await storageCode(store.startSlide(slideStart(2)))).toBe(code);
      expect(await storageCode(store.commitField(slideId(1), newField(0, 1)))).toBe(code);
      expect(await store.slides()).toHaveLength(1);
      expect(await store.fields(slideId(1))).toEqual([]);
      disk.inject(undefined);
      await store.commitField(slideId(1), newField(0, 1));
      expect(await store.fields(slideId(1))).toHaveLength(1);
    });
  }

  it('that is slow writes late, by the clock', async () => {
    const clock = new VirtualClock();
    const disk = new TroubledDisk(clock);
    const store = disk.over(new MemorySlideStore());
    disk.inject('slow');
    const writing = store.startSlide(slideStart(1));
    await clock.advance(1_000);
    expect(await store.slides()).toEqual([]);
    await clock.advance(1_500);
    await writing;
    expect(await store.slides()).toHaveLength(1);
  });
});
