import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PageContext, PageModule } from '../app/context.js';
import { readForm, readQuery } from '../app/forms.js';
import { PageRefusal } from '../app/refusal.js';
import { languageSelect, textField } from '../layout/fields.js';
import { html } from '../layout/html.js';
import { badge, card, facts, notice } from '../layout/parts.js';
import { authWords } from '../words/auth.js';
import { LANGUAGES } from '../words/language.js';
import { navigationWords } from '../words/navigation.js';
import { clearCookie, LANGUAGE_KEPT_MS, setCookie } from './cookies.js';
import { keepPassword } from './keep-user.js';
import { passwordHolds, passwordProblem, SHORTEST_PASSWORD } from './passwords.js';
import type { Sessions } from './sessions.js';

const passwords = z.object({
  current: z.string().max(1000),
  fresh: z.string().max(1000),
  again: z.string().max(1000),
});
const done = z.object({ done: z.enum(['language', 'password']).optional() });

/** What goes wrong with a field of the password form. */
interface Problems {
  readonly current?: string;
  readonly fresh?: string;
  readonly again?: string;
}

/** One's own account: language, password, signing out everywhere. */
export const accountPages =
  (sessions: Sessions): PageModule =>
  (app, context) => {
    const { registry, now } = context;
    // Trying passwords on an open session is counted like trying them at the door.
    const tries = app.createRateLimit({
      max: context.settings.loginsPerName,
      timeWindow: 15 * 60_000,
      keyGenerator: (request) => context.user(request).name,
    });

    app.get('/account', (request, reply) => sendAccount(request, reply, context, {}));

    app.post('/account/language', async (request, reply) => {
      const { language } = readForm(z.object({ language: z.enum(LANGUAGES) }), request);
      const user = context.user(request);
      if (language !== user.language) await registry.putUser({ ...user, language }, user.name, now());
      return reply.redirect('/account?done=language', 303);
    });

    app.post('/account/password', async (request, reply) => {
      const { current, fresh, again } = readForm(passwords, request);
      const user = context.user(request);
      const words = authWords[request.visit.language];
      const limit = await tries(request);
      if (!limit.isAllowed && limit.isExceeded) {
        reply.header('retry-after', limit.ttlInSeconds);
        throw new PageRefusal('too-many', 'too many passwords tried');
      }
      const problem = passwordProblem(fresh, user.name);
      if (!(await passwordHolds(user.passwordHash, current)))
        return sendAccount(request, reply, context, { current: words.passwordWrong });
      if (problem !== undefined)
        return sendAccount(request, reply, context, { fresh: words.problems[problem] });
      if (fresh !== again) return sendAccount(request, reply, context, { again: words.passwordsDiffer });
      await keepPassword(registry, user, fresh, user.name, now());
      // All sessions ended, this one too; the new one is this browser's alone.
      const { token } = await sessions.open(user.name);
      setCookie(reply, 'session', token);
      return reply.redirect('/account?done=password', 303);
    });

    app.post('/account/sign-out-everywhere', async (request, reply) => {
      const { name } = context.user(request);
      await sessions.closeAllOf(name);
      await context.note(request, 'logout-everywhere', name);
      clearCookie(reply, 'session');
      setCookie(reply, 'language', context.user(request).language, LANGUAGE_KEPT_MS);
      return reply.redirect('/login?why=out', 303);
    });
  };

function sendAccount(
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
  problems: Problems,
): FastifyReply {
  const { visit } = request;
  const user = context.user(request);
  const words = authWords[visit.language];
  const { done: saved } = readQuery(done, request);
  const password = (name: keyof Problems, label: string, hint?: string): ReturnType<typeof textField> =>
    textField(name, label, {
      type: 'password',
      problem: problems[name],
      autocomplete: name === 'current' ? 'current-password' : 'new-password',
      ...(hint !== undefined && { hint }),
    });
  return context.send(request, reply, {
    title: words.account,
    status: Object.keys(problems).length === 0 ? 200 : 422,
    body: html`${saved && notice(saved === 'language' ? words.languageSaved : words.passwordChanged, 'good')}
      <div class="columns">
        <div>
          ${card(
            undefined,
            html`${facts([
                [words.name, user.name],
                [words.role, badge(navigationWords[visit.language].roles[user.role])],
              ])}
              <form method="post" action="/account/language">
                ${visit.token} ${languageSelect(words.language, user.language)}
                <p class="actions"><button class="second">${words.saveLanguage}</button></p>
              </form>`,
          )}
          ${card(
            words.everywhere,
            html`<p>${words.everywhereWhy}</p>
              <form method="post" action="/account/sign-out-everywhere">
                ${visit.token}
                <p class="actions"><button class="danger">${words.everywhere}</button></p>
              </form>`,
          )}
        </div>
        ${card(
          words.changePassword,
          html`<form method="post" action="/account/password">
            ${visit.token}
            <input type="hidden" name="username" value="${user.name}" autocomplete="username" />
            ${password('current', words.passwordNow)}
            ${password('fresh', words.passwordNew, words.passwordRule(SHORTEST_PASSWORD))}
            ${password('again', words.passwordAgain)}
            <p class="actions"><button>${words.changePassword}</button></p>
          </form>`,
        )}
      </div>`,
  });
}
