import { parseDocument } from 'yaml';
import { configKeys, VARIABLE_PREFIX, type ConfigKey } from './config-keys.js';
import { nearestName } from './nearest-name.js';
import type { ConfigProblem, ConfigSource, GivenValue } from './problems.js';
import { unknownPath } from './unknown-key.js';

export interface Layer {
  readonly given: readonly GivenValue[];
  readonly problems: readonly ConfigProblem[];
}

/** Names the configuration file itself; no setting. */
export const CONFIG_VARIABLE = 'RINGFORM_CONFIG';
/** Names the supervisor's registry; no setting of a device, but one machine may be both. */
export const REGISTRY_VARIABLE = 'RINGFORM_REGISTRY';
const NO_SETTINGS: readonly string[] = [CONFIG_VARIABLE, REGISTRY_VARIABLE];

/** Settings from the environment: `RINGFORM_` and the key's name in capitals. Others that begin so are refused as typing errors. */
export function environmentLayer(env: Readonly<Record<string, string | undefined>>): Layer {
  const byVariable = new Map([...configKeys.values()].map((key) => [key.variable, key]));
  const given: GivenValue[] = [];
  const problems: ConfigProblem[] = [];
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith(VARIABLE_PREFIX) || NO_SETTINGS.includes(variable) || value === undefined)
      continue;
    const source: ConfigSource = { kind: 'environment', variable };
    const key = byVariable.get(variable);
    if (key === undefined) {
      const near = nearestName(variable, byVariable.keys());
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      problems.push({ source, what: `there is no setting of this name${hint}` });
    } else given.push({ path: key.path, value: valueOf(key, value), source });
  }
  return { given, problems };
}

/** Settings from arguments of the form `camera.kind=rendered`; the last of several for one key counts. */
export function argumentLayer(sets: readonly string[]): Layer {
  const given: GivenValue[] = [];
  const problems: ConfigProblem[] = [];
  for (const text of sets) {
    const source: ConfigSource = { kind: 'argument', text };
    const [path, ...rest] = text.split('=');
    const key = configKeys.get(path.trim());
    if (rest.length === 0)
      problems.push({ source, what: 'expected KEY=VALUE, such as camera.kind=rendered' });
    else if (key === undefined) problems.push({ source, what: unknownPath(path.trim()) });
    else given.push({ path: key.path, value: valueOf(key, rest.join('=')), source });
  }
  return { given, problems };
}

/** What a text means for a key: as it would in the file, but that texts need no quotes and lists no brackets. */
function valueOf(key: ConfigKey, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'null') return null;
  if (key.kind === 'text' || key.kind === 'choice') return trimmed;
  if (key.kind === 'list' && !trimmed.startsWith('[')) return trimmed.split(',').map((item) => item.trim());
  const document = parseDocument(trimmed, { version: '1.2', schema: 'core', prettyErrors: false });
  if (document.errors.length > 0 || document.warnings.length > 0) return trimmed;
  try {
    return document.toJS({ maxAliasCount: 0 }) as unknown;
  } catch {
    return trimmed; // an alias: whatever it is meant to be, the key's own check will refuse it
  }
}
