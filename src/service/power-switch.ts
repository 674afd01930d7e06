import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HardwareError } from '../base/errors.js';

/** Turns the whole machine off. Call it when everything is committed; the service manager then stops the daemon too. */
export interface PowerSwitch {
  /** Whether there is anything to turn off: false for a daemon started by hand. */
  readonly fitted: boolean;
  /** Resolves once the wish is passed on. Rejects with HardwareError power-off when it could not be. */
  powerOff(why: 'button' | 'battery'): Promise<void>;
}

/** The file in the unit's run-time folder that ringform-power-off.path waits for. */
export const powerOffRequest = 'power-off';

/**
 * The power switch of a daemon under systemd: its sandbox may not power off, but may write a file into its run-time folder
 * (`RUNTIME_DIRECTORY`), for which a path unit of the machine's own waits. Without that folder, a switch not fitted.
 */
export function openPowerSwitch(environment: Readonly<Record<string, string | undefined>>): PowerSwitch {
  const folder = environment['RUNTIME_DIRECTORY']?.split(':')[0];
  if (folder === undefined || folder === '') return notFitted;
  return {
    fitted: true,
    powerOff: async (why) => {
      try {
        await writeFile(path.join(folder, powerOffRequest), `${why}\n`);
      } catch (cause) {
        throw new HardwareError(
          'power-off',
          'The machine could not be asked to power off.',
          'Hold the power button, or run "sudo poweroff"; all results are saved.',
          { cause },
        );
      }
    },
  };
}

const notFitted: PowerSwitch = {
  fitted: false,
  powerOff: () =>
    Promise.reject(
      new HardwareError(
        'power-off',
        'This daemon was not started by systemd, so it cannot power the machine off.',
        'Power it off by hand; all results are saved.',
      ),
    ),
};

/** Keeps the wishes, for tests and the virtual device. */
export class RecordingPowerSwitch implements PowerSwitch {
  readonly fitted = true;
  readonly wishes: ('button' | 'battery')[] = [];

  powerOff(why: 'button' | 'battery'): Promise<void> {
    this.wishes.push(why);
    return Promise.resolve();
  }
}
