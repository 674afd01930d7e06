import { UsageError } from '../base/errors.js';
import type { Aperture } from './absorbance.js';

/** Microscope and camera. */
export interface Optics {
  /** Frame size, px. */
  readonly width: number;
  readonly height: number;
  /** Magnification, µm of glass per frame pixel. */
  readonly micrometresPerPixel: number;
  /** The whole frame lit, or the round image of an eyepiece on black, as a phone sees it. */
  readonly view: 'full' | 'eyepiece';
  /** Distance from best focus, µm. */
  readonly defocus: number;
  /** Blur in best focus, standard deviation in µm: diffraction, spherical aberration of the oil, demosaicing. */
  readonly sharpness: number;
  /** 1 is right; light scales with it and clips above. */
  readonly exposure: number;
  /** Colour of empty glass at exposure 1, 0–255 per channel; when not given, the stain preset's. */
  readonly background?: readonly [red: number, green: number, blue: number];
  /** Share of light lost towards the corners. */
  readonly vignetting: number;
  /** Uneven light: relative change from left to right and from top to bottom. */
  readonly gradient: readonly [x: number, y: number];
  /** Red and blue images lie this far apart, px, both ways of the green one. */
  readonly colourShift: number;
  /** Standard deviation of the sensor's noise, levels of 255. */
  readonly noise: number;
}

/** A 12 MP sensor's quarter frame behind a 100× objective: about 240 cells at the usual density. */
export const DEFAULT_OPTICS: Optics = {
  width: 2028,
  height: 1520,
  micrometresPerPixel: 0.0875,
  view: 'full',
  defocus: 0,
  sharpness: 0.16,
  exposure: 1,
  vignetting: 0.08,
  gradient: [0.03, -0.02],
  colourShift: 0.25,
  noise: 1.2,
};

/** Standard deviation of the blur, px: in-focus blur and defocus add in variance. */
export function blurOf(optics: Optics): number {
  // A condenser stopped down to an aperture of about 0.5 spreads 0.35 µm (one standard deviation) per µm of defocus.
  const spread = 0.35 * optics.defocus;
  return Math.sqrt(optics.sharpness * optics.sharpness + spread * spread) / optics.micrometresPerPixel;
}

/** The visible circle of an eyepiece view, px; undefined for a full frame. */
export function apertureOf(optics: Optics): Aperture | undefined {
  if (optics.view === 'full') return undefined;
  return {
    x: optics.width * 0.51,
    y: optics.height * 0.505,
    radius: 0.49 * Math.min(optics.width, optics.height),
  };
}

/** @throws UsageError when a value makes no picture. */
export function checkOptics(optics: Optics): void {
  const { width, height } = optics;
  const faults: string[] = [];
  if (
    !Number.isInteger(width) ||
    !Number.isInteger(height) ||
    width < 16 ||
    height < 16 ||
    width * height > 64e6
  ) {
    faults.push(`the frame of ${width}×${height} px is not between 16×16 and 64 MP`);
  }
  const within = (name: string, value: number, least: number, most: number): void => {
    if (!(value >= least && value <= most)) faults.push(`${name} is ${value}, not ${least}–${most}`);
  };
  within('micrometresPerPixel', optics.micrometresPerPixel, 0.02, 1);
  within('defocus', Math.abs(optics.defocus), 0, 50);
  within('sharpness', optics.sharpness, 0.05, 2);
  within('exposure', optics.exposure, 0, 10);
  within('vignetting', optics.vignetting, 0, 1);
  within('noise', optics.noise, 0, 50);
  within('colourShift', Math.abs(optics.colourShift), 0, 1);
  if (faults.length > 0) {
    throw new UsageError(
      'simulate-optics',
      `No picture can be taken: ${faults.join('; ')}.`,
      'Correct the value and run it again.',
    );
  }
}
