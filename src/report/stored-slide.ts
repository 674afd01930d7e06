import type { ClockAnchor } from '../clock/dating.js';
import type { SlideResult } from '../counting/result.js';
import { slideResult } from '../counting/slide-result.js';
import type {
  ResultRevision,
  SlideStore,
  StoredCell,
  StoredField,
  StoredSlide,
  UnreadableFrame,
} from '../store/slide-store.js';
import type { JudgedBy } from './judged-by.js';
import { knownSettings, type KnownSettings } from './slide-settings.js';

/** Everything that the store knows of one slide. */
export interface SlideFromStore {
  readonly slide: StoredSlide;
  /** By ordinal, with their cells. */
  readonly fields: readonly (StoredField & { readonly cells: readonly StoredCell[] })[];
  readonly unreadable: readonly UnreadableFrame[];
  /** All statements of the result, first to last; none of an open slide. */
  readonly revisions: readonly ResultRevision[];
  /** The latest statement; of an open slide what its fields say so far, where the rates it is judged by were kept. */
  readonly result?: SlideResult;
  readonly model: JudgedBy;
  readonly anchors: readonly ClockAnchor[];
}

/** Reads a slide whole. Rejects with StorageError. */
export async function readSlide(store: SlideStore, slide: StoredSlide): Promise<SlideFromStore> {
  const fields = [];
  for (const field of await store.fields(slide.id)) {
    fields.push({ ...field, cells: await store.cells(slide.id, field.ordinal) });
  }
  const revisions = await store.results(slide.id);
  const settings = knownSettings(slide);
  const result = revisions.at(-1)?.result ?? resultSoFar(slide, settings);
  return {
    slide,
    fields,
    unreadable: await store.unreadable(slide.id),
    revisions,
    ...(result && { result }),
    model: settings.model,
    anchors: await store.anchors(),
  };
}

function resultSoFar(
  { tally }: StoredSlide,
  { model, stopping, redCellsPerMicrolitre }: KnownSettings,
): SlideResult | undefined {
  const { sensitivity, falsePositiveRate } = model;
  if (!sensitivity || !falsePositiveRate) return undefined;
  return slideResult(tally, {
    sensitivity,
    falsePositiveRate,
    stopped: 'still-counting',
    ...(stopping && { policy: stopping }),
    ...(redCellsPerMicrolitre !== undefined && { redCellsPerMicrolitre }),
  });
}
