import { z } from 'zod';
import { aboutKey, type KeyAbout } from './keys.js';
import { configSchema } from './schema.js';

/** One setting, with its place and its names. */
export interface ConfigKey extends KeyAbout {
  /** As in errors and on the command line: `camera.width`. */
  readonly path: string;
  /** In the environment: `RINGFORM_CAMERA_WIDTH`. */
  readonly variable: string;
  readonly schema: z.ZodType;
  readonly defaultValue: unknown;
}

/** A group of settings and of smaller groups. */
export interface ConfigSection {
  /** Empty for the whole. */
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly keys: ReadonlyMap<string, ConfigKey>;
  readonly sections: ReadonlyMap<string, ConfigSection>;
}

export const VARIABLE_PREFIX = 'RINGFORM_';

/** All settings as a tree, in the order of the schema. */
export const configTree: ConfigSection = sectionOf('', configSchema);

/** All settings by path, in the order of the schema. */
export const configKeys: ReadonlyMap<string, ConfigKey> = new Map(
  keysBelow(configTree).map((key) => [key.path, key]),
);

function sectionOf(path: string, schema: z.ZodObject): ConfigSection {
  const keys = new Map<string, ConfigKey>();
  const sections = new Map<string, ConfigSection>();
  for (const [name, inner] of Object.entries(schema.shape)) {
    const below = path === '' ? name : `${path}.${name}`;
    const about = aboutKey(inner as z.ZodType);
    if (about !== undefined) {
      const key = inner as z.ZodType;
      keys.set(name, {
        ...about,
        ...{ path: below, variable: variableOf(below), schema: key, defaultValue: key.parse(undefined) },
      });
    } else if (inner instanceof z.ZodObject) sections.set(name, sectionOf(below, inner));
    else throw new Error(`${below} is neither a documented setting nor a section`);
  }
  const { title = '', description = '' } = schema.meta() ?? {};
  return { path, title, description, keys, sections };
}

function keysBelow(section: ConfigSection): ConfigKey[] {
  return [...section.keys.values(), ...[...section.sections.values()].flatMap(keysBelow)];
}

/** `unattended.advance.pulseMs` → `RINGFORM_UNATTENDED_ADVANCE_PULSE_MS`. */
function variableOf(path: string): string {
  const words = path.replace('MiB', 'Mib').replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  return VARIABLE_PREFIX + words.replaceAll('.', '_').toUpperCase();
}
