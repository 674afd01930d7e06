import { z } from 'zod';
import { dated, moment } from './moment.js';
import { line, sha256, slideId } from './names.js';

const share = z.number().min(0).max(1);
const count = z.int().min(0);
const interval = z
  .looseObject({ value: z.number().min(0), low: z.number().min(0), high: z.number().min(0) })
  .describe('Value with its 95 % interval');

/** Of WHO's malaria package: the bands that DHIS2's data elements are broken down by. */
export const AGE_BANDS = ['0-4', '5-14', '15+'] as const;
export const SEXES = ['female', 'male'] as const;

/** How the battery stood. */
export const batteryState = z.looseObject({
  millivolts: z.number().min(0).optional().describe('mV'),
  charge: share.optional().describe('0–1'),
  state: z.enum(['normal', 'saving', 'critical', 'shutdown']),
});

/** A slide's result as it travels: `SlideResult`, its sentences included, so that nobody rewords what the device said. */
export const wireResult = z.looseObject({
  verdict: z.enum(['positive', 'not-seen', 'unclear', 'no-result']),
  fields: count.describe('Fields counted'),
  redCells: count.describe('Red cells counted'),
  infected: count.describe('Red cells called infected, before correction'),
  parasitaemia: interval.describe(
    'Infected share of red cells 0–1, corrected for the classifier, 95 % interval',
  ),
  perMicrolitre: interval.describe('Parasites per µL of blood, 95 % interval'),
  redCellsPerMicrolitre: z.looseObject({
    value: z.number().positive(),
    source: z.enum(['assumed', 'measured']),
  }),
  severity: z.enum(['none', 'above-2-percent', 'above-10-percent']),
  stain: z
    .looseObject({ dotted: share, dirty: z.boolean(), falsePositives: z.number().min(1) })
    .optional()
    .describe('Stain deposits, where they could be looked for'),
  stopped: z.enum(['precision-reached', 'cell-limit', 'no-more-fields', 'ended-early', 'still-counting']),
  wording: z.array(line(1000)).max(50).describe('Plain sentences in English, most important first'),
});

/** A cell that the classifier called infected. */
const suspect = z.looseObject({
  cell: count.describe('Index within its field'),
  box: z
    .tuple([z.number(), z.number(), z.number(), z.number()])
    .describe('[x, y, width, height], px of the frame'),
  score: share.describe('Infected score'),
});

/** Most suspects a record carries for one field, highest score first. */
export const MOST_SUSPECTS = 60;

export const wireField = z.looseObject({
  ordinal: count,
  width: count.describe('px'),
  height: count.describe('px'),
  accepted: z.boolean().describe('Whether its cells are in the result'),
  cellDiameter: z.number().min(0).describe('Median red-cell diameter, px; 0 when none was found'),
  redCells: count.describe('Red cells it adds to the result'),
  infected: count.describe('Of them, called infected'),
  seenBefore: share.describe('Share of its cells that an earlier field had'),
  quality: z
    .array(z.looseObject({ check: line(40), value: z.number(), ok: z.boolean() }))
    .max(20)
    .describe('What was judged, with the measures'),
  suspects: z.array(suspect).max(MOST_SUSPECTS),
});

/** The body of a record of kind `slide`: one statement of a slide's result. */
export const slideBody = z
  .looseObject({
    slide: slideId,
    label: line(100).describe('Typed, scanned or counted up; never a name'),
    ageBand: z.enum(AGE_BANDS).optional().describe('Years'),
    sex: z.enum(SEXES).optional(),
    revision: z.int().min(1).describe('1 is the device’s own statement'),
    author: line(100).describe('`device`, or who revised'),
    note: line(2000).describe('Why it was revised; empty for the device’s own'),
    result: wireResult,
    begun: moment,
    finished: moment,
    dates: z
      .looseObject({ begun: dated, finished: dated })
      .describe('As far as the device could date them when it sealed this record'),
    model: z.looseObject({ name: line(200), sha256, threshold: share.optional() }),
    fields: z.array(wireField).max(2000).describe('All that were looked at, by ordinal'),
    left: z
      .looseObject({ fields: count, suspects: count })
      .optional()
      .describe('How many fields, and suspects of all fields, a slide of great size left out'),
    unreadable: count.describe('Frames that could not be read'),
    power: batteryState.optional().describe('At the last field'),
  })
  .describe('One statement of a slide’s result');
export type SlideBody = z.infer<typeof slideBody>;
