/** What a reviewer said of a cell, at the device or here; the device's own word stays beside it. */
export interface CellWord {
  readonly ordinal: number;
  readonly cell: number;
  readonly label: 'parasitized' | 'uninfected' | 'not-a-red-cell' | 'unsure';
  readonly reviewer: string;
  readonly note: string;
  readonly blind: boolean;
  readonly atMs: number;
}

/** What a reviewer can make of a slide. `negative` may only a person say. */
export const SLIDE_DECISIONS = ['confirmed', 'positive', 'negative', 'unusable'] as const;
export type SlideDecision = (typeof SLIDE_DECISIONS)[number];

/** A reviewer's word on a whole slide: the latest stands, and makes the result final; all are kept. */
export interface SlideWord {
  readonly decision: SlideDecision;
  readonly reviewer: string;
  readonly note: string;
  /** The device's result was not shown: a blinded re-reading, which never changes what stands. */
  readonly blind: boolean;
  /** Parasites/µL as the reader counted, where they did. */
  readonly perMicrolitre?: number;
  readonly atMs: number;
}

/** A random sample of slides for blinded re-reading. */
export interface Sample {
  readonly id: number;
  readonly site?: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly drawnBy: string;
  readonly drawnAtMs: number;
  /** So that the draw can be repeated and shown to be fair. */
  readonly seed: number;
  readonly slides: readonly string[];
  /** Slides re-read so far, of those above. */
  readonly read: number;
}

/** Agreement of blinded readers with the device, over a sample. */
export interface SampleOutcome {
  readonly read: number;
  readonly agree: number;
  /** Device positive, reader negative; and the other way round. */
  readonly falsePositive: number;
  readonly falseNegative: number;
  /** Of those with a reader's count: within ±25 % of it. */
  readonly within25: number;
  readonly counted: number;
}

/** Reviews: only ever added, each in the audit log. Rejects with StorageError; RefusedError no-such-slide, no-such-cell. */
export interface ReviewBook {
  reviewCell(slide: string, word: CellWord): Promise<void>;
  /** `confirmed` makes the device's own verdict stand; a blinded reader cannot say it (RefusedError blind-confirmation). */
  reviewSlide(slide: string, word: SlideWord): Promise<void>;
  /** Age band and sex, as far as known; null is unknown. From then on what the device says of them no longer counts. */
  setPatientFacts(
    slide: string,
    facts: { readonly ageBand: '0-4' | '5-14' | '15+' | null; readonly sex: 'female' | 'male' | null },
    by: string,
    atMs: number,
  ): Promise<void>;
  /** Draw slides at random without repetition, those of a period and site. */
  drawSample(query: {
    readonly site?: string;
    readonly fromMs: number;
    readonly toMs: number;
    readonly size: number;
    readonly seed: number;
    readonly by: string;
    readonly atMs: number;
  }): Promise<Sample>;
  samples(): Promise<readonly Sample[]>;
  sampleOutcome(id: number): Promise<SampleOutcome | undefined>;
}
