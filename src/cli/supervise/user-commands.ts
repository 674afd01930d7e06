import { Command, Option } from 'commander';
import { UsageError } from '../../base/errors.js';
import type { Registry } from '../../registry/registry.js';
import { ROLES, type Role, type User } from '../../registry/user-book.js';
import { hashPassword, newPassword } from '../../supervise/auth/passwords.js';
import { isUserName, userName } from '../../supervise/auth/user-names.js';
import { printable } from '../printable.js';
import { textTable } from '../text-table.js';
import { actor } from './acting.js';
import { newPasswordFor } from './ask-password.js';
import { withRegistry, withRegistryOptions, type RegistryOptions } from './registry-place.js';

const LANGUAGES = ['en', 'fr', 'pt', 'sw'] as const satisfies readonly User['language'][];

interface PasswordOptions {
  readonly passwordStdin?: true;
  readonly makePassword?: true;
}

interface AddOptions extends PasswordOptions {
  readonly role: Role;
  readonly language: User['language'];
}

/** `ringform supervise user …`: who may log in to the pages. */
export function userCommand(): Command {
  const user = new Command('user').summary('who may log in to the pages').addHelpText(
    'after',
    `
Examples:
  ringform supervise user add amina --role admin          asks for her password
  ringform supervise user add okello --make-password      prints one to hand over
  ringform supervise user disable okello

Roles: a viewer looks, a reviewer also confirms and overrules results, an admin also lets devices and people in.`,
  );
  withPassword(withRegistryOptions(user.command('add <name>')))
    .summary('let somebody in')
    .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).default('viewer'))
    .addOption(new Option('--language <code>', 'of their pages').choices(LANGUAGES).default('en'))
    .action((name: string, _: unknown, command: Command) => add(name, command.optsWithGlobals()));
  withRegistryOptions(user.command('list'))
    .summary('who is let in')
    .action((_: unknown, command: Command) => withRegistry(command.optsWithGlobals(), list));
  withPassword(withRegistryOptions(user.command('password <name>')))
    .summary('give somebody a new password; ends their sessions')
    .action((name: string, _: unknown, command: Command) => changePassword(name, command.optsWithGlobals()));
  withRegistryOptions(user.command('disable <name>'))
    .summary('let somebody in no more; ends their sessions')
    .action((name: string, _: unknown, command: Command) => turn(name, true, command.optsWithGlobals()));
  withRegistryOptions(user.command('enable <name>'))
    .summary('let somebody in again')
    .action((name: string, _: unknown, command: Command) => turn(name, false, command.optsWithGlobals()));
  return user;
}

function withPassword(command: Command): Command {
  return command
    .option('--password-stdin', 'the password is the first line of standard input')
    .addOption(new Option('--make-password', 'make one up and print it').conflicts('passwordStdin'));
}

async function add(text: string, options: AddOptions & RegistryOptions): Promise<void> {
  const name = checkedName(text);
  await withRegistry(options, async (registry) => {
    if (await registry.user(name))
      throw new UsageError(
        'user-exists',
        `There is a user ${printable(name)} already.`,
        'Change the password with `ringform supervise user password`.',
      );
    const passwordHash = await chosenHash(name, options);
    const { role, language } = options;
    await registry.putUser({ name, role, language, passwordHash, disabled: false }, actor(), Date.now());
  });
  process.stdout.write(`${printable(name)} may log in as ${options.role}.\n`);
}

async function changePassword(text: string, options: PasswordOptions & RegistryOptions): Promise<void> {
  await change(text, options, async (user) => ({
    ...user,
    passwordHash: await chosenHash(user.name, options),
  }));
  process.stdout.write(
    `${printable(userName(text))} has a new password; sessions with the old one have ended.\n`,
  );
}

async function turn(text: string, disabled: boolean, options: RegistryOptions): Promise<void> {
  await change(text, options, (user) => Promise.resolve({ ...user, disabled }));
  process.stdout.write(
    `${printable(userName(text))} may ${disabled ? 'no longer log in' : 'log in again'}.\n`,
  );
}

async function change(
  text: string,
  options: RegistryOptions,
  changed: (user: User) => Promise<User>,
): Promise<void> {
  await withRegistry(options, async (registry) => {
    const user = await theUser(registry, text);
    await registry.putUser(await changed(user), actor(), Date.now());
    // After the change: a session that was opened just before it ends too.
    await registry.closeSessionsOf(user.name);
  });
}

async function theUser(registry: Registry, text: string): Promise<User> {
  const user = await registry.user(userName(text));
  if (user) return user;
  throw new UsageError(
    'no-such-user',
    `There is no user ${printable(text)}.`,
    'See `ringform supervise user list`.',
  );
}

async function chosenHash(name: string, options: PasswordOptions): Promise<string> {
  if (options.makePassword !== true)
    return hashPassword(await newPasswordFor(name, options.passwordStdin === true));
  const password = newPassword();
  process.stdout.write(`Password: ${password}\n`);
  return hashPassword(password);
}

async function list(registry: Registry): Promise<void> {
  const users = await registry.users();
  if (users.length === 0) process.stdout.write('Nobody is let in yet: ringform supervise user add NAME\n');
  else
    process.stdout.write(
      `${textTable(
        ['name', 'role', 'language', ''],
        users.map(({ name, role, language, disabled }) => [
          printable(name),
          role,
          language,
          disabled ? 'disabled' : '',
        ]),
        '<<<<',
      )}\n`,
    );
}

function checkedName(text: string): string {
  const name = userName(text);
  if (isUserName(name)) return name;
  throw new UsageError(
    'user-name',
    `${printable(text)} cannot be a user’s name.`,
    'Use letters, digits and . _ - @, 60 at most.',
  );
}
