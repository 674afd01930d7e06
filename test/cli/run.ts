import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the shipped command in a process of its own, in `cwd`; as arguments of another program where one is named. */
export function ringform(
  args: readonly string[],
  cwd: string,
  under: readonly string[] = [],
): Promise<Finished> {
  const main = path.resolve(import.meta.dirname, '../../dist/cli/main.js');
  return new Promise((resolve, reject) => {
    const [program, ...all] = [...under, process.execPath, main, ...args];
    const child = spawn(program, all, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** A folder for one test, gone with it. */
export function scratchFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ringform-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
