import type { HardwareError } from '../../base/errors.js';
import type { Calibration, CameraState } from './calibration.js';
import { cameraBusy, cameraMissing, cameraTimeout } from './camera-errors.js';

/** A camera on the Pi's camera connector. */
export interface RpicamSettings {
  /** Size of a frame, px, both even. */
  readonly width: number;
  readonly height: number;
  /** Which camera, counted from 0; default 0. */
  readonly camera?: number;
  /** Fixes exposure, gain and white balance; without it the camera follows the picture, which is for adjusting only. */
  readonly calibration?: Calibration;
}

/** The binned mode of the 12-megapixel sensor (IMX477). */
export const RPICAM_SIZE = { width: 2028, height: 1520 } as const;

/** rpicam-apps dropped the old names in favour of its own; older systems have only those. */
export const RPICAM_COMMANDS = ['rpicam-vid', 'libcamera-vid'] as const;
export const RPICAM_INSTALL =
  'Install it on Raspberry Pi OS: sudo apt install rpicam-apps-lite (or rpicam-apps).';

/** Rows of raw pictures begin at multiples of so many bytes on the Pi's image processors, as far as is known. */
const ROW_ALIGNMENT = 64;

/** Bytes from row to row to expect where no calibration measured them. */
export function expectedRowBytes(width: number): number {
  return Math.ceil(width / ROW_ALIGNMENT) * ROW_ALIGNMENT;
}

/**
 * What `rpicam-vid` is to do, but for how long: raw I420 pictures on standard output, one after the other.
 *
 * Raw, as the image processor makes them: no encoder takes part on either side. `--flush`, or the end of each picture would
 * wait in the program's buffer for the next. Denoising off: it differs between systems and costs processor time. Autofocus
 * off: the person at the microscope focuses.
 */
export function rpicamArguments(
  settings: RpicamSettings,
  fixed: CameraState | undefined,
  framesPerSecond: number,
): string[] {
  // A frame cannot be shorter than its exposure.
  const rate = fixed === undefined ? framesPerSecond : Math.min(framesPerSecond, 1e6 / fixed.shutterUs);
  const exposure =
    fixed === undefined
      ? []
      : [
          ...['--shutter', String(fixed.shutterUs)],
          ...['--gain', decimal(fixed.gain)],
          ...['--awbgains', fixed.awbGains.map(decimal).join(',')],
        ];
  return [
    ...['--codec', 'yuv420', '--output', '-', '--flush', '--nopreview'],
    ...['--camera', String(settings.camera ?? 0)],
    ...['--width', String(settings.width), '--height', String(settings.height)],
    ...['--framerate', decimal(rate)],
    ...['--denoise', 'cdn_off', '--autofocus-mode', 'manual'],
    ...exposure,
  ];
}

/** What rpicam-vid's last words mean: its own exceptions and libcamera's complaints. */
export function explainRpicam(lines: readonly string[]): HardwareError | undefined {
  const said = (pattern: RegExp): string | undefined => lines.findLast((line) => pattern.test(line));
  const missing = said(/no cameras available|selected camera is not available|failed to find camera/i);
  if (missing !== undefined) return cameraMissing(words(missing));
  // "Device or resource busy" alone can be said of another camera and mean nothing, so it is not looked for by itself.
  const busy = said(/in use by another process|failed to acquire camera/i);
  if (busy !== undefined) return cameraBusy(words(busy));
  const configure = said(/failed to configure streams|failed to start camera/i);
  const resource = said(/resource busy/i);
  if (configure !== undefined && resource !== undefined) return cameraBusy(words(resource));
  if (said(/frontend has timed out|device timeout detected/i) !== undefined) return cameraTimeout(1000);
  return undefined;
}

function decimal(value: number): string {
  return String(Number(value.toFixed(4)));
}

function words(line: string): string {
  return line.replace(/^ERROR: \*\*\* | \*\*\*$/g, '');
}
