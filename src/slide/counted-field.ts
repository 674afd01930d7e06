import type { FieldFacts, StoredCell, UnreadableFrame as StoredUnreadable } from '../store/slide-store.js';

/** One object of a field with the classifier's word on it. Boxes in stored frame pixels. */
export type FieldCell = StoredCell;

/** One field as the slide's count sees it: what the store will keep, before it is told the time. */
export type CountedField = Omit<FieldFacts, 'at' | 'timing'> & {
  readonly cells: readonly FieldCell[];
  /** Milliseconds: finding and judging cells; cropping and classifying them. */
  readonly timing: { readonly imagingMs: number; readonly classifyMs: number };
};

/** A frame that could not be read at all. */
export type UnreadableFrame = Omit<StoredUnreadable, 'at'>;
