import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NodeDisk } from '../../src/store/node-disk.js';
import { VirtualDisk } from '../../src/store/virtual-disk.js';
import { partialState, writeDurably } from '../../src/store/write-durably.js';
import { diskContract } from './disk.contract.js';
import { storageCode, temporaryFolder } from './fixtures.js';

diskContract('NodeDisk', () => new NodeDisk(join(temporaryFolder(), 'not', 'yet', 'there')));
diskContract('VirtualDisk', () => new VirtualDisk({ total: 10_000 }));

const old = Uint8Array.of(1, 1, 1, 1);
const fresh = Uint8Array.of(2, 2, 2, 2, 2, 2);

describe('writing durably', () => {
  it('leaves the old content, or the new whole, whenever the power goes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.nat(3), async (hadOne, surviving) => {
        const disk = new VirtualDisk();
        if (hadOne) await writeDurably(disk, 'dir/file', old);
        // The power goes while the write is under way: after the rename, before the folder is synced.
        disk.syncFolder = () => {
          disk.cutPower(surviving);
          return Promise.reject(new Error('power cut'));
        };
        await expect(writeDurably(disk, 'dir/file', fresh)).rejects.toThrow('power cut');
        const found = await disk.read('dir/file').catch(() => undefined);
        expect([hadOne ? old : undefined, fresh]).toContainEqual(found);
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it('outlives a power cut once it resolved', async () => {
    const disk = new VirtualDisk();
    await writeDurably(disk, 'dir/file', old);
    await writeDurably(disk, 'dir/file', fresh);
    expect(disk.unsynced).toBe(0);
    disk.cutPower();
    expect(await disk.read('dir/file')).toEqual(fresh);
    expect(await disk.list('dir')).toHaveLength(1);
  });

  it('would not, without the sync of the folder: the virtual disk does lose names', async () => {
    const disk = new VirtualDisk();
    await disk.makeFolder('dir');
    await disk.writeNew('dir/file', fresh);
    disk.cutPower();
    expect(await disk.list('dir')).toEqual([]);
  });

  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EIO', 'disk-fault'],
    ['EROFS', 'disk-read-only'],
  ])('%s in the middle leaves the old content and no rubbish', async (errno, code) => {
    const disk = new VirtualDisk();
    await writeDurably(disk, 'dir/file', old);
    disk.failWrite(1, errno);
    expect(await storageCode(writeDurably(disk, 'dir/file', fresh))).toBe(code);
    expect(await disk.read('dir/file')).toEqual(old);
    expect(await disk.list('dir')).toHaveLength(1);
    await writeDurably(disk, 'dir/file', fresh); // and the disk is usable again
    expect(await disk.read('dir/file')).toEqual(fresh);
  });

  it('works on a real disk, and leaves the file alone in its folder', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), 'old');
    await writeDurably(new NodeDisk(folder), 'file', fresh);
    expect(new Uint8Array(readFileSync(join(folder, 'file')))).toEqual(fresh);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('tells unfinished files of the dead from those of the living', () => {
    expect(partialState('frame.jpg')).toBe('no');
    expect(partialState('frame.jpg.partial')).toBe('abandoned');
    expect(partialState(`frame.jpg.${process.pid}-1.partial`)).toBe('abandoned');
    expect(partialState(`frame.jpg.${process.ppid}-1.partial`)).toBe('being-written');
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(partialState(`frame.jpg.${pid}-1.partial`)).toBe('abandoned');
  });
});

describe('a virtual disk', () => {
  it('holds as much as it is told', async () => {
    const disk = new VirtualDisk({ total: 10 });
    await disk.makeFolder('');
    await disk.writeNew('a', new Uint8Array(6));
    expect(await disk.space()).toEqual({ free: 4, total: 10 });
    expect(await storageCode(disk.writeNew('b', new Uint8Array(5)))).toBe('disk-full');
    await disk.remove('b');
    await disk.writeNew('c', new Uint8Array(4));
    expect(await disk.space()).toEqual({ free: 0, total: 10 });
  });

  it('fails at the n-th write and only there', async () => {
    const disk = new VirtualDisk();
    await disk.makeFolder('');
    disk.failWrite(2);
    await disk.writeNew('a', old);
    expect(await storageCode(disk.writeNew('b', old))).toBe('disk-full');
    expect((await disk.read('b')).length).toBe(2); // half of it arrived, as on a real one
    await disk.writeNew('c', old);
  });

  it.each([
    ['EROFS', 'disk-read-only'],
    ['EACCES', 'no-permission'],
  ] as const)('refuses changes with %s and still reads', async (errno, code) => {
    const disk = new VirtualDisk();
    await writeDurably(disk, 'file', old);
    disk.refuseChanges(errno);
    for (const attempt of [
      disk.writeNew('x', old),
      disk.makeFolder('x'),
      disk.remove('file'),
      disk.rename('file', 'x'),
    ])
      expect(await storageCode(attempt)).toBe(code);
    expect(await disk.read('file')).toEqual(old);
    disk.refuseChanges(undefined);
    await disk.remove('file');
  });
});

describe.skipIf(process.getuid?.() === 0)('a real disk (skipped for root, whom no permission stops)', () => {
  it('says when it may not write', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o500);
    expect(await storageCode(new NodeDisk(folder).writeNew('file', old))).toBe('no-permission');
    chmodSync(folder, 0o700);
  });
});
