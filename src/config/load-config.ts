import { configKeys, type ConfigKey } from './config-keys.js';
import { parseConfigText, readConfigText } from './config-file.js';
import { crossCheck } from './cross-checks.js';
import type { CrossFinding } from './cross-finding.js';
import { nearestName } from './nearest-name.js';
import { ConfigError, shown, type ConfigProblem, type ConfigSource, type GivenValue } from './problems.js';
import { configSchema, type Config } from './schema.js';
import { argumentLayer, environmentLayer } from './text-layers.js';

export interface ConfigInput {
  /** A file that must be there; without one there is none. */
  readonly file?: string;
  /** Where `RINGFORM_…` variables are looked for; default none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** `camera.kind=rendered` and so on. */
  readonly sets?: readonly string[];
}

export interface LoadedConfig {
  readonly config: Config;
  /** Where each key's value came from, by path, in the schema's order. */
  readonly sources: ReadonlyMap<string, ConfigSource>;
  /** What holds but is probably not meant. */
  readonly warnings: readonly ConfigProblem[];
}

/**
 * The configuration: defaults, the file over them, the environment over that, arguments over all.
 *
 * @throws ConfigError config-invalid with every problem found; UsageError config-missing, config-unreadable, config-syntax,
 *   config-newer for the file as a whole.
 */
export function loadConfig(input: ConfigInput): LoadedConfig {
  const layers = [
    ...(input.file === undefined ? [] : [parseConfigText(readConfigText(input.file), input.file)]),
    environmentLayer(input.env ?? {}),
    argumentLayer(input.sets ?? []),
  ];
  const problems = layers.flatMap((layer) => layer.problems);
  const chosen = new Map<string, GivenValue>();
  for (const { given } of layers) {
    for (const value of given) {
      // Checked in every layer: a mistake that another layer happens to cover is still one.
      const problem = problemOf(value);
      if (problem === undefined) chosen.set(value.path, value);
      else problems.push({ source: value.source, what: problem });
    }
  }
  if (problems.length > 0) throw invalid(problems);
  const config = assemble(chosen);
  const sources = new Map(
    [...configKeys.keys()].map((path) => [path, chosen.get(path)?.source ?? { kind: 'default' as const }]),
  );
  const found = crossCheck(config);
  const placed = ({ path, what }: CrossFinding): ConfigProblem => {
    const source = sources.get(path);
    return { ...(source !== undefined && source.kind !== 'default' && { source }), what };
  };
  if (found.errors.length > 0) throw invalid(found.errors.map(placed));
  return { config, sources, warnings: found.warnings.map(placed) };
}

/** What is wrong with a value, by its key. */
function problemOf({ path, value }: GivenValue): string | undefined {
  const key = configKeys.get(path);
  if (key === undefined) throw new Error(`${path} passed for a setting`);
  if (value !== undefined && key.schema.safeParse(value).success) return undefined;
  return `${path} is ${shown(value)}; expected ${key.expected}${hintFor(key, value)}`;
}

function hintFor({ kind, choices = [], unit }: ConfigKey, value: unknown): string {
  if (typeof value !== 'string') return '';
  if (kind === 'choice') {
    const near = nearestName(value, choices);
    return near === undefined ? '' : `; did you mean ${near}?`;
  }
  return kind === 'number' && /^-?[\d.,_]+\s*\S+/.test(value)
    ? `; write the number alone${unit === '' ? '' : `, in ${unit}`}`
    : '';
}

function assemble(chosen: ReadonlyMap<string, GivenValue>): Config {
  const whole: Record<string, unknown> = {};
  for (const { path, defaultValue } of configKeys.values()) {
    const parts = path.split('.');
    let place = whole;
    for (const part of parts.slice(0, -1)) place = (place[part] ??= {}) as Record<string, unknown>;
    const given = chosen.get(path);
    place[parts[parts.length - 1]] = given === undefined ? defaultValue : given.value;
  }
  return configSchema.parse(whole);
}

function invalid(problems: readonly ConfigProblem[]): ConfigError {
  // As a person goes through a file: from top to bottom; what is not in it comes after.
  const place = ({ source }: ConfigProblem): number => (source?.kind === 'file' ? source.line : Infinity);
  return new ConfigError(
    'config-invalid',
    [...problems].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b))),
    'Correct what is named; docs/reference/config.md explains every setting, “ringform config check” checks again.',
  );
}
