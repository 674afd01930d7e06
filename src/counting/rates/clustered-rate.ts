import type { Interval } from '../result.js';
import { studentQuantile } from './incomplete-beta.js';
import { proportionInterval } from './proportion-interval.js';

/** What one patient contributes to a rate: `positives` of `cells`. */
export interface PatientCount {
  readonly positives: number;
  readonly cells: number;
}

/** Throws RangeError unless every count is a whole number with 0 ≤ positives ≤ cells. Patients without cells are dropped. */
export function patientsWithCells(perPatient: readonly PatientCount[]): readonly PatientCount[] {
  for (const { positives, cells } of perPatient) {
    if (!(Number.isInteger(positives) && Number.isInteger(cells) && positives >= 0 && positives <= cells)) {
      throw new RangeError(`${positives} of ${cells} is not a count of cells`);
    }
  }
  return perPatient.filter(({ cells }) => cells > 0);
}

/** The rate at which chance would leave no events in any patient 1 time in 40, patients' rates being exponentially spread. */
function boundWithoutEvents(patients: readonly PatientCount[]): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const rate = (low + high) / 2;
    let logNone = 0;
    for (const { cells } of patients) logNone -= Math.log1p(cells * rate);
    if (logNone > Math.log(0.025)) low = rate;
    else high = rate;
  }
  return high;
}

/**
 * A rate over all cells with a 95 % interval that knows that cells of one patient resemble each other: the ratio
 * estimator's between-patient variance gives an effective number of cells, narrowed by Student's t on patients − 1 degrees
 * of freedom, put into the exact interval (Korn & Graubard 1998, Survey Methodology 24:193). The effective number never
 * exceeds the cells counted. Without any event (or with nothing else) the data cannot show how patients differ; rates
 * spread exponentially between patients (coefficient of variation 1) are then assumed, which bounds a little wider than 3.7/n.
 * With a single patient between-patient variation is unknown and the interval is 0–1.
 * Throws RangeError for impossible counts.
 */
export function clusteredRateInterval(perPatient: readonly PatientCount[]): Interval {
  const patients = patientsWithCells(perPatient);
  const cells = patients.reduce((sum, patient) => sum + patient.cells, 0);
  const positives = patients.reduce((sum, patient) => sum + patient.positives, 0);
  if (cells === 0) return { value: 0.5, low: 0, high: 1 };
  const rate = positives / cells;
  if (patients.length < 2) return { value: rate, low: 0, high: 1 };
  if (positives === 0) return { value: 0, low: 0, high: boundWithoutEvents(patients) };
  if (positives === cells) return { value: 1, low: 1 - boundWithoutEvents(patients), high: 1 };
  let squares = 0;
  for (const patient of patients) squares += (patient.positives - rate * patient.cells) ** 2;
  const count = patients.length;
  const variance = ((count / (count - 1)) * squares) / cells ** 2;
  const narrowing = (studentQuantile(0.05, cells - 1) / studentQuantile(0.05, count - 1)) ** 2;
  const effective = Math.min(cells, ((rate * (1 - rate)) / variance) * narrowing);
  const { low, high } = proportionInterval(rate * effective, effective);
  return { value: rate, low, high };
}
