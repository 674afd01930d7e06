import { z } from 'zod';

/** A device: `rf-` and the first 60 bits of the SHA-256 of its public key in base 32, so that nobody else can claim the name. */
export const deviceId = z
  .string()
  .regex(/^rf-[a-z2-7]{12}$/, 'a device id is rf- and twelve of a–z, 2–7')
  .describe('rf- and twelve letters a–z or digits 2–7, made from the key that signs the records');

/** A site, as it stands in topics: small letters, digits and hyphens. */
export const siteName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'a site is 1–40 small letters, digits and hyphens')
  .describe('1–40 small letters, digits and hyphens');

/** Stable over every repetition of a record. */
export const recordId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{7,99}$/, 'a record id is 8–100 small letters, digits, dots and hyphens');

/** SHA-256 as 64 hexadecimal digits. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 is 64 hexadecimal digits');

/** The form of `newSlideId`. */
export const slideId = z.string().regex(/^[0-9a-f]{32}$/, 'a slide id is 32 hexadecimal digits');

/** Text that people typed: any characters but control characters, so it can be shown on one line anywhere. */
export const line = (most: number): z.ZodString =>
  z
    .string()
    .max(most)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'no control characters');
