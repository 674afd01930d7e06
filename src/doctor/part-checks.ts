import type { Clock } from '../clock/clock.js';
import type { PowerGauge } from '../gauge/gauge.js';
import type { Panel } from '../panel/panel.js';
import type { Disk } from '../store/disk.js';
import { writeDurably } from '../store/write-durably.js';
import type { Screen } from '../workflow/screen.js';
import type { HardwareError } from '../base/errors.js';
import type { Check } from './check.js';

const MEBIBYTE = 1024 * 1024;
/** Room for some hundred slides without frames; less than this is worth a word before it runs out. */
const LITTLE_ROOM = 200 * MEBIBYTE;
/** Below this a slide might not find room to its end. */
const NO_ROOM = 20 * MEBIBYTE;
/** A commit that takes longer holds up every field. */
const SLOW_WRITE_MS = 2_000;
const PROBE = 'self-test.tmp';

const testScreen: Screen = {
  view: { screen: 'self-test' },
  hint: 'none',
  status: { clockTrusted: false },
  brightness: 1,
};

/** The display takes what it is sent. Displays that cannot answer are only seen to by a person: `ringform doctor --ask`. */
export function displayCheck(panel: Panel, name: string): Check {
  return {
    part: 'display',
    stopsCounting: false,
    async run() {
      await panel.show(testScreen);
      return { state: 'ok', said: `${name} takes characters` };
    },
  };
}

/** The button rests: not held down, not stuck, no bad contact. */
export function buttonCheck(button: {
  readonly isDown: boolean;
  readonly fault: HardwareError | undefined;
}): Check {
  return {
    part: 'button',
    stopsCounting: false,
    run() {
      if (button.fault) return Promise.reject(button.fault);
      return Promise.resolve(
        button.isDown
          ? {
              state: 'failed',
              code: 'button-down',
              said: 'The button reads as pressed.',
              remedy: 'Let go of it; if nobody holds it, look for a short circuit at its line.',
            }
          : { state: 'ok', said: 'reads as released' },
      );
    },
  };
}

/** The gauge answers, and with what a battery can have. */
export function gaugeCheck(gauge: PowerGauge | undefined): Check {
  return {
    part: 'gauge',
    stopsCounting: false,
    async run() {
      if (!gauge)
        return { state: 'absent', said: 'no battery gauge configured: the device cannot pace itself' };
      const { millivolts, charge, milliamps } = await gauge.read();
      const said = [
        charge === undefined ? undefined : `${Math.round(charge * 100)} %`,
        millivolts === undefined ? undefined : `${Math.round(millivolts)} mV`,
        milliamps === undefined ? undefined : `${Math.round(milliamps)} mA`,
      ];
      return { state: 'ok', said: `${gauge.name}: ${said.filter((one) => one !== undefined).join(', ')}` };
    },
  };
}

/** Whether anything has set the clock. A device without is fine, and says "date unknown". */
export function clockCheck(clock: Pick<Clock, 'moment'>): Check {
  return {
    part: 'clock',
    stopsCounting: false,
    run() {
      const { trust, wallClockMs } = clock.moment();
      const shown = new Date(wallClockMs).toISOString().slice(0, 16).replace('T', ' ');
      if (trust !== undefined && trust !== 'none') {
        return Promise.resolve({
          state: 'ok',
          said: `${shown} UTC, by ${trust === 'rtc' ? 'the clock chip' : 'the network'}`,
        });
      }
      return Promise.resolve({
        state: 'failed',
        code: 'clock-unset',
        said: `Nothing has set the clock since it started (it shows ${shown} UTC).`,
        remedy:
          'Counting works and its order is kept; dates follow once a clock chip or a network tells the time.',
      });
    },
  };
}

/** There is room, and a file can be written, forced to the disk, read back and removed. */
export function diskCheck(disk: Disk, clock: Clock): Check {
  return {
    part: 'disk',
    stopsCounting: true,
    async run() {
      const started = clock.uptimeMs();
      const { free, same } = await clock.during(async () => {
        await disk.remove(PROBE);
        const bytes = new TextEncoder().encode(`self-test ${clock.moment().bootId}`);
        await writeDurably(disk, PROBE, bytes);
        const same = Buffer.compare(await disk.read(PROBE), bytes) === 0;
        await disk.remove(PROBE);
        return { ...(await disk.space()), same };
      });
      const tookMs = clock.uptimeMs() - started;
      const said = `${Math.floor(free / MEBIBYTE)} MiB free, a write takes ${Math.round(tookMs)} ms`;
      const remedy = 'Copy old frames elsewhere and delete them, or lower storage.keepFramesMiB.';
      if (!same) {
        return {
          state: 'failed',
          code: 'disk-fault',
          said: 'The disk gave back other bytes than it took.',
          remedy: 'Copy what is on the card elsewhere, and exchange it before counting.',
        };
      }
      if (free < NO_ROOM) return { state: 'failed', code: 'disk-full', said, remedy };
      if (free < LITTLE_ROOM) {
        return { state: 'failed', code: 'disk-nearly-full', said, remedy, mild: true };
      }
      if (tookMs > SLOW_WRITE_MS) {
        return {
          state: 'failed',
          code: 'disk-slow',
          said,
          remedy: 'The card is worn or fake: copy what is on it elsewhere, and exchange it.',
          mild: true,
        };
      }
      return { state: 'ok', said };
    },
  };
}
