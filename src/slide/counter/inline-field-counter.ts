import { ModelError } from '../../base/errors.js';
import type { RgbImage } from '../../base/image.js';
import type { CellClassifier, ModelCard } from '../../classify/classifier.js';
import { scoreField } from '../../classify/score-field.js';
import { analyseField } from '../../imaging/analyse-field.js';
import type { FieldFingerprint, FieldOptions } from '../../imaging/field.js';
import { glanceAt, takeView, type Glance, type GlanceTrail } from '../../imaging/glance.js';
import type { FieldCounter, FieldVerdict } from '../field-counter.js';
import { concludeField, emptyCount, judgeField } from '../slide-count.js';

/**
 * Counts fields in the thread that calls it: what the counting thread runs, and what tests and tools without a live view use.
 * Takes over the classifier and closes it.
 */
export class InlineFieldCounter implements FieldCounter {
  readonly model: ModelCard;
  private counted: FieldFingerprint[] = [];
  private settings: FieldOptions = {};
  /** Of the slide's last accepted field, frame px. */
  private cellDiameter: number | undefined;
  private trail: GlanceTrail | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(private readonly classifier: CellClassifier) {
    this.model = classifier.model;
  }

  open(counted: readonly FieldFingerprint[], settings: FieldOptions): Promise<void> {
    return this.inTurn(() => {
      this.counted = [...counted];
      this.settings = settings;
      this.cellDiameter = undefined;
      this.trail = undefined;
    });
  }

  glance(frame: RgbImage): Promise<Glance> {
    return this.inTurn(() => {
      const options =
        this.cellDiameter === undefined
          ? this.settings
          : { ...this.settings, cellDiameter: this.cellDiameter };
      const { glance, trail } = glanceAt(frame, this.trail, options);
      this.trail = trail;
      return glance;
    });
  }

  markTaken(): void {
    if (this.closing) return;
    // In turn too: it means the last glance asked for before it.
    void this.inTurn(() => {
      this.trail &&= takeView(this.trail);
    });
  }

  count(frame: RgbImage, about: { readonly ordinal: number; readonly name: string }): Promise<FieldVerdict> {
    return this.inTurn(async () => {
      const started = performance.now();
      const judged = judgeField({ ...emptyCount, counted: this.counted }, analyseField(frame, this.settings));
      const imaged = performance.now();
      const scores = judged.accepted
        ? await scoreField(this.classifier, frame, judged.analysis)
        : new Float32Array(0);
      const field = concludeField(judged, scores, this.model.threshold, {
        ...about,
        timing: { imagingMs: imaged - started, classifyMs: performance.now() - imaged },
      });
      if (!field.accepted) return { field };
      const { fingerprint } = judged.analysis;
      this.counted.push(fingerprint);
      this.cellDiameter = field.cellDiameter;
      return { field, fingerprint };
    });
  }

  close(): Promise<void> {
    this.closing ??= this.last.then(() => this.classifier.close());
    return this.closing;
  }

  /** One call after the other; a failed one does not stop those behind it. */
  private inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.closing) return Promise.reject(counterClosed());
    const turn = this.last.then(work);
    // Only the order hangs on it: whoever made the call gets its error.
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

/** Said by every counter that is used after `close`. */
export function counterClosed(): ModelError {
  return new ModelError(
    'counter-closed',
    'The field counter was closed and looks at no frame any more.',
    'Start the program again.',
  );
}
