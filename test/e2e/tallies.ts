import type { StoredField } from '../../src/store/slide-store.js';

/** What the tally of these fields must be. */
export function sumTallies(fields: readonly StoredField[]): {
  readonly fields: number;
  readonly redCells: number;
  readonly infected: number;
} {
  const accepted = fields.filter((field) => field.accepted);
  const sum = (of: (field: StoredField) => number): number =>
    accepted.reduce((total, field) => total + of(field), 0);
  return {
    fields: accepted.length,
    redCells: sum((field) => field.redCells),
    infected: sum((field) => field.infected),
  };
}
