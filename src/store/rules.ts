import { isDeepStrictEqual } from 'node:util';
import type { SlideResult, Tally } from '../counting/result.js';
import { DROPPABLE_LANES, type Lane } from '../record/lanes.js';
import { isSlideId } from './slide-id.js';
import type { FieldFingerprint } from '../imaging/field.js';
import { POWER_STATES } from '../power/power-state.js';
import { CELL_LABELS, type CellReview, type NewCellReview } from './review-ledger.js';
import type {
  FieldPower,
  NewField,
  SlideStart,
  StoredCell,
  StoredField,
  StoredSlide,
  UnreadableFrame,
} from './slide-store.js';
import { storageError } from './storage-error.js';

/** What every adapter asks of what it is given, so that they cannot come to differ. */

/** JSON text of a value; NaN and infinities are refused, which JSON would silently turn into null. */
export function strictJson(value: unknown): string {
  return JSON.stringify(value, (key, item: unknown) => {
    if (typeof item === 'number' && !Number.isFinite(item)) throw new RangeError(`${key} is ${item}`);
    return item;
  });
}

/** A copy as it will be read back: plain JSON, shared with nobody. Throws RangeError as `strictJson`. */
export function asStored<T>(value: T): T {
  return JSON.parse(strictJson(value)) as T;
}

/** Throws RangeError unless a slide can be begun so. */
export function checkStart(start: SlideStart): void {
  if (!isSlideId(start.id)) throw new RangeError(`${start.id} is no slide id`);
  strictJson(start);
}

/** Throws RangeError unless the field is one in itself: its cells possible, its counts those of its cells. */
export function checkField(field: NewField): void {
  checkOrdinal(field.ordinal);
  field.cells.forEach(checkCell);
  const redCells = field.cells.filter((cell) => cell.counted).length;
  const infected = field.cells.filter((cell) => cell.counted && cell.infected === true).length;
  const expected = field.accepted ? { redCells, infected } : { redCells: 0, infected: 0 };
  if (field.redCells !== expected.redCells || field.infected !== expected.infected) {
    throw new RangeError(
      `field ${field.ordinal} claims ${field.infected} infected of ${field.redCells} red cells, ` +
        `its cells say ${expected.infected} of ${expected.redCells}`,
    );
  }
  checkDots(field);
  checkPower(field.power);
  checkFingerprint(field.fingerprint);
  strictJson({ ...field, fingerprint: undefined });
}

function checkDots({ dots, accepted, redCells, infected }: NewField): void {
  if (dots === undefined) return;
  const { cells, dotted } = dots;
  if (!(accepted && dotted >= 0 && dotted <= cells && cells <= redCells - infected))
    throw new RangeError(`${dotted} of ${cells} cells with dots do not fit ${redCells} red cells`);
}

function checkPower(power: FieldPower | undefined): void {
  if (power === undefined) return;
  const { millivolts = 0, charge = 0, state } = power;
  if (!(millivolts >= 0 && millivolts < Infinity)) throw new RangeError(`${millivolts} mV is no voltage`);
  if (!(charge >= 0 && charge <= 1)) throw new RangeError(`${charge} is no state of charge`);
  if (!POWER_STATES.includes(state)) throw new RangeError(`${state} is no power state`);
}

function checkFingerprint(fingerprint: FieldFingerprint | undefined): void {
  if (fingerprint === undefined) return;
  const { points, ...rest } = fingerprint;
  strictJson(rest);
  if (points.length % 2 !== 0 || !points.every(Number.isFinite))
    throw new RangeError('the points of a fingerprint are pairs of numbers');
}

/** Throws RangeError unless something can be remembered so. */
export function checkState(key: string, value: unknown): void {
  if (!/^[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?$/i.test(key))
    throw new RangeError(`${key} is no key of the state`);
  strictJson(value);
}

/** A running number as a label: at least four digits. */
export const runningLabel = (number: number): string => String(number).padStart(4, '0');

/** Throws RangeError unless the ordinal counts something. */
export function checkOrdinal(ordinal: number): void {
  if (!Number.isSafeInteger(ordinal) || ordinal < 0) throw new RangeError(`${ordinal} is no ordinal`);
}

function checkCell(cell: StoredCell, number: number): void {
  const problem =
    cell.counted && cell.kind !== 'red'
      ? `a ${cell.kind} is counted`
      : cell.counted === (cell.notCounted !== undefined) && cell.kind === 'red'
        ? 'a red cell is either counted or has a reason why not'
        : cell.infected === true && cell.kind !== 'red'
          ? `a ${cell.kind} is infected`
          : cell.score !== null && !(cell.score >= 0 && cell.score <= 1)
            ? `its score is ${cell.score}`
            : undefined;
  if (problem !== undefined) throw new RangeError(`cell ${number}: ${problem}`);
}

/** What makes a field the same field when its commit is repeated: all but when, how fast, on what battery, and which files. */
export function sameField(stored: StoredField & Pick<NewField, 'cells'>, given: NewField): boolean {
  return sameBut(['at', 'timing', 'files', 'sequence', 'power', 'fingerprint'], stored, given);
}

/** As `sameField`, for a frame that could not be read. */
export function sameUnreadable(stored: UnreadableFrame, given: UnreadableFrame): boolean {
  return sameBut(['at'], stored, given);
}

function sameBut(left: readonly string[], a: object, b: object): boolean {
  const rest = (value: object): unknown =>
    asStored(Object.fromEntries(Object.entries(value).filter(([key]) => !left.includes(key))));
  return isDeepStrictEqual(rest(a), rest(b));
}

/** Whether two results say the same. */
export function sameResult(a: SlideResult, b: SlideResult): boolean {
  return isDeepStrictEqual(asStored(a), asStored(b));
}

/** Throws RangeError unless it is a review in itself. */
export function checkReview(review: NewCellReview): void {
  checkOrdinal(review.ordinal);
  checkOrdinal(review.cell);
  if (!CELL_LABELS.includes(review.label)) throw new RangeError(`${review.label} is no label of a cell`);
  if (review.reviewer.trim() === '') throw new RangeError('a review needs a reviewer');
  strictJson(review);
}

/** Whether a reviewer says again what they said last: all but when. */
export function sameReview(stored: CellReview, given: NewCellReview): boolean {
  return sameBut(['at', 'sequence'], stored, given);
}

/** Throws StorageError result-differs unless the result is about the tally. */
export function checkResult(result: SlideResult, tally: Tally): void {
  strictJson(result);
  const keys = ['fields', 'redCells', 'infected'] as const;
  if (keys.every((key) => result[key] === tally[key])) return;
  const counts = (of: Tally): string => `${of.infected} of ${of.redCells} cells in ${of.fields} fields`;
  throw storageError(
    'result-differs',
    `The result is about ${counts(result)}, the store holds ${counts(tally)}.`,
  );
}

/** Throws RangeError unless it is a body that can travel: an object of plain JSON. */
export function checkHealth(body: unknown): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new RangeError('the health of a device is an object');
  strictJson(body);
}

/** Throws RangeError for a lane whose records are never given up. */
export function checkDroppable(lane: Lane): void {
  if (!DROPPABLE_LANES.some((droppable) => droppable === lane))
    throw new RangeError(`records of the lane ${lane} are never given up`);
}

/** Throws StorageError slide-closed when the slide takes no more fields. */
export function checkOpen(slide: StoredSlide): void {
  if (slide.state === 'finished') throw slideClosed(slide.id);
}

/** The errors that all adapters give alike. */
export const noSuchSlide = (id: string): Error => storageError('no-such-slide', `There is no slide ${id}.`);
export const noSuchCell = (id: string, ordinal: number, cell: number): Error =>
  storageError('no-such-cell', `Slide ${id} has no cell ${cell} in field ${ordinal}.`);
export const slideExists = (id: string): Error =>
  storageError('slide-exists', `There is a slide ${id} already.`);
export const slideClosed = (id: string): Error => storageError('slide-closed', `Slide ${id} is finished.`);
export const slideStillOpen = (id: string): Error =>
  storageError('slide-still-open', `Slide ${id} has no result yet that could be revised.`);
export const fieldDiffers = (ordinal: number): Error =>
  storageError('field-differs', `Field ${ordinal} of this slide was committed with other content.`);
export const noSuchRecord = (sequence: number): Error =>
  storageError('no-such-record', `There is no record ${sequence} in the outbox any more.`);
