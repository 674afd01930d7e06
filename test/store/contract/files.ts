import { describe, expect, it } from 'vitest';
import { momentNumber, newField, slideId, slideStart } from '../fixtures.js';
import { frame, thumbnail, type Stores } from './stores.js';

/** The account of files. */
export function filesContract({ name, withSlide }: Stores): void {
  describe(`${name} keeps account of files`, () => {
    it('oldest first by when they were committed, and forgets for good', async () => {
      const store = await withSlide();
      await store.startSlide(slideStart(2));
      const file = (name: string): typeof frame => ({ ...frame, path: name as typeof frame.path });
      await store.commitField(slideId(2), { ...newField(5), files: [file('c')] });
      await store.commitField(slideId(1), { ...newField(9), files: [file('b'), thumbnail] });
      await store.commitField(slideId(1), { ...newField(2), files: [file('a')] });
      const paths = async (): Promise<string[]> =>
        (await store.keptFiles({ kind: 'frame' })).map((f) => f.path);
      expect(await paths()).toEqual(['c', 'b', 'a']);
      expect(await store.keptTotal()).toEqual({ files: 4, bytes: 2790 });
      expect(await store.keptTotal('thumbnail')).toEqual({ files: 1, bytes: 90 });
      await store.forgetFiles(['b', 'never heard of'], momentNumber(20));
      expect(await paths()).toEqual(['c', 'a']);
      expect(await store.keptFiles({ limit: 1 })).toEqual([file('c')]);
      expect(await store.keptTotal('frame')).toEqual({ files: 2, bytes: 1800 });
      const [, field] = await store.fields(slideId(1));
      expect(field.files).toEqual([
        { ...file('b'), removed: true },
        { ...thumbnail, removed: false },
      ]);
    });
  });
}
