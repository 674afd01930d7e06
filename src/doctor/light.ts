import type { RgbImage } from '../base/image.js';
import { glanceAt } from '../imaging/glance.js';
import type { CheckOutcome } from './check.js';

/** Frames of one view whose means differ by more than this share: lamps on mains or a failing supply, far above noise. */
const MOST_FLICKER = 0.04;
/** Every so many-th pixel makes the mean: some ten thousand of a large frame, a prime so that no column repeats. */
const STRIDE = 211;

export interface LightLimits {
  /** Least bright level of the background, 0–255. */
  readonly leastLevel: number;
  /** Most of the usable area that may be clipped to white, 0–1. */
  readonly mostClipped: number;
}

/**
 * Judges the light by frames of one view. `steady`: whether their brightness may be compared, which it may not while the camera
 * chooses its exposure or the picture changes by itself.
 */
export function judgeLight(frames: readonly RgbImage[], limits: LightLimits, steady: boolean): CheckOutcome {
  const last = frames.at(-1);
  if (!last) throw new RangeError('no frame to judge the light by');
  const { level, clipped } = glanceAt(last).glance;
  if (level < limits.leastLevel) {
    return {
      state: 'failed',
      code: 'light-dark',
      said: `The picture is dark: its background is at ${Math.round(level)} of 255, at least ${limits.leastLevel} is needed.`,
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
  const said = `background at ${Math.round(level)} of 255`;
  if (!steady) return { state: 'ok', said };
  const swing = swingOf(frames);
  const swung = `${(swing * 100).toFixed(1)} %`;
  if (swing > MOST_FLICKER) {
    return {
      state: 'failed',
      code: 'light-flicker',
      said: `The light flickers: ${frames.length} frames of one view differ by ${swung}.`,
      remedy: 'Keep hands and stage still and test again; then exchange the lamp or its supply.',
    };
  }
  return { state: 'ok', said: `${said}, steady to ${swung}` };
}

/** Brightest minus darkest of the frames' means, as a share of their mean; 0 for a single frame. */
function swingOf(frames: readonly RgbImage[]): number {
  const means = frames.map(meanOf);
  const most = Math.max(...means);
  const mean = means.reduce((sum, one) => sum + one, 0) / means.length;
  return mean === 0 ? 0 : (most - Math.min(...means)) / mean;
}

function meanOf({ data }: RgbImage): number {
  let sum = 0;
  let count = 0;
  for (let p = 0; p + 2 < data.length; p += 3 * STRIDE) {
    sum += data[p] + data[p + 1] + data[p + 2];
    count += 3;
  }
  return sum / Math.max(1, count);
}
