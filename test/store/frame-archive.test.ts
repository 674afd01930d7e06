import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameArchive, type ArchiveOptions, type Kept } from '../../src/store/frame-archive.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import { VirtualDisk } from '../../src/store/virtual-disk.js';
import { momentNumber, newField, slideId, slideStart, storageCode } from './fixtures.js';

const now = (): ReturnType<typeof momentNumber> => momentNumber(1);

/** A slide whose fields can be committed with frames of chosen sizes. */
class Bench {
  readonly store = new MemorySlideStore();
  readonly disk: VirtualDisk;
  readonly #options: ArchiveOptions;
  archive!: FrameArchive;
  #ordinal = 0;

  private constructor(total: number, options: ArchiveOptions) {
    this.disk = new VirtualDisk({ total });
    this.#options = options;
  }

  static async make(total: number, options: ArchiveOptions = { keepFree: 0 }): Promise<Bench> {
    const bench = new Bench(total, options);
    await bench.store.startSlide(slideStart(1));
    await bench.reopen();
    return bench;
  }

  async reopen(): Promise<void> {
    this.archive = await FrameArchive.open(this.disk, this.store, now, this.#options);
  }

  /** Keep a frame and commit its field, with or without it. */
  async field(bytes: number): Promise<Kept> {
    const ordinal = this.#ordinal++;
    const kept = await this.archive.keepFrame(
      slideId(1),
      ordinal,
      'jpg',
      new Uint8Array(bytes).fill(ordinal),
    );
    await this.store.commitField(slideId(1), {
      ...newField(ordinal),
      files: kept.kept ? [kept.file] : [],
    });
    return kept;
  }

  /** Ordinals of the fields whose frame the ledger says is there; each is checked to be there, whole. */
  async frames(): Promise<number[]> {
    const present: number[] = [];
    for (const field of await this.store.fields(slideId(1))) {
      for (const file of field.files) {
        const bytes = await this.disk.read(file.path).catch(() => undefined);
        expect(bytes !== undefined).toBe(!file.removed);
        if (bytes === undefined) continue;
        expect(bytes).toEqual(new Uint8Array(file.bytes).fill(field.ordinal));
        present.push(field.ordinal);
      }
    }
    return present;
  }
}

describe('a frame archive', () => {
  it('keeps frames and thumbnails and reads them back', async () => {
    const { archive } = await Bench.make(10_000);
    const frame = await archive.keepFrame(slideId(0xabc), 12, 'png', Uint8Array.of(1, 2, 3));
    const thumbnail = await archive.keepThumbnail(slideId(0xabc), 12, 240, 'webp', Uint8Array.of(4));
    if (!frame.kept || !thumbnail.kept) throw new Error('not kept');
    expect(frame.file).toEqual({ kind: 'frame', path: `frames/00/${slideId(0xabc)}-00012.png`, bytes: 3 });
    expect(thumbnail.file).toMatchObject({ kind: 'thumbnail', cell: 240, bytes: 1 });
    const small = await archive.keepThumbnail(slideId(0xabc), 12, 'field', 'jpg', Uint8Array.of(5, 6));
    expect(small).toEqual({
      kept: true,
      file: { kind: 'thumbnail', path: `thumbnails/00/${slideId(0xabc)}-00012.jpg`, bytes: 2 },
    });
    expect(await archive.read(frame.file.path)).toEqual(Uint8Array.of(1, 2, 3));
    expect(await archive.read(thumbnail.file.path)).toEqual(Uint8Array.of(4));
    expect(await storageCode(archive.read('frames/none'))).toBe('disk-missing');
  });

  it('lets no name through that it did not make', async () => {
    const { archive } = await Bench.make(100);
    const bytes = Uint8Array.of(1);
    await expect(archive.keepFrame('../../etc', 1, 'jpg', bytes)).rejects.toThrow(RangeError);
    await expect(archive.keepFrame(slideId(1), 1, '../x', bytes)).rejects.toThrow(RangeError);
    await expect(archive.keepThumbnail(slideId(1), 1, 2, 'a.b', bytes)).rejects.toThrow(RangeError);
  });

  it('gives up the oldest frames for new ones when the disk is full, and says so in the ledger', async () => {
    const bench = await Bench.make(1000);
    for (let i = 0; i < 7; i++) expect((await bench.field(300)).kept).toBe(true);
    expect(await bench.frames()).toEqual([4, 5, 6]);
    expect((await bench.field(700)).kept).toBe(true);
    expect(await bench.frames()).toEqual([6, 7]);
  });

  it('keeps to its budget also when the disk has room', async () => {
    const bench = await Bench.make(1e6, { keepFree: 0, budget: 650 });
    for (let i = 0; i < 5; i++) await bench.field(300);
    expect(await bench.frames()).toEqual([3, 4]);
  });

  it('leaves free what is to stay free', async () => {
    const bench = await Bench.make(1000, { keepFree: 350 });
    for (let i = 0; i < 5; i++) await bench.field(300);
    expect(await bench.frames()).toEqual([3, 4]);
    expect((await bench.disk.space()).free).toBe(400);
  });

  it('refuses a frame that could not fit anyhow, and deletes nothing for it', async () => {
    const bench = await Bench.make(1000, { keepFree: 350 });
    await bench.field(300);
    await bench.field(300);
    const kept = await bench.field(651);
    expect(kept).toMatchObject({ kept: false, why: { code: 'disk-full' } });
    expect(await bench.frames()).toEqual([0, 1]);
    expect(await bench.store.fields(slideId(1))).toHaveLength(3); // the count went on without it
  });

  it('goes on counting on a disk that others filled', async () => {
    const bench = await Bench.make(1000, { keepFree: 100 });
    await bench.disk.makeFolder('other');
    await bench.disk.writeNew('other/big', new Uint8Array(950));
    expect((await bench.field(10)).kept).toBe(false);
    expect(await bench.archive.ensureRoom(1)).toBe(false);
    expect((await bench.store.slide(slideId(1)))?.tally.fields).toBe(1);
  });

  it('never deletes a thumbnail', async () => {
    const bench = await Bench.make(1000);
    const thumbnail = await bench.archive.keepThumbnail(slideId(1), 0, 1, 'webp', new Uint8Array(400));
    if (!thumbnail.kept) throw new Error('not kept');
    await bench.store.commitField(slideId(1), { ...newField(900), files: [thumbnail.file] });
    for (let i = 0; i < 4; i++) await bench.field(300);
    expect((await bench.field(601)).kept).toBe(false);
    expect(await bench.store.keptTotal('thumbnail')).toEqual({ files: 1, bytes: 400 });
    expect((await bench.archive.read(thumbnail.file.path)).length).toBe(400);
  });

  it('does not eat its old frames on a disk that gives nothing back', async () => {
    const bench = await Bench.make(1000);
    for (let i = 0; i < 3; i++) await bench.field(300);
    bench.disk.space = () => Promise.resolve({ free: 0, total: 1000 });
    expect((await bench.field(300)).kept).toBe(false);
    expect(await bench.frames()).toEqual([1, 2]); // one was tried, not all
  });

  it('takes turns: frames kept at once do not count on the same room', async () => {
    const bench = await Bench.make(1000);
    const frames = await Promise.all(
      [0, 1, 2, 3, 4].map((i) => bench.archive.keepFrame(slideId(1), i, 'jpg', new Uint8Array(400))),
    );
    expect(frames.filter((each) => each.kept).length).toBe(2); // uncommitted ones are nobody's to delete
  });
});

describe('a failing disk', () => {
  it('full after all, in the middle of a write: the frame is refused, nothing is left of it', async () => {
    const bench = await Bench.make(1000);
    await bench.field(100);
    bench.disk.failWrite(1, 'ENOSPC');
    expect(await bench.field(100)).toMatchObject({ kept: false, why: { code: 'disk-full' } });
    expect((await bench.field(100)).kept).toBe(true);
    expect(await bench.frames()).toEqual([0, 2]);
    expect((await bench.disk.space()).free).toBe(800);
  });

  it.each([
    ['EROFS', 'disk-read-only'],
    ['EACCES', 'no-permission'],
  ] as const)('%s is told, not passed over', async (errno, code) => {
    const bench = await Bench.make(1000);
    await bench.field(100);
    bench.disk.refuseChanges(errno);
    expect(await storageCode(bench.archive.keepFrame(slideId(1), 5, 'jpg', new Uint8Array(9)))).toBe(code);
    expect(await bench.frames()).toEqual([0]);
  });
});

describe('after a crash', () => {
  it('sweeps unfinished files and lets strays go first', async () => {
    const bench = await Bench.make(1000);
    await bench.field(300);
    await bench.archive.keepFrame(slideId(1), 7, 'jpg', new Uint8Array(300)); // never committed
    await bench.disk.writeNew('frames/00/half.jpg.partial', new Uint8Array(50));
    await bench.reopen();
    expect(bench.archive.tidied).toEqual({ partial: 1, strays: 1, missing: 0 });
    expect((await bench.disk.space()).free).toBe(400);
    await bench.field(700);
    expect(await bench.frames()).toEqual([0, 1]); // the stray made room, the older frame stayed
  });

  it('leaves alone what another program is at: its unfinished file, and its frame once committed', async () => {
    const bench = await Bench.make(1000);
    await bench.field(300);
    const path = `frames/00/${slideId(2)}-00000.jpg`;
    await bench.disk.writeNew(`${path}.${process.ppid}-1.partial`, new Uint8Array(50));
    await bench.disk.writeNew(path, new Uint8Array(300)); // whole, its commit still under way
    await bench.reopen();
    expect(bench.archive.tidied).toEqual({ partial: 0, strays: 1, missing: 0 });
    await bench.store.startSlide(slideStart(2));
    const file = { kind: 'frame', path, bytes: 300 } as const;
    await bench.store.commitField(slideId(2), { ...newField(0), files: [file] });
    await bench.field(500);
    expect(await bench.frames()).toEqual([1]); // the oldest went, not the newcomer
    expect((await bench.archive.read(path)).length).toBe(300);
  });

  it('a stray that is kept again is one no more', async () => {
    const bench = await Bench.make(1000);
    await bench.archive.keepFrame(slideId(1), 0, 'jpg', new Uint8Array(300));
    await bench.reopen();
    await bench.field(300); // the same name: the count went on where it was
    await bench.field(600);
    expect(await bench.frames()).toEqual([0, 1]);
  });

  it('notes files that somebody deleted', async () => {
    const bench = await Bench.make(1000);
    await bench.field(300);
    await bench.field(300);
    const [first] = await bench.store.keptFiles();
    await bench.disk.remove(first.path);
    await bench.reopen();
    expect(bench.archive.tidied).toEqual({ partial: 0, strays: 0, missing: 1 });
    expect(await bench.frames()).toEqual([1]);
  });

  it('holds whatever happens: what the ledger names is there and whole, the newest is kept when it fits', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ keep: fc.integer({ min: 1, max: 500 }) }) },
      { weight: 1, arbitrary: fc.record({ failNext: fc.constantFrom('ENOSPC', 'EIO') }) },
      { weight: 1, arbitrary: fc.record({ powerCut: fc.nat(2) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const bench = await Bench.make(1000, { keepFree: 100 });
        let faulty = false;
        for (const each of steps) {
          if ('failNext' in each) {
            bench.disk.failWrite(1, each.failNext);
            faulty = true;
          } else if ('powerCut' in each) {
            bench.disk.cutPower(each.powerCut);
            bench.disk.failWrite(Infinity);
            faulty = false;
            await bench.reopen();
          } else {
            const outcome = await bench.field(each.keep).catch(() => 'fault' as const);
            if (!faulty) expect(outcome).toMatchObject({ kept: true });
            faulty = false;
          }
          await bench.frames();
        }
      }),
      { numRuns: 150, seed: 8 },
    );
  });
});
