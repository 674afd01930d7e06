import { ModelError } from '../base/errors.js';
import type { CellBatch } from '../imaging/crop-spec.js';
import { checkBatch } from './batch.js';
import type { CellClassifier, ModelCard } from './classifier.js';
import type { SpotManifest } from './manifest.js';
import { modelCard } from './model-card.js';
import { calibrated } from './score.js';

/** Share of the cell diameter that a parasite's nucleus and the ring of cytoplasm compared with it span. */
const SPOT_SHARE = 0.06;
const RING_SHARE = 0.17;

/**
 * The reference classifier: no weights, no runtime, no package. The evidence is the depth of the darkest compact spot in
 * green, where nuclei stained by azure and eosin absorb most: the mean of a small square against the mean of the frame
 * around it, in levels of the crop convention (cell median 150). Far behind the trained net and measured like it; it
 * stands in for it in tests and on machines that the runtime does not support, when asked for by name, never by itself.
 */
export class SpotClassifier implements CellClassifier {
  readonly model: ModelCard;
  private closed = false;

  constructor(
    private readonly manifest: SpotManifest,
    sha256: string,
  ) {
    this.model = modelCard(manifest, sha256);
  }

  classify(batch: CellBatch): Promise<Float32Array> {
    return Promise.resolve().then(() => this.scores(batch));
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  private scores(batch: CellBatch): Float32Array {
    if (this.closed) throw classifierClosed();
    const { size, diameter } = this.manifest.crop;
    checkBatch(batch, this.manifest.crop);
    const scores = new Float32Array(batch.count);
    for (let i = 0; i < batch.count; i++) {
      const depth = spotDepth(batch.data, i * size * size * 3, size, diameter);
      scores[i] = calibrated(depth, this.manifest.calibration);
    }
    return scores;
  }
}

/** Said by every classifier that is used after `close`. */
export function classifierClosed(): ModelError {
  return new ModelError(
    'classifier-closed',
    'The classifier was closed and cannot score cells any more.',
    'Load the model again.',
  );
}

/** Depth of the darkest compact spot of one crop, levels; 0 when nothing is darker than its surroundings. */
export function spotDepth(data: Uint8Array, offset: number, size: number, diameter: number): number {
  const inner = Math.max(1, Math.round(SPOT_SHARE * diameter * 0.5));
  const outer = Math.max(inner + 1, Math.round(RING_SHARE * diameter));
  const sums = integral(data, offset, size);
  const box = (x: number, y: number, reach: number): number => {
    const left = x - reach;
    const right = x + reach + 1;
    const top = (y - reach) * (size + 1);
    const bottom = (y + reach + 1) * (size + 1);
    return sums[bottom + right] - sums[bottom + left] - sums[top + right] + sums[top + left];
  };
  const innerArea = (2 * inner + 1) ** 2;
  const outerArea = (2 * outer + 1) ** 2 - innerArea;
  let deepest = 0;
  for (let y = outer; y < size - outer; y++) {
    for (let x = outer; x < size - outer; x++) {
      const spot = box(x, y, inner);
      const depth = (box(x, y, outer) - spot) / outerArea - spot / innerArea;
      if (depth > deepest) deepest = depth;
    }
  }
  return deepest;
}

/** Summed-area table of the green channel, (size + 1)². */
function integral(data: Uint8Array, offset: number, size: number): Int32Array {
  const sums = new Int32Array((size + 1) * (size + 1));
  for (let y = 0; y < size; y++) {
    let row = 0;
    for (let x = 0; x < size; x++) {
      row += data[offset + 3 * (y * size + x) + 1];
      sums[(y + 1) * (size + 1) + x + 1] = sums[y * (size + 1) + x + 1] + row;
    }
  }
  return sums;
}
