import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadConfig, type ConfigInput } from '../../src/config/load-config.js';
import { ConfigError } from '../../src/config/problems.js';
import { UsageError } from '../../src/base/errors.js';

/** A file with this content, gone with the test. */
export function fileWith(content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringform-config-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'config.yaml');
  writeFileSync(file, content);
  return file;
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  /** Each problem, with the line where it lies in a file. */
  readonly problems: readonly { readonly line?: number; readonly what: string }[];
}

/** The UsageError that reading a configuration must end in. */
export function refusal(input: ConfigInput | string): Refusal {
  try {
    loadConfig(typeof input === 'string' ? { file: fileWith(input) } : input);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { code, message, remedy } = error;
    const problems = error instanceof ConfigError ? error.problems : [];
    return {
      ...{ code, message, remedy },
      problems: problems.map(({ source, what }) => ({
        ...(source?.kind === 'file' && { line: source.line }),
        what,
      })),
    };
  }
  throw new Error('expected a UsageError, it went well');
}
