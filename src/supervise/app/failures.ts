import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RefusedError, StorageError } from '../../base/errors.js';
import type { Log } from '../../service/log.js';
import { html, type Html } from '../layout/html.js';
import { errorWords } from '../words/errors.js';
import { PageRefusal, statusOf, type RefusalKind } from './refusal.js';

/** How often a page that could not be read is asked for again, s. */
const LOOK_AGAIN_S = 15;

type Send = (
  request: FastifyRequest,
  reply: FastifyReply,
  page: { readonly title: string; readonly body: Html; readonly status: number },
) => FastifyReply;

/** Every failure becomes a page with what to do and an id; the log has the same id and what really happened. */
export function answerFailures(app: FastifyInstance, log: Log, send: Send): void {
  app.setNotFoundHandler((request) => {
    throw new PageRefusal('not-found', `nothing at ${request.method} of this address`);
  });

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const kind = kindOf(error);
    const status = statusOf[kind];
    const fields = { request: request.id, route: request.routeOptions.url, method: request.method, status };
    if (status >= 500) log.error('a page failed', { ...fields, error });
    else log.info('a request was refused', { ...fields, why: error.message });
    const words = errorWords[request.visit.language];
    const [title, advice] = words.kinds[kind];
    // Asked again by the browser itself, with or without scripts; never a form, which would be sent twice.
    const looksAgain = kind === 'no-storage' && request.method === 'GET';
    if (looksAgain) reply.header('refresh', LOOK_AGAIN_S);
    const seconds = Number(reply.getHeader('retry-after'));
    return send(request, reply, {
      title,
      status,
      body: html`<section class="card narrow">
        <p>
          ${seconds > 0 ? words.tryAgainIn(request.visit.formats.number(Math.ceil(seconds / 60))) : advice}
        </p>
        ${looksAgain && html`<p>${words.looksAgain(request.visit.formats.number(LOOK_AGAIN_S))}</p>`}
        <p class="quiet">${words.reference}${request.visit.formats.colon}<code>${request.id}</code></p>
        <p class="actions"><a class="button second" href="/">${words.toOverview}</a></p>
      </section>`,
    });
  });
}

function kindOf(error: unknown): RefusalKind {
  if (error instanceof PageRefusal) return error.kind;
  if (error instanceof StorageError) return 'no-storage';
  if (error instanceof RefusedError) return error.code.startsWith('no-such-') ? 'not-found' : 'bad-request';
  const status = (error as Partial<FastifyError>).statusCode ?? 500;
  if (status === 413) return 'too-large';
  if (status === 429) return 'too-many';
  return status >= 400 && status < 500 ? 'bad-request' : 'fault';
}
