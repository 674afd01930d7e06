import { ModelError } from '../base/errors.js';
import type { CellBatch } from '../imaging/crop-spec.js';
import { checkBatch } from './batch.js';
import type { CellClassifier, ModelCard } from './classifier.js';
import type { TensorDescription } from './inference-messages.js';
import { InferenceThread } from './inference-thread.js';
import type { OnnxManifest } from './manifest.js';
import { modelCard } from './model-card.js';
import { calibrated } from './score.js';
import { classifierClosed } from './spot-classifier.js';

/** Cells a run: more gains nothing, and memory stays small however crowded the field. */
const BATCH = 64;

/** The trained net, run by onnxruntime in a worker thread. */
export class OnnxClassifier implements CellClassifier {
  readonly model: ModelCard;
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly manifest: OnnxManifest,
    private readonly thread: InferenceThread,
  ) {
    this.model = modelCard(manifest, manifest.weights.sha256);
  }

  /**
   * Starts the session for weights whose hash was checked against `manifest`. `threads`: of the runtime within one run,
   * 1 by default. Rejects with ModelError when the runtime or the weights cannot be loaded, or when the weights' input or
   * output is not what the manifest says.
   */
  static async start(manifest: OnnxManifest, weights: Uint8Array, threads = 1): Promise<OnnxClassifier> {
    const { input, output } = manifest;
    const { thread, session } = await InferenceThread.start({
      weights,
      input: input.name,
      output: output.name,
      threads,
    });
    try {
      expectTensor('input', session.inputs, input.name, input.dtype, input.shape);
      expectTensor('output', session.outputs, output.name, output.dtype, [manifest.classes.length]);
    } catch (error) {
      await thread.close();
      throw error;
    }
    return new OnnxClassifier(manifest, thread);
  }

  async classify(batch: CellBatch): Promise<Float32Array> {
    if (this.closing) throw classifierClosed();
    checkBatch(batch, this.manifest.crop);
    const { shape } = this.manifest.input;
    const bytes = shape[0] * shape[1] * shape[2];
    const scores = new Float32Array(batch.count);
    for (let from = 0; from < batch.count; from += BATCH) {
      const count = Math.min(BATCH, batch.count - from);
      // A copy of its own: of a part, the whole buffer under it would be sent.
      const data = batch.data.slice(from * bytes, (from + count) * bytes);
      const logits = await this.thread.run(data, [count, ...shape]);
      for (let i = 0; i < count; i++) {
        scores[from + i] = calibrated(logits[2 * i + 1] - logits[2 * i], this.manifest.calibration);
      }
    }
    return scores;
  }

  /** The two logits of each crop as the net gives them, in order: what golden tests compare bit by bit. */
  async logits(batch: CellBatch): Promise<Float32Array> {
    if (this.closing) throw classifierClosed();
    checkBatch(batch, this.manifest.crop);
    return this.thread.run(Uint8Array.from(batch.data), [batch.count, ...this.manifest.input.shape]);
  }

  close(): Promise<void> {
    this.closing ??= this.thread.close();
    return this.closing;
  }
}

/** Throws ModelError unless the only tensor is the named one, of this type, any batch size and this shape after it. */
function expectTensor(
  which: 'input' | 'output',
  found: readonly TensorDescription[],
  name: string,
  type: string,
  shape: readonly number[],
): void {
  const tensor = found.find((candidate) => candidate.name === name);
  const fits =
    tensor !== undefined &&
    found.length === 1 &&
    tensor.type === type &&
    tensor.shape.length === shape.length + 1 &&
    typeof tensor.shape[0] === 'string' &&
    shape.every((length, i) => tensor.shape[i + 1] === length);
  if (fits) return;
  const seen = found.map((t) => `${t.name}: ${t.type} ${t.shape.join('×')}`).join(', ');
  throw new ModelError(
    `${which}-mismatch`,
    `The manifest says that the weights' ${which} is ${name}: ${type} N×${shape.join('×')}; the weights have ${seen}.`,
    'Weights and manifest are not of one model: copy both again from the same release.',
  );
}
