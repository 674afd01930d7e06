import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ringform, scratchFolder } from './run.js';

const reference = path.resolve(import.meta.dirname, '../../docs/reference');

describe('the reference in docs says what the program says (else: node scripts/docs.mjs)', () => {
  it.each(['count', 'slides', 'evaluate', 'truth-table', 'model', 'doctor'])('schema of %s', async (name) => {
    const { code, stdout } = await ringform(['schema', name], scratchFolder());
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(
      JSON.parse(readFileSync(path.join(reference, `${name}.schema.json`), 'utf8')),
    );
  });

  it('every command and every option of it', async () => {
    const text = readFileSync(path.join(reference, 'commands.md'), 'utf8');
    const commands = text
      .split('\n## ringform ')
      .slice(1)
      .map((part) => part.split('\n', 1)[0]);
    const { stdout: all } = await ringform(['--help'], scratchFolder());
    const named = [
      ...all
        .split('\nCommands:\n')[1]
        .split('\n\n')[0]
        .matchAll(/^ {2}([a-z][a-z-]*)/gm),
    ].map(([, name]) => name);
    expect(named.filter((name) => name !== 'help' && !commands.includes(name))).toEqual([]);
    expect(commands.length).toBeGreaterThan(15);
    for (const command of commands) {
      const { code, stdout } = await ringform([...command.split(' '), '--help'], scratchFolder());
      expect(code).toBe(0);
      const options = [...stdout.matchAll(/--[a-z-]+/g)].map(([option]) => option);
      expect(options.length).toBeGreaterThan(0);
      const section = text.split('\n## ').find((part) => part.startsWith(`ringform ${command}\n`));
      expect(options.filter((option) => !section?.includes(option))).toEqual([]);
    }
  });
});
