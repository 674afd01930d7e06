import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { formTokenHolds } from '../auth/tokens.js';
import type { Sessions } from '../auth/sessions.js';
import { address } from '../layout/html.js';
import { PageRefusal } from './refusal.js';
import type { PageSettings } from './settings.js';
import { may, type Visit } from './visit.js';
import { anonymousVisit, visitBy } from './visits.js';

/** Methods that change nothing. */
const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Everything that is asked passes here first: how often this address asked, who asks, whether the route is theirs, and for
 * anything that changes something whether the form came from one of our own pages.
 */
export function addGate(app: FastifyInstance, sessions: Sessions, settings: PageSettings): void {
  const secrets = new WeakMap<FastifyRequest, string>();
  const visits = new WeakMap<FastifyRequest, Visit>();
  app.decorateRequest('visit', {
    // A page about what fails before anybody is known has a language all the same.
    getter: function (this: FastifyRequest) {
      return visits.get(this) ?? anonymousVisit(this, settings.timeZone).visit;
    },
  });
  const often = app.createRateLimit({ max: settings.requestsPerMinute, timeWindow: 60_000 });

  app.addHook('onRequest', async (request, reply) => {
    // An asset costs nothing and says nothing.
    if (request.url.startsWith('/assets/')) return;
    const limit = await often(request);
    if (!limit.isAllowed && limit.isExceeded) {
      reply.header('retry-after', limit.ttlInSeconds);
      throw new PageRefusal('too-many', `more than ${limit.max} requests a minute`);
    }
    const { visit, secret } = await visitBy(request, sessions, settings.timeZone);
    visits.set(request, visit);
    if (secret !== undefined) secrets.set(request, secret);
    // Browsers say where a request comes from; the token below also holds where they do not.
    const site = request.headers['sec-fetch-site'];
    if (!safe.has(request.method) && (site === 'cross-site' || site === 'same-site'))
      throw new PageRefusal('form-expired', `a form sent from another site (${site})`);
    return entry(request, reply);
  });

  app.addHook('preHandler', async (request) => {
    await Promise.resolve();
    if (safe.has(request.method)) return;
    const secret = secrets.get(request);
    const { token } = (request.body ?? {}) as { readonly token?: unknown };
    if (secret === undefined || !formTokenHolds(secret, token ?? request.headers['x-form-token']))
      throw new PageRefusal('form-expired', 'the form has no token of this session');
  });
}

/** Whether the route is for who asks; who must log in first is led there, and back afterwards. */
function entry(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  const { open, role = 'viewer', background } = request.routeOptions.config;
  if (open || may(request.visit, role)) return undefined;
  if (request.visit.user !== undefined)
    throw new PageRefusal('not-allowed', `${request.visit.user.role} asked for what needs ${role}`);
  if (background) return reply.code(401).type('text/plain').send('login needed\n');
  const from = request.method === 'GET' && request.url !== '/' ? request.url : undefined;
  return reply.redirect(address('/login', { from, why: from === undefined ? undefined : 'ended' }), 303);
}
