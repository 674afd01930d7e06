import { RefusedError } from '../base/errors.js';
import { noteIn } from './audit.js';
import type { RegistryDatabase, Writer } from './database.js';
import { nameOf, plainText } from './plain-text.js';
import { noSuchCell, noSuchSlide, refusedText } from './registry-error.js';
import type { ReviewBook, SlideWord } from './review-book.js';
import { slideDetail } from './slide-detail.js';
import type { Row } from './tables.js';

const MOST_NOTE = 2000;

type Reviewing = Pick<ReviewBook, 'reviewCell' | 'reviewSlide' | 'setPatientFacts'>;

/** What people say of slides and cells here. Each word is added, and stands in the audit log, in one transaction. */
export function reviewing(database: RegistryDatabase): Reviewing {
  return {
    async reviewCell(slide, word) {
      const [reviewer, note] = [nameOf('The reviewer’s name', word.reviewer), noteText(word.note)];
      // Cells never go away again: looked for before the transaction, which may then be short.
      const detail = await slideDetail(database, slide);
      if (detail === undefined) throw noSuchSlide(slide);
      const { ordinal, cell, label, blind } = word;
      if (!detail.cells.some((one) => one.ordinal === ordinal && one.cell === cell))
        throw noSuchCell(slide, ordinal, cell);
      const atMs = Math.round(word.atMs);
      await database.write('Keeping a review', async (tx) => {
        await tx
          .insertInto('cell_words')
          .values({
            ...{ slide, device: '', sequence: 0, position: 0, ordinal, cell, label, reviewer, note },
            ...{ blind: blind ? 1 : 0, received_ms: atMs, boot: '', uptime_ms: 0 },
            ...{ own_ms: atMs, own_trust: 'network', date_ms: atMs, date_trust: 'network' },
          })
          .execute();
        const facts = { ordinal, cell, label, note, blind };
        await noteIn(tx, { atMs, who: reviewer, what: 'review-cell', on: slide, detail: facts });
      });
    },

    async reviewSlide(slide, word) {
      const [reviewer, note] = [nameOf('The reviewer’s name', word.reviewer), noteText(word.note)];
      if (word.blind && word.decision === 'confirmed')
        throw new RefusedError(
          'blind-confirmation',
          'Who was not shown the device’s result cannot confirm it.',
          'Say what you saw: positive, negative or unusable.',
        );
      if (word.perMicrolitre !== undefined && !(word.perMicrolitre >= 0 && word.perMicrolitre < Infinity))
        throw new RangeError(`${word.perMicrolitre} parasites/µL is no count`);
      await database.write('Keeping a review', async (tx) => {
        const row = await lockSlide(database, tx, slide);
        const standing = standingBy(word, row);
        await tx
          .insertInto('slide_words')
          .values({
            ...{ slide, decision: word.decision, standing, reviewer, note, blind: word.blind ? 1 : 0 },
            per_microlitre: word.perMicrolitre ?? null,
            at_ms: Math.round(word.atMs),
          })
          .execute();
        if (!word.blind)
          await tx
            .updateTable('slides')
            .set({ standing, status: 'final', urgent: 0 })
            .where('id', '=', slide)
            .execute();
        const { decision, blind, perMicrolitre, atMs } = word;
        const facts = {
          decision,
          was: row.standing,
          note,
          blind,
          ...(perMicrolitre !== undefined && { perMicrolitre }),
        };
        await noteIn(tx, { atMs, who: reviewer, what: 'review-slide', on: slide, detail: facts });
      });
    },

    async setPatientFacts(slide, { ageBand, sex }, by, atMs) {
      await database.write('Keeping what is known of a patient', async (tx) => {
        const row = await lockSlide(database, tx, slide);
        await tx
          .updateTable('slides')
          .set({ age_band: ageBand, sex, facts_here: 1 })
          .where('id', '=', slide)
          .execute();
        const facts = { ageBand, sex, was: { ageBand: row.age_band, sex: row.sex } };
        await noteIn(tx, { atMs, who: by, what: 'patient-facts', on: slide, detail: facts });
      });
    },
  };
}

/** What stands after a word: `confirmed` is the device's own verdict, also where somebody had overruled it before. */
function standingBy(word: SlideWord, row: Row<'slides'>): string {
  if (word.blind) return row.standing;
  return word.decision === 'confirmed' ? row.verdict : word.decision;
}

/** The slide's row, with its device locked against a collector that takes another statement of it. */
async function lockSlide(database: RegistryDatabase, tx: Writer, slide: string): Promise<Row<'slides'>> {
  const found = await tx.selectFrom('slides').select('device').where('id', '=', slide).executeTakeFirst();
  if (found === undefined) throw noSuchSlide(slide);
  await database.lockDevices(tx, [found.device]);
  return tx.selectFrom('slides').selectAll().where('id', '=', slide).executeTakeFirstOrThrow();
}

/** A note may have several lines. */
function noteText(note: string): string {
  if (note.length > MOST_NOTE) throw refusedText('The note');
  return plainText(note);
}
