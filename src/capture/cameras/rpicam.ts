import type { Clock } from '../../clock/clock.js';
import type { RunLimits } from './frame-run.js';
import { ProcessCamera } from './process-camera.js';
import {
  expectedRowBytes,
  explainRpicam,
  RPICAM_COMMANDS,
  RPICAM_INSTALL,
  rpicamArguments,
  type RpicamSettings,
} from './rpicam-arguments.js';
import { Yuv420Reader } from './yuv420.js';

/**
 * The Pi's own camera through `rpicam-vid` (or its older name), streaming raw I420 pictures: see docs/camera.md and
 * docs/decisions/rpicam.md.
 */
export class RpicamCamera extends ProcessCamera {
  /** @throws RangeError for a size that is not even. */
  constructor(settings: RpicamSettings, clock: Clock, limits: Partial<RunLimits> = {}) {
    const { width, height, calibration } = settings;
    if (width % 2 !== 0 || height % 2 !== 0)
      throw new RangeError(`camera size ${width}×${height} is not even`);
    const rowBytes = calibration?.rowBytes ?? expectedRowBytes(width);
    super(
      'rpicam',
      clock,
      ({ framesPerSecond }) => ({
        commands: RPICAM_COMMANDS,
        arguments: ['--timeout', '0', ...rpicamArguments(settings, calibration, framesPerSecond)],
        install: RPICAM_INSTALL,
        reader: (delivery) => new Yuv420Reader({ width, height, rowBytes }, delivery),
        explain: explainRpicam,
      }),
      limits,
    );
  }
}
