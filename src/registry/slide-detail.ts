import { sql } from 'kysely';
import { isDeepStrictEqual } from 'node:util';
import type { SlideBody } from '../record/slide-body.js';
import type { Reader, RegistryDatabase } from './database.js';
import { recordIn } from './payload.js';
import type { CellPicture, SlideDetail } from './reading.js';
import type { CellWord, SlideWord } from './review-book.js';
import { toLine } from './slide-lines.js';
import { successionIn } from './succession.js';

/** The field's own picture stands in the place of a cell. */
export const WHOLE_FIELD = -1;

/** All of one slide. */
export function slideDetail(database: RegistryDatabase, id: string): Promise<SlideDetail | undefined> {
  return database.read(async (db) => {
    const row = await db
      .selectFrom('slides')
      .innerJoin('devices', 'devices.id', 'slides.device')
      .selectAll('slides')
      .select('devices.name as device_name')
      .where('slides.id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const speakers = (await successionIn(db)).speakersOf(row.device);
    const statements = await statementsOf(db, id, speakers);
    const pictures = await db
      .selectFrom('pictures')
      .select(['ordinal', 'cell'])
      .distinct()
      .where('device', 'in', speakers)
      .where('slide', '=', id)
      .execute();
    return {
      line: toLine(row),
      statements,
      cells: cellsOf(statements.at(0), pictures, await cellWords(db, id, speakers)),
      fieldPictures: pictures
        .filter(({ cell }) => cell === WHOLE_FIELD)
        .map(({ ordinal }) => ordinal)
        .sort((a, b) => a - b),
      words: await slideWords(db, id),
    };
  });
}

/** A cell's or field's picture, JPEG, out of the message that brought it. */
export function picture(
  database: RegistryDatabase,
  slide: string,
  ordinal: number,
  cell: number = WHOLE_FIELD,
): Promise<Uint8Array | undefined> {
  return database.read(async (db) => {
    const found = await db.selectFrom('slides').select('device').where('id', '=', slide).executeTakeFirst();
    if (found === undefined) return undefined;
    // Only the device that counted a slide can say what is on it.
    const speakers = (await successionIn(db)).speakersOf(found.device);
    const rows = await db
      .selectFrom('pictures')
      .innerJoin('records', (join) =>
        join
          .onRef('records.device', '=', 'pictures.device')
          .onRef('records.store', '=', 'pictures.store')
          .onRef('records.number', '=', 'pictures.number')
          .on('records.lane', '=', 'thumbnails'),
      )
      .select(['records.message', 'pictures.device'])
      .where('pictures.device', 'in', speakers)
      .where('pictures.slide', '=', slide)
      .where('pictures.ordinal', '=', ordinal)
      .where('pictures.cell', '=', cell)
      .execute();
    const row = speakers.flatMap((one) => rows.filter(({ device }) => device === one)).at(-1);
    return row && Buffer.from(recordIn(row.message, 'thumbnail').body.data, 'base64');
  });
}

/** Latest first. What was sealed anew under another key says the same again, and stands once. */
async function statementsOf(db: Reader, id: string, speakers: readonly string[]): Promise<SlideBody[]> {
  const rows = await db
    .selectFrom('records')
    .select('records.message')
    .where('records.slide', '=', id)
    .where('records.kind', '=', sql.lit('slide')) // as the index has it
    .where('records.device', 'in', speakers)
    .orderBy('records.revision', 'desc')
    .orderBy('records.number', 'desc')
    .orderBy('records.device', 'desc')
    .execute();
  const bodies = rows.map((row) => recordIn(row.message, 'slide').body);
  return bodies.filter((body, i) => !bodies.slice(0, i).some((before) => isDeepStrictEqual(before, body)));
}

/** The latest word of each reviewer on each cell; who spoke at the device and who spoke here are not the same person for sure. */
export async function cellWords(db: Reader, slide: string, speakers: readonly string[]): Promise<CellWord[]> {
  const found = await db
    .selectFrom('cell_words')
    .selectAll()
    .where('slide', '=', slide)
    .where('device', 'in', ['', ...speakers])
    .orderBy('sequence')
    .orderBy('position')
    .orderBy('number')
    .execute();
  const rows = ['', ...speakers].flatMap((one) => found.filter(({ device }) => device === one));
  const latest = new Map<string, CellWord>();
  for (const row of rows) {
    const key = JSON.stringify([row.device !== '', row.reviewer, row.ordinal, row.cell]);
    latest.delete(key); // so that the latest stands last
    latest.set(key, {
      ordinal: row.ordinal,
      cell: row.cell,
      label: row.label as CellWord['label'],
      reviewer: row.reviewer,
      note: row.note,
      blind: row.blind === 1,
      atMs: row.date_ms ?? row.received_ms,
    });
  }
  return [...latest.values()].sort((a, b) => a.atMs - b.atMs);
}

/** Oldest first. */
export async function slideWords(db: Reader, slide: string): Promise<SlideWord[]> {
  const rows = await db
    .selectFrom('slide_words')
    .selectAll()
    .where('slide', '=', slide)
    .orderBy('number')
    .execute();
  return rows.map((row) => ({
    decision: row.decision as SlideWord['decision'],
    reviewer: row.reviewer,
    note: row.note,
    blind: row.blind === 1,
    ...(row.per_microlitre !== null && { perMicrolitre: row.per_microlitre }),
    atMs: row.at_ms,
  }));
}

/** Every cell that anything is known of: called infected, with a picture, or spoken of. By field and index. */
function cellsOf(
  statement: SlideBody | undefined,
  pictures: readonly { readonly ordinal: number; readonly cell: number }[],
  words: readonly CellWord[],
): CellPicture[] {
  const cells = new Map<string, CellPicture>();
  const change = (ordinal: number, cell: number, more: Partial<CellPicture>): void => {
    const key = `${ordinal} ${cell}`;
    cells.set(key, { ordinal, cell, hasPicture: false, words: [], ...cells.get(key), ...more });
  };
  for (const field of statement?.fields ?? [])
    for (const { cell, score } of field.suspects) change(field.ordinal, cell, { score });
  for (const { ordinal, cell } of pictures)
    if (cell !== WHOLE_FIELD) change(ordinal, cell, { hasPicture: true });
  for (const word of words) {
    const known = cells.get(`${word.ordinal} ${word.cell}`)?.words ?? [];
    change(word.ordinal, word.cell, { words: [...known, word] });
  }
  return [...cells.values()].sort((a, b) => a.ordinal - b.ordinal || a.cell - b.cell);
}
