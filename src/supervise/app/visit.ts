import type { Role, User } from '../../registry/user-book.js';
import { ROLES } from '../../registry/user-book.js';
import type { Html } from '../layout/html.js';
import type { Formats } from '../words/formats.js';
import type { Language } from '../words/language.js';

/** One request as its page needs it: who asks, in which language, and the token of its forms. */
export interface Visit {
  /** Undefined before login. On a route that asks for a role there always is one. */
  readonly user: User | undefined;
  readonly language: Language;
  readonly formats: Formats;
  /** A hidden field that every form with method="post" must hold. */
  readonly token: Html;
  /** Its id in the log, as the error pages give it. */
  readonly id: string;
}

/** Whether the visitor may what this role may. */
export function may(visit: Visit, role: Role): boolean {
  return visit.user !== undefined && ROLES.indexOf(visit.user.role) >= ROLES.indexOf(role);
}
