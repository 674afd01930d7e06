import { describe, expect, it } from 'vitest';
import { evaluateCommand } from '../../../src/cli/evaluate-command.js';

const run = (...args: string[]): Promise<unknown> =>
  evaluateCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .parseAsync(args, { from: 'user' });

describe('ringform evaluate refuses, before any work,', () => {
  it.each([
    [['--scores', 'x.csv'], 'option-without-effect', /--scores: for --table only/],
    [['--table', '--fold', '0', '--include-trained'], 'option-without-effect', /--fold, --include-trained/],
    [['--threshold', '0.5', '--threshold', '0.7'], 'thresholds-need-table', /several thresholds/],
    [['--threshold', 'best'], 'commander.invalidArgument', /a number from 0 to 1/],
  ] as const)('%j', async (args, code, message) => {
    await expect(run('/nowhere', ...args)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });
});
