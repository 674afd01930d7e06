import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { VirtualClock } from '../../src/clock/virtual-clock.js';
import { storeCheck } from '../../src/doctor/disk-checks.js';
import { SqliteSlideStore } from '../../src/store/sqlite-slide-store.js';
import { temporaryFolder } from '../store/fixtures.js';
import { examine, found } from './fixtures.js';

it.each([
  ['sound', 'ok'],
  ['damaged after it was opened', 'store-damaged'],
])('the whole of a store that is %s is read through: %s', async (state, code) => {
  const file = join(temporaryFolder(), 'ringform.sqlite');
  const first = await SqliteSlideStore.open(file);
  for (let n = 0; n < 200; n++) await first.writeState(`filler-${n}`, 'x'.repeat(1000));
  await first.close();
  const store = await SqliteSlideStore.open(file);
  try {
    if (state !== 'sound') {
      const handle = openSync(file, 'r+');
      // The last pages: no commit of the check touches them.
      writeSync(handle, Buffer.alloc(40_960, 0xa5), 0, undefined, statSync(file).size - 40_960);
      closeSync(handle);
    }
    const clock = new VirtualClock();
    expect(found((await examine(clock, storeCheck(store, clock)))[0])).toBe('ok');
    const whole = storeCheck(store, clock, () => store.checkIntegrity());
    expect(found((await examine(clock, whole))[0])).toBe(code);
  } finally {
    await store.close();
  }
});
