import { readFileSync } from 'node:fs';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { UsageError } from '../base/errors.js';
import { configTree, type ConfigSection } from './config-keys.js';
import { CONFIG_MIGRATIONS, migrateDocument, type ConfigMigration } from './migrations.js';
import { ConfigError, type ConfigProblem, type GivenValue } from './problems.js';
import { unknownKey } from './unknown-key.js';

/** Far above any configuration of this program, far below what would keep a parser busy. */
const MOST_BYTES = 64 * 1024;
const REMEDY = 'Correct the places named; “ringform config check” tells whether it holds.';

/** A parsed file: its values with their lines, and what is wrong with it. */
export interface ReadConfig {
  readonly given: readonly GivenValue[];
  readonly problems: readonly ConfigProblem[];
  /** The format's version that the file is written in. */
  readonly version: number;
}

/**
 * The text of a configuration file.
 *
 * @throws UsageError config-missing, config-unreadable.
 */
export function readConfigText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError(
      missing ? 'config-missing' : 'config-unreadable',
      missing ? `There is no file ${file}.` : `${file} cannot be read: ${(error as Error).message}.`,
      'Name another file with --config, or make one: ringform config default > FILE.',
      { cause: error },
    );
  }
  if (bytes.length > MOST_BYTES) throw unreadable(file, `it is larger than ${MOST_BYTES / 1024} KiB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw unreadable(file, 'it is no text in UTF-8', error);
  }
}

/**
 * The values in a configuration file's text, migrated to this version's names. Duplicate keys, unknown keys, aliases, tags
 * and whatever else is no plain map of settings become problems, with their lines.
 *
 * @throws ConfigError config-syntax when it is no YAML; config-newer when a newer program wrote it.
 */
export function parseConfigText(
  text: string,
  file: string,
  migrations: readonly ConfigMigration[] = CONFIG_MIGRATIONS,
): ReadConfig {
  const { document, lineOf } = parseYaml(text, file);
  const version = migrateDocument(document, file, migrations);
  const given: GivenValue[] = [];
  const problems: ConfigProblem[] = [];
  const source = (node: unknown): GivenValue['source'] => ({ kind: 'file', file, line: lineOf(node) });
  const walk = (map: YAMLMap, section: ConfigSection): void => {
    const seen = new Set<string>();
    for (const { key, value } of map.items) {
      // A migration may have put in what is no node of the parser's.
      const name = isScalar(key) ? key.value : key;
      if (typeof name !== 'string') {
        problems.push({ source: source(key), what: 'a setting’s name is a word' });
        continue;
      }
      if (section === configTree && name === 'version') continue;
      const path = section.path === '' ? name : `${section.path}.${name}`;
      const below = section.sections.get(name);
      if (seen.has(name)) problems.push({ source: source(key), what: `${path} is given twice` });
      else if (section.keys.has(name))
        given.push({ path, value: plain(value, document), source: source(key) });
      else if (below === undefined) problems.push({ source: source(key), what: unknownKey(section, name) });
      else if (isMap(value)) walk(value, below);
      // A section with all its lines commented out reads as null.
      else if (!(isScalar(value) && value.value === null))
        problems.push({
          source: source(key),
          what: `${path} is a section: its settings go below it, indented`,
        });
      seen.add(name);
    }
  };
  if (isMap(document.contents)) walk(document.contents, configTree);
  return { given, problems, version };
}

/**
 * A YAML document without anything that a configuration has no use for.
 *
 * @throws ConfigError config-syntax.
 */
export function parseYaml(
  text: string,
  file: string,
): { readonly document: Document; readonly lineOf: (node: unknown) => number } {
  const counter = new LineCounter();
  // Duplicates are found while walking: the parser's own search takes time by the square of their number.
  const document = parseDocument(text, {
    ...{ lineCounter: counter, version: '1.2', schema: 'core', prettyErrors: false },
    ...{ uniqueKeys: false, stringKeys: false, merge: false },
  });
  const problem = (offset: number, what: string): ConfigProblem => ({
    source: { kind: 'file', file, line: Math.max(1, counter.linePos(offset).line) },
    what,
  });
  const lineOf = (node: unknown): number =>
    Math.max(1, counter.linePos((node as { range?: [number] | null } | null)?.range?.[0] ?? 0).line);
  const problems = [...document.errors, ...document.warnings].map(({ pos, message }) =>
    problem(pos[0], `not YAML as it is used here: ${message.split('\n')[0]}`),
  );
  if (problems.length === 0) {
    visit(document, {
      Node: (_, node) => {
        if (isAlias(node) || node.anchor !== undefined)
          problems.push(problem(node.range?.[0] ?? 0, 'anchors and aliases (& and *) are not used here'));
      },
    });
    const { contents } = document;
    const empty = contents === null || (isScalar(contents) && contents.value === null);
    if (!empty && !isMap(contents)) problems.push(problem(0, 'a configuration is a list of “name: value”'));
    if (document.directives.yaml.explicit === true)
      problems.push(problem(0, 'a %YAML line is not used here'));
  }
  if (problems.length > 0) throw new ConfigError('config-syntax', problems.slice(0, 20), REMEDY);
  return { document, lineOf };
}

/** A value without YAML's wrapping. A deep one is cut: no setting is a map, and its error shows a few letters. */
function plain(value: unknown, document: Document): unknown {
  if (isScalar(value)) return value.value;
  if (isMap(value)) return {};
  return isNode(value) ? value.toJS(document) : value;
}

function unreadable(file: string, why: string, cause?: unknown): UsageError {
  return new UsageError('config-unreadable', `${file} is no configuration: ${why}.`, REMEDY, { cause });
}
