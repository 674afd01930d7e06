import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HardwareError } from '../../base/errors.js';
import type { Clock } from '../../clock/clock.js';
import {
  brightLevel,
  LEVEL_TOLERANCE,
  nextExposure,
  parseMetadata,
  TARGET_LEVEL,
  uncalibrated,
  type Calibration,
  type CameraState,
} from './calibration.js';
import { cameraBadFrame } from './camera-errors.js';
import { captureBurst } from './capture-burst.js';
import {
  explainRpicam,
  RPICAM_COMMANDS,
  RPICAM_INSTALL,
  rpicamArguments,
  type RpicamSettings,
} from './rpicam-arguments.js';

/** Frames a second while calibrating, and so the longest exposure it may choose: 1/10 s. */
const RATE = 10;
const LONGEST_SHUTTER_US = 1e6 / RATE;
/** Exposure and white balance settle within two or three seconds. */
const AUTOMATIC_FRAMES = 30;
/** Fixed settings hold from the first frame, or the second. */
const FIXED_FRAMES = 5;
const MOST_ROUNDS = 6;
const MOST_PADDING = 512;
/** What a burst of frames showed. `round` 0 is the camera's own choice. */
export interface CalibrationRound extends CameraState {
  readonly round: number;
  /** Bright level of the field, 0–255. */
  readonly level: number;
}

/** Opening the sensor, the frames and ending, with room to spare. */
const BURST_MS = 30_000;

/**
 * Finds fixed exposure, gain and white balance on an empty, lit field: first the camera chooses by itself and says what it
 * chose, then rounds with fixed settings bring the field to TARGET_LEVEL, with the shutter first as gain adds noise. White
 * balance stays as chosen, which on an empty field makes the light neutral. Uses the very program, size and mode that
 * stream later; the camera must not be streaming. Takes 10 to 20 s on a real camera.
 *
 * @param progress - told of every burst of frames.
 * @throws HardwareError camera-uncalibrated when the light is too strong, too weak or the field not empty, and those of a
 * camera's start.
 */
export async function calibrateRpicam(
  settings: RpicamSettings,
  clock: Clock,
  progress: (round: CalibrationRound) => void = () => undefined,
): Promise<Calibration> {
  const folder = await mkdtemp(join(tmpdir(), 'ringform-camera-'));
  try {
    let shot = await shoot(settings, undefined, AUTOMATIC_FRAMES, clock, folder);
    progress({ ...shot.state, round: 0, level: shot.level });
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const tried = nextExposure(shot.state, shot.level, LONGEST_SHUTTER_US);
      shot = { ...(await shoot(settings, tried, FIXED_FRAMES, clock, folder)), state: tried };
      progress({ ...tried, round: round + 1, level: shot.level });
      if (Math.abs(shot.level - TARGET_LEVEL) <= LEVEL_TOLERANCE) {
        const { shutterUs, gain, awbGains } = tried;
        return {
          ...{ shutterUs, gain: Number(gain.toFixed(4)), awbGains: [...awbGains], brightLevel: shot.level },
          ...{ width: settings.width, height: settings.height, rowBytes: shot.rowBytes },
        };
      }
    }
    throw uncalibrated(
      `The empty field stays at level ${shot.level} of 255 instead of ${TARGET_LEVEL}.`,
      shot.level < TARGET_LEVEL
        ? 'Turn the lamp up or open the condenser, then calibrate again.'
        : 'Turn the lamp down, then calibrate again.',
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Shot {
  readonly state: CameraState;
  readonly level: number;
  readonly rowBytes: number;
}

/** A burst of frames: what the camera was set to in the last one, and how bright that is. */
async function shoot(
  settings: RpicamSettings,
  fixed: CameraState | undefined,
  frames: number,
  clock: Clock,
  folder: string,
): Promise<Shot> {
  const { width, height } = settings;
  const metadata = join(folder, 'metadata.json');
  const { tail, bytes } = await captureBurst(
    {
      commands: RPICAM_COMMANDS,
      arguments: [
        ...['--frames', String(frames), '--metadata', metadata, '--metadata-format', 'json'],
        ...rpicamArguments(settings, fixed, RATE),
      ],
      install: RPICAM_INSTALL,
      explain: explainRpicam,
    },
    { clock, timeoutMs: BURST_MS, tailBytes: ((width + MOST_PADDING) * height * 3) / 2 },
  );
  const text = await readFile(metadata, 'utf8').catch((cause: unknown) => {
    throw new HardwareError(
      'camera-uncalibrated',
      'The camera program does not tell its exposure, gain and white balance.',
      'Update the system: sudo apt update && sudo apt full-upgrade.',
      { cause },
    );
  });
  const described = parseMetadata(text);
  // Nobody says how many bytes a row takes, but the whole burst gives it away.
  const rowBytes = bytes / described.frames / (height * 1.5);
  if (
    !Number.isInteger(rowBytes) ||
    rowBytes % 2 !== 0 ||
    rowBytes < width ||
    rowBytes > width + MOST_PADDING
  ) {
    throw cameraBadFrame(`${bytes} bytes for ${described.frames} frames of ${width}×${height}`);
  }
  const picture = tail.subarray(tail.length - rowBytes * height * 1.5);
  return { state: described.state, rowBytes, level: brightLevel(picture, { width, height, rowBytes }) };
}
