import { InputError } from '../base/errors.js';
import type { RgbImage } from '../base/image.js';
import { decodeImage, readImageFile } from '../capture/decode.js';
import type { CellClassifier } from '../classify/classifier.js';
import { scoreField } from '../classify/score-field.js';
import { analyseField } from '../imaging/analyse-field.js';
import type { FieldAnalysis } from '../imaging/field.js';
import { compareField, type FieldComparison } from './compare-field.js';
import { progressReporter, type EvaluateOptions } from './options.js';
import type { LabelledField, Problem } from './truth.js';

/** Decodes, analyses and (with a classifier) scores one labelled field. Throws InputError when it cannot be read. */
export async function analyseLabelledField(
  field: LabelledField,
  options: Pick<EvaluateOptions, 'micrometresPerPixel'>,
): Promise<{ frame: RgbImage; analysis: FieldAnalysis }> {
  const frame = await decodeImage(await readImageFile(field.path));
  const { micrometresPerPixel } = options;
  return {
    frame,
    analysis: analyseField(frame, micrometresPerPixel === undefined ? {} : { micrometresPerPixel }),
  };
}

/** A compared field while its pixels are still at hand. */
export interface ComparedField {
  readonly comparison: FieldComparison;
  readonly frame: RgbImage;
  readonly analysis: FieldAnalysis;
}

/** Analyses labelled fields one after the other and compares each with its truth; what cannot be read becomes a problem. */
export async function compareFields(
  fields: readonly LabelledField[],
  classifier: CellClassifier | undefined,
  folderNamesParasites: boolean,
  options: EvaluateOptions,
  onCompared?: (seen: ComparedField) => Promise<void>,
): Promise<{ compared: FieldComparison[]; problems: Problem[] }> {
  const report = progressReporter(options, fields.length, 'field');
  const compared: FieldComparison[] = [];
  const problems: Problem[] = [];
  report(0);
  for (const [i, field] of fields.entries()) {
    try {
      const { frame, analysis } = await analyseLabelledField(field, options);
      const scores = classifier && (await scoreField(classifier, frame, analysis));
      const comparison = compareField(field, analysis, scores, folderNamesParasites);
      compared.push(comparison);
      await onCompared?.({ comparison, frame, analysis });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push({ file: field.file, message: error.message });
    }
    report(i + 1);
  }
  return { compared, problems };
}
