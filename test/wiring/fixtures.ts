import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { HardwareError } from '../../src/base/errors.js';

/** An empty folder that goes when the test does. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringform-wiring-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The code that a piece of work fails with; fails itself when it does not, or not with a HardwareError. */
export async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof HardwareError) return error.code;
    throw error;
  }
  throw new Error('nothing was refused');
}
