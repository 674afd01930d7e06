import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Tally } from '../../src/counting/result.js';
import type { NewField } from '../../src/store/slide-store.js';
import { momentNumber, temporaryFolder } from './fixtures.js';

interface CrashContent {
  readonly fieldOf: (ordinal: number, at: NewField['at']) => NewField;
}
const { fieldOf } = (await import(new URL('./crash-content.mjs', import.meta.url).href)) as CrashContent;

/** What full-disk-child.mjs writes. */
interface Told {
  readonly acknowledged: number;
  readonly fault: { readonly name?: string; readonly code?: string; readonly remedy?: string };
  readonly afterFault: number;
  readonly tallyAfterFault: Tally;
  readonly frame: string;
  readonly reopened: number;
  readonly cells: readonly number[];
}

/** Run a command on a real disk of one megabyte, mounted where only it can see it. */
function onSmallDisk(folder: string, command: readonly string[]): { status: number | null; stdout: string } {
  const script = 'mount -t tmpfs -o size=1m tmpfs "$1" && shift && exec "$@"';
  return spawnSync('unshare', ['-rm', 'sh', '-c', script, 'sh', folder, ...command], { encoding: 'utf8' });
}
const canMount = onSmallDisk('/mnt', ['true']).status === 0;

describe.skipIf(!canMount)('a full disk (skipped where unshare may not mount one)', () => {
  it('ends a commit with disk-full, keeps all that was committed, and goes on once there is room', () => {
    const folder = temporaryFolder();
    const script = new URL('./full-disk-child.mjs', import.meta.url).pathname;
    const { status, stdout } = onSmallDisk(folder, [process.execPath, script, folder]);
    expect(status).toBe(0);
    const told = JSON.parse(stdout) as Told;
    expect(told.fault).toMatchObject({ name: 'StorageError', code: 'disk-full' });
    expect(told.fault.remedy).toContain('Free room');
    expect(told.acknowledged).toBeGreaterThan(10);
    expect(told.afterFault).toBe(told.acknowledged);
    expect(told.tallyAfterFault.fields).toBe(told.acknowledged);
    expect(told.frame).toBe('disk-full');
    expect(told.reopened).toBe(told.acknowledged + 1);
    expect(told.cells).toEqual(
      Array.from({ length: told.reopened }, (_, i) => fieldOf(i, momentNumber(0)).cells.length),
    );
  });
});
