import { nearestName } from '../config/nearest-name.js';
import type { SlideStore, StoredSlide } from '../store/slide-store.js';

/** Slides read at once when all are looked through. */
const PAGE = 500;
/** Digits of an id that are taken for one; ids differ in the first eight but for one pair in 65,000 slides or so. */
const LEAST_ID_DIGITS = 6;

export type FoundSlide =
  | { readonly kind: 'found'; readonly slide: StoredSlide }
  | { readonly kind: 'ambiguous'; readonly slides: readonly StoredSlide[] }
  | { readonly kind: 'unknown'; readonly nearest?: string };

/** All slides, newest first. Rejects with StorageError. */
export async function* allSlides(store: SlideStore): AsyncGenerator<StoredSlide, void> {
  let before: number | undefined;
  for (;;) {
    const page = await store.slides({ limit: PAGE, ...(before !== undefined && { before }) });
    yield* page;
    if (page.length < PAGE) return;
    before = page.at(-1)?.sequence;
  }
}

/**
 * The slide meant by a label, an id or the first digits of an id (6 or more), in this order: a label such as 0001 may look like an
 * id. Rejects with StorageError.
 */
export async function findSlide(store: SlideStore, wanted: string): Promise<FoundSlide> {
  const slides: StoredSlide[] = [];
  for await (const slide of allSlides(store)) slides.push(slide);
  const start = wanted.toLowerCase();
  const isId = new RegExp(`^[0-9a-f]{${LEAST_ID_DIGITS},32}$`).test(start);
  for (const matches of [
    slides.filter(({ label }) => label === wanted),
    isId ? slides.filter(({ id }) => id.startsWith(start)) : [],
  ]) {
    if (matches.length === 1) return { kind: 'found', slide: matches[0] };
    if (matches.length > 1) return { kind: 'ambiguous', slides: matches };
  }
  const labels = slides.map(({ label }) => label);
  const sameNumber = /^\d+$/.test(wanted)
    ? labels.find((label) => /^\d+$/.test(label) && Number(label) === Number(wanted))
    : undefined;
  const nearest = sameNumber ?? nearestName(wanted, labels);
  return { kind: 'unknown', ...(nearest !== undefined && { nearest }) };
}
