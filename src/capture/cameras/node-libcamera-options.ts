import { UsageError } from '../../base/errors.js';
import type { CameraState } from './calibration.js';

/** The options the adapter uses, and no others. */
export interface StillOptions {
  readonly output: string;
  readonly width: number;
  readonly height: number;
  readonly timeout: number;
  readonly nopreview: true;
  readonly encoding: 'jpg';
  readonly quality: number;
  readonly shutter?: number;
  readonly gain?: number;
  readonly awbgains?: [number, number];
}

/** An absolute path that no shell reads anything into. */
const SAFE_PATH = /^\/[A-Za-z0-9._/-]+$/;

/**
 * Options for one still, fit for the package that joins them into a line for the shell: numbers that are numbers, a path
 * without anything a shell knows. JPEG at 95, as the old programs know no raw pictures that all of them write alike.
 *
 * @param output - absolute path.
 * @throws UsageError camera-option when a value could mean something to a shell.
 */
export function stillOptions(
  output: string,
  size: { readonly width: number; readonly height: number },
  fixed?: CameraState,
): StillOptions {
  if (!SAFE_PATH.test(output)) {
    throw new UsageError(
      'camera-option',
      `The path ${JSON.stringify(output)} has characters that are not safe for this camera program.`,
      'Set TMPDIR to a folder whose path has only letters, digits, dots, dashes and underscores.',
    );
  }
  const base = {
    output,
    width: number('width', size.width, 16, 16384),
    height: number('height', size.height, 16, 16384),
    timeout: 1, // the least: 0 would be for ever
    nopreview: true,
    encoding: 'jpg',
    quality: 95,
  } as const;
  if (fixed === undefined) return base;
  return {
    ...base,
    shutter: number('shutter', Math.round(fixed.shutterUs), 1, 1e8),
    gain: number('gain', fixed.gain, 1, 64),
    awbgains: [
      number('awbgains', fixed.awbGains[0], 0.1, 32),
      number('awbgains', fixed.awbGains[1], 0.1, 32),
    ],
  };
}

/** Checked again here although the types say so: JSON and JavaScript callers know no types. */
function number(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return Number(value.toFixed(4));
  throw new UsageError(
    'camera-option',
    `The camera option ${name} must be a number from ${least} to ${most}, not ${JSON.stringify(value)}.`,
    'Correct it in the configuration, or calibrate the camera again.',
  );
}
