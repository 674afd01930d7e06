import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random.js';
import { addField, emptyTally } from '../../src/counting/tally.js';
import type { NewField } from '../../src/store/slide-store.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { temporaryFolder } from './fixtures.js';

interface CrashContent {
  readonly frameOf: (ordinal: number) => Uint8Array;
  readonly fieldOf: (ordinal: number, at: NewField['at']) => NewField;
}
const { frameOf, fieldOf } = (await import(
  new URL('./crash-content.mjs', import.meta.url).href
)) as CrashContent;

const SLIDE = 'c'.repeat(32);
const ROUNDS = 14;

/** Let a child count, kill it (SIGKILL) after so many fields, and give the last ordinal that it acknowledged. */
async function countUntilKilled(folder: string, fields: number): Promise<number> {
  const script = new URL('./crash-child.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('close', (_code, signal) => resolve(signal));
  });
  let [last, seen] = [-1, 0];
  for await (const line of createInterface(child.stdout)) {
    last = Number(line);
    // The child goes on while this is read, so the blow falls somewhere in its next fields.
    if (++seen === fields) child.kill('SIGKILL');
  }
  expect(await ended).toBe('SIGKILL');
  return last;
}

it('kill -9 at any moment loses no acknowledged field and leaves none half written', async () => {
  const folder = temporaryFolder();
  const random = seededRandom(3);
  for (let round = 0; round < ROUNDS; round++) {
    const acknowledged = await countUntilKilled(folder, 1 + Math.floor(random.uniform() * 12));

    const store = await SqliteSlideStore.open(join(folder, 'ringform.db'));
    const [slide] = await store.openSlides();
    const fields = await store.fields(SLIDE);
    // All that was acknowledged, without gaps, and at most the one whose acknowledgement was cut off.
    expect(fields.map((field) => field.ordinal)).toEqual(Array.from(fields, (_, i) => i));
    expect(fields.length - 1 - acknowledged).toBeOneOf([0, 1]);
    let tally = emptyTally;
    for (const { files, ...field } of fields) {
      const expected = fieldOf(field.ordinal, field.at);
      expect({ ...field, cells: await store.cells(SLIDE, field.ordinal) }).toEqual({
        ...expected,
        sequence: field.sequence,
      });
      expect(readFileSync(join(folder, files[0].path)).equals(frameOf(field.ordinal))).toBe(true);
      tally = addField(tally, expected);
    }
    expect(slide.tally).toEqual(tally);
    expect(slide.nextOrdinal).toBe(fields.length);
    await store.close();

    // Beside them at most the frame that was being written, whole or marked as unfinished.
    const names = readdirSync(join(folder, 'frames', 'cc'));
    expect(names.length - fields.length).toBeLessThanOrEqual(1);
  }
});
