import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { UsageError } from '../../src/base/errors.js';
import { loadConfig } from '../../src/config/load-config.js';
import { fileWith, refusal } from './fixtures.js';

describe('a file that means no good', () => {
  it('aliases are refused before anything is unfolded', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++) {
      const [name, before] = [String.fromCharCode(97 + i), String.fromCharCode(96 + i)];
      bomb.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`);
    }
    const { code, problems } = refusal(bomb.join('\n'));
    expect(code).toBe('config-syntax');
    expect(problems[0]).toEqual({ line: 1, what: 'anchors and aliases (& and *) are not used here' });
    expect(problems.length).toBeLessThanOrEqual(20);
    expect(refusal({ sets: ['unattended.windows=[&a x, *a]'] }).code).toBe('config-invalid');
  });

  it('keys given twice are refused, with the second line', () => {
    expect(refusal('camera:\n  width: 640\n  width: 800\n').problems).toEqual([
      { line: 3, what: 'camera.width is given twice' },
    ]);
    expect(refusal('camera:\n  width: 640\ncamera:\n  height: 800\n').problems).toEqual([
      { line: 3, what: 'camera is given twice' },
    ]);
  });

  it('many keys, twice or unknown, take no time to speak of', () => {
    const many = Array.from({ length: 6000 }, (_, i) => `k${i % 3000}: 1`).join('\n');
    const { problems, message } = refusal(many);
    expect(problems).toHaveLength(6000);
    expect(message).toContain('and 5970 more');
    expect(message.length).toBeLessThan(10_000);
  });

  it('a huge file is refused unread, and so is one that is no text', () => {
    expect(refusal({ file: fileWith('#'.repeat(70_000)) }).message).toContain('larger than 64 KiB');
    expect(refusal({ file: fileWith(Uint8Array.of(0x61, 0xff, 0xfe)) }).message).toContain(
      'no text in UTF-8',
    );
  });

  it('deep nesting is refused, whether the parser can follow it or not', () => {
    for (const depth of [50, 500, 1000, 3000, 30_000]) {
      const lists = `unattended: {windows: ${'['.repeat(depth)}${']'.repeat(depth)}}`;
      const maps = `camera: ${'{a: '.repeat(Math.min(depth, 10_000))}1`;
      for (const text of [lists, maps]) expect(refusal(text).code).toMatch(/^config-(syntax|invalid)$/);
    }
  });

  it('names that JavaScript gives a meaning to are unknown like any other, and change nothing', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      const { problems } = refusal(`${name}:\n  polluted: true\ncamera:\n  ${name}: {polluted: true}\n`);
      expect(problems.map(({ line }) => line)).toEqual([1, 4]);
      expect(problems[0].what).toMatch(new RegExp(`^there is no setting ${name};`));
      expect(
        refusal({ sets: [`${name}.polluted=true`, `camera.${name}=1`, `${name}=1`] }).problems,
      ).toHaveLength(3);
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['a list', '- camera\n', 'a configuration is a list of “name: value”'],
    ['a word', 'hello\n', 'a configuration is a list of “name: value”'],
    ['two documents', 'version: 1\n---\nversion: 1\n', 'not YAML'],
    ['a tab as indentation', 'camera:\n\twidth: 640\n', 'not YAML'],
    ['an open bracket', 'unattended: {windows: [\n', 'not YAML'],
    ['a tag', 'device: {name: !!js/function "x"}\n', 'not YAML'],
    ['another YAML', '%YAML 1.1\n---\nlamps: {fitted: yes}\n', 'not used here'],
    ['a key that is a list', '? [a]\n: 1\n', 'a setting’s name is a word'],
    ['a key that is a number', 'camera: {1: 2}\n', 'a setting’s name is a word'],
    ['a merge', 'camera: {<<: {width: 640}}\n', 'there is no setting camera.<<'],
    ['yes for true', 'lamps: {fitted: yes}\n', 'expected true or false'],
    ['a number that is none', 'camera: {framesPerSecond: .nan}\n', 'is NaN; expected a number'],
    ['no end of frames', 'camera: {framesPerSecond: .inf}\n', 'is Infinity; expected a number'],
    ['a control character', 'device: {name: "a\\u001b[2Jb"}\n', 'expected text on one line'],
    ['a version that is none', 'version: one\n', 'version is a whole number'],
    ['a version of the future', 'version: 99\n', 'knows up to 1'],
  ])('%s is refused in words', (_, text, what) => {
    expect(refusal(text).message).toContain(what);
  });

  it('anything at all is taken or refused, never more', () => {
    const piece = fc.constantFrom(
      ...[
        'camera',
        'width',
        ': ',
        ':\n  ',
        '\n',
        '  ',
        '- ',
        '[',
        ']',
        '{',
        '}',
        '"',
        "'",
        '|',
        '>',
        '&a ',
        '*a',
      ],
      ...['!!x ', '%', '#', '? ', '640', 'null', '__proto__', '---', '...', '\t', '\0', 'version: ', ', '],
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 4, arbitrary: piece }, { weight: 1, arbitrary: fc.string() })),
        (parts) => {
          let outcome: unknown;
          try {
            outcome = loadConfig({ file: fileWith(parts.join('')) }).config.camera.width;
          } catch (error) {
            outcome = error;
          }
          if (typeof outcome !== 'number') expect(outcome).toBeInstanceOf(UsageError);
        },
      ),
      { numRuns: 500, seed: 6 },
    );
  });
});
