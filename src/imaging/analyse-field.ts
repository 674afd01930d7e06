import type { RgbImage } from '../base/image.js';
import { overviewDiameter } from './cell-diameter.js';
import { findDots } from './deposits.js';
import { measureExposure } from './exposure.js';
import type { CellDots, FieldAnalysis, FieldOptions } from './field.js';
import { fingerprintOf } from './fingerprint.js';
import { edgeBlur, NO_OUTLINE } from './focus.js';
import { describeObjects, type Described } from './objects.js';
import { packedDiameter } from './packed-diameter.js';
import { areaAverage, glance } from './planes.js';
import { judgeField } from './quality.js';
import { BLACK, RED_CELL_MICROMETRES, SMALLEST_DIAMETER, WORKING_DIAMETER } from './scales.js';
import { segment } from './segment.js';
import { findUsableArea, usableMask, usableShare } from './usable-area.js';
import { findView } from './view.js';

/** Longer side of the view in which the usable area is looked for, px: a rim point is then placed to 1/300 of the frame. */
const AREA_SIDE = 320;
/** Extent of the usable area in the overview, px: light is smooth, and a cell of a 20-cell field still 20 px across. */
const OVERVIEW_SIDE = 420;
/** Usual roundness below which objects are taken for parts of clumps: 0.96 lies between defocused crowds and real fields. */
const LEAST_ROUND = 0.96;

/**
 * Analyses one frame (H×W×3 uint8): the usable area, the red cells with their masks and kinds, the quality of the field and
 * its fingerprint. Deterministic and never throws on a frame's content: of a frame without cells (black, white, noise, a
 * single pixel) the analysis has no objects and a quality verdict that says why. A cell is counted when it is red and the
 * border does not cut it (`isCut`). Throws RangeError when `micrometresPerPixel` is not a positive number.
 */
export function analyseField(frame: RgbImage, options: FieldOptions = {}): FieldAnalysis {
  const known = options.micrometresPerPixel;
  if (known !== undefined && !(known > 0 && known < Infinity))
    throw new RangeError('micrometresPerPixel must be positive');
  const areaView = glance(frame, Math.max(1, Math.ceil(Math.max(frame.width, frame.height) / AREA_SIDE)));
  const usableArea = findUsableArea(areaView);
  const extent = usableArea.shape === 'full' ? Math.max(frame.width, frame.height) : 2 * usableArea.radius;
  const overview = glance(frame, Math.max(1, Math.round(extent / OVERVIEW_SIDE)));
  const usable = usableMask(usableArea, overview.width, overview.height, overview.scale);
  const exposure = measureExposure(overview, usable);
  const view = findView(overview, usable);
  const guess =
    known !== undefined
      ? RED_CELL_MICROMETRES / known
      : overviewDiameter(view.mask, usable, overview.width, overview.height) * overview.scale;

  let found: Described = { objects: [], diameter: 0, usual: 0, round: 0, coverage: 0 };
  let blur = NO_OUTLINE;
  let labels = emptyLabels(overview.width, overview.height, overview.scale);
  let cellDiameter = 0;
  let dots: () => CellDots | undefined = () => undefined;
  if (guess >= SMALLEST_DIAMETER && exposure.level >= BLACK) {
    const scale = Math.max(1, Math.round(guess / WORKING_DIAMETER));
    const planes = areaAverage(frame, scale);
    const working = segment(planes, usableArea, view, guess / scale);
    found = describeObjects(working, planes, view.light, frame, guess / scale);
    // Where what was parted are no cells, neither is the diameter a cell's: blurred clumps would pass for large sharp cells.
    const doubtful = known === undefined && found.round < LEAST_ROUND;
    const packed = doubtful ? (packedDiameter(overview, usable, view) * overview.scale) / scale : Infinity;
    blur = edgeBlur(
      working.labels,
      working.contrast,
      working.usable,
      planes.width,
      planes.height,
      view.level,
      Math.min(found.diameter, packed),
    );
    labels = { width: planes.width, height: planes.height, scale, data: working.labels };
    cellDiameter = known !== undefined ? guess : found.diameter * scale;
    dots = () =>
      findDots({
        ...planes,
        labels: working.labels,
        usable: working.usable,
        objects: found.objects,
        diameter: cellDiameter / scale,
      });
  }
  const quality = judgeField({
    usableShare: usableShare(usableArea, frame),
    blur,
    level: exposure.level,
    clipped: exposure.clipped,
    coverage: found.coverage,
    cells: found.objects.filter((object) => object.counted).length,
    stain: found.usual / 255,
  });
  // Only the dots of fields that enter the count are asked for; out of focus there are none to see.
  const seen = quality.ok ? dots() : undefined;
  return {
    frame: { width: frame.width, height: frame.height },
    usableArea,
    cellDiameter,
    objects: found.objects,
    labels,
    quality,
    fingerprint: fingerprintOf(frame, usableArea, found.objects, cellDiameter),
    ...(seen && { dots: seen }),
  };
}

function emptyLabels(width: number, height: number, scale: number): FieldAnalysis['labels'] {
  return { width, height, scale, data: new Int32Array(width * height) };
}
