import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PageRefusal } from './refusal.js';

/**
 * The fields of a posted form.
 *
 * @throws PageRefusal bad-request: fields that our own form cannot have sent. What a person may mistype is for the schema to
 *   let through and for the handler to answer with words.
 */
export function readForm<Schema extends z.ZodType>(schema: Schema, request: FastifyRequest): z.infer<Schema> {
  return parsed(schema, request.body ?? {}, 'form');
}

/** The query of an address. @throws PageRefusal bad-request */
export function readQuery<Schema extends z.ZodType>(
  schema: Schema,
  request: FastifyRequest,
): z.infer<Schema> {
  return parsed(schema, request.query, 'query');
}

/** The variable parts of a path. @throws PageRefusal not-found: an address of this form that nothing can be at */
export function readPath<Schema extends z.ZodType>(schema: Schema, request: FastifyRequest): z.infer<Schema> {
  const read = schema.safeParse(request.params);
  if (!read.success) throw new PageRefusal('not-found', z.prettifyError(read.error));
  return read.data;
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const read = schema.safeParse(value);
  if (!read.success) throw new PageRefusal('bad-request', `${what}: ${z.prettifyError(read.error)}`);
  return read.data;
}

/** A page number of a list that goes on: whole and not negative. */
export const pageCursor = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();

/**
 * Where to go after an action, from a form or an address: only paths of this server, percent-encoded as addresses are. `//host` and
 * `/\host` are other hosts to a browser, and so are characters it skips.
 */
export function localPath(text: string | undefined): string {
  return text !== undefined && /^\/(?![/\\])[!-[\]-~]*$/.test(text) && text.length <= 500 ? text : '/';
}
