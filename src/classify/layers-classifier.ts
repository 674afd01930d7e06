import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { ModelError } from '../base/errors.js';
import type { CellBatch } from '../imaging/crop-spec.js';
import { checkBatch } from './batch.js';
import type { CellClassifier, ModelCard } from './classifier.js';
import { layersArtifacts, layersUnreadable, type LayersFiles } from './layers-artifacts.js';
import { runtimeBroken, type LayersRuntime } from './layers-runtime.js';
import type { LayersManifest } from './manifest.js';
import { modelCard } from './model-card.js';
import { calibrated } from './score.js';
import { classifierClosed } from './spot-classifier.js';

/** Cells a run, as for onnxruntime: memory stays small, and between runs the thread is free for other work. */
const BATCH = 64;

/**
 * The net's float parent as a TensorFlow.js layers model, for comparison and for other programs. A run blocks the thread that
 * calls it; the device's counter has one of its own. The model itself scales levels to (level − 150) / 64, so crops go in
 * as they are.
 */
export class LayersClassifier implements CellClassifier {
  readonly model: ModelCard;
  /** Ends when every call so far has ended: calls are taken one after the other, `close` after the last. */
  private last: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly manifest: LayersManifest,
    sha256: string,
    private readonly runtime: LayersRuntime,
    private readonly net: LayersModel,
  ) {
    this.model = modelCard(manifest, sha256);
  }

  /**
   * Loads the model into `runtime` and tries it on one empty crop. `sha256`: what names the model, of both files. Rejects
   * with ModelError when the files cannot be loaded, when input or output is not what the manifest says, or when the runtime
   * cannot run the model.
   */
  static async start(
    manifest: LayersManifest,
    sha256: string,
    files: LayersFiles,
    runtime: LayersRuntime,
  ): Promise<LayersClassifier> {
    const artifacts = layersArtifacts(files, manifest.weights.file);
    await runtime.ready().catch((error: unknown) => {
      throw runtimeBroken(error);
    });
    const net = await runtime
      .loadLayersModel({ load: () => Promise.resolve(artifacts) })
      .catch((error: unknown) => {
        throw layersUnreadable(error instanceof Error ? error.message : String(error), error);
      });
    const classifier = new LayersClassifier(manifest, sha256, runtime, net);
    try {
      const { input, output, classes } = manifest;
      expectShape('input', net.inputNames, net.inputs, input.name, input.shape);
      expectShape('output', net.outputNames, net.outputs, output.name, [classes.length]);
      const { size } = manifest.crop;
      await classifier.run(new Uint8Array(size * size * 3).fill(150), 1);
    } catch (error) {
      net.dispose();
      throw error instanceof ModelError ? error : runtimeBroken(error);
    }
    return classifier;
  }

  async classify(batch: CellBatch): Promise<Float32Array> {
    if (this.closing) throw classifierClosed();
    checkBatch(batch, this.manifest.crop);
    const scores = this.last.then(() => this.scores(batch));
    this.last = scores.catch(() => undefined); // whoever called it is told; the next call is another's
    return scores;
  }

  close(): Promise<void> {
    this.closing ??= this.last.then(() => void this.net.dispose());
    return this.closing;
  }

  private async scores(batch: CellBatch): Promise<Float32Array> {
    const { size } = this.manifest.crop;
    const bytes = size * size * 3;
    const scores = new Float32Array(batch.count);
    for (let from = 0; from < batch.count; from += BATCH) {
      const count = Math.min(BATCH, batch.count - from);
      const logits = await this.run(batch.data.subarray(from * bytes, (from + count) * bytes), count).catch(
        (error: unknown) => {
          throw runtimeBroken(error);
        },
      );
      for (let i = 0; i < count; i++) {
        scores[from + i] = calibrated(logits[2 * i + 1] - logits[2 * i], this.manifest.calibration);
      }
    }
    return scores;
  }

  /** Two logits a crop. */
  private async run(data: Uint8Array, count: number): Promise<ArrayLike<number>> {
    const { size } = this.manifest.crop;
    const input = this.runtime.tensor4d(Float32Array.from(data), [count, size, size, 3]);
    let output: Tensor | Tensor[] | undefined;
    try {
      output = this.net.predict(input);
      if (Array.isArray(output)) throw new Error('the model gives several outputs');
      const logits = await output.data();
      if (logits.length === 2 * count && Array.prototype.every.call(logits, Number.isFinite)) return logits;
      throw new Error('it gives no two numbers a cell');
    } finally {
      input.dispose();
      for (const tensor of output === undefined ? [] : [output].flat()) tensor.dispose();
    }
  }
}

/** Throws ModelError unless there is one tensor, the named one, of any batch size and this shape after it. */
function expectShape(
  which: 'input' | 'output',
  names: readonly string[],
  found: LayersModel['inputs'],
  name: string,
  shape: readonly number[],
): void {
  const wanted = [null, ...shape].join('×');
  if (found.length === 1 && names[0] === name && found[0].shape.join('×') === wanted) return;
  const seen = found.map((tensor, i) => `${names[i]}: ${tensor.shape.slice(1).join('×')}`).join(', ');
  throw new ModelError(
    `${which}-mismatch`,
    `The manifest says that the model's ${which} is ${name}: N×${shape.join('×')}; the model has ${seen}.`,
    'Model and manifest do not belong together: copy both again from the same release.',
  );
}
