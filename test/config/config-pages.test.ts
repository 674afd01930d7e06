import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configKeys } from '../../src/config/config-keys.js';
import { configReference, exampleConfig } from '../../src/config/config-pages.js';
import { loadConfig } from '../../src/config/load-config.js';
import { fileWith } from './fixtures.js';

const reference = join(import.meta.dirname, '../../docs/reference');

it('the example gives every key, and gives it its default', () => {
  const { config, sources } = loadConfig({ file: fileWith(exampleConfig()) });
  expect(config).toEqual(loadConfig({}).config);
  expect([...sources.values()].filter(({ kind }) => kind !== 'file')).toEqual([]);
  expect(
    exampleConfig()
      .split('\n')
      .filter((line) => line.length > 110),
  ).toEqual([]);
});

it('example and reference in docs are what the schema says (else: node scripts/docs.mjs)', () => {
  expect(readFileSync(join(reference, 'ringform.yaml'), 'utf8')).toBe(exampleConfig());
  expect(readFileSync(join(reference, 'config.md'), 'utf8')).toBe(configReference());
  for (const path of configKeys.keys()) expect(configReference()).toContain(`| \`${path}\` |`);
});
