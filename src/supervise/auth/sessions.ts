import type { Session, User, UserBook } from '../../registry/user-book.js';
import { newToken, tokenHash } from './tokens.js';

export interface SessionLimits {
  readonly sessionIdleMs: number;
  readonly sessionMaxMs: number;
}

export interface OpenSession {
  readonly session: Session;
  readonly user: User;
}

/** Most sessions whose last action is remembered. */
const MOST_REMEMBERED = 100_000;

/** Logins. The cookie holds a token; the registry holds only its hash. */
export class Sessions {
  /** When a person, not a script of an open page, last asked for something: session's hash → ms. */
  private readonly acted = new Map<string, number>();

  constructor(
    private readonly book: UserBook,
    private readonly limits: SessionLimits,
    private readonly now: () => number,
  ) {}

  /** @returns the token for the cookie: a new one for every login, so one that was planted before it opens nothing. */
  async open(user: string): Promise<{ readonly token: string; readonly csrf: string }> {
    const token = newToken();
    const csrf = newToken();
    const at = this.now();
    const session = { tokenHash: tokenHash(token), user, csrf, createdAtMs: at, lastSeenMs: at };
    await this.book.openSession(session, at - this.limits.sessionIdleMs);
    this.remember(tokenHash(token), at);
    return { token, csrf };
  }

  /**
   * The session and its user as they are now: a role that was taken away is gone at the next request.
   *
   * @param background asked for by a script: does not count as a sign of life.
   * @returns undefined when it ended, or its user is disabled; it is closed then.
   */
  async find(token: string, background: boolean): Promise<OpenSession | undefined> {
    const hash = tokenHash(token);
    const now = this.now();
    const { sessionIdleMs, sessionMaxMs } = this.limits;
    const session = await this.book.session(hash, now, now - sessionIdleMs);
    if (session === undefined) return undefined;
    const user = await this.book.user(session.user);
    const idle = now - (this.acted.get(hash) ?? now) > sessionIdleMs;
    if (idle || now - session.createdAtMs > sessionMaxMs || user === undefined || user.disabled) {
      await this.close(token);
      return undefined;
    }
    if (!background || !this.acted.has(hash)) this.remember(hash, now);
    return { session, user };
  }

  async close(token: string): Promise<void> {
    const hash = tokenHash(token);
    this.acted.delete(hash);
    await this.book.closeSession(hash);
  }

  closeAllOf(user: string): Promise<void> {
    return this.book.closeSessionsOf(user);
  }

  private remember(hash: string, at: number): void {
    this.acted.delete(hash);
    this.acted.set(hash, at);
    // Maps keep the order in which keys came: the first was silent the longest.
    if (this.acted.size > MOST_REMEMBERED) this.acted.delete(this.acted.keys().next().value!);
  }
}
