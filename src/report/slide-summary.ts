import { dateOf, type Dated } from '../clock/dating.js';
import type { SlideResult } from '../counting/result.js';
import { percent } from '../counting/rounding.js';
import type { FieldPower, SlideStore, StoredField, StoredSlide } from '../store/slide-store.js';
import { adviceOf } from './advice.js';
import { allSlides } from './find-slide.js';

/** One slide as a line of a list. */
export interface SlideSummary {
  readonly slide: StoredSlide;
  readonly begun: Dated;
  readonly state: 'open' | 'finished' | 'accepted';
  /** Fields looked at; `slide.tally.fields` of them counted. */
  readonly fields: number;
  readonly unreadable: number;
  /** The latest statement, and whose it is; none while the slide is open. */
  readonly result?: SlideResult;
  readonly author?: string;
  /** At the last field for which it was noted. */
  readonly power?: FieldPower;
  /** What was wrong with fields, with how many each. */
  readonly notes: readonly { readonly note: string; readonly fields: number }[];
}

/** The newest slides, newest first by sequence; all without `limit`. Rejects with StorageError. */
export async function* summaries(store: SlideStore, limit = Infinity): AsyncGenerator<SlideSummary, void> {
  const anchors = await store.anchors();
  let given = 0;
  for await (const slide of allSlides(store)) {
    if (given++ >= limit) return;
    const fields = await store.fields(slide.id);
    const latest = await store.latestResult(slide.id);
    const power = fields.findLast((field) => field.power !== undefined)?.power;
    yield {
      slide,
      begun: dateOf(slide, anchors),
      state: slide.state === 'open' ? 'open' : slide.acceptedAt ? 'accepted' : 'finished',
      fields: fields.length,
      unreadable: (await store.unreadable(slide.id)).length,
      ...(latest && { result: latest.result, author: latest.author }),
      ...(power && { power }),
      notes: notesOf(fields),
    };
  }
}

function notesOf(fields: readonly StoredField[]): { note: string; fields: number }[] {
  const counts = new Map<string, number>();
  for (const { quality, seenBefore, accepted } of fields) {
    const notes = adviceOf(quality.findings);
    if (notes.length === 0 && !accepted && seenBefore > 0) notes.push('Seen before.');
    for (const note of notes) counts.set(note, (counts.get(note) ?? 0) + 1);
  }
  return [...counts].map(([note, count]) => ({ note, fields: count })).sort((a, b) => b.fields - a.fields);
}

/**
 * A result in a few words: "positive 1.2 % (0.90 % – 1.6 %)". Without parasites it always comes with what is excluded; it is never
 * called negative.
 */
export function resultWords({ verdict, parasitaemia: { value, low, high } }: SlideResult): string {
  switch (verdict) {
    case 'positive':
      return `positive ${percent(value, 'nearest')} (${percent(low, 'down')} – ${percent(high, 'up')})`;
    case 'not-seen':
      return `none seen (0 % – ${percent(high, 'up')})`;
    case 'unclear':
      return `unclear ${percent(value, 'nearest')} (0 % – ${percent(high, 'up')})`;
    case 'no-result':
      return 'no result';
  }
}
