import { laneOf } from '../record/lanes.js';
import type { Moment } from '../clock/moment.js';
import type { OutboxRow, OutboxSubject } from './outbox.js';
import { strictJson } from './rules.js';

/**
 * Most pictures of one slide that are sent, those of highest score first: as many as the slide's own page shows, about a
 * quarter of a megabyte, and what a reviewer looks through in a few minutes.
 */
export const MOST_THUMBNAILS = 24;

/** Most fields of one slide that are sent made small, some 40 kB each: those with most cells to look at. */
export const MOST_FIELD_PICTURES = 2;

/**
 * Most reviews in one record. Fifty of the longest notes (2000 characters, six bytes each where every one is escaped) with
 * their names stay below the longest message that a collector looks at, `MOST_MESSAGE_BYTES`.
 */
export const MOST_REVIEWS = 50;

/** What a row takes beside its texts and its message: numbers, moment and index entries, about so many bytes. */
export const ROW_BYTES = 200;

/** A record as it is put in. */
export type NewRecord = Omit<OutboxRow, 'sealed' | 'site'>;

function record(sequence: number, id: string, subject: OutboxSubject, at: Moment): NewRecord {
  return { sequence, id, lane: laneOf(subject.kind), kind: subject.kind, subject, at };
}

/** The record of a result: its number is that of the result itself. */
export function slideRecord(slide: string, revision: number, sequence: number, at: Moment): NewRecord {
  return record(sequence, `${slide}.${revision}`, { kind: 'slide', slide, revision }, at);
}

/** The records of reviews that were added together, each under the number of its last review. */
export function reviewRecords(
  slide: string,
  added: readonly { readonly sequence: number; readonly at: Moment }[],
): readonly NewRecord[] {
  const parts = Array.from({ length: Math.ceil(added.length / MOST_REVIEWS) }, (_, i) =>
    added.slice(i * MOST_REVIEWS, (i + 1) * MOST_REVIEWS),
  );
  return parts.map((part) => {
    const { sequence, at } = part[part.length - 1];
    const sequences = part.map((review) => review.sequence);
    return record(sequence, `${slide}.r${sequence}`, { kind: 'review', slide, sequences }, at);
  });
}

/** A picture that could be sent. */
export interface Picture {
  /** Of its file, in the device's order of events. */
  readonly sequence: number;
  readonly ordinal: number;
  readonly path: string;
  readonly cell?: number;
  /** Infected score of its cell; null where there is none. */
  readonly score: number | null;
}

/**
 * The pictures of a slide that are sent, in the order in which they are: cells by their score, highest first, then the fields
 * that most of the cells with a picture lie in; one of each cell or field.
 */
export function picturesToSend(pictures: readonly Picture[]): readonly Picture[] {
  const cellsOf = new Map<number, number>();
  for (const { ordinal, cell } of pictures)
    if (cell !== undefined) cellsOf.set(ordinal, (cellsOf.get(ordinal) ?? 0) + 1);
  const cells = pictures
    .filter(({ cell }) => cell !== undefined)
    .sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || a.sequence - b.sequence);
  const fields = pictures
    .filter(({ cell }) => cell === undefined)
    .sort((a, b) => (cellsOf.get(b.ordinal) ?? 0) - (cellsOf.get(a.ordinal) ?? 0) || a.sequence - b.sequence);
  return [...oneOfEach(cells).slice(0, MOST_THUMBNAILS), ...oneOfEach(fields).slice(0, MOST_FIELD_PICTURES)];
}

function oneOfEach(pictures: readonly Picture[]): readonly Picture[] {
  const first = new Map<string, Picture>();
  for (const picture of pictures) {
    const place = `${picture.ordinal}-${picture.cell ?? ''}`;
    if (!first.has(place)) first.set(place, picture);
  }
  return [...first.values()];
}

export function thumbnailRecord(
  slide: string,
  { ordinal, path, cell }: Picture,
  sequence: number,
  at: Moment,
): NewRecord {
  const id = cell === undefined ? `${slide}.f${ordinal}` : `${slide}.c${ordinal}-${cell}`;
  const subject = { kind: 'thumbnail', slide, ordinal, path, ...(cell !== undefined && { cell }) } as const;
  return record(sequence, id, subject, at);
}

/**
 * The record of a health snapshot. A device may keep its key and begin a new store, whose numbers begin anew: `store`, drawn
 * at random with it, keeps the ids apart.
 */
export function healthRecord(store: string, body: unknown, sequence: number, at: Moment): NewRecord {
  return record(sequence, `health.${store}.${sequence}`, { kind: 'health', body }, at);
}

/** What a row takes of the store, about, bytes; as the column `bytes` of the table. */
export function bytesOf(row: OutboxRow): number {
  return (
    ROW_BYTES +
    row.id.length +
    Buffer.byteLength(strictJson(row.subject)) +
    (row.sealed?.message.byteLength ?? 0)
  );
}
