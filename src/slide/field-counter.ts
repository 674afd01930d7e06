import type { RgbImage } from '../base/image.js';
import type { ModelCard } from '../classify/classifier.js';
import type { FieldFingerprint } from '../imaging/field.js';
import type { Glance } from '../imaging/glance.js';
import type { CountedField } from './counted-field.js';

/** A field as it was counted, with what recognises it when the stage comes back. */
export interface FieldVerdict {
  readonly field: CountedField;
  /** Of an accepted field only. */
  readonly fingerprint?: FieldFingerprint;
}

/**
 * Looks at live frames and counts fields, away from the thread that answers the button. One slide at a time; calls are served in
 * order. Frames must stay unchanged until their call settles.
 */
export interface FieldCounter {
  readonly model: ModelCard;
  /** Begins a slide, or goes on with one whose accepted fields left these fingerprints. Forgets the view last taken. */
  open(
    counted: readonly FieldFingerprint[],
    settings: { readonly micrometresPerPixel?: number },
  ): Promise<void>;
  /** A quick look. `taken` tells that this very view was taken as a field: later glances say how much of it they still show. */
  glance(frame: RgbImage): Promise<Glance>;
  /** Remembers the view of the last glance as the field last taken. */
  markTaken(): void;
  /** Analyses, judges and classifies one frame. Rejects with ModelError; a bad field is no error but a field not accepted. */
  count(frame: RgbImage, about: { readonly ordinal: number; readonly name: string }): Promise<FieldVerdict>;
  close(): Promise<void>;
}
