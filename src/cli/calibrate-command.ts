import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Command, Option } from 'commander';
import { HardwareError, UsageError } from '../base/errors.js';
import type { Calibration, CameraState } from '../capture/cameras/calibration.js';
import { TARGET_LEVEL } from '../capture/cameras/calibration.js';
import { calibrateRpicam } from '../capture/cameras/rpicam-calibrate.js';
import { SystemClock } from '../clock/system-clock.js';
import type { Config } from '../config/schema.js';
import { SqliteSlideStore } from '../store/sqlite-slide-store.js';
import { configByOptions, withDataOptions, type ConfigOptions } from './config-command.js';
import { forgetCalibration, storeCalibration, storedCalibration } from './device/open-camera.js';

interface CalibrateOptions extends ConfigOptions {
  show?: true;
  forget?: true;
  yes?: true;
}

/** `ringform calibrate`: exposure, gain and white balance found once, and kept for every later start. */
export function calibrateCommand(): Command {
  return withDataOptions(new Command('calibrate'))
    .summary('fix exposure, gain and white balance of the camera on an empty, lit field')
    .description(
      'Finds the exposure, gain and white balance under which an empty, lit field is bright and neutral, and keeps them in the\n' +
        'data folder: every later start uses them, so that stain and background look alike from slide to slide. Repeat it when\n' +
        'lamp, objective, camera or frame size change. Stop the service first (sudo systemctl stop ringform).',
    )
    .option('--yes', 'begin at once, without waiting for Enter')
    .addOption(new Option('--show', 'print the calibration that is kept').conflicts(['forget', 'yes']))
    .addOption(new Option('--forget', 'forget it: the camera chooses by itself again').conflicts('yes'))
    .action(calibrate);
}

async function calibrate(options: CalibrateOptions): Promise<void> {
  const { config } = configByOptions(options);
  const store = await SqliteSlideStore.open(path.resolve(config.storage.dataFolder, 'ringform.sqlite'));
  try {
    if (options.show) process.stdout.write(shown(await storedCalibration(store, config)));
    else if (options.forget) {
      await forgetCalibration(store);
      process.stdout.write('Forgotten. The camera chooses its exposure by itself from the next start on.\n');
    } else {
      const found = await find(config, options.yes === true || !process.stdin.isTTY);
      await storeCalibration(store, found);
      process.stdout.write(`Calibrated and kept; used from the next start on.\n${shown(found)}`);
    }
  } finally {
    await store.close();
  }
}

async function find({ camera }: Config, atOnce: boolean): Promise<Calibration> {
  if (camera.kind !== 'rpicam' && camera.kind !== 'node-libcamera') {
    throw new UsageError(
      'not-calibrated-here',
      `A camera of kind ${camera.kind} is not calibrated by this program.`,
      'For a USB camera switch off automatic exposure and white balance with v4l2-ctl; the others need nothing.',
    );
  }
  process.stderr.write(
    'Put a slide under the objective, move to an empty place (glass and light, no cells), and set the lamp as for\n' +
      'counting. Then leave everything alone for some 20 seconds.\n',
  );
  if (!atOnce) await enter();
  const { width, height, index } = camera;
  try {
    return await calibrateRpicam({ width, height, camera: index }, new SystemClock(), (round) => {
      const what = round.round === 0 ? 'the camera by itself' : `try ${round.round}`;
      process.stderr.write(`  ${what}: ${state(round)}; level ${round.level}, aim ${TARGET_LEVEL}\n`);
    });
  } catch (error) {
    if (!(error instanceof HardwareError) || error.code !== 'camera-busy') throw error;
    throw new HardwareError(
      error.code,
      error.message,
      'Stop the service first: sudo systemctl stop ringform; start it again afterwards.',
      { cause: error },
    );
  }
}

async function enter(): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    await lines.question('Press Enter when ready. ');
  } finally {
    lines.close();
  }
}

function shown(calibration: Calibration | undefined): string {
  if (!calibration) return 'Nothing is kept: the camera chooses its exposure and white balance by itself.\n';
  const { width, height, brightLevel } = calibration;
  return `  ${state(calibration)}\n  an empty field at level ${brightLevel} of 255, for ${width} × ${height} px\n`;
}

function state({ shutterUs, gain, awbGains: [red, blue] }: CameraState): string {
  const ms = (shutterUs / 1000).toFixed(2);
  return `exposure ${ms} ms, gain ${gain.toFixed(2)}, white balance red ${red.toFixed(2)} blue ${blue.toFixed(2)}`;
}
