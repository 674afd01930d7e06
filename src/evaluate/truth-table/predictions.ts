import { InputError } from '../../base/errors.js';
import { calibrated } from '../../classify/score.js';
import { needColumn, numberIn, readCsv } from '../csv.js';
import { infectionOf, patientInName } from '../labels.js';

/** One crop with its score by the net that never saw its patient. */
export interface PredictedCell {
  /** Relative to the folder of crops. */
  readonly file: string;
  readonly patient: string;
  readonly infected: boolean;
  readonly fold: string;
  /** Calibrated, 0–1, rounded to single precision as the classifier's own scores are. */
  readonly score: number;
}

/**
 * Reads per-fold predictions: a table of file, fold, evidence (difference of the logits). Label and patient stand in the file's
 * name, as in the NIH archive. Throws InputError when the table or a row of it cannot be understood.
 */
export async function readPredictions(
  path: string,
  calibration: { readonly slope: number; readonly offset: number },
): Promise<PredictedCell[]> {
  const table = await readTable(path);
  const [file, fold, evidence] = ['file', 'fold', 'evidence'].map((name) => needColumn(table, [name]));
  const seen = new Set<string>();
  return table.rows.map((row) => {
    const name = row.values[file];
    const refuse = (what: string): never => {
      throw new InputError(
        'predictions-unreadable',
        `${path}, line ${row.line}: ${what}`,
        'Make the per-fold predictions again with models/score.mjs.',
      );
    };
    const infection = infectionOf(name.split('/')[0]) ?? refuse(`${name} lies in no folder of a label`);
    const patient = patientInName(name) ?? refuse(`no patient in the name ${name}`);
    const value = numberIn(row, evidence) ?? refuse(`no evidence for ${name}`);
    if (seen.has(name)) refuse(`${name} is listed twice`);
    seen.add(name);
    return {
      file: name,
      patient,
      infected: infection.infected,
      fold: row.values[fold],
      score: Math.fround(calibrated(value, calibration)),
    };
  });
}

async function readTable(path: string): Promise<Awaited<ReturnType<typeof readCsv>>> {
  try {
    return await readCsv(path);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(
      'predictions-missing',
      `cannot read the per-fold predictions: ${reason}`,
      'Name them with --scores; models/README.md says how they are made.',
      { cause },
    );
  }
}
