import { hash, parseOptions, verify, type Options } from '@node-rs/argon2';
import { randomInt } from 'node:crypto';

/**
 * Argon2id with 19 MiB, 2 passes, 1 lane: the first choice of OWASP's Password Storage Cheat Sheet
 * (cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html). The algorithm is the library's default.
 */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const satisfies Options;

/** Fewest characters: NIST SP 800-63B-4 asks for 15 where a password stands alone and 8 beside a second factor; nothing of its mix. */
export const SHORTEST_PASSWORD = 12;
/** More is refused before it is hashed. */
export const LONGEST_PASSWORD = 200;

/** The same password typed on another keyboard is the same password (NIST SP 800-63B: NFKC). */
const normal = (password: string): string => password.normalize('NFKC');

export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), cost);
}

let nobodys: Promise<string> | undefined;

/**
 * Whether the password is the one that was hashed. Takes as long when there is no hash, so that the time does not tell which
 * names exist.
 */
export async function passwordHolds(passwordHash: string | undefined, password: string): Promise<boolean> {
  const against = passwordHash ?? (await (nobodys ??= hashPassword(newPassword())));
  const holds = await verify(against, normal(password));
  return holds && passwordHash !== undefined;
}

/** Whether it was hashed at another cost than today's, and should be hashed anew at the next login. */
export function isOutdated(passwordHash: string): boolean {
  const made = parseOptions(passwordHash);
  return (
    made.memoryCost !== cost.memoryCost ||
    made.timeCost !== cost.timeCost ||
    made.parallelism !== cost.parallelism
  );
}

export type PasswordProblem = 'too-short' | 'too-long' | 'too-simple';

/** Why a password that a person chose cannot be taken: length, the own name in it, few different characters. */
export function passwordProblem(password: string, name: string): PasswordProblem | undefined {
  const text = normal(password);
  if (text.length < SHORTEST_PASSWORD) return 'too-short';
  if (text.length > LONGEST_PASSWORD) return 'too-long';
  const plain = text.toLowerCase();
  if (new Set(plain).size < 5 || plain.replaceAll(name, '').length < SHORTEST_PASSWORD / 2)
    return 'too-simple';
  if ('01234567890123456789'.includes(plain) || 'abcdefghijklmnopqrstuvwxyz'.includes(plain))
    return 'too-simple';
  return undefined;
}

/** Without characters that are taken for each other when read out or copied by hand. */
const legible = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password for handing over: four groups of four, 79 bits. */
export function newPassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => legible[randomInt(legible.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
