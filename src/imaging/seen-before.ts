import type { FieldAnalysis, FieldFingerprint, FieldObject, UsableArea } from './field.js';

/** How one field lies on another. */
export interface FieldMatch {
  /** Share of the later field's frame that the earlier one shows too, 0–1. */
  readonly overlap: number;
  /** What to add to a place of the later field to get the same place in the earlier one, in the earlier's cell diameters. */
  readonly shift: { readonly x: number; readonly y: number };
  /** Cells found in both. */
  readonly matches: number;
}

/** Votes are gathered on this grid, in cell diameters; cells found again scatter by about a tenth. */
const BIN = 0.25;
/** While the shift is still rough, a cell is looked for this far from its place, in cell diameters. */
const SEARCH = 0.35;
/** A cell is found again when this close, cell diameters: segmenting it twice moves its middle by a tenth at most. */
const TOLERANCE = 0.15;
/** Fewest matches and least share of the cells in the overlap that must match: see `sameField`. */
const LEAST_MATCHES = 15;
const LEAST_SHARE = 0.6;
/** Less overlap than this is not looked for: too few cells in it to be sure. */
const LEAST_OVERLAP = 0.15;

/**
 * Recognises a field seen before, moved by any shift that leaves about a third of it in view (no rotation, same camera and
 * magnification). Every pair of cells votes for a shift; the best shift must bring together 15 cells and 60 % of those in
 * the overlap. A random cell falls on another's place with probability about 0.05, so 15 of 25 by chance has a probability
 * below 1e-12 per shift tried. Sparse overlaps (below 15 cells) are therefore never recognised. Undefined when not the same.
 */
export function sameField(earlier: FieldFingerprint, later: FieldFingerprint): FieldMatch | undefined {
  if (earlier.points.length < 2 * LEAST_MATCHES || later.points.length < 2 * LEAST_MATCHES) return undefined;
  // Both frames are of one camera: their widths give the ratio of the two estimates of the cell diameter.
  const ratio = earlier.width / later.width;
  if (Math.abs(later.height * ratio - earlier.height) > 0.02 * earlier.height) return undefined;
  const points = Float32Array.from(later.points, (v) => v * ratio);
  const coarse = bestShift(earlier.points, points, earlier.width, earlier.height);
  const near = refine(earlier.points, points, coarse, SEARCH).shift;
  const refined = refine(
    earlier.points,
    points,
    refine(earlier.points, points, near, SEARCH).shift,
    TOLERANCE,
  );
  const { shift, matches } = refined;
  const overlapWidth = Math.max(0, earlier.width - Math.abs(shift.x));
  const overlapHeight = Math.max(0, earlier.height - Math.abs(shift.y));
  const overlap = (overlapWidth * overlapHeight) / (earlier.width * earlier.height);
  const mine = within(points, shift, earlier);
  const theirs = within(
    earlier.points,
    { x: -shift.x, y: -shift.y },
    { ...earlier, usableArea: enlarge(later.usableArea, ratio) },
  );
  if (overlap < LEAST_OVERLAP || matches < LEAST_MATCHES || matches < LEAST_SHARE * Math.max(mine, theirs))
    return undefined;
  return { overlap, shift, matches };
}

/**
 * The later analysis with the cells that the earlier field already showed taken out of the count ('seen-before'): cells
 * that lie, whole, in the earlier field's usable area by the match's shift, or on one of its cells.
 */
export function markSeenBefore(
  later: FieldAnalysis,
  earlier: FieldFingerprint,
  match: FieldMatch,
): FieldAnalysis {
  const toEarlier = earlier.width / later.frame.width;
  const objects = later.objects.map((object): FieldObject => {
    if (!object.counted) return object;
    const x = (object.centre.x + 0.5) * toEarlier + match.shift.x;
    const y = (object.centre.y + 0.5) * toEarlier + match.shift.y;
    if (!wasShown(x, y, earlier) && !isOnCell(x, y, earlier.points)) return object;
    return { ...object, counted: false, notCounted: 'seen-before' };
  });
  return { ...later, objects };
}

/** A cell whose middle lies this far inside the earlier field was whole there (half a diameter, and some for large cells). */
const WHOLE = 0.75;

function wasShown(x: number, y: number, field: FieldFingerprint): boolean {
  if (x < WHOLE || y < WHOLE || x > field.width - WHOLE || y > field.height - WHOLE) return false;
  const area = field.usableArea;
  if (area.shape === 'full') return true;
  const dx = x - area.x;
  const dy = y - area.y;
  const reach = area.radius - WHOLE;
  return reach > 0 && dx * dx + dy * dy <= reach * reach;
}

function isOnCell(x: number, y: number, points: Float32Array): boolean {
  for (let i = 0; i < points.length; i += 2) {
    const dx = points[i] - x;
    const dy = points[i + 1] - y;
    if (dx * dx + dy * dy <= SEARCH * SEARCH) return true;
  }
  return false;
}

function enlarge(area: UsableArea, ratio: number): UsableArea {
  return area.shape === 'full'
    ? area
    : { shape: 'circle', x: area.x * ratio, y: area.y * ratio, radius: area.radius * ratio };
}

interface Shift {
  x: number;
  y: number;
}

function bestShift(a: Float32Array, b: Float32Array, width: number, height: number): Shift {
  const columns = Math.ceil((2 * width) / BIN) + 3;
  const rows = Math.ceil((2 * height) / BIN) + 3;
  const votes = new Int32Array(columns * rows);
  for (let i = 0; i < a.length; i += 2) {
    for (let j = 0; j < b.length; j += 2) {
      const x = Math.floor((a[i] - b[j] + width) / BIN) + 1;
      const y = Math.floor((a[i + 1] - b[j + 1] + height) / BIN) + 1;
      if (x > 0 && y > 0 && x < columns - 1 && y < rows - 1) votes[y * columns + x]++;
    }
  }
  let best = 0;
  let at = 0;
  for (let y = 1; y < rows - 1; y++) {
    for (let x = 1; x < columns - 1; x++) {
      // The true shift scatters over neighbouring bins: they are taken together, the middle one weighing most.
      const p = y * columns + x;
      const sides = votes[p - 1] + votes[p + 1] + votes[p - columns] + votes[p + columns];
      const corners =
        votes[p - columns - 1] + votes[p - columns + 1] + votes[p + columns - 1] + votes[p + columns + 1];
      const sum = 4 * votes[p] + 2 * sides + corners;
      if (sum > best) {
        best = sum;
        at = p;
      }
    }
  }
  return { x: ((at % columns) - 0.5) * BIN - width, y: (Math.floor(at / columns) - 0.5) * BIN - height };
}

/** Matches each later cell with its nearest earlier one, one to one, and takes the mean of what is left to shift. */
function refine(
  a: Float32Array,
  b: Float32Array,
  shift: Shift,
  reach: number,
): { shift: Shift; matches: number } {
  const taken = new Uint8Array(a.length >> 1);
  let matches = 0;
  let sumX = 0;
  let sumY = 0;
  for (let j = 0; j < b.length; j += 2) {
    let nearest = -1;
    let best = reach * reach;
    for (let i = 0; i < a.length; i += 2) {
      const dx = a[i] - b[j] - shift.x;
      const dy = a[i + 1] - b[j + 1] - shift.y;
      const d = dx * dx + dy * dy;
      if (d < best && taken[i >> 1] === 0) {
        best = d;
        nearest = i;
      }
    }
    if (nearest < 0) continue;
    taken[nearest >> 1] = 1;
    matches++;
    sumX += a[nearest] - b[j] - shift.x;
    sumY += a[nearest + 1] - b[j + 1] - shift.y;
  }
  if (matches === 0) return { shift, matches };
  return { shift: { x: shift.x + sumX / matches, y: shift.y + sumY / matches }, matches };
}

function within(points: Float32Array, shift: Shift, frame: FieldFingerprint): number {
  let n = 0;
  for (let i = 0; i < points.length; i += 2) {
    if (wasShown(points[i] + shift.x, points[i + 1] + shift.y, frame)) n++;
  }
  return n;
}
