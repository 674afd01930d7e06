import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * `session`: the login. `form`: binds the login form to the browser. `known`: this browser has logged in under a name before.
 * `language`: chosen before login.
 */
export type CookieName = 'session' | 'form' | 'known' | 'language';

/** How long a browser keeps the language of the page before login, ms. */
export const LANGUAGE_KEPT_MS = 365 * 86_400_000;

/**
 * Over TLS the name begins with `__Host-`: a browser takes such a cookie only over TLS, for this host alone, so neither a
 * neighbouring host nor a plain page of the same name can plant one.
 */
function fullName(request: FastifyRequest, name: CookieName): string {
  return request.protocol === 'https' ? `__Host-ringform-${name}` : `ringform-${name}`;
}

export function cookie(request: FastifyRequest, name: CookieName): string | undefined {
  return request.cookies[fullName(request, name)];
}

/** @param maxAgeMs how long the browser keeps it; until it is closed where undefined */
export function setCookie(reply: FastifyReply, name: CookieName, value: string, maxAgeMs?: number): void {
  const { request } = reply;
  reply.setCookie(fullName(request, name), value, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    ...(maxAgeMs !== undefined && { maxAge: Math.floor(maxAgeMs / 1000) }),
  });
}

export function clearCookie(reply: FastifyReply, name: CookieName): void {
  const { request } = reply;
  reply.clearCookie(fullName(request, name), {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
  });
}
