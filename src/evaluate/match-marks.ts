import type { FieldAnalysis, FieldObject } from '../imaging/field.js';

/**
 * What became of a mark:
 * - `own`: it is the only mark in a counted cell
 * - `shared`: its counted cell holds other marks too, so at least one cell was not told apart
 * - `other-object`: it lies in something taken for a clump, white cell, platelet or debris
 * - `missed`: it lies on background
 * - `ignored`: its cell touches the border
 */
export type MarkState = 'own' | 'shared' | 'other-object' | 'missed' | 'ignored';

export interface MarkMatches {
  readonly marks: readonly MarkState[];
  /** For each mark the object it lies in (index into `analysis.objects`), or −1. */
  readonly objectOf: Int32Array;
  /** Counted cells (indices into `analysis.objects`) without any mark. */
  readonly unmarked: readonly number[];
}

/** The value of the label map at a frame pixel; 0 outside the map. */
export function labelAt(analysis: FieldAnalysis, x: number, y: number): number {
  const { labels } = analysis;
  const u = Math.round((x + 0.5) / labels.scale - 0.5);
  const v = Math.round((y + 0.5) / labels.scale - 0.5);
  if (u < 0 || v < 0 || u >= labels.width || v >= labels.height) return 0;
  return labels.data[v * labels.width + u];
}

/**
 * Tells which marked cells lie in a counted cell of their own. A mark in a cell that the border cuts is ignored, and so is one
 * without an object closer to the border than half a cell diameter: a usual cell there is cut.
 */
export function matchMarks(
  marks: readonly { readonly x: number; readonly y: number }[],
  analysis: FieldAnalysis,
): MarkMatches {
  const { objects } = analysis;
  const indexOfLabel = new Map(objects.map((object, i) => [object.label, i]));
  const objectOf = Int32Array.from(marks, ({ x, y }) => indexOfLabel.get(labelAt(analysis, x, y)) ?? -1);
  const marksIn = new Int32Array(objects.length);
  for (const i of objectOf) if (i >= 0) marksIn[i]++;
  const states = marks.map((mark, i) =>
    stateOf(mark, objectOf[i] >= 0 ? objects[objectOf[i]] : undefined, marksIn[objectOf[i]] ?? 0, analysis),
  );
  const unmarked = objects.flatMap((object, i) => (object.counted && marksIn[i] === 0 ? [i] : []));
  return { marks: states, objectOf, unmarked };
}

function stateOf(
  mark: { readonly x: number; readonly y: number },
  object: FieldObject | undefined,
  marksIn: number,
  analysis: FieldAnalysis,
): MarkState {
  if (object?.counted === true) return marksIn === 1 ? 'own' : 'shared';
  if (object?.notCounted === 'cut-by-border') return 'ignored';
  if (nearBorder(mark, analysis)) return 'ignored';
  return object === undefined ? 'missed' : 'other-object';
}

function nearBorder(mark: { readonly x: number; readonly y: number }, analysis: FieldAnalysis): boolean {
  const radius = analysis.cellDiameter / 2;
  const { width, height } = analysis.frame;
  if (mark.x < radius || mark.y < radius || mark.x > width - 1 - radius || mark.y > height - 1 - radius)
    return true;
  const area = analysis.usableArea;
  if (area.shape === 'full') return false;
  const dx = mark.x - area.x;
  const dy = mark.y - area.y;
  return Math.sqrt(dx * dx + dy * dy) > area.radius - radius;
}
