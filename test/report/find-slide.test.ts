import { describe, expect, it } from 'vitest';
import { allSlides, findSlide } from '../../src/report/find-slide.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import { slideStart } from '../store/fixtures.js';

const ids = ['a'.repeat(32), `abcdef${'1'.repeat(26)}`, `abcdef${'2'.repeat(26)}`];

async function storeWith(...labels: string[]): Promise<MemorySlideStore> {
  const store = new MemorySlideStore();
  for (const [i, label] of labels.entries()) await store.startSlide({ ...slideStart(i), id: ids[i], label });
  return store;
}

describe('a slide that is asked for', () => {
  it('is found by its label, its id, or the first digits of its id', async () => {
    const store = await storeWith('0001', 'clinic B', '0003');
    for (const [wanted, id] of [
      ['clinic B', ids[1]],
      [ids[0], ids[0]],
      ['AAAAAA', ids[0]],
      ['abcdef2', ids[2]],
    ]) {
      expect(await findSlide(store, wanted)).toMatchObject({ kind: 'found', slide: { id } });
    }
  });

  it('is asked for again when several have the label or begin so', async () => {
    const store = await storeWith('twin', 'twin', '0003');
    expect(await findSlide(store, 'twin')).toMatchObject({
      kind: 'ambiguous',
      slides: [{ id: ids[1] }, { id: ids[0] }],
    });
    expect(await findSlide(store, 'abcdef')).toMatchObject({ kind: 'ambiguous' });
  });

  it('goes by its label before its id', async () => {
    const store = await storeWith('0001', 'aaaaaa', '0003');
    expect(await findSlide(store, 'aaaaaa')).toMatchObject({ kind: 'found', slide: { id: ids[1] } });
  });

  it('that is not there brings the nearest label, or none', async () => {
    const store = await storeWith('clinic-17', '0012', '0003');
    expect(await findSlide(store, 'clinic-71')).toEqual({ kind: 'unknown', nearest: 'clinic-17' });
    expect(await findSlide(store, '12')).toEqual({ kind: 'unknown', nearest: '0012' });
    expect(await findSlide(store, 'something else')).toEqual({ kind: 'unknown' });
    expect(await findSlide(new MemorySlideStore(), 'x')).toEqual({ kind: 'unknown' });
  });

  it('is looked for among all, however many', async () => {
    const store = new MemorySlideStore();
    for (let n = 0; n < 1001; n++) await store.startSlide(slideStart(n));
    const seen: number[] = [];
    for await (const { sequence } of allSlides(store)) seen.push(sequence);
    expect(seen).toHaveLength(1001);
    expect(seen).toEqual([...seen].sort((a, b) => b - a));
    expect(await findSlide(store, 'slide 0')).toMatchObject({ kind: 'found' });
  });
});
