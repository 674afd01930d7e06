import type { User } from '../../registry/user-book.js';
import { sameText, sealOf } from './tokens.js';

/**
 * A browser that logged in as somebody once keeps a cookie that says so, sealed with that user's password hash: it ends when the
 * password changes. Tries from it are counted apart from everybody else's tries on that name, so a stranger who keeps guessing at a
 * name does not lock its owner out. OWASP: Slow Down Online Guessing Attacks with Device Cookies.
 */
export function knownBrowserSeal(user: User, nonce: string): string {
  return `${nonce}.${sealOf(user.passwordHash, `known browser ${user.name} ${nonce}`)}`;
}

/** The browser's own nonce, if the cookie was given out for this user. */
export function knownBrowser(user: User | undefined, cookie: string | undefined): string | undefined {
  const nonce = cookie?.split('.')[0];
  if (user === undefined || cookie === undefined || nonce === undefined) return undefined;
  return sameText(cookie, knownBrowserSeal(user, nonce)) ? nonce : undefined;
}
