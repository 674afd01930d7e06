// On a disk of its own that is too small: commit fields until it is full, look at what is there, make room, go on.
// Run by full-disk.test.ts on the built program inside a private mount; tells what happened as JSON.
import { rmSync, writeFileSync } from 'node:fs';
import { SqliteSlideStore } from '../../dist/store/sqlite-slide-store.js';
import { FrameArchive } from '../../dist/store/frame-archive.js';
import { NodeDisk } from '../../dist/store/node-disk.js';
import { fieldOf } from './crash-content.mjs';

const [, , folder] = process.argv;
const at = { bootId: 'full', uptimeMs: 0, wallClockMs: 0 };
const id = 'f'.repeat(32);
const path = `${folder}/ringform.db`;
const ballast = `${folder}/ballast`;

writeFileSync(ballast, new Uint8Array(300_000));
let store = await SqliteSlideStore.open(path);
await store.startSlide({ id, label: 'full', at, model: { name: 'none', sha256: '' }, settings: {} });

let acknowledged = 0;
let fault;
while (fault === undefined && acknowledged < 5000) {
  await store.commitField(id, fieldOf(acknowledged, at)).then(
    () => acknowledged++,
    (error) => (fault = error),
  );
}
const afterFault = (await store.fields(id)).length;
const tallyAfterFault = (await store.slide(id)).tally;

const archive = await FrameArchive.open(new NodeDisk(folder), store, () => at, { keepFree: 0 });
const frame = await archive.keepFrame(id, acknowledged, 'raw', new Uint8Array(500_000));

rmSync(ballast);
await store.commitField(id, fieldOf(acknowledged, at));
await store.close();
store = await SqliteSlideStore.open(path);
const reopened = await store.fields(id);
const cells = await Promise.all(reopened.map(async ({ ordinal }) => (await store.cells(id, ordinal)).length));
await store.close();

process.stdout.write(
  JSON.stringify({
    acknowledged,
    fault: { name: fault?.name, code: fault?.code, remedy: fault?.remedy },
    afterFault,
    tallyAfterFault,
    frame: frame.kept ? 'kept' : frame.why.code,
    reopened: reopened.length,
    cells,
  }),
);
