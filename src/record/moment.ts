import { z } from 'zod';
import type { ClockTrust } from '../clock/clock-trust.js';

const CLOCK_TRUST = ['rtc', 'network', 'none'] as const satisfies readonly ClockTrust[];

/** When something happened, as the device's own clocks told it; `Moment` as JSON. */
export const moment = z
  .looseObject({
    bootId: z.string().min(1).max(100).describe('Which run of the machine'),
    uptimeMs: z.number().min(0).describe('Milliseconds since that boot'),
    wallClockMs: z.number().describe('Milliseconds since 1970 as the wall clock told it, right or wrong'),
    trust: z.enum(CLOCK_TRUST).optional().describe('What the wall clock could be believed by then'),
  })
  .describe('A moment on the device; order never rests on the wall clock');

/** A good clock of the device at one point of its order of events: `ClockAnchor` as JSON. */
export const anchor = z.looseObject({
  sequence: z.int().min(1),
  at: moment.extend({ trust: z.enum(['rtc', 'network']) }),
});

/** `Dated` as JSON: what is known of a date, ms since 1970. */
export const dated = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('known'), wallClockMs: z.number(), by: z.enum(['rtc', 'network']) }),
  z.looseObject({ kind: z.literal('between'), earliestMs: z.number(), latestMs: z.number() }),
  z.looseObject({ kind: z.literal('after'), earliestMs: z.number() }),
  z.looseObject({ kind: z.literal('before'), latestMs: z.number() }),
  z.looseObject({ kind: z.literal('unknown') }),
]);
