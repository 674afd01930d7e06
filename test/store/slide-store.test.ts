import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { emptyTally } from '../../src/counting/tally.js';
import { MemorySlideStore } from '../../src/store/memory-slide-store.js';
import { isSlideId, newSlideId } from '../../src/store/slide-id.js';
import type { OutboxRow } from '../../src/store/outbox.js';
import type { SlideStore } from '../../src/store/slide-store.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { CELL_LABELS } from '../../src/store/review-ledger.js';
import { POWER_STATES } from '../../src/power/power-state.js';
import {
  fingerprint,
  momentNumber,
  newField,
  resultFor,
  slideId,
  slideStart,
  temporaryFolder,
} from './fixtures.js';
import { made } from './contract/outbox-kit.js';
import { slideStoreContract } from './slide-store.contract.js';

slideStoreContract('SqliteSlideStore', () => SqliteSlideStore.open(join(temporaryFolder(), 'ringform.db')));
slideStoreContract('MemorySlideStore', () => Promise.resolve(new MemorySlideStore()));

type Action =
  | 'start'
  | 'running'
  | 'field'
  | 'bad'
  | 'finish'
  | 'accept'
  | 'forget'
  | 'state'
  | 'time'
  | 'review'
  | 'revise'
  | OutboxAction;
type OutboxAction = 'health' | 'seal' | 'sealAll' | 'acknowledge' | 'refuse' | 'retry' | 'drop' | 'trim';
type Step = readonly [action: Action, slide: number, n: number];

/** What a step gave: a value, or the kind and code of its error. */
async function take(store: SlideStore, [action, slide, n]: Step): Promise<unknown> {
  const id = slideId(slide);
  const files = [
    { kind: 'frame', path: `frames/${slide}-${n}`, bytes: 10 + n },
    { kind: 'thumbnail', path: `thumbnails/${slide}-${n}`, bytes: 10 + n, cell: n },
    { kind: 'thumbnail', path: `thumbnails/${slide}-${n}-0`, bytes: 10 + n, cell: 0 },
  ] as const;
  const nth = async (): Promise<OutboxRow> => {
    const rows = [...(await store.waiting()), ...(await store.refused())];
    return rows[n % Math.max(1, rows.length)] ?? Promise.reject(new RangeError('an empty outbox'));
  };
  const act = async (): Promise<unknown> => {
    switch (action) {
      case 'start':
        return store.startSlide(slideStart(slide));
      case 'running':
        return store.startSlide({ ...slideStart(slide), label: await store.nextLabel() });
      case 'field':
        return store.commitField(id, {
          ...newField(n % 4, n, 6 + n, n % 3 > 0),
          files,
          ...(n % 2 > 0 && { fingerprint: fingerprint(n) }),
          ...(n % 5 > 0 && { power: { millivolts: 3000 + n, state: POWER_STATES[n % 4] } }),
        });
      case 'bad':
        return store.commitUnreadable(id, {
          ordinal: n % 4,
          name: 'x',
          code: 'y',
          message: 'z',
          remedy: '',
          at: momentNumber(n),
        });
      case 'finish':
        return store.finishSlide(
          id,
          resultFor((await store.slide(id))?.tally ?? emptyTally, String(n % 2)),
          momentNumber(n),
        );
      case 'accept':
        return store.acceptResult(id, momentNumber(n));
      case 'state':
        return store.writeState(`key-${slide}`, n % 4 === 0 ? undefined : { n });
      case 'time':
        return store.noteTime(momentNumber(n));
      case 'review':
        return store.addReviews(
          id,
          [n, n + 3].map((cell) => ({
            ...{ ordinal: n % 4, cell, label: CELL_LABELS[n % 3], reviewer: `reviewer ${n % 2}`, note: '' },
            ...{ blind: n % 5 > 2, at: momentNumber(n) },
          })),
        );
      case 'forget':
        return store.forgetFiles([files[n % 2].path], momentNumber(n));
      case 'revise':
        return store.reviseResult(id, {
          ...{ author: 'Ben', note: '', result: resultFor(emptyTally, 'Revised.'), at: momentNumber(n) },
        });
      case 'health':
        return store.enqueueHealth({ n }, momentNumber(n));
      case 'seal':
        return store.seal((await nth()).sequence, `rf-device-${slide % 2}`, made);
      case 'sealAll': {
        // Some gone already, some of them, on some devices.
        const wanted = [...(await store.waiting()).slice(0, n), ...(n > 9 ? [{ sequence: 9999 }] : [])];
        return store.sealAll(
          `rf-device-${slide % 2}`,
          wanted.map(({ sequence }) => ({ sequence, make: made })),
        );
      }
      case 'acknowledge':
        return store.acknowledge((await nth()).id, (await nth()).sealed?.hash ?? '');
      case 'refuse':
        return store.refuse(
          (await nth()).id,
          (await nth()).sealed?.hash ?? '',
          `reason ${n}`,
          momentNumber(n),
        );
      case 'retry':
        return store.retryRefused();
      case 'drop':
        return store.dropRow((await nth()).sequence);
      case 'trim':
        return store.trimOutbox(n * 500);
    }
  };
  return act().catch((error: unknown) =>
    error instanceof Error ? ('code' in error ? error.code : error.constructor.name) : error,
  );
}

async function everythingIn(store: SlideStore): Promise<unknown> {
  const slides = await store.slides();
  const details = slides.map(async ({ id }) => ({
    fields: await store.fields(id),
    cells: await Promise.all([0, 1, 2, 3].map((ordinal) => store.cells(id, ordinal))),
    infected: await store.infectedCells(id),
    unreadable: await store.unreadable(id),
    results: await store.results(id),
    reviews: await store.reviews(id),
    fingerprints: await store.fingerprints(id),
  }));
  return [
    slides,
    await Promise.all(details),
    await store.openSlides(),
    await store.keptFiles(),
    await store.unseenResult(),
    await store.nextLabel(),
    await store.anchors(),
    await Promise.all([1, 2, 3].map((slide) => store.readState(`key-${slide}`))),
    // Which store it is, is drawn at random for each.
    (await store.waiting()).map((row) => ({ ...row, id: row.id.replace(/^health\.[0-9a-f]{16}/, 'health') })),
    await store.refused().then((rows) => rows.map(({ sequence, reason }) => [sequence, reason])),
    await store.outboxTotals(),
    await store.finishedSlides(),
  ];
}

it('both stores answer alike to anything, sequence numbers included, and SQLite also after reopening', async () => {
  const step = fc.tuple(
    fc.constantFrom<Action>(
      ...(['start', 'running', 'field', 'field', 'field', 'field', 'bad'] as const),
      ...(['finish', 'finish', 'accept', 'forget', 'state', 'time', 'review', 'review', 'revise'] as const),
      ...([
        'health',
        'seal',
        'seal',
        'sealAll',
        'sealAll',
        'acknowledge',
        'refuse',
        'retry',
        'drop',
        'trim',
      ] as const),
    ),
    fc.integer({ min: 1, max: 3 }),
    fc.nat(11),
  );
  const folder = temporaryFolder();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const path = join(folder, `${++run}.db`);
      const stands = run % 2 > 0 ? { site: 'kisumu' } : {};
      const [memory, sqlite] = [new MemorySlideStore(stands), await SqliteSlideStore.open(path, stands)];
      for (const each of steps) expect(await take(sqlite, each)).toEqual(await take(memory, each));
      const expected = await everythingIn(memory);
      expect(await everythingIn(sqlite)).toEqual(expected);
      await sqlite.close();
      const again = await SqliteSlideStore.open(path);
      expect(await everythingIn(again)).toEqual(expected);
      await again.close();
    }),
    { numRuns: 60, seed: 4 },
  );
});

it('slide ids are 128 bits as hexadecimal, and do not repeat', () => {
  const ids = Array.from({ length: 1000 }, newSlideId);
  expect(new Set(ids).size).toBe(1000);
  expect(ids.every(isSlideId)).toBe(true);
  expect(isSlideId('../../x')).toBe(false);
});
