import type { FieldComparison } from './compare-field.js';
import type { ClassifiedCell } from './summarise-cells.js';

/** The single cells or fields behind an evaluation's figures. */
export interface EvaluationDetails {
  readonly cells: readonly ClassifiedCell[];
  readonly fields: readonly FieldComparison[];
}
