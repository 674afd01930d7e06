import { isDeepStrictEqual } from 'node:util';
import type { RgbImage } from '../base/image.js';
import type { Camera } from '../capture/camera.js';
import type { Clock } from '../clock/clock.js';
import type { Glance } from '../imaging/glance.js';
import type { FieldCounter } from '../slide/field-counter.js';
import type { Check } from './check.js';
import { firstFrames } from './look.js';

const FRAMES = 3;

export interface CameraCheckParts {
  readonly camera: Camera;
  readonly clock: Clock;
  readonly counter: Pick<FieldCounter, 'glance'>;
  /** False for a camera whose exposure and white balance nobody has fixed yet. */
  readonly calibrated: boolean;
  /** Frame size asked for, px. */
  readonly width: number;
  readonly height: number;
  readonly limits: { readonly leastLevel: number; readonly mostClipped: number };
}

/** Camera and light, by the same few frames. */
export function cameraChecks(parts: CameraCheckParts): readonly [camera: Check, light: Check] {
  let last: RgbImage | undefined;
  const camera: Check = {
    part: 'camera',
    stopsCounting: true,
    async run() {
      const frames = await firstFrames(parts.camera, parts.clock, FRAMES);
      last = frames.at(-1);
      const wrong = frames.find(({ width, height }) => width !== parts.width || height !== parts.height);
      if (wrong) {
        return {
          state: 'failed',
          code: 'camera-size',
          said: `The camera sends ${wrong.width} × ${wrong.height} px, the configuration says ${parts.width} × ${parts.height}.`,
          remedy: 'Correct camera.width and camera.height in the configuration.',
        };
      }
      if (frames.every((frame) => isDeepStrictEqual(frame.data, frames[0].data))) {
        return {
          state: 'failed',
          code: 'camera-frozen',
          said: `The camera sent the same frame ${FRAMES} times: a sensor's noise is never the same twice.`,
          remedy: 'Check the flat cable at both ends with the power off, then start again.',
        };
      }
      const said = `${parts.camera.name}, ${parts.width} × ${parts.height} px`;
      if (parts.calibrated) return { state: 'ok', said };
      return {
        state: 'failed',
        mild: true,
        code: 'camera-uncalibrated',
        said: `${said}; its exposure and white balance follow the picture`,
        remedy: 'Put an empty, lit place of a slide under the objective and run `ringform calibrate`.',
      };
    },
  };
  const light: Check = {
    part: 'light',
    stopsCounting: false,
    async run() {
      const frame = last;
      if (!frame) {
        return {
          state: 'failed',
          code: 'light-unknown',
          said: 'Without a camera the light cannot be judged.',
          remedy: 'Mend the camera first.',
        };
      }
      const glance = await parts.clock.during(() => parts.counter.glance(frame));
      return judgeLight(glance, parts.limits);
    },
  };
  return [camera, light];
}

function judgeLight(
  { level, clipped }: Glance,
  limits: CameraCheckParts['limits'],
): Awaited<ReturnType<Check['run']>> {
  if (level < limits.leastLevel) {
    return {
      state: 'failed',
      code: 'light-dark',
      said: `The picture is dark: its background is at ${Math.round(level)} of 255.`,
      remedy: 'Switch on the lamp, open the condenser, take the cap off the camera.',
    };
  }
  if (clipped > limits.mostClipped) {
    return {
      state: 'failed',
      code: 'light-bright',
      said: `${Math.round(clipped * 100)} % of the picture is pure white.`,
      remedy: 'Turn down the lamp, or calibrate the camera anew.',
    };
  }
  return { state: 'ok', said: `background at ${Math.round(level)} of 255` };
}
