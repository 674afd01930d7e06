import { describe, expect, it } from 'vitest';
import { emptyTally } from '../../../src/counting/tally.js';
import { fingerprint, momentNumber, newField, resultFor, slideId, storageCode } from '../fixtures.js';
import { frame, thumbnail, unreadableFrame, type Stores } from './stores.js';

/** Fields with their cells, and frames that could not be read. */
export function fieldsContract({ name, withSlide }: Stores): void {
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

    it('picks out the cells called infected, of all fields', async () => {
      const store = await withSlide();
      const fields = [newField(3, 1, 60), newField(1, 2, 60), newField(2, 3, 60, false)];
      for (const field of fields) await store.commitField(slideId(1), field);
      const expected = [fields[1], fields[2], fields[0]].flatMap(({ ordinal, cells }) =>
        cells.flatMap(({ infected, box, score }, cell) =>
          infected === true ? [{ ordinal, cell, box, score }] : [],
        ),
      );
      expect(new Set(expected.map(({ ordinal }) => ordinal)).size).toBe(3);
      expect(await store.infectedCells(slideId(1))).toEqual(expected);
      expect(await store.infectedCells(slideId(2))).toEqual([]);
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
}
