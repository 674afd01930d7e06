import { text } from 'node:stream/consumers';
import { UsageError } from '../../base/errors.js';
import { passwordProblem, SHORTEST_PASSWORD, type PasswordProblem } from '../../supervise/auth/passwords.js';

const PROBLEMS: Readonly<Record<PasswordProblem, string>> = {
  'too-short': `It has fewer than ${SHORTEST_PASSWORD} characters.`,
  'too-long': 'It is too long.',
  'too-simple': 'It is easy to guess: the name in it, a row, or few different characters.',
};

/**
 * A new password for somebody: from the first line of standard input with `fromInput`, otherwise typed twice on the terminal,
 * unseen.
 *
 * @throws UsageError password-refused, passwords-differ, no-terminal, password-cancelled
 */
export async function newPasswordFor(name: string, fromInput: boolean): Promise<string> {
  const password = fromInput ? (await text(process.stdin)).split(/\r?\n/, 1)[0] : await typedTwice(name);
  const problem = passwordProblem(password, name);
  if (problem !== undefined)
    throw new UsageError('password-refused', PROBLEMS[problem], 'Choose a longer one: four words will do.');
  return password;
}

async function typedTwice(name: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new UsageError(
      'no-terminal',
      'There is no terminal to ask for the password on.',
      'Add --password-stdin and give it as the first line of standard input.',
    );
  const first = await askUnseen(`Password for ${name}: `);
  if ((await askUnseen('Once more: ')) !== first)
    throw new UsageError('passwords-differ', 'The two are not the same.', 'Try again.');
  return first;
}

/** What is typed up to Enter; nothing of it is shown. */
function askUnseen(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve, reject) => {
    let typed: string[] = [];
    const finish = (how: () => void): void => {
      stdin.off('data', hear);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      how();
    };
    const hear = (chunk: string): void => {
      for (const character of chunk) {
        if (character === '\r' || character === '\n') {
          finish(() => resolve(typed.join('')));
          return;
        }
        if (character === '\u0003' || character === '\u0004') {
          finish(() => reject(cancelled()));
          return;
        }
        if (character === '\u007f' || character === '\b') typed = typed.slice(0, -1);
        else if (character === '\u0015') typed = [];
        else if (character >= ' ') typed.push(character);
      }
    };
    stdin.on('data', hear);
  });
}

const cancelled = (): UsageError =>
  new UsageError('password-cancelled', 'No password was given.', 'Nothing was changed.');
