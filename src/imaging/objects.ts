import type { RgbImage } from '../base/image.js';
import { borderContact, isCut } from './border.js';
import { typicalDiameter, usualContrast } from './cell-diameter.js';
import { contrastMap } from './contrast.js';
import { GREEN } from './contrast-choice.js';
import type { FieldObject, ObjectKind } from './field.js';
import type { Illumination } from './illumination.js';
import { DARK, darkShares, joinNuclei, kindOf, SMALL_NUCLEUS } from './kinds.js';
import { mixedWithWhite, nuclearAreas } from './nuclei.js';
import { splitOverlaps } from './overlaps.js';
import type { Planes } from './planes.js';
import { measureRegions, type Regions } from './regions.js';
import { roundness } from './roundness.js';
import type { Segmentation } from './segment.js';

/** The objects of a field and what they say of it. */
export interface Described {
  readonly objects: FieldObject[];
  /** Median red-cell diameter, working px. */
  readonly diameter: number;
  /** Usual contrast of red cells in green, 0–255. */
  readonly usual: number;
  /** How nearly whole objects are ellipses, 0–1 (`roundness`). */
  readonly round: number;
  /** Share of the usable area that objects cover, 0–1. */
  readonly coverage: number;
}

/** Objects with more than this share stained darkly are never cut in two: a large parasite makes a cell large and long. */
const MAY_BE_PARASITE = 0.2;

/**
 * Turns labels into objects with kind, box and whether they count; joins lobes of nuclei and cuts overlapping pairs on the
 * way (`working.labels` is changed in place). `guess` is the cells' diameter as the overview gave it, working px.
 */
export function describeObjects(
  working: Segmentation,
  planes: Planes,
  light: Illumination,
  frame: RgbImage,
  guess: number,
): Described {
  const { labels, squared, usable } = working;
  const { width, height, scale } = planes;
  const green = contrastMap(planes, light, GREEN);
  let regions = measureRegions(labels, working.count, width, squared, green);
  let border = borderContact(labels, working.count, usable, width, height);
  const diameter = typicalDiameter(regions, border, guess);
  const cell = (Math.PI / 4) * diameter * diameter;
  const usual = usualContrast(regions, cell);
  let dark = darkShares(labels, green, regions, usual);
  const joined = joinNuclei(labels, width, dark);
  if (joined) {
    regions = measureRegions(labels, regions.count, width, squared, green);
    dark = darkShares(labels, green, regions, usual);
  }
  const skip = new Uint8Array(regions.count + 1);
  for (let l = 1; l <= regions.count; l++) skip[l] = dark[l] > MAY_BE_PARASITE ? 1 : 0;
  const count = splitOverlaps(labels, width, regions, cell, skip);
  if (joined || count > regions.count) {
    regions = measureRegions(labels, count, width, squared, green);
    border = borderContact(labels, count, usable, width, height);
    dark = darkShares(labels, green, regions, usual);
  }
  const nuclei = nuclearAreas(
    labels,
    planes,
    light,
    green,
    regions,
    dark,
    usual * DARK,
    usual,
    SMALL_NUCLEUS * cell,
  );
  const kinds = Array.from({ length: count + 1 }, (_, l) =>
    kindOf(l, regions, dark, cell, diameter, border[l] > 0, nuclei[l]),
  );
  const white = Uint8Array.from(kinds, (kind) => (kind === 'white' ? 1 : 0));
  const mixed = mixedWithWhite(labels, width, regions, white, green, usual * DARK);
  const objects: FieldObject[] = [];
  let covered = 0;
  for (let l = 1; l <= count; l++) {
    if (regions.area[l] === 0) continue;
    covered += regions.area[l];
    const kind = kinds[l] === 'red' && mixed[l] === 1 ? 'clump' : kinds[l];
    const object = placed(l, kind, regions, scale, frame);
    if (kind !== 'red') objects.push({ ...object, counted: false });
    else if (isCut(border[l], regions.area[l] / cell, diameter))
      objects.push({ ...object, counted: false, notCounted: 'cut-by-border' });
    else objects.push({ ...object, counted: true });
  }
  let area = 0;
  for (let p = 0; p < usable.length; p++) area += usable[p];
  return {
    objects,
    diameter,
    usual,
    round: roundness(regions, border, cell),
    coverage: area > 0 ? covered / area : 0,
  };
}

/** An object without its verdict: place and size in frame pixels. */
function placed(
  label: number,
  kind: ObjectKind,
  regions: Regions,
  scale: number,
  frame: RgbImage,
): Omit<FieldObject, 'counted'> {
  const n = regions.area[label];
  const x = regions.left[label] * scale;
  const y = regions.top[label] * scale;
  return {
    label,
    kind,
    box: {
      x,
      y,
      width: Math.min(frame.width, (regions.right[label] + 1) * scale) - x,
      height: Math.min(frame.height, (regions.bottom[label] + 1) * scale) - y,
    },
    centre: {
      x: (regions.sumX[label] / n + 0.5) * scale - 0.5,
      y: (regions.sumY[label] / n + 0.5) * scale - 0.5,
    },
    area: n * scale * scale,
  };
}
