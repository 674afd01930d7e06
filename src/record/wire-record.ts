import { z } from 'zod';
import { healthBody } from './health-body.js';
import { LANES } from './lanes.js';
import { dated, moment } from './moment.js';
import { deviceId, line, recordId, sha256, siteName } from './names.js';
import { reviewBody } from './review-body.js';
import { slideBody } from './slide-body.js';
import { thumbnailBody } from './thumbnail-body.js';

/** Version of the wire format. A reader takes fields that it does not know and keeps them; another version it puts aside. */
export const WIRE_VERSION = 1;

const chain = z
  .looseObject({
    lane: z.enum(LANES),
    number: z.int().min(1).describe('1, 2, 3, … within device and lane'),
    previous: sha256
      .nullable()
      .describe('SHA-256 of the payload of the record before it in this lane; null for the first'),
    store: z
      .string()
      .regex(/^[0-9a-f]{16}$/, 'a store is 16 hexadecimal digits')
      .optional()
      .describe(
        'Which store of the device numbered it: one that keeps its key and begins a new store begins at 1 again',
      ),
  })
  .describe('Its place among the device’s records: a gap or a change shows');

const common = {
  v: z.literal(WIRE_VERSION),
  id: recordId,
  device: deviceId,
  site: siteName,
  software: line(60).describe('Version of the program'),
  sequence: z.int().min(1).describe('The device’s own order of events'),
  at: moment,
  date: dated.describe('`at` as far as the device could date it when it sealed this record'),
  chain,
};

/** Any record of a device, as its payload: UTF-8 JSON. Unknown fields are let through, and kept by whoever stores it. */
export const wireRecord = z.discriminatedUnion('kind', [
  z.looseObject({ ...common, kind: z.literal('slide'), body: slideBody }),
  z.looseObject({ ...common, kind: z.literal('review'), body: reviewBody }),
  z.looseObject({ ...common, kind: z.literal('health'), body: healthBody }),
  z.looseObject({ ...common, kind: z.literal('thumbnail'), body: thumbnailBody }),
]);
export type WireRecord = z.infer<typeof wireRecord>;

/** What every record has, whatever its version: enough to say where a message that cannot be taken came from. */
export const recordHead = z.looseObject({
  v: z.int(),
  kind: z.string().optional(),
  id: recordId.optional(),
  device: deviceId.optional(),
});
