import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits that nobody can guess, as 43 characters for a cookie. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token: from it nobody finds the token. SHA-256, base64url. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/**
 * A token for a form, bound to a secret of the session, another one each time: a secret that stood in every compressed page
 * could be guessed from the pages' lengths (BREACH).
 */
export function formToken(secret: string): string {
  const salt = randomBytes(12).toString('base64url');
  return `${salt}.${sealOf(secret, salt)}`;
}

/** Whether the token was made with this secret. */
export function formTokenHolds(secret: string, token: unknown): boolean {
  if (typeof token !== 'string') return false;
  const [salt] = token.split('.');
  return sameText(token, `${salt}.${sealOf(secret, salt)}`);
}

/** Compared in a time that tells nothing of where they differ. */
export function sameText(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** HMAC-SHA256, base64url. */
export function sealOf(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}
