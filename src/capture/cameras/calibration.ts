import { z } from 'zod';
import { HardwareError } from '../../base/errors.js';

/** What a camera is fixed to, found once on an empty, lit field and kept as JSON. */
export const calibrationSchema = z.strictObject({
  /** Exposure time, µs. */
  shutterUs: z.number().int().min(1).max(10_000_000),
  /** Gain of the sensor, 1 = none. */
  gain: z.number().min(1).max(64),
  /** White balance: gains of red and blue against green. */
  awbGains: z.tuple([z.number().min(0.1).max(32), z.number().min(0.1).max(32)]),
  /** Level of the empty field under these settings, 0–255. */
  brightLevel: z.number().min(0).max(255),
  /** Size it was found for, px. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** Bytes from one row of the raw picture to the next, as measured. */
  rowBytes: z.number().int().positive(),
});

export type Calibration = z.infer<typeof calibrationSchema>;

/** Exposure and white balance as the camera chose them. */
export interface CameraState {
  readonly shutterUs: number;
  readonly gain: number;
  readonly awbGains: readonly [number, number];
}

/** Where the empty field is to lie: bright, and clear of clipping also where the light is uneven. */
export const TARGET_LEVEL = 215;
export const LEVEL_TOLERANCE = 6;
/** From here on pixels are clipped and the level says nothing but "too much". */
const CLIPPED_LEVEL = 250;
/** Exponent from level to light of the sRGB-like curve cameras apply; the rounds make up for what it is off. */
const GAMMA = 2.2;
/** A step is never larger than this factor: far from the target the curve is least like a power. */
const LARGEST_STEP = 4;

/**
 * Reads a stored calibration.
 *
 * @throws HardwareError camera-uncalibrated when it is none, or was made for another size.
 */
export function parseCalibration(
  stored: unknown,
  size: { readonly width: number; readonly height: number },
): Calibration {
  const parsed = calibrationSchema.safeParse(stored);
  if (!parsed.success) {
    throw uncalibrated(
      `The stored camera calibration cannot be used (${z.prettifyError(parsed.error).split('\n')[0]}).`,
    );
  }
  const { width, height } = parsed.data;
  if (width !== size.width || height !== size.height) {
    throw uncalibrated(
      `The camera was calibrated for ${width}×${height} pixels, not ${size.width}×${size.height}.`,
    );
  }
  return parsed.data;
}

/**
 * The last exposure and white balance in the metadata that rpicam writes with `--metadata-format json`. Its values are
 * libcamera's own words and not always JSON, so the keys needed are looked for one by one.
 *
 * @returns the state, and how many frames were described.
 * @throws HardwareError camera-bad-frame when a key is missing.
 */
export function parseMetadata(text: string): { readonly state: CameraState; readonly frames: number } {
  const shutter = [...text.matchAll(/"ExposureTime":\s*(\d+)/g)];
  const gain = [...text.matchAll(/"AnalogueGain":\s*([\d.]+)/g)].at(-1);
  const balance = [...text.matchAll(/"ColourGains":\s*\[\s*([\d.]+),\s*([\d.]+)\s*\]/g)].at(-1);
  const last = shutter.at(-1);
  if (last === undefined || gain === undefined || balance === undefined) {
    throw uncalibrated('The camera program does not tell its exposure, gain and white balance.');
  }
  return {
    state: {
      shutterUs: Number(last[1]),
      gain: Number(gain[1]),
      awbGains: [Number(balance[1]), Number(balance[2])],
    },
    frames: shutter.length,
  };
}

/**
 * Bright level of a lit field from its luma plane: the 90th percentile over every fourth pixel of every fourth row, so that
 * cells, should there be some, do not count.
 */
export function brightLevel(
  luma: Uint8Array,
  size: { readonly width: number; readonly height: number; readonly rowBytes: number },
): number {
  const histogram = new Uint32Array(256);
  let count = 0;
  for (let y = 0; y < size.height; y += 4) {
    for (let x = 0; x < size.width; x += 4) {
      histogram[luma[y * size.rowBytes + x]]++;
      count++;
    }
  }
  let above = 0;
  for (let level = 255; level > 0; level--) {
    above += histogram[level];
    if (above > count / 10) return level;
  }
  return 0;
}

/**
 * The exposure to try next when `state` gave `level`: as much light as needed for TARGET_LEVEL, through the shutter first
 * (gain adds noise), up to `longestShutterUs`. White balance stays.
 */
export function nextExposure(state: CameraState, level: number, longestShutterUs: number): CameraState {
  const wanted = level >= CLIPPED_LEVEL ? 0.5 : (TARGET_LEVEL / Math.max(1, level)) ** GAMMA;
  const step = Math.min(LARGEST_STEP, Math.max(1 / LARGEST_STEP, wanted));
  const exposure = state.shutterUs * state.gain * step;
  const shutterUs = Math.max(1, Math.min(longestShutterUs, Math.round(exposure)));
  const gain = Math.min(16, Math.max(1, exposure / shutterUs));
  return { shutterUs, gain, awbGains: state.awbGains };
}

/** A HardwareError camera-uncalibrated. */
export function uncalibrated(
  message: string,
  remedy = 'Calibrate the camera on an empty, lit field.',
): HardwareError {
  return new HardwareError('camera-uncalibrated', message, remedy);
}
