import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { UsageError } from '../base/errors.js';

/**
 * Reads one of the JSON files under hardware/ and holds it against its schema.
 *
 * @throws UsageError `hardware-file` naming the file and each place that does not fit.
 */
export function readHardwareFile<T>(path: string, schema: z.ZodType<T>): T {
  const refuse = (what: string, cause?: unknown): UsageError =>
    new UsageError(
      'hardware-file',
      `${path}: ${what}`,
      'Take the file of this version of the program again, or correct the place named.',
      { cause },
    );
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw refuse(error instanceof SyntaxError ? 'is not JSON' : 'cannot be read', error);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(
    ({ path: at, message }) => `${at.join('.') || 'the whole'}: ${message}`,
  );
  throw refuse(places.join('; '), parsed.error);
}

/** Where a file of hardware/ lies beside the program, built or not. */
export function hardwareFile(name: string): string {
  return fileURLToPath(new URL(`../../hardware/${name}`, import.meta.url));
}
