import type { z } from 'zod';
import { acknowledgement } from './acknowledgement.js';
import { wireRecord } from './wire-record.js';

/** What travels, by name: a whole record of each kind, and the answer to it. Their JSON Schemas are in docs/wire. */
export const wireDocuments: Readonly<Record<string, z.ZodType>> = {
  ...Object.fromEntries(wireRecord.options.map((option) => [option.shape.kind.value, option])),
  acknowledgement,
};
