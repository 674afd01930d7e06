// Memory of a process that counts `node field-counter-memory.mjs 2000` fields through the counting thread, five glances
// before each, with a pool of five frames in shared memory. The distinct fields are rendered by another process and read
// from files one at a time, so that neither the renderer nor twenty frames are counted in.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, readSync, closeSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DISTINCT = 20;
const [width, height] = [2028, 1520];
const bytes = width * height * 3;

if (process.argv[2] === '--render') {
  const { renderedField } = await import('./live-frames.mjs');
  for (let n = 0; n < DISTINCT; n++) writeFileSync(join(process.argv[3], `${n}.rgb`), renderedField(n).data);
  process.exit(0);
}

const fields = Number(process.argv[2] ?? 2000);
const scratch = mkdtempSync(join(tmpdir(), 'ringform-memory-'));
const status = (key) =>
  Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
try {
  const rendered = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--render', scratch], {
    stdio: 'inherit',
  });
  if (rendered.status !== 0) throw new Error('the fields could not be rendered');
  const { ThreadedFieldCounter } = await import('../../dist/slide/counter/threaded-field-counter.js');
  const { defaultModel } = await import('../../dist/classify/load-model.js');
  const pool = Array.from({ length: 5 }, () => new Uint8Array(new SharedArrayBuffer(bytes)));
  const counter = await ThreadedFieldCounter.start(defaultModel);
  const rss = [];
  let accepted = 0;
  const started = performance.now();
  for (let n = 0; n < fields; n++) {
    // A slide ends before its fields come round again: each is new and all its cells are classified.
    if (n % DISTINCT === 0) await counter.open([], {});
    const data = pool[n % pool.length];
    const file = openSync(join(scratch, `${n % DISTINCT}.rgb`), 'r');
    readSync(file, data, 0, bytes, 0);
    closeSync(file);
    const frame = { width, height, data };
    for (let look = 0; look < 5; look++) await counter.glance(frame);
    counter.markTaken();
    const { field } = await counter.count(frame, { ordinal: n % DISTINCT, name: `field-${n}` });
    if (field.accepted) accepted++;
    rss.push(status('VmRSS'));
  }
  const seconds = (performance.now() - started) / 1000;
  await counter.close();
  const part = Math.min(200, Math.floor(fields / 2));
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const worst = (values) => Math.max(...values);
  const [first, last] = [rss.slice(0, part), rss.slice(-part)];
  process.stdout.write(
    `Counting thread over ${fields} fields (${accepted} accepted) with 5 glances each, in ${seconds.toFixed(0)} s: peak memory ${status('VmHWM').toFixed(0)} MiB; ` +
      `resident in the first ${part} fields ${mean(first).toFixed(0)} MiB (most ${worst(first).toFixed(0)}), in the last ${part} ${mean(last).toFixed(0)} MiB (most ${worst(last).toFixed(0)})\n`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
