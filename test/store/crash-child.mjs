// Counts a slide without end until it is killed: keep a frame, commit a field, acknowledge it on standard output.
// Run by crash.test.ts on the built program, with the folder to work in and the number of the slide.
import { writeSync } from 'node:fs';
import { FrameArchive } from '../../dist/store/frame-archive.js';
import { NodeDisk } from '../../dist/store/node-disk.js';
import { SqliteSlideStore } from '../../dist/store/sqlite-slide-store.js';
import { fieldOf, frameOf } from './crash-content.mjs';

const [, , folder] = process.argv;
const at = { bootId: 'crash', uptimeMs: 0, wallClockMs: 0 };
const store = await SqliteSlideStore.open(`${folder}/ringform.db`);
const archive = await FrameArchive.open(new NodeDisk(folder), store, () => at, { keepFree: 0 });
let [slide] = await store.openSlides();
slide ??= await store.startSlide({
  id: 'c'.repeat(32),
  label: 'crash',
  at,
  model: { name: 'none', sha256: '' },
  settings: {},
});

for (let ordinal = slide.nextOrdinal; ; ordinal++) {
  const kept = await archive.keepFrame(slide.id, ordinal, 'raw', frameOf(ordinal));
  if (!kept.kept) throw kept.why;
  await store.commitField(slide.id, { ...fieldOf(ordinal, at), files: [kept.file] });
  writeSync(1, `${ordinal}\n`);
}
