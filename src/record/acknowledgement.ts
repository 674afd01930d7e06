import { z } from 'zod';
import { deviceId, line, recordId, sha256 } from './names.js';

/** What became of a record: taken; known already; or put aside, with the reason, where an administrator sees it. */
export const ACKNOWLEDGED_AS = ['accepted', 'duplicate', 'quarantined'] as const;

/** Most records in one acknowledgement. */
export const MOST_ACKNOWLEDGED = 1000;

/** What a collector answers once records are in its store. Plain JSON on the device's own topic, which only collectors may write. */
export const acknowledgement = z
  .looseObject({
    v: z.literal(1),
    device: deviceId,
    records: z
      .array(
        z.looseObject({
          id: recordId,
          hash: sha256.describe('Of the payload that was received'),
          as: z.enum(ACKNOWLEDGED_AS),
          reason: line(60).optional().describe('Code, where it was put aside'),
        }),
      )
      .min(1)
      .max(MOST_ACKNOWLEDGED),
  })
  .describe('What became of a device’s records');
export type Acknowledgement = z.infer<typeof acknowledgement>;
