import type { RgbImage } from '../base/image.js';
import type { FrameSource } from '../capture/frame-source.js';
import type { CellClassifier } from '../classify/classifier.js';
import { scoreField } from '../classify/score-field.js';
import type { SlideResult, Tally } from '../counting/result.js';
import { slideResult } from '../counting/slide-result.js';
import { shouldStop, type StoppingPolicy } from '../counting/stopping.js';
import { analyseField } from '../imaging/analyse-field.js';
import type { FieldAnalysis } from '../imaging/field.js';
import type { NewFile } from '../store/file-ledger.js';
import type { Moment } from '../clock/moment.js';
import type { SlideStore } from '../store/slide-store.js';
import type { CountedField, UnreadableFrame } from './counted-field.js';
import { addToCount, concludeField, emptyCount, judgeField } from './slide-count.js';

/** What the count of a slide works with. */
export interface CountPorts {
  readonly source: FrameSource;
  readonly classifier: CellClassifier;
  readonly store: SlideStore;
  readonly moment: () => Moment;
  /** Writes a field's pictures before the field is committed; what it returns is committed with it. */
  readonly keepPictures?: (seen: SeenField) => Promise<readonly NewFile[]>;
}

export interface CountSettings {
  readonly slideId: string;
  readonly label: string;
  /** µm per frame px, where known; the cell diameter is found from the frame otherwise. */
  readonly micrometresPerPixel?: number;
  /** The patient's own red cells/µL, where known. */
  readonly redCellsPerMicrolitre?: number;
  /** Stop by this rule; without it every frame of the source is counted. */
  readonly stopping?: StoppingPolicy;
}

/** A field together with what it was made from, while both are in memory. */
export interface SeenField {
  readonly field: CountedField;
  readonly frame: RgbImage;
  readonly analysis: FieldAnalysis;
  /** The frame's bytes as the source gave them, where it had any. */
  readonly encoded?: Uint8Array;
}

export type SlideEvent =
  | ({ readonly type: 'field'; readonly tally: Tally } & SeenField)
  | { readonly type: 'unreadable'; readonly frame: UnreadableFrame }
  | { readonly type: 'finished'; readonly result: SlideResult };

/**
 * Counts one slide: every frame analysed, its new red cells classified, the field committed to the store, and only then
 * told. Ends when the source does, when the stopping rule says so, or when `signal` aborts (what was counted by then
 * becomes the result). Rejects with ModelError or StorageError; what was committed before stays and the slide stays open.
 */
export async function* countSlide(
  ports: CountPorts,
  settings: CountSettings,
  signal?: AbortSignal,
): AsyncGenerator<SlideEvent, void> {
  const { source, classifier, store, moment } = ports;
  const { model } = classifier;
  const { slideId, label, stopping, redCellsPerMicrolitre, micrometresPerPixel } = settings;
  await store.startSlide({
    id: slideId,
    label,
    at: moment(),
    model: { name: model.name, sha256: model.sha256 },
    settings: {
      threshold: model.threshold,
      rates: { sensitivity: model.sensitivity, falsePositiveRate: model.falsePositiveRate },
      ...(micrometresPerPixel !== undefined && { micrometresPerPixel }),
      ...(redCellsPerMicrolitre !== undefined && { redCellsPerMicrolitre }),
      ...(stopping && { stopping }),
    },
  });
  const circumstances = {
    sensitivity: model.sensitivity,
    falsePositiveRate: model.falsePositiveRate,
    ...(redCellsPerMicrolitre !== undefined && { redCellsPerMicrolitre }),
    ...(stopping && { policy: stopping }),
  };
  let count = emptyCount;
  let stopped: SlideResult['stopped'] = 'no-more-fields';
  for await (const captured of source.frames(signal)) {
    const ordinal = count.nextOrdinal;
    if ('error' in captured) {
      const { code, message, remedy } = captured.error;
      const frame = { ordinal, name: captured.name, code, message, remedy };
      await store.commitUnreadable(slideId, { ...frame, at: moment() });
      count = { ...count, nextOrdinal: ordinal + 1 };
      yield { type: 'unreadable', frame };
      continue;
    }
    const started = performance.now();
    const judged = judgeField(
      count,
      analyseField(captured.image, micrometresPerPixel === undefined ? {} : { micrometresPerPixel }),
    );
    const imaged = performance.now();
    const scores = judged.accepted
      ? await scoreField(classifier, captured.image, judged.analysis)
      : new Float32Array(0);
    const field = concludeField(judged, scores, model.threshold, {
      ordinal,
      name: captured.name,
      timing: { imagingMs: imaged - started, classifyMs: performance.now() - imaged },
    });
    const seen = {
      field,
      frame: captured.image,
      analysis: judged.analysis,
      ...(captured.encoded && { encoded: captured.encoded }),
    };
    const files = await ports.keepPictures?.(seen);
    await store.commitField(slideId, { ...field, at: moment(), ...(files && { files }) });
    count = addToCount(count, judged, field);
    yield { type: 'field', ...seen, tally: count.tally };
    const reason = stopping && shouldStop(count.tally, stopping);
    if (reason) {
      stopped = reason;
      break;
    }
  }
  const result = slideResult(count.tally, { ...circumstances, stopped });
  await store.finishSlide(slideId, result, moment());
  yield { type: 'finished', result };
}
