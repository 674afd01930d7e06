import { z } from 'zod';
import { slideId } from './names.js';

/** Most bytes of a picture in a record. */
export const MOST_PICTURE_BYTES = 128 * 1024;

const common = {
  slide: slideId,
  ordinal: z.int().min(0).describe('Of the field'),
  mediaType: z.enum(['image/jpeg', 'image/webp']),
  data: z
    .base64()
    .max(Math.ceil((MOST_PICTURE_BYTES * 4) / 3) + 4)
    .describe('The picture'),
};

/** The body of a record of kind `thumbnail`: a picture of a cell, or of a whole field made small. */
export const thumbnailBody = z.discriminatedUnion('of', [
  z.looseObject({
    ...common,
    of: z.literal('cell'),
    cell: z.int().min(0).describe('Index within the field'),
  }),
  z.looseObject({ ...common, of: z.literal('field') }),
]);
export type ThumbnailBody = z.infer<typeof thumbnailBody>;
