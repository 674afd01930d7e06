import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { UsageError } from '../../base/errors.js';
import { ROLES, type User } from '../../registry/user-book.js';
import type { PageContext, PageModule } from '../app/context.js';
import { readForm, readQuery } from '../app/forms.js';
import { PageRefusal } from '../app/refusal.js';
import { addUser, renewPassword, type NamedPassword } from '../auth/keep-user.js';
import { userName } from '../auth/user-names.js';
import { languageSelect, select, textField } from '../layout/fields.js';
import { address, html, markup, type Html } from '../layout/html.js';
import { badge, card, notice, table } from '../layout/parts.js';
import { languageNames, LANGUAGES } from '../words/language.js';
import { navigationWords } from '../words/navigation.js';
import { usersWords } from '../words/users.js';

const config = { role: 'admin' } as const;
const newUser = z.object({
  name: z.string().max(200),
  role: z.enum(ROLES),
  language: z.enum(LANGUAGES),
});
const changes = z.object({ name: z.string(), role: z.enum(ROLES), active: z.literal('yes').optional() });
const named = z.object({ name: z.string().max(200), done: z.literal('saved').optional() });
const edit = '/admin/users/edit';

interface AddForm {
  readonly name: string;
  readonly problem: string;
}

/** Who may log in, and as what. */
export const userPages: PageModule = (app, context) => {
  const { registry, now } = context;

  app.get('/admin/users', { config }, (request, reply) => sendList(request, reply, context));

  app.post('/admin/users', { config }, async (request, reply) => {
    const wish = readForm(newUser, request);
    const words = usersWords[request.visit.language];
    try {
      const made = await addUser(registry, wish, context.user(request).name, now());
      return await sendPassword(request, reply, context, made);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const problem = error.code === 'user-taken' ? words.nameTaken : words.nameRule;
      return sendList(request, reply, context, { name: wish.name, problem });
    }
  });

  app.get(edit, { config }, async (request, reply) => {
    const { name, done } = readQuery(named, request);
    const user = await existing(context, name);
    const said = done && notice(usersWords[request.visit.language].saved, 'good');
    return sendUser(request, reply, context, user, said);
  });

  app.post(edit, { config }, async (request, reply) => {
    const { name, role, active } = readForm(changes, request);
    const user = await existing(context, name);
    const changed: User = { ...user, role, disabled: active === undefined };
    if (await isLastAdmin(context, changed)) {
      const said = notice(usersWords[request.visit.language].lastAdmin, 'bad');
      return sendUser(request, reply, context, user, said);
    }
    await registry.putUser(changed, context.user(request).name, now());
    if (changed.disabled) await registry.closeSessionsOf(user.name);
    return reply.redirect(address(edit, { name: user.name, done: 'saved' }), 303);
  });

  app.post('/admin/users/password', { config }, async (request, reply) => {
    const { name } = readForm(named, request);
    await existing(context, name);
    return sendPassword(
      request,
      reply,
      context,
      await renewPassword(registry, name, context.user(request).name, now()),
    );
  });
};

async function existing({ registry }: PageContext, name: string): Promise<User> {
  const user = await registry.user(userName(name));
  if (user === undefined) throw new PageRefusal('not-found', 'no such user');
  return user;
}

/** Whether nobody could administer any more after this change. */
async function isLastAdmin({ registry }: PageContext, changed: User): Promise<boolean> {
  if (changed.role === 'admin' && !changed.disabled) return false;
  const users = await registry.users();
  return !users.some(({ name, role, disabled }) => name !== changed.name && role === 'admin' && !disabled);
}

async function sendList(
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
  failed?: AddForm,
): Promise<FastifyReply> {
  const { visit } = request;
  const words = usersWords[visit.language];
  const { roles } = navigationWords[visit.language];
  const users = await context.registry.users();
  const rows = users.map(({ name, role, language, disabled }) => [
    html`<a href="${address(edit, { name })}">${name}</a>${
        name === visit.user?.name && html` <span class="quiet">(${words.you})</span>`
      }`,
    roles[role],
    languageNames[language],
    disabled ? badge(words.disabled, 'bad') : badge(words.active, 'good'),
  ]);
  const columns = [words.name, words.role, words.language, words.state];
  return context.send(request, reply, {
    title: words.users,
    status: failed === undefined ? 200 : 422,
    body: html`${card(
      undefined,
      table(
        columns.map((heading) => ({ heading })),
        rows,
      ),
    )}
    ${card(
      words.add,
      html`<form method="post" action="/admin/users" class="narrow">
        ${visit.token}
        ${textField('name', words.name, {
          value: failed?.name ?? '',
          problem: failed?.problem,
          most: 60,
          ...(failed === undefined && { hint: words.nameRule }),
        })}
        ${roleSelect(visit.language, 'viewer')} ${languageSelect(words.language, visit.language)}
        <p class="actions"><button>${words.addUser}</button></p>
      </form>`,
    )}`,
  });
}

function roleSelect(language: User['language'], chosen: User['role']): Html {
  const words = usersWords[language];
  const { roles } = navigationWords[language];
  return select(
    'role',
    words.role,
    chosen,
    ROLES.map((role) => [role, `${roles[role]}: ${words.may[role]}`]),
  );
}

function sendUser(
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
  user: User,
  said: Html | undefined,
): FastifyReply {
  const { visit } = request;
  const words = usersWords[visit.language];
  return context.send(request, reply, {
    title: user.name,
    body: html`${said}
      <div class="columns">
        ${card(
          undefined,
          html`<form method="post" action="${edit}">
            ${visit.token}
            <input type="hidden" name="name" value="${user.name}" />
            ${roleSelect(visit.language, user.role)}
            <p>
              <label
                ><input
                  type="checkbox"
                  name="active"
                  value="yes"
                  ${user.disabled ? '' : markup(' checked')}
                />${words.mayLogIn}</label
              >
            </p>
            <p class="actions"><button>${words.save}</button></p>
          </form>`,
        )}
        ${card(
          words.newPassword,
          html`<p>${words.newPasswordWhy}</p>
            <form method="post" action="/admin/users/password">
              ${visit.token}
              <input type="hidden" name="name" value="${user.name}" />
              <p class="actions"><button class="second">${words.newPassword}</button></p>
            </form>`,
        )}
      </div>
      <p><a href="/admin/users">${words.users}</a></p>`,
  });
}

/** Straight in the answer, never by way of an address: it would stay in histories. */
function sendPassword(
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
  { name, password }: NamedPassword,
): FastifyReply {
  const words = usersWords[request.visit.language];
  return context.send(request, reply, {
    title: words.handOver(name),
    body: html`${card(
        undefined,
        html`<p><code class="secret">${password}</code></p>
          <p>${words.shownOnce}</p>`,
      )}
      <p><a href="/admin/users">${words.users}</a></p>`,
  });
}
