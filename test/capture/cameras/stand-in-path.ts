import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

const SCRIPT = fileURLToPath(new URL('stand-ins/rpicam.mjs', import.meta.url));

/** Programs of these names on the PATH, and nothing else. */
export interface StandIns {
  readonly folder: string;
  /** What was run so far. */
  calls(): readonly { readonly program: string; readonly pid: number; readonly words: readonly string[] }[];
  remove(): void;
}

/**
 * Puts stand-ins on the PATH, in place of all that was there.
 *
 * @param behaviour - what they do, see stand-ins/rpicam.mjs. @param more - further RINGFORM_STAND_IN_… variables.
 */
export function standIns(
  names: readonly string[],
  behaviour = 'stream',
  more: Readonly<Record<string, string>> = {},
): StandIns {
  const folder = mkdtempSync(join(tmpdir(), 'ringform-test-'));
  const log = join(folder, 'calls.log');
  for (const name of names) {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${SCRIPT}' ${name} "$@"\n`);
    chmodSync(file, 0o755);
  }
  vi.stubEnv('PATH', folder);
  vi.stubEnv('RINGFORM_STAND_IN', behaviour);
  vi.stubEnv('RINGFORM_STAND_IN_LOG', log);
  for (const [name, value] of Object.entries(more)) vi.stubEnv(`RINGFORM_STAND_IN_${name}`, value);
  return {
    folder,
    calls: () =>
      (existsSync(log) ? readFileSync(log, 'utf8') : '')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as ReturnType<StandIns['calls']>[number]),
    remove() {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a process is there, reaped ones not counted. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
