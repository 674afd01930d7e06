import { seededRandom } from '../base/random.js';
import { noteIn } from './audit.js';
import type { Reader, RegistryDatabase } from './database.js';
import { nameOf } from './plain-text.js';
import type { ReviewBook, Sample, SampleOutcome } from './review-book.js';
import type { Row } from './tables.js';

/** WHO's measure of a good quantitation: within so much of the reader's count. */
export const QUANTITATION_TOLERANCE = 0.25;

type Sampling = Pick<ReviewBook, 'drawSample' | 'samples' | 'sampleOutcome'>;

/** Samples of slides for blinded re-reading, and what came of them. */
export function sampling(database: RegistryDatabase): Sampling {
  return {
    drawSample({ site, fromMs, toMs, size, seed, by, atMs }) {
      if (!Number.isSafeInteger(seed) || !(size >= 1)) throw new RangeError('a sample has a size and a seed');
      const drawnBy = nameOf('Who draws', by);
      return database.write('Drawing a sample', async (tx) => {
        const rows = await tx
          .selectFrom('slides')
          .select('id')
          .where('sort_ms', '>=', Math.round(fromMs))
          .where('sort_ms', '<', Math.round(toMs))
          .$if(site !== undefined, (query) => query.where('site', '=', site!))
          .orderBy('id')
          .execute();
        const slides = draw(
          rows.map((row) => row.id),
          size,
          seed,
        );
        const sample = {
          from_ms: Math.round(fromMs),
          to_ms: Math.round(toMs),
          drawn_ms: Math.round(atMs),
          seed,
        };
        const { id } = await tx
          .insertInto('samples')
          .values({ ...sample, site: site ?? null, drawn_by: drawnBy })
          .returning('id')
          .executeTakeFirstOrThrow();
        if (slides.length > 0)
          await tx
            .insertInto('sample_slides')
            .values(slides.map((slide, position) => ({ sample: id, position, slide })))
            .execute();
        const facts = { ...(site !== undefined && { site }), fromMs, toMs, seed, slides: slides.length };
        await noteIn(tx, { atMs, who: drawnBy, what: 'draw-sample', on: String(id), detail: facts });
        return {
          id,
          ...(site !== undefined && { site }),
          fromMs,
          toMs,
          drawnBy,
          drawnAtMs: atMs,
          seed,
          slides,
          read: 0,
        };
      });
    },

    samples: () =>
      database.read(async (db) => {
        const samples = await db.selectFrom('samples').selectAll().orderBy('id', 'desc').execute();
        const slides = await db
          .selectFrom('sample_slides')
          .select(['sample', 'slide'])
          .orderBy('sample')
          .orderBy('position')
          .execute();
        const read = await Promise.all(samples.map((sample) => readings(db, sample)));
        return samples.map((row, i): Sample => ({
          id: row.id,
          ...(row.site !== null && { site: row.site }),
          fromMs: row.from_ms,
          toMs: row.to_ms,
          drawnBy: row.drawn_by,
          drawnAtMs: row.drawn_ms,
          seed: row.seed,
          slides: slides.filter(({ sample }) => sample === row.id).map(({ slide }) => slide),
          read: read[i].length,
        }));
      }),

    sampleOutcome: (id) =>
      database.read(async (db) => {
        const sample = await db.selectFrom('samples').selectAll().where('id', '=', id).executeTakeFirst();
        return sample && outcomeOf(await readings(db, sample));
      }),
  };
}

/** So many of these, each as likely as any other, by a seeded shuffle (Fisher–Yates) of the ids in their order. */
function draw(ids: readonly string[], size: number, seed: number): string[] {
  const random = seededRandom(seed);
  const pool = [...ids];
  const drawn = Math.min(Math.floor(size), pool.length);
  for (let i = 0; i < drawn; i++) {
    const j = i + Math.floor(random.uniform() * (pool.length - i));
    [pool[i], pool[j]] = [pool[j], pool[i]];
  }
  return pool.slice(0, drawn);
}

interface Reading {
  readonly slide: string;
  readonly decision: string;
  readonly reader: number | null;
  readonly verdict: string;
  readonly device: number;
}

/** The first blinded word on each slide of a sample since it was drawn: a second may know of the first. */
async function readings(db: Reader, sample: Row<'samples'>): Promise<Reading[]> {
  const rows = await db
    .selectFrom('sample_slides')
    .innerJoin('slide_words', 'slide_words.slide', 'sample_slides.slide')
    .innerJoin('slides', 'slides.id', 'sample_slides.slide')
    .select([
      'slides.id as slide',
      'slide_words.decision',
      'slide_words.per_microlitre as reader',
      'slides.verdict',
      'slides.per_microlitre as device',
    ])
    .where('sample_slides.sample', '=', sample.id)
    .where('slide_words.blind', '=', 1)
    .where('slide_words.at_ms', '>=', sample.drawn_ms)
    .orderBy('slide_words.number')
    .execute();
  const first = new Map<string, Reading>();
  for (const row of rows) if (!first.has(row.slide)) first.set(row.slide, row);
  return [...first.values()];
}

/** What a reader says where the device is right. */
const AGREES: Readonly<Record<string, string>> = {
  positive: 'positive',
  'not-seen': 'negative',
  'no-result': 'unusable',
};

function outcomeOf(all: readonly Reading[]): SampleOutcome {
  const count = (is: (one: Reading) => boolean): number => all.filter(is).length;
  const counted = all.filter((one) => one.reader !== null);
  return {
    read: all.length,
    agree: count(({ verdict, decision }) => AGREES[verdict] === decision),
    falsePositive: count(({ verdict, decision }) => verdict === 'positive' && decision === 'negative'),
    falseNegative: count(({ verdict, decision }) => verdict === 'not-seen' && decision === 'positive'),
    within25: counted.filter(
      ({ reader, device }) => Math.abs(device - reader!) <= QUANTITATION_TOLERANCE * reader!,
    ).length,
    counted: counted.length,
  };
}
