import type { RgbImage } from '../base/image.js';
import { overviewDiameter } from './cell-diameter.js';
import { contrastMap } from './contrast.js';
import { measureExposure } from './exposure.js';
import type { FieldOptions } from './field.js';
import { NO_OUTLINE } from './focus.js';
import { stripBlur } from './glance-blur.js';
import {
  findShift,
  shareInCommon,
  thumbnail,
  THUMBNAIL_SIDE,
  type Thumbnail,
  type ViewShift,
} from './glance-shift.js';
import { fillHoles } from './holes.js';
import { packedDiameter } from './packed-diameter.js';
import { glance as overviewOf, type Planes } from './planes.js';
import { BLACK, RED_CELL_MICROMETRES, SMALLEST_DIAMETER, WORKING_DIAMETER } from './scales.js';
import { spread } from './spread.js';
import { findUsableArea, usableMask, usableShare } from './usable-area.js';
import { findView, type View } from './view.js';

/**
 * A quick look at a live frame, for feedback while a person turns the focus and moves the stage: far cheaper than the analysis
 * of a field, and never what a count rests on.
 */
export interface Glance {
  /** Outline blur, σ in cell diameters (as `edgeBlur` judges a field: smaller is sharper); 1 when no outline is seen. */
  readonly blur: number;
  /** Bright level of the background, 0–255. */
  readonly level: number;
  /** Share of the usable area clipped to white, 0–1. */
  readonly clipped: number;
  /** Share of the usable area covered by cells, 0–1. */
  readonly coverage: number;
  /** Share of the frame that shows the smear, 0–1. */
  readonly usableShare: number;
  /** How far the view moved since the last glance, share of the frame's width; null for the first, or when nothing matches. */
  readonly moved: number | null;
  /** Share (0–1) of this view that lies in the view of the last field taken; 0 when there is none or nothing matches. */
  readonly overlapWithTaken: number;
}

/** What glances know of those before them. */
export interface GlanceTrail {
  readonly last: Thumbnail;
  readonly taken?: Thumbnail;
  /** Where the last view lies in the taken one, as far as it could be followed. */
  readonly place?: ViewShift;
}

export interface GlanceOptions extends FieldOptions {
  /** Cell diameter in earlier fields of the slide, frame px: a view far out of focus does not show it. */
  readonly cellDiameter?: number;
}

/** Extent of the usable area in the overview, px: cells of a 25-cell field still 10 px across. */
const OVERVIEW_SIDE = 260;
/** Share of the usable area covered above which cells may flow together when they are out of focus. */
const CROWDED = 0.5;

/**
 * Looks at a frame (H×W×3 uint8), and at how it lies on the views before it. Pure; never throws on a frame's content. The
 * trail that comes back is to be given with the next frame.
 */
export function glanceAt(
  frame: RgbImage,
  trail?: GlanceTrail,
  options: GlanceOptions = {},
): { readonly glance: Glance; readonly trail: GlanceTrail } {
  const longer = Math.max(frame.width, frame.height);
  const coarse = overviewOf(frame, Math.max(1, Math.ceil(longer / OVERVIEW_SIDE)));
  const area = findUsableArea(coarse);
  const extent = area.shape === 'full' ? longer : 2 * area.radius;
  const scale = Math.max(1, Math.ceil(extent / OVERVIEW_SIDE));
  const overview = scale === coarse.scale ? coarse : overviewOf(frame, scale);
  const { width, height } = overview;
  const usable = usableMask(area, width, height, scale);
  const exposure = measureExposure(overview, usable);
  const view = findView(overview, usable);
  const { micrometresPerPixel, cellDiameter } = options;
  const diameter =
    micrometresPerPixel !== undefined
      ? RED_CELL_MICROMETRES / micrometresPerPixel
      : (cellDiameter ?? foundDiameter(overview, usable, view));
  const visible = diameter >= SMALLEST_DIAMETER && exposure.level >= BLACK;

  const cells = view.mask;
  let blur = NO_OUTLINE;
  if (visible) {
    const pallor = fillHoles(cells, usable, width, height, diameter / scale);
    spread(pallor, width, height, 1);
    const working = Math.max(1, Math.round(diameter / WORKING_DIAMETER));
    blur = stripBlur(frame, area, view, { width, height, scale, data: pallor }, diameter, working);
  }
  const here = thumbnailOf(overview, usable, view, frame.width);
  const next = follow(here, trail);
  return {
    glance: {
      blur,
      level: exposure.level,
      clipped: exposure.clipped,
      coverage: visible ? coverageOf(cells, usable) : 0,
      usableShare: usableShare(area, frame),
      moved: next.moved,
      overlapWithTaken: overlap(next.trail),
    },
    trail: next.trail,
  };
}

/** Cell diameter, frame px: of a defocused crowd the overview takes clumps for cells, beside which any blur looks small. */
function foundDiameter(overview: Planes, usable: Uint8Array, view: View): number {
  const { width, height, scale } = overview;
  const found = overviewDiameter(view.mask, usable, width, height);
  const crowded = coverageOf(view.mask, usable) > CROWDED;
  return scale * (crowded ? Math.min(found, packedDiameter(overview, usable, view)) : found);
}

/** The trail with the view of the last glance as the field last taken. */
export function takeView(trail: GlanceTrail): GlanceTrail {
  return { last: trail.last, taken: trail.last, place: { x: 0, y: 0 } };
}

/**
 * Lays a view over the last one and over the taken one. Where the stage has wandered so far, or the focus is so far off,
 * that the taken view itself matches no more, the steps from glance to glance are added up.
 */
function follow(here: Thumbnail, trail?: GlanceTrail): { moved: number | null; trail: GlanceTrail } {
  if (trail === undefined) return { moved: null, trail: { last: here } };
  const { last, taken } = trail;
  const step = findShift(last, here);
  const moved = step ? Math.sqrt(step.x * step.x + step.y * step.y) : null;
  if (taken === undefined) return { moved, trail: { last: here } };
  const place =
    (last === taken ? step : findShift(taken, here)) ??
    (step && trail.place && { x: trail.place.x + step.x, y: trail.place.y + step.y });
  return { moved, trail: { last: here, taken, ...(place && { place }) } };
}

function overlap({ last, taken, place }: GlanceTrail): number {
  return taken && place ? shareInCommon(taken, last, place) : 0;
}

function coverageOf(cells: Uint8Array, usable: Uint8Array): number {
  let covered = 0;
  let all = 0;
  for (let p = 0; p < usable.length; p++) {
    all += usable[p];
    covered += cells[p];
  }
  return all > 0 ? covered / all : 0;
}

/** The overview's contrast against the background (so that lamp and vignetting cancel), reduced to a thumbnail. */
function thumbnailOf(overview: Planes, usable: Uint8Array, view: View, frameWidth: number): Thumbnail {
  const contrast = contrastMap(overview, view.light, view.weights);
  const block = Math.max(1, Math.ceil(Math.max(overview.width, overview.height) / THUMBNAIL_SIDE));
  const width = Math.ceil(overview.width / block);
  const height = Math.ceil(overview.height / block);
  const span = frameWidth / (overview.scale * block);
  const sums = new Float64Array(width * height);
  const counts = new Int32Array(width * height);
  for (let y = 0, p = 0; y < overview.height; y++) {
    const base = Math.floor(y / block) * width;
    for (let x = 0; x < overview.width; x++, p++) {
      if (usable[p] === 0) continue;
      const q = base + Math.floor(x / block);
      sums[q] += contrast[p];
      counts[q]++;
    }
  }
  const mask = Uint8Array.from(counts, (n) => (2 * n > block * block ? 1 : 0));
  for (let q = 0; q < sums.length; q++) sums[q] /= Math.max(1, counts[q]);
  return thumbnail(sums, mask, width, height, span);
}
