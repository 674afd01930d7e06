import { describe, expect, it, onTestFinished } from 'vitest';
import type { Moment } from '../../src/clock/moment.js';
import { emptyTally } from '../../src/counting/tally.js';
import type { NewCellReview } from '../../src/store/review-ledger.js';
import type { SlideStore, UnreadableFrame } from '../../src/store/slide-store.js';
import {
  fingerprint,
  momentNumber,
  newField,
  resultFor,
  slideId,
  slideStart,
  storageCode,
} from './fixtures.js';

const unreadableFrame = (ordinal: number): UnreadableFrame => ({
  ordinal,
  name: 'broken.jpg',
  code: 'damaged-image',
  message: 'The image is cut short or damaged.',
  remedy: 'Take the field again.',
  at: momentNumber(ordinal),
});

const review = (change: Partial<NewCellReview> = {}): NewCellReview => ({
  ordinal: 0,
  cell: 3,
  label: 'parasitized',
  reviewer: 'Amina',
  note: '',
  blind: true,
  at: momentNumber(20),
  ...change,
});

/** What every SlideStore keeps. `open` gives an empty store of its own. */
export function slideStoreContract(name: string, open: () => Promise<SlideStore>): void {
  const opened = async (): Promise<SlideStore> => {
    const store = await open();
    onTestFinished(() => store.close());
    return store;
  };
  const withSlide = async (): Promise<SlideStore> => {
    const store = await opened();
    await store.startSlide(slideStart(1));
    return store;
  };
  const frame = { kind: 'frame', path: 'frames/a.jpg', bytes: 900 } as const;
  const thumbnail = { kind: 'thumbnail', path: 'thumbnails/a.webp', bytes: 90, cell: 3 } as const;

  describe(`${name} keeps slides`, () => {
    it('gives back what it was given', async () => {
      const store = await opened();
      const start = slideStart(7, { micrometresPerPixel: 0.1, nested: { list: [1, null, 'ä'] } });
      const slide = await store.startSlide(start);
      expect(slide).toEqual({ ...start, sequence: 1, state: 'open', tally: emptyTally, nextOrdinal: 0 });
      expect(await store.slide(start.id)).toEqual(slide);
      expect(await store.slide(slideId(8))).toBeUndefined();
    });

    it('refuses an id twice and what is no id', async () => {
      const store = await withSlide();
      expect(await storageCode(store.startSlide(slideStart(1)))).toBe('slide-exists');
      await expect(store.startSlide({ ...slideStart(2), id: '../etc' })).rejects.toThrow(RangeError);
      await expect(store.startSlide(slideStart(2, { limit: NaN }))).rejects.toThrow(RangeError);
      expect(await store.slides()).toHaveLength(1);
    });

    it('lists newest first by sequence, page by page, whatever the clock says', async () => {
      const store = await opened();
      for (const n of [3, 1, 4, 2]) await store.startSlide(slideStart(n));
      const ids = (await store.slides()).map((slide) => slide.id);
      expect(ids).toEqual([2, 4, 1, 3].map(slideId));
      const first = await store.slides({ limit: 3 });
      const rest = await store.slides({ before: first.at(-1)!.sequence });
      expect([...first, ...rest].map((slide) => slide.id)).toEqual(ids);
    });

    it('names the open ones, oldest first, with where to go on', async () => {
      const store = await opened();
      for (const n of [3, 1, 2]) await store.startSlide(slideStart(n));
      await store.commitField(slideId(3), newField(0));
      await store.commitUnreadable(slideId(3), unreadableFrame(1));
      await store.finishSlide(slideId(1), resultFor(emptyTally), momentNumber(9));
      const open = await store.openSlides();
      expect(open.map((slide) => [slide.id, slide.nextOrdinal])).toEqual([
        [slideId(3), 2],
        [slideId(2), 0],
      ]);
    });
  });

  describe(`${name} keeps fields`, () => {
    it('gives back field, cells and files, by ordinal', async () => {
      const store = await withSlide();
      const [first, second] = [newField(0), newField(1)];
      await store.commitField(slideId(1), { ...second, files: [frame, thumbnail] });
      await store.commitField(slideId(1), first);
      const fields = await store.fields(slideId(1));
      const files = [frame, thumbnail].map((file) => ({ ...file, removed: false }));
      for (const [i, given] of [first, { ...second, files }].entries()) {
        const { sequence, ...stored } = fields[i];
        expect({ ...stored, cells: given.cells }).toEqual({ files: [], ...given });
        expect(sequence).toBeGreaterThan(1);
      }
      expect(fields[0].sequence).toBeGreaterThan(fields[1].sequence);
      expect(await store.cells(slideId(1), 0)).toEqual(first.cells);
      expect(await store.cells(slideId(1), 1)).toEqual(second.cells);
      expect(await store.cells(slideId(1), 2)).toEqual([]);
      expect(await store.fields(slideId(2))).toEqual([]);
    });

    it('keeps the running tally, of accepted fields only', async () => {
      const store = await withSlide();
      const fields = [newField(0), newField(1, 5, 30), newField(2, 6, 30, false), newField(3, 7, 0)];
      let tally = emptyTally;
      for (const field of fields) tally = await store.commitField(slideId(1), field);
      expect(tally).toEqual({
        fields: 3,
        redCells: fields[0].redCells + fields[1].redCells,
        infected: fields[0].infected + fields[1].infected,
        lastField: { redCells: 0, infected: 0 },
      });
      expect((await store.slide(slideId(1)))?.tally).toEqual(tally);
    });

    it('keeps stain deposits with their field and sums those of accepted fields', async () => {
      const store = await withSlide();
      const dots = { cells: 4, dotted: 2, dots: 3, micrometres: 0.5, background: 0.01 };
      const fields = [
        { ...newField(0), dots },
        newField(1),
        { ...newField(2), dots: { ...dots, dotted: 1 } },
      ];
      for (const field of fields) await store.commitField(slideId(1), field);
      const stored = await store.fields(slideId(1));
      expect(stored.map((field) => field.dots)).toEqual(fields.map((field) => field.dots));
      expect(stored.map(({ quality }) => quality)).toEqual(fields.map(({ quality }) => quality));
      const tally = await store.commitField(slideId(1), fields[0]);
      expect(tally.dots).toEqual({ cells: 8, dotted: 3 });
      expect((await store.slide(slideId(1)))?.tally).toEqual(tally);
      expect(await storageCode(store.commitField(slideId(1), newField(0)))).toBe('field-differs');
    });

    it('refuses deposits on more cells than there are, and on a field that is not counted', async () => {
      const store = await withSlide();
      const dots = { cells: 4, dotted: 2, dots: 3, micrometres: 0.5, background: 0 };
      const bad = [
        { ...newField(0), dots: { ...dots, dotted: 5 } },
        { ...newField(0), dots: { ...dots, cells: 500 } },
        { ...newField(0, 0, 12, false), dots },
      ];
      for (const field of bad)
        await expect(store.commitField(slideId(1), field)).rejects.toBeInstanceOf(RangeError);
    });

    it('takes the same field again without counting it again', async () => {
      const store = await withSlide();
      const field = newField(0);
      const tally = await store.commitField(slideId(1), { ...field, files: [frame] });
      const stored = await store.fields(slideId(1));
      const later = { ...field, at: momentNumber(99), timing: { imagingMs: 1 } };
      expect(await store.commitField(slideId(1), later)).toEqual(tally);
      expect(await store.fields(slideId(1))).toEqual(stored);
      await store.finishSlide(slideId(1), resultFor(tally), momentNumber(100));
      expect(await store.commitField(slideId(1), field)).toEqual(tally); // the answer may have been lost
    });

    it('refuses another field under the same ordinal', async () => {
      const store = await withSlide();
      const field = newField(0);
      await store.commitField(slideId(1), field);
      const moved = { ...field.cells[0], box: { ...field.cells[0].box, x: -1 } };
      const others = [
        newField(0, 77),
        { ...field, name: 'other.jpg' },
        { ...field, cells: [moved, ...field.cells.slice(1)] },
      ];
      for (const other of others)
        expect(await storageCode(store.commitField(slideId(1), other))).toBe('field-differs');
      expect(await storageCode(store.commitUnreadable(slideId(1), unreadableFrame(0)))).toBe('field-differs');
      expect(await store.cells(slideId(1), 0)).toEqual(field.cells);
    });

    it('refuses a field for a slide that is not there or is finished', async () => {
      const store = await withSlide();
      expect(await storageCode(store.commitField(slideId(2), newField(0)))).toBe('no-such-slide');
      await store.finishSlide(slideId(1), resultFor(emptyTally), momentNumber(1));
      expect(await storageCode(store.commitField(slideId(1), newField(0)))).toBe('slide-closed');
      expect(await storageCode(store.commitUnreadable(slideId(1), unreadableFrame(0)))).toBe('slide-closed');
    });

    it('refuses what can only be a bug, and keeps nothing of it', async () => {
      const store = await withSlide();
      const field = newField(0);
      const [cell] = field.cells;
      const withCell = (change: object): typeof field => ({ ...field, cells: [{ ...cell, ...change }] });
      const bugs = [
        { ...field, ordinal: -1 },
        { ...field, ordinal: 0.5 },
        { ...field, redCells: field.redCells + 1 },
        { ...field, infected: field.infected + 1 },
        { ...field, accepted: false },
        { ...field, cellDiameter: NaN },
        withCell({ kind: 'platelet' }),
        withCell({ score: 1.5 }),
        withCell({ score: NaN }),
        withCell({ notCounted: 'cut-by-border' }),
        withCell({ counted: false }),
        withCell({ kind: 'white', counted: false, infected: true }),
      ];
      for (const bug of bugs)
        await expect(store.commitField(slideId(1), bug), JSON.stringify(bug)).rejects.toThrow(RangeError);
      expect(await store.fields(slideId(1))).toEqual([]);
      expect((await store.slide(slideId(1)))?.tally).toEqual(emptyTally);
    });

    it('is all or nothing: a field that fails at its last row leaves no other', async () => {
      const store = await withSlide();
      await store.commitField(slideId(1), { ...newField(0), files: [frame] });
      const before = [await store.slide(slideId(1)), await store.fields(slideId(1))];
      const clash = { ...newField(1), files: [{ ...frame, path: 'frames/new.jpg' }, frame] };
      await expect(store.commitField(slideId(1), clash)).rejects.toThrow();
      expect([await store.slide(slideId(1)), await store.fields(slideId(1))]).toEqual(before);
      expect(await store.cells(slideId(1), 1)).toEqual([]);
      expect(await store.keptFiles()).toEqual([frame]);
    });

    it('notes frames that could not be read, once', async () => {
      const store = await withSlide();
      await store.commitUnreadable(slideId(1), unreadableFrame(2));
      await store.commitUnreadable(slideId(1), unreadableFrame(1));
      await store.commitUnreadable(slideId(1), { ...unreadableFrame(1), at: momentNumber(50) });
      expect(await store.unreadable(slideId(1))).toEqual([unreadableFrame(1), unreadableFrame(2)]);
      const other = { ...unreadableFrame(1), code: 'empty-file' };
      expect(await storageCode(store.commitUnreadable(slideId(1), other))).toBe('field-differs');
      expect(await storageCode(store.commitField(slideId(1), newField(1)))).toBe('field-differs');
    });

    it('keeps how the battery stood, and what recognises the field, in the order of commits', async () => {
      const store = await withSlide();
      const power = { millivolts: 3712.5, charge: 0.25, state: 'saving' } as const;
      const fields = [
        { ...newField(3), power, fingerprint: fingerprint(3) },
        { ...newField(0), power: { state: 'normal' } as const },
        { ...newField(1), fingerprint: fingerprint(2, 0) },
      ];
      for (const field of fields) await store.commitField(slideId(1), field);
      expect((await store.fields(slideId(1))).map((field) => field.power)).toEqual([
        { state: 'normal' },
        undefined,
        power,
      ]);
      expect((await store.fields(slideId(1)))[1]).not.toHaveProperty('power');
      expect(await store.fingerprints(slideId(1))).toEqual([fingerprint(3), fingerprint(2, 0)]);
      expect(await store.fingerprints(slideId(2))).toEqual([]);
    });

    it('takes a field again on another battery, and refuses a battery or points that cannot be', async () => {
      const store = await withSlide();
      const field = { ...newField(0), power: { charge: 0.5, state: 'normal' } as const };
      const tally = await store.commitField(slideId(1), { ...field, fingerprint: fingerprint(1) });
      const again = { ...newField(0), power: { charge: 0.4, state: 'saving' } as const };
      expect(await store.commitField(slideId(1), again)).toEqual(tally);
      expect((await store.fields(slideId(1)))[0].power).toEqual(field.power);
      const odd = fingerprint(4);
      const bugs = [
        { power: { charge: 1.2, state: 'normal' } },
        { power: { millivolts: NaN, state: 'normal' } },
        { power: { millivolts: -1, state: 'normal' } },
        { power: { state: 'tired' as 'normal' } },
        { fingerprint: { ...odd, width: Infinity } },
        { fingerprint: { ...odd, points: odd.points.subarray(1) } },
        { fingerprint: { ...odd, points: Float32Array.of(1, NaN) } },
      ] as const;
      for (const bug of bugs)
        await expect(store.commitField(slideId(1), { ...newField(1), ...bug })).rejects.toThrow(RangeError);
      expect(await store.fields(slideId(1))).toHaveLength(1);
    });

    it('shares nothing with its caller', async () => {
      const store = await withSlide();
      const field = newField(0);
      const cells = [...field.cells];
      await store.commitField(slideId(1), { ...field, cells });
      cells.length = 0;
      expect(await store.cells(slideId(1), 0)).toEqual(field.cells);
    });
  });

  describe(`${name} keeps results`, () => {
    it('closes the slide with the device’s own result', async () => {
      const store = await withSlide();
      const tally = await store.commitField(slideId(1), newField(0));
      const own = await store.finishSlide(slideId(1), resultFor(tally), momentNumber(8));
      expect(own).toMatchObject({ revision: 1, author: 'device', note: '', result: resultFor(tally) });
      expect(await store.latestResult(slideId(1))).toEqual(own);
      expect(await store.slide(slideId(1))).toMatchObject({ state: 'finished', finishedAt: momentNumber(8) });
      expect(await store.openSlides()).toEqual([]);
    });

    it('refuses a result about other counts than were committed', async () => {
      const store = await withSlide();
      const tally = await store.commitField(slideId(1), newField(0));
      for (const key of ['fields', 'redCells', 'infected'] as const) {
        const wrong = resultFor({ ...tally, [key]: tally[key] + 1 });
        expect(await storageCode(store.finishSlide(slideId(1), wrong, momentNumber(1)))).toBe(
          'result-differs',
        );
      }
      expect((await store.slide(slideId(1)))?.state).toBe('open');
      expect(await store.results(slideId(1))).toEqual([]);
    });

    it('refuses a result with a number that is none', async () => {
      const store = await withSlide();
      const endless = {
        ...resultFor(emptyTally),
        perMicrolitre: { value: 0, low: 0, high: Infinity },
      };
      await expect(store.finishSlide(slideId(1), endless, momentNumber(1))).rejects.toThrow(RangeError);
      expect((await store.slide(slideId(1)))?.state).toBe('open');
    });

    it('finishes twice with the same result, never with another', async () => {
      const store = await withSlide();
      const result = resultFor(emptyTally);
      const own = await store.finishSlide(slideId(1), result, momentNumber(1));
      expect(await store.finishSlide(slideId(1), result, momentNumber(2))).toEqual(own);
      const other = resultFor(emptyTally, 'Something else.');
      expect(await storageCode(store.finishSlide(slideId(1), other, momentNumber(3)))).toBe('slide-closed');
      expect(await store.results(slideId(1))).toEqual([own]);
    });

    it('adds revisions and leaves the device’s own as it was', async () => {
      const store = await withSlide();
      const entry = {
        author: 'reviewer 3',
        note: 'Platelet.',
        result: resultFor(emptyTally, 'Overruled.'),
        at: momentNumber(5),
      };
      expect(await storageCode(store.reviseResult(slideId(1), entry))).toBe('slide-still-open');
      const own = await store.finishSlide(slideId(1), resultFor(emptyTally), momentNumber(1));
      const revised = await store.reviseResult(slideId(1), entry);
      expect(revised).toMatchObject({ ...entry, revision: 2 });
      expect(revised.sequence).toBeGreaterThan(own.sequence);
      expect(await store.results(slideId(1))).toEqual([own, revised]);
      expect(await store.latestResult(slideId(1))).toEqual(revised);
      expect(await storageCode(store.reviseResult(slideId(2), entry))).toBe('no-such-slide');
    });
  });

  describe(`${name} keeps reviews`, () => {
    const reviewable = async (): Promise<SlideStore> => {
      const store = await withSlide();
      await store.commitField(slideId(1), newField(0));
      await store.commitField(slideId(1), newField(2));
      return store;
    };

    it('in the order they came, and leaves the cells as the device had them', async () => {
      const store = await reviewable();
      const tally = (await store.slide(slideId(1)))!.tally;
      await store.finishSlide(slideId(1), resultFor(tally), momentNumber(9));
      const given = [
        review({ ordinal: 2, cell: 11, label: 'not-a-red-cell', note: 'Platelet, "on top"', blind: false }),
        review(),
        review({ reviewer: 'Ben', label: 'unsure' }),
      ];
      expect(await store.addReviews(slideId(1), given)).toBe(3);
      const stored = await store.reviews(slideId(1));
      expect(stored.map(({ sequence, ...rest }) => [typeof sequence, rest])).toEqual(
        given.map((each) => ['number', each]),
      );
      expect(stored.map(({ sequence }) => sequence)).toEqual(stored.map((_, i) => stored[0].sequence + i));
      expect(await store.cells(slideId(1), 0)).toEqual(newField(0).cells);
      expect((await store.slide(slideId(1)))?.tally).toEqual(tally);
      expect(await store.results(slideId(1))).toHaveLength(1);
      expect(await store.reviews(slideId(2))).toEqual([]);
    });

    it('adds a reviewer’s second thought and keeps the first; the same again changes nothing', async () => {
      const store = await reviewable();
      const thoughts = [review(), review({ label: 'uninfected' }), review()];
      for (const thought of thoughts) expect(await store.addReviews(slideId(1), [thought])).toBe(1);
      expect(await store.addReviews(slideId(1), [review({ at: momentNumber(40) })])).toBe(0);
      expect(await store.addReviews(slideId(1), [review({ reviewer: 'Ben' }), review()])).toBe(1);
      expect((await store.reviews(slideId(1))).map(({ label, reviewer }) => [label, reviewer])).toEqual([
        ['parasitized', 'Amina'],
        ['uninfected', 'Amina'],
        ['parasitized', 'Amina'],
        ['parasitized', 'Ben'],
      ]);
    });

    it('takes all or none', async () => {
      const store = await reviewable();
      const sequence = (await store.fields(slideId(1))).at(-1)!.sequence;
      for (const bad of [{ cell: 12 }, { ordinal: 1 }])
        expect(await storageCode(store.addReviews(slideId(1), [review(), review(bad)]))).toBe('no-such-cell');
      expect(await storageCode(store.addReviews(slideId(2), [review()]))).toBe('no-such-slide');
      const bugs = [
        { label: 'infected' as 'unsure' },
        { reviewer: ' ' },
        { cell: -1 },
        { cell: 0.5 },
        { at: { ...momentNumber(1), uptimeMs: NaN } },
      ];
      for (const bug of bugs)
        await expect(store.addReviews(slideId(1), [review(), review(bug)])).rejects.toThrow(RangeError);
      expect(await store.reviews(slideId(1))).toEqual([]);
      expect(await store.addReviews(slideId(1), [review()])).toBe(1);
      expect((await store.reviews(slideId(1)))[0].sequence).toBe(sequence + 1);
    });
  });

  describe(`${name} knows which result nobody has seen`, () => {
    it('the slide finished last, until it is accepted', async () => {
      const store = await opened();
      expect(await store.unseenResult()).toBeUndefined();
      for (const n of [1, 2, 3]) await store.startSlide(slideStart(n));
      for (const n of [2, 1]) await store.finishSlide(slideId(n), resultFor(emptyTally), momentNumber(n));
      const unseen = await store.unseenResult();
      expect(unseen).toEqual(await store.slide(slideId(1)));
      expect(unseen).not.toHaveProperty('acceptedAt');
      await store.acceptResult(slideId(1), momentNumber(10));
      await store.acceptResult(slideId(1), momentNumber(11));
      expect((await store.slide(slideId(1)))?.acceptedAt).toEqual(momentNumber(10));
      // Slide 2 was finished before it: whoever saw the later result had their turn.
      expect(await store.unseenResult()).toBeUndefined();
      expect((await store.slide(slideId(2)))?.acceptedAt).toBeUndefined();
    });

    it('accepts nothing that is not there or not finished', async () => {
      const store = await withSlide();
      expect(await storageCode(store.acceptResult(slideId(2), momentNumber(1)))).toBe('no-such-slide');
      expect(await storageCode(store.acceptResult(slideId(1), momentNumber(1)))).toBe('slide-still-open');
    });
  });

  describe(`${name} remembers the state of the device`, () => {
    it('as it was last written, until it is forgotten', async () => {
      const store = await opened();
      expect(await store.readState('calibration')).toBeUndefined();
      const values = [{ gain: 1.5, list: [1, null, 'ä'] }, 0, null, 'text', false];
      for (const value of values) {
        await store.writeState('calibration', value);
        expect(await store.readState('calibration')).toEqual(value);
      }
      await store.writeState('power.slide-energy', { milliwattHours: 12 });
      await store.writeState('calibration', undefined);
      expect(await store.readState('calibration')).toBeUndefined();
      expect(await store.readState('power.slide-energy')).toEqual({ milliwattHours: 12 });
    });

    it('refuses keys that are none, and numbers that are none', async () => {
      const store = await opened();
      for (const key of ['', 'a b', '../x', '.a', 'x'.repeat(65), '__proto__'])
        await expect(store.writeState(key, 1), key).rejects.toThrow(RangeError);
      await expect(store.writeState('key', { energy: NaN })).rejects.toThrow(RangeError);
      expect(await store.readState('key')).toBeUndefined();
    });

    it('counts labels up as slides are begun under them, passing over those taken', async () => {
      const store = await opened();
      expect([await store.nextLabel(), await store.nextLabel()]).toEqual(['0001', '0001']);
      const begin = (n: number, label: string): Promise<unknown> =>
        store.startSlide({ ...slideStart(n), label });
      await begin(1, await store.nextLabel());
      await begin(2, 'typed by hand');
      await begin(3, '0003');
      expect(await store.nextLabel()).toBe('0002');
      await begin(4, '0002');
      expect(await store.nextLabel()).toBe('0004');
      await begin(5, '0004');
      await begin(6, '20260101');
      expect(await store.nextLabel()).toBe('0005');
    });

    it('knows the last good time of each boot and trust', async () => {
      const store = await opened();
      const at = (bootId: string, uptimeMs: number, trust?: 'rtc' | 'network' | 'none'): Moment => ({
        bootId,
        uptimeMs,
        wallClockMs: 1e12 + uptimeMs,
        ...(trust && { trust }),
      });
      await store.startSlide({ ...slideStart(1), at: at('a', 1, 'rtc') }); // sequence 1
      await store.commitField(slideId(1), { ...newField(0), at: at('a', 2, 'rtc') }); // 2
      await store.commitUnreadable(slideId(1), { ...unreadableFrame(1), at: at('a', 3, 'none') }); // 3
      await store.commitField(slideId(1), { ...newField(2), at: at('b', 4) }); // 4
      await store.noteTime(at('b', 5, 'none')); // nothing
      await store.noteTime(at('b', 6, 'network')); // 5
      const { tally } = (await store.slide(slideId(1))) ?? { tally: emptyTally };
      await store.finishSlide(slideId(1), resultFor(tally), at('a', 7, 'network')); // 6
      expect(await store.anchors()).toEqual([
        { sequence: 2, at: at('a', 2, 'rtc') },
        { sequence: 5, at: at('b', 6, 'network') },
        { sequence: 6, at: at('a', 7, 'network') },
      ]);
    });
  });

  describe(`${name} keeps account of files`, () => {
    it('oldest first by when they were committed, and forgets for good', async () => {
      const store = await withSlide();
      await store.startSlide(slideStart(2));
      const file = (name: string): typeof frame => ({ ...frame, path: name as typeof frame.path });
      await store.commitField(slideId(2), { ...newField(5), files: [file('c')] });
      await store.commitField(slideId(1), { ...newField(9), files: [file('b'), thumbnail] });
      await store.commitField(slideId(1), { ...newField(2), files: [file('a')] });
      const paths = async (): Promise<string[]> =>
        (await store.keptFiles({ kind: 'frame' })).map((f) => f.path);
      expect(await paths()).toEqual(['c', 'b', 'a']);
      expect(await store.keptTotal()).toEqual({ files: 4, bytes: 2790 });
      expect(await store.keptTotal('thumbnail')).toEqual({ files: 1, bytes: 90 });
      await store.forgetFiles(['b', 'never heard of'], momentNumber(20));
      expect(await paths()).toEqual(['c', 'a']);
      expect(await store.keptFiles({ limit: 1 })).toEqual([file('c')]);
      expect(await store.keptTotal('frame')).toEqual({ files: 2, bytes: 1800 });
      const [, field] = await store.fields(slideId(1));
      expect(field.files).toEqual([
        { ...file('b'), removed: true },
        { ...thumbnail, removed: false },
      ]);
    });
  });

  it(`${name} can be closed twice and then refuses`, async () => {
    const store = await opened();
    await store.close();
    await store.close();
    await expect(store.slides()).rejects.toThrow();
    await expect(store.startSlide(slideStart(1))).rejects.toThrow();
  });
}
