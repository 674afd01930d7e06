import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StorageError } from '../../../src/base/errors.js';
import type { Moment } from '../../../src/clock/moment.js';
import { dateOf } from '../../../src/clock/dating.js';
import { MOST_MESSAGE_BYTES, payloadHash, splitMessage } from '../../../src/record/signature.js';
import { MOST_SUSPECTS } from '../../../src/record/slide-body.js';
import { MOST_PICTURE_BYTES } from '../../../src/record/thumbnail-body.js';
import { wireRecord, type WireRecord } from '../../../src/record/wire-record.js';
import { composeBody } from '../../../src/send/compose/compose-body.js';
import { healthBody } from '../../../src/send/compose/health-body.js';
import { thumbnailBody } from '../../../src/send/compose/thumbnail-body.js';
import { MemorySlideStore } from '../../../src/store/memory-slide-store.js';
import type { OutboxRow } from '../../../src/store/outbox.js';
import type { NewField, SlideStore, StoredCell } from '../../../src/store/slide-store.js';
import { SqliteSlideStore } from '../../../src/store/sqlite-slide-store.js';
import { storageError } from '../../../src/store/storage-error.js';
import { momentNumber, newField, resultFor, slideId, slideStart } from '../../store/fixtures.js';
import { versionOne } from '../../store/version-one.js';
import { HEALTH, device, jpeg, key, sealRow } from './fixtures.js';

/** Any text at all, as long as a bar code's or a novel. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom('\0', '\n', '\ud83d', '\ude00', '\u2028', '"', '\u007f', 'é'),
    maxLength: 200,
  }),
  fc.constantFrom('', '😀'.repeat(3000), '<b>', "'; DROP TABLE slides", '\ud800'.repeat(5000)),
);
const anyMoment: fc.Arbitrary<Moment> = fc.record(
  {
    bootId: text,
    uptimeMs: fc.integer({ min: -1, max: 1e12 }),
    wallClockMs: fc.integer({ min: -1e15, max: 1e15 }),
    trust: fc.constantFrom('rtc', 'network', 'none'),
  },
  { requiredKeys: ['bootId', 'uptimeMs', 'wallClockMs'] },
);

/** Takes apart what was sealed; throws where it does not verify or is none of the wire format's. */
function opened(message: Uint8Array): { record: WireRecord; hash: string } {
  const split = splitMessage(message);
  if (split?.verifiedBy(key.publicKey) !== true) throw new Error('the signature does not hold');
  const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(split.payload));
  return { record: wireRecord.parse(json), hash: payloadHash(split.payload) };
}

/** A slide's statement as it travels. */
async function statement(
  store: SlideStore,
  row: Pick<OutboxRow, 'subject'>,
): Promise<(WireRecord & { kind: 'slide' })['body']> {
  const composed = await composeBody(row, {
    store,
    readFile: () => Promise.reject(new Error('no file is read')),
  });
  return (composed as { body: (WireRecord & { kind: 'slide' })['body'] }).body;
}

async function finished(fields: readonly NewField[], start = slideStart(1)): Promise<MemorySlideStore> {
  const store = new MemorySlideStore();
  await store.startSlide(start);
  for (const field of fields) await store.commitField(start.id, field);
  const { tally } = (await store.slide(start.id))!;
  await store.finishSlide(start.id, resultFor(tally), momentNumber(4));
  return store;
}

describe('what is composed', () => {
  it('is a record of the wire format whatever the store holds, in chains that can be verified', async () => {
    const fields = fc.array(
      fc.record({
        cells: fc.nat(30),
        accepted: fc.boolean(),
        at: anyMoment,
        charge: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { maxLength: 4 },
    );
    const inputs = fc.record({
      ...{
        label: text,
        model: text,
        sha256: text,
        author: text,
        note: text,
        wording: fc.array(text, { maxLength: 60 }),
      },
      ...{
        at: anyMoment,
        later: anyMoment,
        fields,
        threshold: fc.constantFrom(0.5, 7, -1, 'high', null),
        reviewer: text,
        doing: text,
      },
    });
    await fc.assert(
      fc.asyncProperty(inputs, async (given) => {
        const store = new MemorySlideStore();
        const { label, at, later } = given;
        const settings = { threshold: given.threshold };
        const model = { name: given.model, sha256: given.sha256 };
        await store.startSlide({ id: slideId(1), label, at, model, settings });
        for (const [ordinal, { cells, accepted, charge, at: when }] of given.fields.entries()) {
          const files =
            cells > 3 ? [{ kind: 'thumbnail', path: `t/${ordinal}`, bytes: 9, cell: 3 } as const] : [];
          const power = { charge, state: 'normal' } as const;
          const field = { ...newField(ordinal, ordinal, cells, accepted), files, at: when, power };
          await store.commitField(slideId(1), field);
          const word = {
            ordinal,
            cell: 0,
            label: 'unsure',
            note: given.note,
            blind: true,
            at: later,
          } as const;
          if (cells > 0) await store.addReviews(slideId(1), [{ ...word, reviewer: `r${given.reviewer}` }]);
        }
        const { tally } = (await store.slide(slideId(1)))!;
        const result = { ...resultFor(tally), wording: given.wording };
        await store.finishSlide(slideId(1), result, later);
        const { author, note } = given;
        await store.reviseResult(slideId(1), { author, note, result, at: later });
        const snapshot = { ...HEALTH, doing: given.doing, name: given.label, anchors: await store.anchors() };
        await store.enqueueHealth(healthBody(snapshot), later);

        const last = new Map<string, { number: number; hash: string }>();
        const rows = await store.waiting();
        expect(rows.length).toBeGreaterThanOrEqual(3);
        for (const row of rows) {
          const { message } = await sealRow(store, row);
          expect(message.length).toBeLessThan(MOST_MESSAGE_BYTES);
          const { record, hash } = opened(message);
          expect([record.id, record.kind, record.device]).toEqual([row.id, row.kind, device]);
          const before = last.get(row.lane);
          expect(record.chain).toMatchObject({
            ...{ lane: row.lane, number: (before?.number ?? 0) + 1, previous: before?.hash ?? null },
          });
          last.set(row.lane, { number: record.chain.number, hash });
          expect(JSON.stringify(record)).not.toMatch(/\\ud[89a-f]|\\u00[01]|\\n|\u007f/);
        }
      }),
      { numRuns: 60, seed: 9 },
    );
  });

  it('says what the store says of a slide', async () => {
    const power = { millivolts: 3700, charge: 0.5, state: 'normal' } as const;
    const fields = [newField(0, 3), { ...newField(1, 4), power }, newField(2, 5, 12, false)];
    const store = await finished(fields, slideStart(1, { threshold: 0.9 }));
    const late = { ordinal: 9, name: 'x', code: 'y', message: '', remedy: '', at: momentNumber(1) };
    await expect(store.commitUnreadable(slideId(1), late)).rejects.toMatchObject({ code: 'slide-closed' });
    const [row] = await store.waiting();
    const body = await statement(store, row);
    const [anchors, slide] = [await store.anchors(), (await store.slide(slideId(1)))!];
    const { lastField, ...result } = resultFor(slide.tally);
    expect(lastField).toBeDefined();
    expect(body).toMatchObject({
      ...{ slide: slideId(1), label: 'slide 1', revision: 1, author: 'device', note: '', unreadable: 0 },
      ...{ result, begun: momentNumber(1), finished: momentNumber(4), power },
      model: { ...slideStart(1).model, threshold: 0.9 },
      dates: {
        begun: dateOf(slide, anchors),
        finished: dateOf({ sequence: row.sequence, at: row.at }, anchors),
      },
    });
    expect(body).not.toHaveProperty('left');
    expect(
      body.fields.map(({ ordinal, accepted, redCells, infected }) => [ordinal, accepted, redCells, infected]),
    ).toEqual(
      fields.map(({ ordinal, accepted, redCells, infected }) => [ordinal, accepted, redCells, infected]),
    );
    for (const [i, { suspects, quality }] of body.fields.entries()) {
      const called = fields[i].cells.flatMap((cell, index) =>
        cell.infected === true ? [{ ...cell, index }] : [],
      );
      expect(suspects.map(({ cell }) => cell).sort()).toEqual(called.map(({ index }) => index).sort());
      for (const { cell, score, box } of suspects) {
        expect(score).toBeCloseTo(fields[i].cells[cell].score!, 5);
        const { x, y, width, height } = fields[i].cells[cell].box;
        expect(box).toEqual([x, y, width, height]);
      }
      expect(quality[0].value).toBeCloseTo(fields[i].quality.findings[0].value, 3);
    }
    expect(body.fields.some(({ suspects }) => suspects.length > 0)).toBe(true);
  });

  it('keeps the words of the device under those of who revised', async () => {
    const store = await finished([newField(0)]);
    const result = resultFor((await store.slide(slideId(1)))!.tally, 'Overruled.');
    await store.reviseResult(slideId(1), { author: 'Ben', note: 'Platelet.', result, at: momentNumber(9) });
    const [own, revised] = await store.waiting({ lanes: ['results'] });
    const [first, second] = [await statement(store, own), await statement(store, revised)];
    expect(first.result.wording).toEqual(['Screening aid, confirm by microscopist.']);
    expect(second).toMatchObject({ revision: 2, author: 'Ben', note: 'Platelet.', finished: first.finished });
    expect(second.result.wording).toEqual(['Overruled.']);
  });

  it('is complete for slides of the first version of the store, which knew less', async () => {
    const store = await SqliteSlideStore.open(versionOne());
    const records = [];
    for (const row of await store.waiting()) records.push(opened((await sealRow(store, row)).message).record);
    expect(records.map(({ body }) => [body['author'], (body['fields'] as unknown[]).length])).toEqual([
      ['device', 1],
      ['reviewer', 1],
    ]);
    expect(records[0].date).toEqual({ kind: 'unknown' });
    expect(records[0].body).not.toHaveProperty('power');
    await store.close();
  });

  it('leaves out what people do not look at first, and says how much', async () => {
    const cell = (score: number): StoredCell => ({
      ...{ box: { x: 1, y: 2, width: 40, height: 40 }, kind: 'red', counted: true, score, infected: true },
    });
    const field = (ordinal: number, cells: readonly StoredCell[]): NewField => ({
      ...{ ...newField(ordinal, 1, 0), cells, redCells: cells.length, infected: cells.length },
    });
    const crowded = field(
      0,
      Array.from({ length: MOST_SUSPECTS + 5 }, (_, i) => cell((i + 1) / 100)),
    );
    const few = await finished([crowded, field(1, [cell(0.5)])]);
    const body = await statement(few, (await few.waiting())[0]);
    expect(body.left).toEqual({ fields: 0, suspects: 5 });
    expect(body.fields[0].suspects.map(({ score }) => score)).toEqual(
      Array.from({ length: MOST_SUSPECTS }, (_, i) => (MOST_SUSPECTS + 5 - i) / 100),
    );
    expect(body.fields[0].infected).toBe(MOST_SUSPECTS + 5);

    const store = new MemorySlideStore();
    await store.startSlide(slideStart(1));
    const cells = Array.from({ length: 30 }, (_, i) => cell((i + 1) / 100));
    for (let i = 0; i < 2100; i++) await store.commitField(slideId(1), field(i, i < 1000 ? cells : []));
    const { tally } = (await store.slide(slideId(1)))!;
    await store.finishSlide(slideId(1), resultFor(tally), momentNumber(4));
    const [row] = await store.waiting();
    const { message } = await sealRow(store, row);
    expect(message.length).toBeLessThan(MOST_MESSAGE_BYTES);
    const { record } = opened(message);
    if (record.kind !== 'slide') throw new Error('it is a slide');
    const { fields, left, result } = record.body;
    const sent = fields.flatMap(({ suspects }) => suspects);
    expect(fields).toHaveLength(2000);
    expect(fields.filter(({ infected }) => infected > 0)).toHaveLength(1000);
    expect(left).toEqual({ fields: 100, suspects: 30_000 - sent.length });
    expect(sent.length).toBeGreaterThan(5000);
    expect(Math.min(...sent.map(({ score }) => score))).toBeGreaterThan(0.15);
    expect(result.infected).toBe(30_000);
  });

  it('is no larger than a bar of signal can bear', async () => {
    const bytes: Record<string, number> = {};
    for (const count of [20, 300]) {
      const store = await finished(Array.from({ length: count }, (_, i) => newField(i, i, 80)));
      bytes[`${count} fields`] = (await sealRow(store, (await store.waiting())[0])).message.length;
    }
    expect(bytes['20 fields']).toBeLessThan(40_000);
    expect(bytes['300 fields']).toBeLessThan(500_000);
  });
});

describe('reviews', () => {
  it('go as the people gave them, those of their record alone', async () => {
    const store = await finished([newField(0)]);
    const word = {
      ordinal: 0,
      cell: 1,
      label: 'unsure',
      reviewer: 'Amina',
      note: 'a\tb',
      blind: true,
    } as const;
    await store.addReviews(slideId(1), [{ ...word, at: momentNumber(1) }]);
    await store.addReviews(slideId(1), [{ ...word, cell: 2, at: momentNumber(2) }]);
    const [, , second] = await store.waiting({ lanes: ['results'] });
    const { record } = opened((await sealRow(store, second)).message);
    const expected = { ...word, cell: 2, note: 'a b', at: momentNumber(2) };
    expect(record.body).toEqual({ slide: slideId(1), reviews: [expected] });
  });

  it('of the greatest length that fits a record stay below the longest message', async () => {
    const store = await finished([newField(0)]);
    const word = { ordinal: 0, cell: 1, label: 'unsure', note: '"'.repeat(9000), blind: true } as const;
    const many = Array.from({ length: 60 }, (_, i) => ({
      ...word,
      reviewer: `${i}${'\\'.repeat(500)}`,
      at: momentNumber(i),
    }));
    await store.addReviews(slideId(1), many);
    for (const row of await store.waiting()) {
      const { message } = await sealRow(store, row);
      expect(message.length).toBeLessThan(MOST_MESSAGE_BYTES);
      opened(message);
    }
  });
});

describe('pictures', () => {
  const place = { slide: slideId(1), ordinal: 2 };

  it('go as they are, of a cell or of a field', () => {
    const data = Buffer.from(jpeg).toString('base64');
    const common = { ...place, mediaType: 'image/jpeg', data };
    expect(thumbnailBody({ ...place, cell: 7 }, jpeg)).toEqual({ ...common, of: 'cell', cell: 7 });
    expect(thumbnailBody(place, jpeg)).toEqual({ ...common, of: 'field' });
  });

  it('of the greatest size are taken; larger ones, and what is no JPEG, are not', () => {
    const large = new Uint8Array(MOST_PICTURE_BYTES);
    large.set(jpeg);
    const row = { subject: { kind: 'thumbnail', path: 'x', ...place } } as const;
    expect(thumbnailBody(place, large)).toMatchObject({ of: 'field' });
    expect(thumbnailBody(place, Buffer.concat([large, jpeg]))).toBe('too-large');
    expect(thumbnailBody(place, Uint8Array.of(0x89, 0x50))).toBe('not-a-jpeg');
    expect(thumbnailBody(place, Uint8Array.of())).toBe('not-a-jpeg');
    const store = new MemorySlideStore();
    const compose = (readFile: () => Promise<Uint8Array>): Promise<unknown> =>
      composeBody(row, { store, readFile });
    return Promise.all([
      expect(compose(() => Promise.resolve(large))).resolves.toHaveProperty('body'),
      expect(compose(() => Promise.resolve(Uint8Array.of(1)))).resolves.toEqual({ gone: 'not-a-jpeg' }),
      expect(compose(() => Promise.reject(storageError('disk-missing', 'gone')))).resolves.toEqual({
        gone: 'missing',
      }),
      // A disk that fails today may read tomorrow.
      expect(compose(() => Promise.reject(storageError('disk-fault', 'worn')))).rejects.toBeInstanceOf(
        StorageError,
      ),
    ]);
  });
});
