import type { HardwareError } from '../../base/errors.js';
import type { Clock } from '../../clock/clock.js';
import { cameraBusy, cameraMissing } from './camera-errors.js';
import type { RunLimits } from './frame-run.js';
import { PpmReader } from './ppm.js';
import { ProcessCamera } from './process-camera.js';

/** A camera that the kernel shows as a video device: a USB microscope camera, mostly. */
export interface V4l2Settings {
  /** Default /dev/video0. */
  readonly device?: string;
  /** Size to ask for, px; the driver takes the nearest it has, and frames come in that. */
  readonly width: number;
  readonly height: number;
  /** How the camera sends pictures; default mjpeg, as few USB cameras fit large raw pictures through USB 2. `any`: ffmpeg chooses. */
  readonly inputFormat?: 'mjpeg' | 'yuyv422' | 'any';
  /** In place of all this, what ffmpeg reads from, for tests and other sources. */
  readonly input?: readonly string[];
}

const INSTALL = 'Install it: sudo apt install ffmpeg (5.1 or later).';

/** A camera through `ffmpeg`, which converts and thins out; each picture carries its size, so no other can be mistaken for it. */
export class V4l2Camera extends ProcessCamera {
  constructor(settings: V4l2Settings, clock: Clock, limits: Partial<RunLimits> = {}) {
    super(
      'v4l2',
      clock,
      ({ framesPerSecond }) => ({
        commands: ['ffmpeg'],
        arguments: ffmpegArguments(settings, framesPerSecond),
        install: INSTALL,
        reader: (delivery) => new PpmReader(delivery),
        explain: explainFfmpeg,
      }),
      limits,
    );
  }
}

/**
 * ffmpeg's arguments. `select` only drops frames, before they are converted: `-r` would repeat frames where the camera is
 * slower, and a repeated frame looks like a frozen camera.
 */
export function ffmpegArguments(settings: V4l2Settings, framesPerSecond: number): string[] {
  const { device = '/dev/video0', width, height, inputFormat = 'mjpeg' } = settings;
  const input = settings.input ?? [
    ...['-f', 'v4l2'],
    ...(inputFormat === 'any' ? [] : ['-input_format', inputFormat]),
    ...['-video_size', `${width}x${height}`],
    // Asked of the driver, which takes the nearest rate it has.
    ...['-framerate', String(Math.max(1, Math.round(framesPerSecond)))],
    ...['-i', device],
  ];
  // A little under the wanted interval, or jitter would drop every second frame of a camera at exactly this rate.
  const interval = (0.9 / framesPerSecond).toFixed(4);
  return [
    ...['-hide_banner', '-loglevel', 'warning', '-nostdin', ...input],
    ...['-an', '-vf', `select=isnan(prev_selected_t)+gte(t-prev_selected_t\\,${interval})`],
    ...['-fps_mode', 'passthrough', '-pix_fmt', 'rgb24', '-c:v', 'ppm', '-f', 'image2pipe', 'pipe:1'],
  ];
}

/** What ffmpeg's last words mean: they end in the kernel's, which are the same everywhere. */
export function explainFfmpeg(lines: readonly string[]): HardwareError | undefined {
  const said = (pattern: RegExp): string | undefined => lines.findLast((line) => pattern.test(line));
  const missing = said(
    /No such file or directory|No such device|Not a video capture device|Inappropriate ioctl/i,
  );
  if (missing !== undefined) return cameraMissing(missing);
  const busy = said(/Device or resource busy/i);
  return busy === undefined ? undefined : cameraBusy(busy);
}
