import type { SlideWords } from '../words-slide.js';
import { SLIDE_DECISIONS, type SlideDecision } from '../../../registry/review-book.js';

/** What can be wrong with a review as it was typed. */
export type ReviewProblem = keyof SlideWords['refused'];

export interface ReadDecision {
  readonly decision: SlideDecision;
  readonly note: string;
  readonly perMicrolitre?: number;
}

const MOST_PER_MICROLITRE = 10_000_000;
const MOST_NOTE = 2000;

/**
 * The decision, count and note of a form. Thousands may be separated by spaces, full stops or commas, as people of the four
 * languages write them; a fraction of a parasite is none.
 */
export function readDecision(
  form: {
    readonly decision?: string | undefined;
    readonly count?: string | undefined;
    readonly note?: string | undefined;
  },
  allowed: readonly SlideDecision[] = SLIDE_DECISIONS,
): ReadDecision | ReviewProblem {
  const decision = allowed.find((one) => one === form.decision);
  if (decision === undefined) return 'decision';
  const note = (form.note ?? '').trim();
  if (note.length > MOST_NOTE || /\p{Cc}/u.test(note)) return 'note';
  const typed = (form.count ?? '').trim();
  if (typed === '') return { decision, note };
  if (!/^\d{1,3}(?:[\s.,\u202f\u00a0]?\d{3})*$|^\d+$/.test(typed)) return 'count';
  const perMicrolitre = Number(typed.replace(/\D/g, ''));
  return perMicrolitre <= MOST_PER_MICROLITRE ? { decision, note, perMicrolitre } : 'count';
}
