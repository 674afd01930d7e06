import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { InputError } from '../base/errors.js';
import { siteName } from '../record/names.js';
import type { Dhis2Settings } from './dhis2.js';

/** How a DHIS2 names what Ringform knows; instances differ, so a file says it. */
export const dhis2File = z.strictObject({
  orgUnits: z
    .record(siteName, z.string().min(1).max(100))
    .describe('Code of the organisation unit of each site'),
  categoryOptionCombo: z
    .string()
    .min(1)
    .max(200)
    .describe('Code of an age band and sex, with {age} (0-4, 5-14, 15+) and {sex} (female, male) filled in')
    .refine((text) => text.includes('{age}') && text.includes('{sex}'), 'must hold {age} and {sex}'),
});

/** Reads the names from a YAML or JSON file. Throws InputError dhis2-settings that says what is wrong with it. */
export function readDhis2Settings(file: string): Omit<Dhis2Settings, 'preliminary'> {
  const bad = (what: string, cause?: unknown): InputError =>
    new InputError(
      'dhis2-settings',
      `${file}: ${what}`,
      'It holds orgUnits (site: code) and categoryOptionCombo with {age} and {sex}; docs/export.md has an example.',
      { cause },
    );
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error), error);
  }
  const parsed = dhis2File.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw bad(`${issue.path.join('.') || 'the file'}: ${issue.message}`);
}
