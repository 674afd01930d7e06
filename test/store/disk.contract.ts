import { describe, expect, it } from 'vitest';
import type { Disk } from '../../src/store/disk.js';
import { storageCode } from './fixtures.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

/** What every Disk keeps. `make` gives an empty one. */
export function diskContract(name: string, make: () => Disk): void {
  describe(`${name} keeps the contract of a disk`, () => {
    it('reads back what was written, in folders made on the way', async () => {
      const disk = make();
      await disk.makeFolder('a/b/c');
      await disk.makeFolder('a/b/c');
      await disk.writeNew('a/b/c/file', bytes('content'));
      await disk.syncFolder('a/b/c');
      expect(text(await disk.read('a/b/c/file'))).toBe('content');
    });

    it('lists files with their length and folders, by name; nothing where there is no folder', async () => {
      const disk = make();
      await disk.makeFolder('dir/sub');
      await disk.writeNew('dir/z', bytes('four'));
      await disk.writeNew('dir/a', bytes(''));
      expect(await disk.list('dir')).toEqual([
        { name: 'a', folder: false, bytes: 0 },
        { name: 'sub', folder: true, bytes: 0 },
        { name: 'z', folder: false, bytes: 4 },
      ]);
      expect((await disk.list('')).map((entry) => entry.name)).toEqual(['dir']);
      expect(await disk.list('elsewhere')).toEqual([]);
    });

    it('never writes over a file', async () => {
      const disk = make();
      await disk.makeFolder('');
      await disk.writeNew('file', bytes('first'));
      expect(await storageCode(disk.writeNew('file', bytes('second')))).toBe('path-taken');
      expect(text(await disk.read('file'))).toBe('first');
    });

    it('renames over what stands there', async () => {
      const disk = make();
      await disk.makeFolder('');
      await disk.writeNew('old', bytes('old'));
      await disk.writeNew('new', bytes('new'));
      await disk.rename('new', 'old');
      expect(text(await disk.read('old'))).toBe('new');
      expect((await disk.list('')).map((entry) => entry.name)).toEqual(['old']);
    });

    it('deletes, quietly also what is not there', async () => {
      const disk = make();
      await disk.makeFolder('');
      await disk.writeNew('file', bytes('x'));
      await disk.remove('file');
      await disk.remove('file');
      await disk.remove('no/such/file');
      expect(await disk.list('')).toEqual([]);
    });

    it('says what is missing', async () => {
      const disk = make();
      expect(await storageCode(disk.read('none'))).toBe('disk-missing');
      expect(await storageCode(disk.writeNew('no/folder/file', bytes('x')))).toBe('disk-missing');
      expect(await storageCode(disk.rename('none', 'other'))).toBe('disk-missing');
      expect(await storageCode(disk.syncFolder('none'))).toBe('disk-missing');
    });

    it('does not make a folder where a file stands', async () => {
      const disk = make();
      await disk.makeFolder('');
      await disk.writeNew('file', bytes('x'));
      expect(await storageCode(disk.makeFolder('file/below'))).toBe('path-taken');
      expect(await storageCode(disk.makeFolder('file'))).toBe('path-taken');
      expect(text(await disk.read('file'))).toBe('x');
    });

    it.each(['../up', 'a/../../up', '/root', 'a//b', './a', 'a/', 'nul\0', 'back\\slash'])(
      'refuses the path %j',
      async (path) => {
        const disk = make();
        const attempts = [
          disk.read(path),
          disk.writeNew(path, bytes('x')),
          disk.remove(path),
          disk.list(path),
          disk.rename(path, 'a'),
          disk.rename('a', path),
          disk.makeFolder(path),
          disk.syncFolder(path),
        ];
        for (const outcome of await Promise.allSettled(attempts)) {
          expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'RangeError' } });
        }
      },
    );

    it('tells how much room there is, also before its root is made', async () => {
      const { free, total } = await make().space();
      expect(free).toBeGreaterThan(0);
      expect(total).toBeGreaterThanOrEqual(free);
    });

    it('keeps nothing of the caller’s buffer', async () => {
      const disk = make();
      await disk.makeFolder('');
      const buffer = Buffer.from('abc');
      await disk.writeNew('file', buffer);
      buffer.fill(0);
      expect(text(await disk.read('file'))).toBe('abc');
    });
  });
}
