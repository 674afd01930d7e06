import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { temporaryFolder } from './fixtures.js';

const ROUNDS = 8;

/** Let a child work, kill it (SIGKILL) after so many lines, and give all lines that it wrote, as words. */
async function workUntilKilled(folder: string, lines: number): Promise<string[][]> {
  const script = new URL('./outbox-crash-child.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('close', (_code, signal) => resolve(signal));
  });
  const told: string[][] = [];
  for await (const line of createInterface(child.stdout)) {
    // The child goes on while this is read, so the blow falls somewhere in its next steps.
    if (told.push(line.split(' ')) === lines) child.kill('SIGKILL');
  }
  expect(await ended).toBe('SIGKILL');
  return told;
}

it('kill -9 at any moment: each finished slide’s records wait or were acknowledged, no number is given twice', async () => {
  const folder = temporaryFolder();
  const random = seededRandom(5);
  const told: string[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    told.push(...(await workUntilKilled(folder, 1 + Math.floor(random.uniform() * 40))));
    const idsOf = (what: string): Set<string> =>
      new Set(told.filter(([word]) => word === what).map(([, id]) => id));

    const store = await SqliteSlideStore.open(join(folder, 'ringform.db'));
    const rows = await store.waiting({ limit: 1e6 });
    const waiting = new Set(rows.map(({ id }) => id));
    const slides = await store.slides({ limit: 1e6 });
    const finished = slides.filter(({ state }) => state === 'finished').map(({ id }) => id);
    expect([...idsOf('finished')].filter((id) => !finished.includes(id))).toEqual([]);

    // All records of the slides that are finished, and none of one that is not.
    const records = finished.flatMap((id) => [`${id}.1`, `${id}.c0-0`, `${id}.c0-3`]);
    expect([...waiting].filter((id) => !records.includes(id))).toEqual([]);
    const gone = records.filter((id) => !waiting.has(id));
    expect(gone.filter((id) => !idsOf('acknowledging').has(id))).toEqual([]);
    expect([...idsOf('acknowledged')].filter((id) => waiting.has(id))).toEqual([]);

    // What was told as sealed is what is there, and the chains go on without a number missing or given twice.
    const places = new Map<string, string>();
    const take = (lane: string, number: string, hash: string, id: string): void => {
      const place = `${lane} ${number}`;
      expect(places.get(place) ?? `${hash} ${id}`).toBe(`${hash} ${id}`);
      places.set(place, `${hash} ${id}`);
    };
    for (const [word, id, lane, number, hash] of told) if (word === 'sealed') take(lane, number, hash, id);
    for (const { id, lane, sealed } of rows)
      if (sealed !== undefined) take(lane, String(sealed.number), sealed.hash, id);
    for (const lane of ['results', 'thumbnails']) {
      const numbers = [...places.keys()].filter((place) => place.startsWith(lane)).length;
      for (let number = 1; number <= numbers; number++)
        expect(places.has(`${lane} ${number}`), `${lane} ${number}`).toBe(true);
    }

    const totals = await store.outboxTotals();
    expect(totals.waiting.results + totals.waiting.thumbnails).toBe(rows.length);
    expect(totals.dropped).toEqual([]);
    await store.close();
  }
  expect(told.filter(([word]) => word === 'acknowledged').length).toBeGreaterThan(20);
}, 180_000); // every step is a flush to disk, which a busy machine makes wait
