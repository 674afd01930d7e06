import { UsageError } from '../../base/errors.js';
import type { Role, User, UserBook } from '../../registry/user-book.js';
import { hashPassword, newPassword } from './passwords.js';
import { isUserName, userName } from './user-names.js';

export interface NewUser {
  readonly name: string;
  readonly role: Role;
  readonly language: User['language'];
}

/** A user with a password that nobody else has seen yet. */
export interface NamedPassword {
  readonly name: string;
  readonly password: string;
}

/**
 * Adds a user.
 *
 * @param by who does it, for the audit log.
 * @returns the name as it is kept, and a password made for handing over.
 * @throws UsageError user-name, user-taken
 */
export async function addUser(
  book: UserBook,
  wish: NewUser,
  by: string,
  atMs: number,
): Promise<NamedPassword> {
  const name = userName(wish.name);
  if (!isUserName(name))
    throw new UsageError(
      'user-name',
      `“${name}” cannot be a user’s name.`,
      'Use letters, digits and . _ - @, at most 60.',
    );
  if ((await book.user(name)) !== undefined)
    throw new UsageError('user-taken', `There is a user ${name} already.`, 'Choose another name.');
  const password = newPassword();
  const { role, language } = wish;
  await book.putUser(
    { name, role, language, disabled: false, passwordHash: await hashPassword(password) },
    by,
    atMs,
  );
  return { name, password };
}

/**
 * Gives a user a new password, and ends all that were logged in with the old one.
 *
 * @returns the password, made for handing over.
 * @throws UsageError user-unknown
 */
export async function renewPassword(
  book: UserBook,
  name: string,
  by: string,
  atMs: number,
): Promise<NamedPassword> {
  const user = await book.user(userName(name));
  if (user === undefined)
    throw new UsageError('user-unknown', `There is no user ${name}.`, 'See the list of users.');
  const password = newPassword();
  await keepPassword(book, user, password, by, atMs);
  return { name: user.name, password };
}

/** Sets a password that was checked before, and ends all sessions of the user. */
export async function keepPassword(
  book: UserBook,
  user: User,
  password: string,
  by: string,
  atMs: number,
): Promise<void> {
  await book.putUser({ ...user, passwordHash: await hashPassword(password) }, by, atMs);
  await book.closeSessionsOf(user.name);
  await book.note({ atMs, who: by, what: 'password-changed', on: user.name, detail: {} });
}

/**
 * The first user of a new registry, for the command that sets it up.
 *
 * @returns undefined when there are users already: then an administrator adds more on the page.
 * @throws UsageError user-name
 */
export async function createFirstAdmin(
  book: UserBook,
  name: string,
  language: User['language'],
  atMs: number,
): Promise<NamedPassword | undefined> {
  if ((await book.users()).length > 0) return undefined;
  return addUser(book, { name, role: 'admin', language }, 'command line', atMs);
}
