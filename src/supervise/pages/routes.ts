import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { slideId } from '../../record/names.js';
import type { PageContext } from '../app/context.js';
import type { Look } from './look.js';

/** Style sheet and script of these pages. */
export interface PageFiles {
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
}

export function lookOf(request: FastifyRequest, { now, settings }: PageContext): Look {
  return { visit: request.visit, nowMs: now(), lateAfterMs: settings.lateAfterMs };
}

/** Text of a query: an empty field of a form is no filter. */
export function given(most: number): z.ZodType<string | undefined> {
  return z
    .string()
    .max(most)
    .optional()
    .transform((text) => (text === undefined || text.trim() === '' ? undefined : text.trim()));
}

/** One of few words; anything else, as an empty choice, is none. */
export function oneOf<const Word extends string>(words: readonly Word[]): z.ZodType<Word | undefined> {
  return z
    .string()
    .max(100)
    .optional()
    .transform((text) => words.find((word) => word === text));
}

/** Where a list goes on; what is no cursor begins it anew. */
export const cursor = z
  .string()
  .max(100)
  .optional()
  .transform((text) => (text !== undefined && /^-?\d{1,16}\.[0-9a-f]{32}$/.test(text) ? text : undefined));

export const slidePath = z.object({ id: slideId });
