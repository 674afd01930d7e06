import type { RgbImage } from '../base/image.js';
import type { Camera } from '../capture/camera.js';
import type { Clock } from '../clock/clock.js';
import type { Check, CheckOutcome } from './check.js';
import { judgeLight, type LightLimits } from './light.js';
import { firstFrames } from './look.js';

const FRAMES = 3;

export interface CameraCheckParts {
  readonly camera: Camera;
  readonly clock: Clock;
  /** `fixed`: exposure and white balance stay as they are; `missing`: they should, and nobody has calibrated yet. */
  readonly exposure: 'fixed' | 'automatic' | 'missing';
  /** Frame size asked for, px; undefined where pictures come in their own. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  /** True where the same picture several times over is meant: a folder of images. */
  readonly repeats: boolean;
  readonly limits: LightLimits;
}

/** Camera and light, by the same few frames. */
export function cameraChecks(parts: CameraCheckParts): readonly [camera: Check, light: Check] {
  const { camera, clock } = parts;
  let frames: readonly RgbImage[] | undefined;
  let blind = false;
  return [
    {
      part: 'camera',
      stopsCounting: true,
      async run() {
        blind = true;
        frames = undefined;
        frames = await firstFrames(camera, clock, FRAMES);
        blind = false;
        return judgeCamera(frames, parts);
      },
    },
    {
      part: 'light',
      stopsCounting: false,
      async run() {
        if (blind) return { state: 'untested', said: 'without a camera nobody sees it' };
        const seen = frames ?? (await firstFrames(camera, clock, FRAMES));
        frames = undefined; // some 30 MB that nobody needs any more
        return judgeLight(seen, parts.limits, parts.exposure === 'fixed' && !parts.repeats);
      },
    },
  ];
}

function judgeCamera(
  frames: readonly RgbImage[],
  { camera, size, repeats, exposure }: CameraCheckParts,
): CheckOutcome {
  const [first] = frames;
  const wrong = size && frames.find(({ width, height }) => width !== size.width || height !== size.height);
  if (wrong) {
    return {
      state: 'failed',
      code: 'camera-size',
      said: `The camera sends ${wrong.width} × ${wrong.height} px, the configuration says ${size.width} × ${size.height}.`,
      remedy: 'Correct camera.width and camera.height in the configuration.',
    };
  }
  if (!repeats && frames.every(({ data }) => Buffer.compare(data, first.data) === 0)) {
    return {
      state: 'failed',
      code: 'camera-frozen',
      said: `The camera sent the same frame ${frames.length} times: a sensor's noise is never the same twice.`,
      remedy: 'Check the flat cable at both ends with the power off, then start again.',
    };
  }
  const said = `${camera.name}, ${first.width} × ${first.height} px`;
  if (exposure !== 'missing') return { state: 'ok', said };
  return {
    state: 'failed',
    mild: true,
    code: 'camera-uncalibrated',
    said: `${said}; its exposure and white balance follow the picture.`,
    remedy: 'Put an empty, lit place of a slide under the objective and run `ringform calibrate`.',
  };
}
