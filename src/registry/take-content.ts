import { sql } from 'kysely';
import { parts, type Writer } from './database.js';
import type { VerifiedRecord } from './intake.js';
import { OvertakenError } from './registry-error.js';
import {
  cellWordRows,
  isOfKind,
  slideRow,
  withStatement,
  type AnchorsOf,
  type Taken,
} from './record-rows.js';
import type { Succession } from './succession.js';
import type { NewRow, Row } from './tables.js';

/** The lines of slides, as they stand after these statements. */
export async function takeSlides(
  tx: Writer,
  taken: readonly Taken<'slide'>[],
  anchorsOf: AnchorsOf,
  succession: Succession,
): Promise<void> {
  if (taken.length === 0) return;
  const ids = [...new Set(taken.map(({ record }) => record.body.slide))];
  const stored = await tx.selectFrom('slides').selectAll().where('id', 'in', ids).execute();
  const before = new Map(stored.map((row) => [row.id, row]));
  // Two devices that claim one slide at once lock nothing in common: `judge` saw it free, by now it may be the other's.
  for (const { record } of taken)
    if (!succession.maySpeak(record.device, before.get(record.body.slide)?.device ?? record.device))
      throw new OvertakenError(`slide ${record.body.slide} was taken meanwhile`);
  const after = new Map<string, Row<'slides'>>(before);
  for (const one of taken) {
    const statement = slideRow(one, anchorsOf) as Row<'slides'>;
    const row = after.get(statement.id);
    after.set(statement.id, row === undefined ? statement : withStatement(row, statement));
  }
  const fresh = [...after.values()].filter((row) => !before.has(row.id));
  for (const part of parts(fresh)) await tx.insertInto('slides').values(part).execute();
  for (const { id, ...row } of after.values())
    if (before.has(id)) await tx.updateTable('slides').set(row).where('id', '=', id).execute();
}

/** Where each picture lies; of two of the same cell the later record's. */
export async function takePictures(tx: Writer, taken: readonly Taken<'thumbnail'>[]): Promise<void> {
  const latest = new Map<string, NewRow<'pictures'>>();
  for (const { record } of taken) {
    const { body, device, chain } = record;
    const cell = body.of === 'cell' ? body.cell : -1;
    const { number, store = '' } = chain;
    const row = { device, slide: body.slide, ordinal: body.ordinal, cell, store, number };
    const key = `${device} ${row.slide} ${row.ordinal} ${cell}`;
    if ((latest.get(key)?.number ?? 0) < row.number) latest.set(key, row);
  }
  for (const part of parts([...latest.values()]))
    await tx
      .insertInto('pictures')
      .values(part)
      .onConflict((conflict) =>
        conflict
          .columns(['device', 'slide', 'ordinal', 'cell'])
          .doUpdateSet({ store: sql`excluded.store`, number: sql`excluded.number` })
          .where('pictures.number', '<', sql<number>`excluded.number`),
      )
      .execute();
}

/** What people said of cells at the device. */
export async function takeWords(
  tx: Writer,
  taken: readonly Taken<'review'>[],
  anchorsOf: AnchorsOf,
): Promise<void> {
  const rows = taken.flatMap((one) => cellWordRows(one, anchorsOf));
  for (const part of parts(rows)) await tx.insertInto('cell_words').values(part).execute();
}

/** Records of one kind. */
export const ofKind = <Kind extends VerifiedRecord['record']['kind']>(
  taken: readonly VerifiedRecord[],
  kind: Kind,
): Taken<Kind>[] => taken.filter((one) => isOfKind(one, kind));
