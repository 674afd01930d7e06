import type { FastifyReply, FastifyRequest } from 'fastify';
import { Assets } from '../assets/assets.js';
import { script } from '../assets/script.js';
import { icon, style } from '../assets/style.js';
import { cookie } from '../auth/cookies.js';
import type { Sessions } from '../auth/sessions.js';
import { page } from '../layout/frame.js';
import type { IntakeTrouble, PageContent, PageContext } from './context.js';

export interface ContextParts extends Pick<PageContext, 'registry' | 'log' | 'now' | 'settings'> {
  readonly sessions: Sessions;
  readonly trouble: () => IntakeTrouble | undefined;
}

export function createContext({
  registry,
  log,
  now,
  settings,
  sessions,
  trouble,
}: ContextParts): PageContext {
  const assets = new Assets();
  const commonStyle = assets.add('page.css', 'text/css; charset=utf-8', style);
  const commonScript = assets.add('page.js', 'text/javascript; charset=utf-8', script);
  const mark = assets.add('mark.svg', 'image/svg+xml', icon);

  function send(request: FastifyRequest, reply: FastifyReply, content: PageContent): FastifyReply {
    const { title, body, scripts = [], styles = [], status = 200, ownHeading = false } = content;
    const document = page({
      ...{ title, body, ownHeading, styles: [commonStyle, ...styles], scripts: [commonScript, ...scripts] },
      ...{ path: request.url.split('?')[0], place: settings.title, visit: request.visit, icon: mark },
      trouble: trouble(),
    });
    return reply.code(status).type('text/html; charset=utf-8').send(document.toString());
  }

  function user(request: FastifyRequest): NonNullable<FastifyRequest['visit']['user']> {
    const { user: who } = request.visit;
    if (who === undefined) throw new Error('a route without a role asked who its visitor is');
    return who;
  }

  async function stillHere(request: FastifyRequest): Promise<boolean> {
    const token = cookie(request, 'session');
    const found = token === undefined ? undefined : await sessions.find(token, true);
    const { name, role } = user(request);
    return found?.user.name === name && found.user.role === role;
  }

  return {
    ...{ registry, now, log, settings, assets, send, user, stillHere },
    note: (request, what, on, detail = {}) =>
      registry.note({ atMs: now(), who: user(request).name, what, on, detail }),
  };
}
