import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PageContext, PageModule } from '../app/context.js';
import { localPath, readForm, readQuery } from '../app/forms.js';
import { html, type Html } from '../layout/html.js';
import { notice } from '../layout/parts.js';
import { authWords } from '../words/auth.js';
import { errorWords } from '../words/errors.js';
import { isLanguage } from '../words/language.js';
import { clearCookie, cookie, LANGUAGE_KEPT_MS, setCookie } from './cookies.js';
import { knownBrowserSeal } from './known-browser.js';
import { loginWith } from './login.js';
import type { Sessions } from './sessions.js';
import { formToken, newToken } from './tokens.js';

/** How long a browser is known as one of a user's, ms. */
const KNOWN_MS = 365 * 86_400_000;

const query = z.object({ from: z.string().optional(), why: z.enum(['ended', 'out']).optional() });
const form = z.object({
  name: z.string().max(200),
  password: z.string().max(1000),
  from: z.string().optional(),
});

/** Signing in and out, and the language before anybody has signed in. */
export const authPages =
  (sessions: Sessions): PageModule =>
  (app, context) => {
    const login = loginWith(app, context.registry, context.settings, context.now);

    app.get('/login', { config: { open: true } }, async (request, reply) => {
      const { from, why } = readQuery(query, request);
      if (request.visit.user !== undefined) return reply.redirect(localPath(from), 303);
      const words = authWords[request.visit.language];
      // A form that can only fail says so before somebody has typed a password.
      await context.registry.version();
      const said = why === undefined ? '' : notice(why === 'out' ? words.signedOut : words.ended);
      return sendForm(request, reply, context, { from, said, status: 200 });
    });

    app.post('/login', { config: { open: true } }, async (request, reply) => {
      const { name, password, from } = readForm(form, request);
      const words = authWords[request.visit.language];
      const outcome = await login(request, { name, password, known: cookie(request, 'known') });
      if (outcome.as === 'too-many') {
        reply.header('retry-after', outcome.seconds);
        const errors = errorWords[request.visit.language];
        const minutes = request.visit.formats.number(Math.ceil(outcome.seconds / 60));
        const said = notice(html`${errors.kinds['too-many'][0]}. ${errors.tryAgainIn(minutes)}`, 'warn');
        return sendForm(request, reply, context, { from, said, name, status: 429 });
      }
      if (outcome.as === 'wrong')
        return sendForm(request, reply, context, {
          from,
          said: notice(words.wrong, 'bad'),
          name,
          status: 401,
        });
      // Whatever session this browser had, the new login is another one.
      const before = cookie(request, 'session');
      if (before !== undefined) await sessions.close(before);
      const { token } = await sessions.open(outcome.user.name);
      setCookie(reply, 'session', token);
      setCookie(reply, 'known', knownBrowserSeal(outcome.user, newToken()), KNOWN_MS);
      clearCookie(reply, 'form');
      return reply.redirect(localPath(from), 303);
    });

    app.post('/logout', async (request, reply) => {
      const token = cookie(request, 'session');
      if (token !== undefined) await sessions.close(token);
      await context.note(request, 'logout', context.user(request).name);
      clearCookie(reply, 'session');
      // The next page is in the language that was read until now.
      setCookie(reply, 'language', context.user(request).language, LANGUAGE_KEPT_MS);
      return reply.redirect('/login?why=out', 303);
    });

    app.get('/language', { config: { open: true } }, (request, reply) => {
      const { to, from } = readQuery(
        z.object({ to: z.string().optional(), from: z.string().optional() }),
        request,
      );
      if (isLanguage(to)) setCookie(reply, 'language', to, LANGUAGE_KEPT_MS);
      return reply.redirect(localPath(from), 303);
    });
  };

interface LoginForm {
  readonly from: string | undefined;
  readonly said: Html | '';
  readonly name?: string;
  readonly status: number;
}

function sendForm(
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
  { from, said, name = '', status }: LoginForm,
): FastifyReply {
  const words = authWords[request.visit.language];
  let secret = cookie(request, 'form');
  if (secret === undefined) setCookie(reply, 'form', (secret = newToken()));
  return context.send(request, reply, {
    title: words.signIn,
    status,
    ownHeading: true,
    body: html`<div class="door">
      <section class="card">
        <h1>${words.signIn}</h1>
        ${said}
        <form method="post" action="/login">
          <input type="hidden" name="token" value="${formToken(secret)}" />
          <input type="hidden" name="from" value="${localPath(from)}" />
          <label for="name">${words.name}</label>
          <input
            id="name"
            name="name"
            value="${name}"
            autocomplete="username"
            autocapitalize="none"
            spellcheck="false"
            required
            maxlength="60"
          />
          <label for="password">${words.password}</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
            maxlength="200"
          />
          <p class="actions"><button>${words.signIn}</button></p>
        </form>
      </section>
      <p class="quiet small">${words.forgotten}</p>
    </div>`,
  });
}
