import type { RgbImage } from '../base/image.js';
import { countedCells, cropObjects } from '../imaging/crop.js';
import type { FieldAnalysis } from '../imaging/field.js';
import type { CellClassifier } from './classifier.js';

/** Cells cropped at a time: a batch that the runtime takes whole, and small enough that both threads soon have work. */
const CHUNK = 64;

/**
 * Infected scores 0–1 of a field's counted cells, in the order of `countedCells`. `frame` is the frame that was analysed. The
 * next cells are cropped while the classifier's thread works on the last. Rejects with ModelError as `classify` does.
 */
export async function scoreField(
  classifier: CellClassifier,
  frame: RgbImage,
  analysis: FieldAnalysis,
): Promise<Float32Array> {
  const cells = countedCells(analysis);
  const parts: Promise<Float32Array>[] = [];
  for (let from = 0; from < cells.length; from += CHUNK) {
    const chunk = cells.slice(from, from + CHUNK);
    parts.push(classifier.classify(cropObjects(frame, analysis, chunk, classifier.model.crop)));
  }
  const scores = new Float32Array(cells.length);
  let at = 0;
  for (const part of await Promise.all(parts)) {
    scores.set(part, at);
    at += part.length;
  }
  return scores;
}
