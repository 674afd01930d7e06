import type { Clock } from '../clock/clock.js';
import type { DeviceState } from '../store/device-state.js';
import type { Disk } from '../store/disk.js';
import { writeDurably } from '../store/write-durably.js';
import type { Check, CheckOutcome } from './check.js';

const MEBIBYTE = 1024 * 1024;
/** Room for some hundred slides without frames; less than this is worth a word before it runs out. */
const LITTLE_ROOM = 200 * MEBIBYTE;
/** Below this a slide might not find room to its end. */
const NO_ROOM = 20 * MEBIBYTE;
/** A commit that takes longer holds up every field. */
const SLOW_WRITE_MS = 1_500;
const PROBE = 'self-test.tmp';
const PROBE_KEY = 'self-test';

const slowRemedy = 'The card is worn or fake: copy what is on it elsewhere, and exchange it.';
const otherBytes: CheckOutcome = {
  state: 'failed',
  code: 'disk-fault',
  said: 'The disk gave back other bytes than it took.',
  remedy: 'Copy what is on the card elsewhere, and exchange it before counting.',
};

/** There is room, and a file can be written, forced to the disk, read back and removed. */
export function diskCheck(disk: Disk, clock: Clock): Check {
  return {
    part: 'disk',
    stopsCounting: true,
    async run() {
      const started = clock.uptimeMs();
      const { free, same } = await clock.during(() => probe(disk, `self-test ${clock.moment().bootId}`));
      const tookMs = clock.uptimeMs() - started;
      if (!same) return otherBytes;
      const said = `${Math.floor(free / MEBIBYTE)} MiB free, a write takes ${Math.round(tookMs)} ms`;
      const remedy = 'Copy old frames elsewhere and delete them, or lower storage.keepFramesMiB.';
      if (free < NO_ROOM) return { state: 'failed', code: 'disk-full', said, remedy };
      if (free < LITTLE_ROOM) return { state: 'failed', code: 'disk-nearly-full', said, remedy, mild: true };
      if (tookMs > SLOW_WRITE_MS) {
        return { state: 'failed', code: 'disk-slow', said, remedy: slowRemedy, mild: true };
      }
      return { state: 'ok', said };
    },
  };
}

/**
 * The store takes a commit and gives it back.
 * @param integrity reads the whole store through and rejects with StorageError store-damaged; left out at a start, where opening
 * it has read as much as there is time for
 */
export function storeCheck(store: DeviceState, clock: Clock, integrity?: () => Promise<void>): Check {
  return {
    part: 'disk',
    label: 'store',
    stopsCounting: true,
    async run() {
      const started = clock.uptimeMs();
      const written = { bootId: clock.moment().bootId, uptimeMs: Math.round(started) };
      await store.writeState(PROBE_KEY, written);
      const tookMs = clock.uptimeMs() - started;
      const read = await store.readState(PROBE_KEY);
      if (JSON.stringify(read) !== JSON.stringify(written)) return otherBytes;
      const said = `a commit takes ${Math.round(tookMs)} ms`;
      if (tookMs > SLOW_WRITE_MS) {
        return { state: 'failed', code: 'disk-slow', said, remedy: slowRemedy, mild: true };
      }
      if (!integrity) return { state: 'ok', said };
      await clock.during(integrity);
      return { state: 'ok', said: `${said}, every page is sound` };
    },
  };
}

async function probe(disk: Disk, text: string): Promise<{ readonly free: number; readonly same: boolean }> {
  await disk.remove(PROBE);
  const bytes = new TextEncoder().encode(text);
  await writeDurably(disk, PROBE, bytes);
  const same = Buffer.compare(await disk.read(PROBE), bytes) === 0;
  await disk.remove(PROBE);
  return { free: (await disk.space()).free, same };
}
