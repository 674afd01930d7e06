// Finishes slides and sends their records without end until it is killed: what it is about to do and what it has done, a line
// each, on standard output. Run by outbox-crash.test.ts on the built program, with the folder to work in.
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { SqliteSlideStore } from '../../dist/store/sqlite-slide-store.js';
import { fieldOf } from './crash-content.mjs';

const [, , folder] = process.argv;
const at = { bootId: 'crash', uptimeMs: 0, wallClockMs: 0 };
const interval = { value: 0, low: 0, high: 0 };
const result = {
  ...{ verdict: 'unclear', parasitaemia: interval, perMicrolitre: interval, severity: 'none' },
  ...{ redCellsPerMicrolitre: { value: 5e6, source: 'assumed' }, stopped: 'cell-limit', wording: [] },
};
const tell = (...words) => writeSync(1, `${words.join(' ')}\n`);
const store = await SqliteSlideStore.open(`${folder}/ringform.db`);
let number = (await store.slides({ limit: 1e6 })).length;

async function finishSlide() {
  const [open] = await store.openSlides();
  const id = open?.id ?? (++number).toString(16).padStart(32, '0');
  if (!open) await store.startSlide({ id, label: '', at, model: { name: '', sha256: '' }, settings: {} });
  const files = [0, 3].map((cell) => ({ kind: 'thumbnail', path: `${id}/${cell}`, bytes: 1, cell }));
  const tally = await store.commitField(id, { ...fieldOf(0, at), files });
  await store.finishSlide(id, { ...tally, ...result }, at);
  tell('finished', id);
}

const makeOf = (row) => (link) => {
  const message = Buffer.from(`${row.id} ${link.number} ${link.previous}`);
  return { hash: createHash('sha256').update(message).digest('hex'), message };
};

/** Some alone, some together. */
async function seal(rows) {
  const [first, ...rest] = rows;
  const together = rest.map((row) => ({ sequence: row.sequence, make: makeOf(row) }));
  return [
    await store.seal(first.sequence, 'rf-crash', makeOf(first)),
    ...(await store.sealAll('rf-crash', together)),
  ];
}

async function send(row, sealed) {
  tell('sealed', row.id, row.lane, sealed.number, sealed.hash);
  if (sealed.number % 3 === 0) return;
  tell('acknowledging', row.id);
  await store.acknowledge(row.id, sealed.hash);
  tell('acknowledged', row.id);
}

for (;;) {
  await finishSlide();
  const rows = (await store.waiting({ limit: 1e6 })).slice(-4);
  const sealed = await seal(rows);
  for (const [i, row] of rows.entries()) await send(row, sealed[i]);
}
