/** Each may what the one before may, and more. */
export const ROLES = ['viewer', 'reviewer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export interface User {
  readonly name: string;
  readonly role: Role;
  /** As the hashing library writes it, parameters included. */
  readonly passwordHash: string;
  readonly language: 'en' | 'fr' | 'pt' | 'sw';
  readonly disabled: boolean;
}

export interface Session {
  /** SHA-256 of the token in the cookie: the store alone opens no door. */
  readonly tokenHash: string;
  readonly user: string;
  readonly csrf: string;
  readonly createdAtMs: number;
  readonly lastSeenMs: number;
}

/** Who did what, when; only ever added. */
export interface AuditEntry {
  readonly number: number;
  readonly atMs: number;
  readonly who: string;
  /** `login`, `login-failed`, `review-cell`, `enrol`, `export`, … */
  readonly what: string;
  /** What it was done to: a slide, a device, a user. */
  readonly on: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Users, sessions and the audit log. Rejects with StorageError. */
export interface UserBook {
  putUser(user: User, by: string, atMs: number): Promise<void>;
  user(name: string): Promise<User | undefined>;
  users(): Promise<readonly User[]>;
  /** Also forgets the sessions that were last seen before `aliveSinceMs`: whoever just goes away never closes one. */
  openSession(session: Session, aliveSinceMs: number): Promise<void>;
  /**
   * Also notes that it was seen, to a sixtieth of its life. Undefined when it is not there or was last seen before
   * `aliveSinceMs`.
   */
  session(tokenHash: string, nowMs: number, aliveSinceMs: number): Promise<Session | undefined>;
  closeSession(tokenHash: string): Promise<void>;
  closeSessionsOf(user: string): Promise<void>;
  note(entry: Omit<AuditEntry, 'number'>): Promise<void>;
  /** Newest first. */
  audit(page?: { readonly limit?: number; readonly before?: number }): Promise<readonly AuditEntry[]>;
}
