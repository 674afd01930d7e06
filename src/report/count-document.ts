import { z } from 'zod';
import type { SlideResult } from '../counting/result.js';
import type { FieldCell, UnreadableFrame } from '../slide/counted-field.js';
import type { FieldFacts } from '../store/slide-store.js';
import type { JudgedBy } from './judged-by.js';

const share = z.number().min(0).max(1);
const count = z.int().min(0);

const interval = (
  unit: string,
  value: z.ZodNumber,
): z.ZodObject<{ value: z.ZodNumber; low: z.ZodNumber; high: z.ZodNumber }> =>
  z.strictObject({ value, low: value, high: value }).describe(`Value with its 95 % interval, ${unit}`);

const cell = z.strictObject({
  box: z
    .tuple([z.number(), z.number(), z.number(), z.number()])
    .describe('[x, y, width, height] in the stored pixels of the file (no EXIF rotation applied)'),
  kind: z.enum(['red', 'white', 'platelet', 'debris', 'clump']),
  counted: z.boolean().describe('A red cell, whole and not seen before, that was counted in this field'),
  notCounted: z
    .enum(['cut-by-border', 'seen-before'])
    .optional()
    .describe(
      'Why a red cell was not counted: it touches the border of the usable area, or an earlier field had it',
    ),
  score: share.nullable().describe('Infected score 0–1; null when the cell was not put to the classifier'),
  infected: z
    .boolean()
    .nullable()
    .describe('Score at or above the threshold of the model; null as for score'),
});

const field = z.strictObject({
  file: z.string(),
  width: count.describe('px'),
  height: count.describe('px'),
  accepted: z
    .boolean()
    .describe('Whether the cells of this field are in the result: quality good and not all seen before'),
  quality: z.strictObject({
    ok: z.boolean(),
    findings: z.array(
      z.strictObject({
        check: z.enum(['usable-area', 'focus', 'exposure', 'saturation', 'density', 'stain']),
        value: z.number().describe('The measure; its unit stands in docs/imaging.md'),
        ok: z.boolean(),
        advice: z.string().optional().describe('What is wrong and what to do, when not ok'),
      }),
    ),
  }),
  seenBefore: share.describe('Share of the red cells that an earlier field of the slide already had'),
  usableArea: z.discriminatedUnion('shape', [
    z.strictObject({ shape: z.literal('full') }),
    z.strictObject({ shape: z.literal('circle'), x: z.number(), y: z.number(), radius: z.number() }),
  ]),
  cellDiameter: z.number().min(0).describe('Median red-cell diameter, px; 0 when none could be found'),
  redCells: count.describe('Red cells this field adds to the result'),
  infected: count.describe('Of them, called infected'),
  dots: z
    .strictObject({
      cells: count.describe('Red cells looked at: counted and not called infected'),
      dotted: count.describe('Of them, with a dark dot or more'),
      dots: count,
      micrometres: z.number().min(0).describe('Median width of the dots, µm; 0 without any'),
      background: z.number().min(0).describe('Dots on the background, per area of a cell'),
    })
    .optional()
    .describe('Stain deposits, where they could be looked for'),
  cells: z.array(cell),
  timing: z
    .strictObject({ imagingMs: z.number().optional(), classifyMs: z.number().optional() })
    .describe('Milliseconds, where they were kept'),
});

/** A rate of the classifier with its interval; `RateEstimate` as JSON. */
export const rateSchema = z.strictObject({
  value: share,
  low: share,
  high: share,
  patients: count,
  cells: count,
  alpha: z.number().describe('Beta distribution of one new patient: alpha'),
  beta: z.number().describe('Beta distribution of one new patient: beta'),
  dots: z
    .strictObject({
      reference: share,
      slope: z.number(),
      low: z.number(),
      high: z.number(),
      standardError: z.number().min(0),
      patients: count,
    })
    .optional()
    .describe('How the rate grows with the share of cells with stain deposits'),
});

/** A slide's result; `SlideResult` as JSON. */
export const resultSchema = z.strictObject({
  verdict: z.enum(['positive', 'not-seen', 'unclear', 'no-result']),
  fields: count,
  redCells: count,
  infected: count.describe('Red cells called infected, before correction'),
  parasitaemia: interval('share of red cells 0–1, corrected for the classifier', share),
  perMicrolitre: interval('parasites per µL of blood', z.number().min(0)),
  redCellsPerMicrolitre: z.strictObject({ value: z.number(), source: z.enum(['assumed', 'measured']) }),
  severity: z.enum(['none', 'above-2-percent', 'above-10-percent']),
  stain: z
    .strictObject({
      dotted: share.describe('Share of the red cells looked at that carry dark dots'),
      dirty: z.boolean().describe('So many that a new slide should be made'),
      falsePositives: z.number().min(1).describe('Times the usual false positives that were allowed for'),
    })
    .optional()
    .describe('Stain deposits; absent where too few cells could be looked at'),
  stopped: z.enum(['precision-reached', 'cell-limit', 'no-more-fields', 'ended-early', 'still-counting']),
  wording: z.array(z.string()),
});

/** What `ringform count --json` and `ringform report --json` print: one slide. */
export const countDocument = z
  .strictObject({
    ringform: z.string().describe('Version of the program'),
    slide: z.strictObject({
      id: z.string(),
      label: z.string().nullable(),
      report: z.string().nullable().describe('Path of the HTML report'),
    }),
    fields: z.array(field),
    unreadable: z.array(
      z.strictObject({ file: z.string(), code: z.string(), message: z.string(), remedy: z.string() }),
    ),
    result: resultSchema,
    model: z.strictObject({
      name: z.string(),
      sha256: z.string(),
      threshold: share.nullable().describe('Null, as the rates, where the store does not have it'),
      sensitivity: rateSchema.nullable(),
      falsePositiveRate: rateSchema.nullable(),
    }),
  })
  .describe('Result of ringform count and ringform report: one slide');

export type CountDocument = z.infer<typeof countDocument>;

/** A field with its cells, fresh from the count or as the store has it. */
export type DocumentField = Omit<FieldFacts, 'at'> & { readonly cells: readonly FieldCell[] };

export interface CountedSlide {
  readonly version: string;
  readonly slideId: string;
  readonly label: string | null;
  readonly report: string | null;
  readonly fields: readonly DocumentField[];
  readonly unreadable: readonly UnreadableFrame[];
  readonly result: SlideResult;
  readonly model: JudgedBy;
}

/** The slide as the document `countDocument` describes. Boxes are whole pixels, scores rounded to 5 digits. */
export function toCountDocument(slide: CountedSlide): CountDocument {
  const { model, result } = slide;
  return {
    ringform: slide.version,
    slide: { id: slide.slideId, label: slide.label, report: slide.report },
    fields: slide.fields.map((of) => ({
      file: of.name,
      width: of.width,
      height: of.height,
      accepted: of.accepted,
      quality: { ok: of.quality.ok, findings: [...of.quality.findings] },
      seenBefore: of.seenBefore,
      usableArea: of.usableArea,
      cellDiameter: of.cellDiameter,
      redCells: of.redCells,
      infected: of.infected,
      ...(of.dots && { dots: of.dots }),
      cells: of.cells.map(({ box, score, ...rest }) => ({
        ...rest,
        box: [box.x, box.y, box.width, box.height] as [number, number, number, number],
        score: score === null ? null : Math.round(score * 1e5) / 1e5,
      })),
      timing: timingOf(of.timing),
    })),
    unreadable: slide.unreadable.map(({ name, code, message, remedy }) => ({
      file: name,
      code,
      message,
      remedy,
    })),
    result: toResultDocument(result),
    model: {
      name: model.name,
      sha256: model.sha256,
      threshold: model.threshold ?? null,
      sensitivity: model.sensitivity ?? null,
      falsePositiveRate: model.falsePositiveRate ?? null,
    },
  };
}

function timingOf({
  imagingMs,
  classifyMs,
}: {
  imagingMs?: number;
  classifyMs?: number;
}): CountDocument['fields'][number]['timing'] {
  return { ...(imagingMs !== undefined && { imagingMs }), ...(classifyMs !== undefined && { classifyMs }) };
}

/** A result as `resultSchema` describes it. */
export function toResultDocument(result: SlideResult): CountDocument['result'] {
  return {
    verdict: result.verdict,
    fields: result.fields,
    redCells: result.redCells,
    infected: result.infected,
    parasitaemia: result.parasitaemia,
    perMicrolitre: result.perMicrolitre,
    redCellsPerMicrolitre: result.redCellsPerMicrolitre,
    severity: result.severity,
    ...(result.stain && { stain: result.stain }),
    stopped: result.stopped,
    wording: [...result.wording],
  };
}
