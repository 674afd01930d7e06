import { z } from 'zod';
import { moment } from './moment.js';
import { line, slideId } from './names.js';

/** What a person can say of a cell. */
export const WIRE_CELL_LABELS = ['parasitized', 'uninfected', 'not-a-red-cell', 'unsure'] as const;

/** The body of a record of kind `review`: what people said of single cells, at the device. */
export const reviewBody = z
  .looseObject({
    slide: slideId,
    reviews: z
      .array(
        z.looseObject({
          ordinal: z.int().min(0),
          cell: z.int().min(0),
          label: z.enum(WIRE_CELL_LABELS),
          reviewer: line(200),
          note: line(2000),
          blind: z.boolean().describe('The device’s own word was not shown to them'),
          at: moment,
        }),
      )
      .min(1)
      .max(1000),
  })
  .describe('What people said of single cells, at the device');
export type ReviewBody = z.infer<typeof reviewBody>;
