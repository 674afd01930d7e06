import { z } from 'zod';
import { POWER_STATES } from '../power/power-state.js';
import { resultSchema, toResultDocument } from './count-document.js';
import { wordsOf } from './date-words.js';
import { dateTrust } from './slides-csv.js';
import type { SlideSummary } from './slide-summary.js';

const count = z.int().min(0);
const instant = z.iso.datetime();

/** What `ringform slides --json` prints. */
export const slidesDocument = z
  .strictObject({
    ringform: z.string().describe('Version of the program'),
    slides: z.array(
      z.strictObject({
        id: z.string(),
        label: z.string(),
        sequence: count.describe('Order of events on this device; the list runs from the highest down'),
        begun: z.strictObject({
          trust: z
            .enum(['network', 'rtc', 'between', 'after', 'before', 'unknown'])
            .describe('The clock that vouches for `date`, or what is known instead'),
          date: instant.optional(),
          notBefore: instant.optional(),
          notAfter: instant.optional(),
          words: z.string(),
        }),
        state: z.enum(['open', 'finished', 'accepted']),
        fields: count.describe('Looked at'),
        fieldsCounted: count,
        unreadable: count,
        redCells: count,
        infected: count.describe('Red cells called infected, before correction'),
        result: resultSchema.nullable().describe('The latest statement; null while the slide is open'),
        resultBy: z.string().nullable().describe('`device`, or who revised it'),
        power: z
          .strictObject({
            millivolts: z.number().optional().describe('mV'),
            charge: z.number().optional().describe('0–1'),
            state: z.enum(POWER_STATES),
          })
          .nullable()
          .describe('At the last field'),
        model: z.strictObject({ name: z.string(), sha256: z.string() }),
        quality: z.array(z.strictObject({ note: z.string(), fields: count })),
      }),
    ),
  })
  .describe('Slides that ringform slides lists');

export type SlidesDocument = z.infer<typeof slidesDocument>;

/** The list as the document `slidesDocument` describes. */
export function toSlidesDocument(version: string, slides: readonly SlideSummary[]): SlidesDocument {
  return { ringform: version, slides: slides.map(toEntry) };
}

function toEntry(of: SlideSummary): SlidesDocument['slides'][number] {
  const { slide, begun, result } = of;
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    id: slide.id,
    label: slide.label,
    sequence: slide.sequence,
    begun: {
      trust: dateTrust(begun),
      ...(begun.kind === 'known' && { date: iso(begun.wallClockMs) }),
      ...('earliestMs' in begun && { notBefore: iso(begun.earliestMs) }),
      ...('latestMs' in begun && { notAfter: iso(begun.latestMs) }),
      words: wordsOf(begun, slide.at),
    },
    state: of.state,
    fields: of.fields,
    fieldsCounted: slide.tally.fields,
    unreadable: of.unreadable,
    redCells: slide.tally.redCells,
    infected: slide.tally.infected,
    result: result ? toResultDocument(result) : null,
    resultBy: of.author ?? null,
    power: of.power ?? null,
    model: slide.model,
    quality: [...of.notes],
  };
}
