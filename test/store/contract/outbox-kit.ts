import { createHash } from 'node:crypto';
import { emptyTally } from '../../../src/counting/tally.js';
import type { ChainLink, OutboxRow, Sealed } from '../../../src/store/outbox.js';
import type { SlideStore } from '../../../src/store/slide-store.js';
import { momentNumber, newField, resultFor, slideId, slideStart } from '../fixtures.js';
import type { Stores } from './stores.js';

export const DEVICE = 'rf-aaaaaaaaaaaa';
export const OTHER = 'rf-bbbbbbbbbbbb';

/** A message made of its link alone, so that a test knows it. */
export function made(link: ChainLink): { readonly hash: string; readonly message: Uint8Array } {
  const message = Buffer.from(`${link.number} after ${link.previous ?? 'nothing'}`);
  return { hash: createHash('sha256').update(message).digest('hex'), message };
}

export const ids = (rows: readonly OutboxRow[]): string[] => rows.map(({ id }) => id);

/** Slides that are begun and finished at once, without a field. */
export async function finished(store: SlideStore, ...numbers: readonly number[]): Promise<void> {
  for (const n of numbers) {
    await store.startSlide(slideStart(n));
    await store.finishSlide(slideId(n), resultFor(emptyTally), momentNumber(n));
  }
}

/** Seals all that waits, in order. */
export async function sealAll(store: SlideStore, device = DEVICE): Promise<Sealed[]> {
  const sealed: Sealed[] = [];
  for (const row of await store.waiting({ limit: 1000 }))
    sealed.push(await store.seal(row.sequence, device, made));
  return sealed;
}

/** Slide 1 with a field, finished with one close-up. */
export async function finishedWithPicture(withSlide: Stores['withSlide']): Promise<SlideStore> {
  const store = await withSlide();
  const file = { kind: 'thumbnail', path: 'thumbnails/0-3.jpg', bytes: 90, cell: 3 } as const;
  const tally = await store.commitField(slideId(1), { ...newField(0), files: [file] });
  await store.finishSlide(slideId(1), resultFor(tally), momentNumber(6));
  return store;
}
