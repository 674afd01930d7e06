import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { User, UserBook } from '../../registry/user-book.js';
import type { PageSettings } from '../app/settings.js';
import { knownBrowser } from './known-browser.js';
import { hashPassword, isOutdated, passwordHolds } from './passwords.js';
import { userName } from './user-names.js';

export interface Attempt {
  readonly name: string;
  readonly password: string;
  /** The `known` cookie. */
  readonly known: string | undefined;
}

export type LoginOutcome =
  | { readonly as: 'in'; readonly user: User }
  | { readonly as: 'wrong' }
  | { readonly as: 'too-many'; readonly seconds: number };

/** Decides on logins: counts tries by address and by name, checks, and writes each into the audit log. */
export type Login = (request: FastifyRequest, attempt: Attempt) => Promise<LoginOutcome>;

const window = 15 * 60_000;

/** Needs @fastify/rate-limit on the server. Counts are kept in this process: several pages behind one address each count for themselves. */
export function loginWith(
  app: FastifyInstance,
  book: UserBook,
  settings: Pick<PageSettings, 'loginsPerAddress' | 'loginsPerName'>,
  now: () => number,
): Login {
  const keys = new WeakMap<FastifyRequest, string>();
  const byAddress = app.createRateLimit({ max: settings.loginsPerAddress, timeWindow: window });
  const byName = app.createRateLimit({
    max: settings.loginsPerName,
    timeWindow: window,
    keyGenerator: (request) => keys.get(request) ?? '',
  });

  return async (request, attempt) => {
    const name = userName(attempt.name);
    const user = await book.user(name);
    const browser = knownBrowser(user, attempt.known);
    keys.set(request, JSON.stringify(browser === undefined ? [name] : [name, browser]));
    for (const limit of [await byAddress(request), await byName(request)])
      if (!limit.isAllowed && limit.isExceeded) return { as: 'too-many', seconds: limit.ttlInSeconds };

    const holds = await passwordHolds(user?.passwordHash, attempt.password);
    const note = (what: string, detail: Readonly<Record<string, unknown>>): Promise<void> =>
      book.note({
        atMs: now(),
        // What was typed for a name may be a password: only names that exist are written down.
        who: user?.name ?? '?',
        what,
        on: user?.name ?? '?',
        detail: { address: request.ip, ...detail },
      });
    if (user === undefined || !holds || user.disabled) {
      const reason = user === undefined ? 'unknown user' : user.disabled ? 'disabled user' : 'wrong password';
      await note('login-failed', { reason });
      return { as: 'wrong' };
    }
    await note('login', {});
    return { as: 'in', user: await withTodaysHash(user, attempt.password) };
  };

  async function withTodaysHash(user: User, password: string): Promise<User> {
    if (!isOutdated(user.passwordHash)) return user;
    const fresh = { ...user, passwordHash: await hashPassword(password) };
    await book.putUser(fresh, user.name, now());
    return fresh;
  }
}
