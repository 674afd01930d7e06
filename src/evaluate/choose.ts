import { UsageError } from '../base/errors.js';
import type { EvaluateOptions } from './options.js';
import type { LeftOut } from './summarise-cells.js';
import type { LabelledCell } from './truth.js';

export interface ChosenCells {
  readonly cells: readonly LabelledCell[];
  readonly leftOut: LeftOut;
  readonly warnings: readonly string[];
}

/**
 * The cells to evaluate: one fold if asked for, no cells of patients that the weights were fitted on as long as others remain
 * (unless asked for), and at most `limit`, evenly spread. Throws UsageError for a fold that is not there.
 */
export function chooseCells(
  cells: readonly LabelledCell[],
  trainedOn: readonly string[],
  options: Pick<EvaluateOptions, 'fold' | 'includeTrained' | 'limit'>,
): ChosenCells {
  const inFold = options.fold === undefined ? cells : ofFold(cells, String(options.fold));
  const trained = new Set(trainedOn.map((patient) => patient.toUpperCase()));
  const isTrained = (cell: LabelledCell): boolean =>
    cell.patient !== undefined && trained.has(cell.patient.toUpperCase());
  const unseen = inFold.filter((cell) => !isTrained(cell));
  const seen = inFold.length - unseen.length;
  if (seen === 0) return { cells: spread(inFold, options.limit), leftOut: nothingLeftOut, warnings: [] };
  if (options.includeTrained === true || unseen.length === 0) {
    const why = options.includeTrained === true ? 'as asked' : 'because no others remain';
    const warning =
      `${seen} of ${inFold.length} cells belong to patients that the weights were fitted on; they are evaluated ${why}, ` +
      'and the figures are better than on a new patient.';
    return { cells: spread(inFold, options.limit), leftOut: nothingLeftOut, warnings: [warning] };
  }
  const patients = [...new Set(inFold.filter(isTrained).map((cell) => cell.patient!))];
  const warnings: string[] = [];
  for (const infected of [true, false]) {
    const lost =
      inFold.some((cell) => cell.infected === infected) && !unseen.some((cell) => cell.infected === infected);
    if (lost)
      warnings.push(
        `No ${infected ? 'infected' : 'uninfected'} cell remains without the patients that the weights were fitted on.`,
      );
  }
  return {
    cells: spread(unseen, options.limit),
    leftOut: {
      patients: patients.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
      cells: seen,
      reason: 'The weights were fitted on these patients.',
    },
    warnings,
  };
}

const nothingLeftOut: LeftOut = { patients: [], cells: 0, reason: 'Nothing was left out.' };

function ofFold(cells: readonly LabelledCell[], fold: string): readonly LabelledCell[] {
  const chosen = cells.filter((cell) => cell.fold === fold);
  if (chosen.length > 0) return chosen;
  const folds = [...new Set(cells.flatMap((cell) => (cell.fold === undefined ? [] : [cell.fold])))].sort();
  throw new UsageError(
    'fold-unknown',
    `no cell is in fold ${fold}`,
    folds.length === 0
      ? 'This folder names no folds; leave --fold away.'
      : `The folds are ${folds.join(', ')}.`,
  );
}

/** At most `limit` items, evenly spread over the list, so that every class and patient keeps its share. */
export function spread<T>(items: readonly T[], limit: number | undefined): readonly T[] {
  if (limit === undefined || limit >= items.length) return items;
  return Array.from({ length: limit }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / limit)]);
}
