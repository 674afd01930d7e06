import type { Box } from '../base/box.js';
import type { RgbImage } from '../base/image.js';
import { press, type Absorbance } from './absorbance.js';
import { hash } from './arithmetic.js';
import { photograph } from './camera.js';
import { apertureOf, checkOptics, type Optics } from './optics.js';
import type { ParasiteStage } from './parasite.js';
import type { Slide, TrueKind } from './slide.js';

/** Where the middle of the frame lies on the glass, µm. */
export interface StagePosition {
  readonly x: number;
  readonly y: number;
}

/** What truly lies in a frame. Boxes and centres in frame px, of the part that can be seen. */
export interface TrueObject {
  /** The same cell has the same id in every field that shows it. */
  readonly id: number;
  readonly kind: TrueKind;
  readonly box: Box;
  readonly centre: { readonly x: number; readonly y: number };
  /** Visible px². */
  readonly area: number;
  readonly infected: boolean;
  readonly stage?: ParasiteStage;
  /** Cut by the frame or by the rim of the eyepiece's circle. */
  readonly touchesBorder: boolean;
  /** Specks of precipitated stain on it. */
  readonly deposits: number;
}

export interface FieldTruth {
  readonly objects: readonly TrueObject[];
  /** Red cells wholly in view, and how many of them are infected. */
  readonly wholeRedCells: number;
  readonly wholeInfected: number;
}

export interface RenderedField {
  readonly image: RgbImage;
  readonly truth: FieldTruth;
}

/** No object reaches farther than this from its centre, µm. */
const REACH = 14;

/**
 * Photographs one place of a slide.
 * @param shot number of the exposure: another number gives other sensor noise of the same place
 * @returns H×W×3 uint8 image and the truth about it
 * @throws UsageError when the optics make no picture
 */
export function renderField(slide: Slide, optics: Optics, at: StagePosition, shot = 0): RenderedField {
  checkOptics(optics);
  const scale = optics.micrometresPerPixel;
  const { width, height } = optics;
  const field: Absorbance = {
    width,
    height,
    scale,
    left: at.x - (width * scale) / 2,
    top: at.y - (height * scale) / 2,
    data: new Float32Array(width * height * 3),
  };
  const right = field.left + width * scale;
  const bottom = field.top + height * scale;
  const aperture = apertureOf(optics);
  const objects: TrueObject[] = [];
  for (const object of slide.objects(field.left - REACH, field.top - REACH, right + REACH, bottom + REACH)) {
    const footprint = press(field, object.body, aperture);
    for (const part of object.inside) press(field, part);
    if (!footprint) continue;
    objects.push({
      id: object.id,
      kind: object.kind,
      box: footprint.box,
      centre: footprint.centre,
      area: footprint.area,
      infected: object.stage !== undefined,
      ...(object.stage && { stage: object.stage }),
      touchesBorder: footprint.cut,
      deposits: object.deposits,
    });
  }
  const seed = hash(hash(slide.seed, Math.round(at.x * 16), Math.round(at.y * 16)), shot, 7);
  const image = photograph(field, optics, optics.background ?? slide.stain.background, seed);
  const whole = objects.filter((object) => object.kind === 'red' && !object.touchesBorder);
  return {
    image,
    truth: {
      objects,
      wholeRedCells: whole.length,
      wholeInfected: whole.filter((object) => object.infected).length,
    },
  };
}
