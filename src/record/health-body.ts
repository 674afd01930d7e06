import { z } from 'zod';
import { LANES } from './lanes.js';
import { anchor } from './moment.js';
import { line } from './names.js';
import { batteryState } from './slide-body.js';

const count = z.int().min(0);

/** The body of a record of kind `health`: how the device is. */
export const healthBody = z
  .looseObject({
    name: line(100).describe('What people call the device'),
    doing: line(40).describe('Its state: ready, counting, resting, …'),
    model: z.looseObject({ name: line(200), sha256: line(64) }).optional(),
    power: batteryState
      .extend({ charging: z.boolean().optional(), minutesLeft: z.number().min(0).optional() })
      .optional(),
    disk: z.looseObject({ freeBytes: count, totalBytes: count }).optional(),
    clock: z.looseObject({
      trust: z.enum(['rtc', 'network', 'none']),
      anchors: z
        .array(anchor)
        .max(50)
        .describe('Good clocks of this and earlier boots: they date what came before'),
    }),
    outbox: z.looseObject({
      waiting: z.looseObject({ results: count, health: count, thumbnails: count }),
      refused: count.describe('Records that the other side put aside as not sound'),
      dropped: z
        .array(z.looseObject({ lane: z.enum(LANES), from: z.int().min(1), to: z.int().min(1) }))
        .max(500)
        .describe('Numbers of a chain that will never come: given up for want of room'),
      droppedUnsealed: count.describe('Records given up before they had a number'),
    }),
    faults: z.array(z.looseObject({ part: line(40), code: line(60) })).max(50),
    optics: z
      .looseObject({
        blur: z
          .number()
          .min(0)
          .describe('Median outline blur of the last slide’s fields, σ in cell diameters'),
        level: z.number().min(0).max(255).describe('Median brightness of their background'),
        slide: line(32).describe('Which slide that was'),
      })
      .optional()
      .describe('Focus and light of the last slide: a lamp that fades and a focus that drifts show here'),
    slides: z.looseObject({ finished: count.describe('Since the store began') }),
  })
  .describe('How a device is');
export type HealthBody = z.infer<typeof healthBody>;
