import { ModelError } from '../../base/errors.js';
import type { RgbImage } from '../../base/image.js';
import type { ModelCard } from '../../classify/classifier.js';
import { holdRuntime } from '../../classify/inference-thread.js';
import { readModel, type CheckedModel } from '../../classify/load-model.js';
import { modelCard } from '../../classify/model-card.js';
import type { FieldFingerprint, FieldOptions } from '../../imaging/field.js';
import type { Glance } from '../../imaging/glance.js';
import type { FieldCounter, FieldVerdict } from '../field-counter.js';
import { CounterThread } from './counter-thread.js';
import { counterClosed } from './inline-field-counter.js';

/**
 * Counts fields in a thread of its own, the model in another one below it. Frames over a SharedArrayBuffer are not copied to
 * the thread; others are. When the thread or the model's runtime dies, all calls that wait reject with ModelError
 * (`counter-stopped`, `runtime-stopped`), and so does every later one until `open` has started a new thread.
 */
export class ThreadedFieldCounter implements FieldCounter {
  readonly model: ModelCard;
  private closed: Promise<void> | undefined;

  private constructor(
    private readonly checked: CheckedModel,
    private readonly startThread: typeof CounterThread.start,
    private thread: CounterThread,
  ) {
    this.model = modelCard(checked.manifest, checked.sha256);
  }

  /**
   * Starts the thread and the model (`file`: its manifest). Rejects with ModelError as `loadModel` does. Tests give a
   * `startThread` that lets them end the thread.
   */
  static async start(
    file: string,
    startThread: typeof CounterThread.start = (start) => CounterThread.start(start),
  ): Promise<ThreadedFieldCounter> {
    const checked = await readModel(file);
    // Held here too, or a thread started after a crash could not load it again.
    if (checked.manifest.runtime === 'onnx') await holdRuntime();
    return new ThreadedFieldCounter(checked, startThread, await startThread({ model: checked }));
  }

  async open(counted: readonly FieldFingerprint[], settings: FieldOptions): Promise<void> {
    if (this.closed) throw counterClosed();
    if (this.thread.broken) {
      await this.thread.end();
      this.thread = await this.startThread({ model: this.checked });
    }
    await this.thread.call<undefined>({ kind: 'open', counted, settings });
  }

  glance(frame: RgbImage): Promise<Glance> {
    if (this.closed) return Promise.reject(counterClosed());
    return this.thread.call<Glance>({ kind: 'glance', frame });
  }

  markTaken(): void {
    if (!this.closed) this.thread.post({ kind: 'mark-taken' });
  }

  async count(
    frame: RgbImage,
    about: { readonly ordinal: number; readonly name: string },
  ): Promise<FieldVerdict> {
    if (this.closed) throw counterClosed();
    const { thread } = this;
    try {
      return await thread.call<FieldVerdict>({ kind: 'count', frame, about });
    } catch (error) {
      // A model's thread that died is not started again by itself: the whole counter is, at the next slide.
      if (error instanceof ModelError && error.code === 'runtime-stopped') thread.retire(error);
      throw error;
    }
  }

  close(): Promise<void> {
    this.closed ??= this.thread.close();
    return this.closed;
  }
}
