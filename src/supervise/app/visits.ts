import type { FastifyRequest } from 'fastify';
import { cookie } from '../auth/cookies.js';
import type { Sessions } from '../auth/sessions.js';
import { formToken } from '../auth/tokens.js';
import { html } from '../layout/html.js';
import { formatsOf } from '../words/formats.js';
import { acceptedLanguage, isLanguage, type Language } from '../words/language.js';
import type { Visit } from './visit.js';

/** What a visit has beside what pages see of it. */
export interface KnownVisit {
  readonly visit: Visit;
  /** What form tokens are made with: the session's, or before login the one in the browser's cookie. */
  readonly secret: string | undefined;
}

/** Of somebody who is not logged in. */
export function anonymousVisit(request: FastifyRequest, timeZone: string): KnownVisit {
  const chosen = cookie(request, 'language');
  const language = isLanguage(chosen) ? chosen : acceptedLanguage(request.headers['accept-language']);
  return visitOf(request, language, timeZone, undefined, cookie(request, 'form'));
}

/** Who asks: by the session's cookie, where it opens anything. Rejects with StorageError. */
export async function visitBy(
  request: FastifyRequest,
  sessions: Sessions,
  timeZone: string,
): Promise<KnownVisit> {
  const token = cookie(request, 'session');
  const found =
    token === undefined
      ? undefined
      : await sessions.find(token, request.routeOptions.config.background === true);
  if (found === undefined) return anonymousVisit(request, timeZone);
  return visitOf(request, found.user.language, timeZone, found.user, found.session.csrf);
}

function visitOf(
  request: FastifyRequest,
  language: Language,
  timeZone: string,
  user: Visit['user'],
  secret: string | undefined,
): KnownVisit {
  const token =
    secret === undefined ? html`` : html`<input type="hidden" name="token" value="${formToken(secret)}" />`;
  return {
    visit: { user, language, formats: formatsOf(language, timeZone), token, id: request.id },
    secret,
  };
}
