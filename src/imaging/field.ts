import type { Box } from '../base/box.js';

/** Where the frame shows the smear: all of it, or a bright eyepiece circle on black (frame pixels). */
export type UsableArea =
  | { readonly shape: 'full' }
  | { readonly shape: 'circle'; readonly x: number; readonly y: number; readonly radius: number };

/** What a segmented object is. Only `red` can be counted; the others are reported. */
export type ObjectKind = 'red' | 'white' | 'platelet' | 'debris' | 'clump';

/** Why a red cell is not counted. */
export type NotCounted = 'cut-by-border' | 'seen-before';

/** One object of a field. Boxes, centres and areas are in frame pixels. */
export interface FieldObject {
  /** Its value in `FieldAnalysis.labels`; 1 and up. */
  readonly label: number;
  readonly kind: ObjectKind;
  readonly counted: boolean;
  readonly notCounted?: NotCounted;
  readonly box: Box;
  readonly centre: { readonly x: number; readonly y: number };
  /** px² of the frame. */
  readonly area: number;
}

/** Which pixel belongs to which object, at the working scale: frame x = (label x + 0.5) × scale − 0.5. */
export interface LabelMap {
  readonly width: number;
  readonly height: number;
  /** Frame pixels per label-map pixel, ≥ 1. */
  readonly scale: number;
  /** 0 is background, otherwise `FieldObject.label`. */
  readonly data: Int32Array;
}

export type QualityCheck = 'usable-area' | 'focus' | 'exposure' | 'saturation' | 'density' | 'stain';

/** One judged property of a field: the measure, whether it passes, and what a health worker can do. */
export interface QualityFinding {
  readonly check: QualityCheck;
  /** The measure itself; its unit is in the docstring of the function that takes it. */
  readonly value: number;
  readonly ok: boolean;
  /** Plain words, one line, set when not ok: what is wrong and what to do. */
  readonly advice?: string;
}

export interface FieldQuality {
  /** True when every finding is ok: only such a field enters the count. */
  readonly ok: boolean;
  readonly findings: readonly QualityFinding[];
}

/** Enough of a field to recognise it when the stage comes back; compare with `sameField`. */
export interface FieldFingerprint {
  /** Centres of the whole red cells (those not cut by the border) as x, y pairs, in cell diameters from the frame's corner. */
  readonly points: Float32Array;
  /** Size of the frame in cell diameters. */
  readonly width: number;
  readonly height: number;
  /** Usable area in cell diameters. */
  readonly usableArea: UsableArea;
}

/** All that imaging says of one frame. Deterministic: the same frame gives the same analysis on every CPU. */
export interface FieldAnalysis {
  readonly frame: { readonly width: number; readonly height: number };
  readonly usableArea: UsableArea;
  /** Median red-cell diameter, frame px; 0 when no cell size could be found. */
  readonly cellDiameter: number;
  readonly objects: readonly FieldObject[];
  readonly labels: LabelMap;
  readonly quality: FieldQuality;
  readonly fingerprint: FieldFingerprint;
  /** Of a field of good quality whose cells are large enough to show dots. */
  readonly dots?: CellDots;
}

/** Dark dots of a field, far smaller than a parasite: what a dirty stain leaves (`findDots`). */
export interface CellDots {
  /** Dots by label, 255 at most; index 0 is the background between the cells. */
  readonly ofLabel: Uint8Array;
  /** Widths at half depth of all dots on cells, µm. */
  readonly micrometres: Float32Array;
  /** Area of the background, in areas of the median cell. */
  readonly backgroundCells: number;
}

/** How dirty the stain of a field is, over those of its cells that were looked at. */
export interface StainDots {
  /** Cells looked at: counted and not called infected, because a parasite's chromatin can look like a dot. */
  readonly cells: number;
  /** Of them, cells with a dot or more. */
  readonly dotted: number;
  /** Dots on them. */
  readonly dots: number;
  /** Median width at half depth of the dots on the field's cells, µm; 0 without any. */
  readonly micrometres: number;
  /** Dots on the background, per area of a cell. */
  readonly background: number;
}

export interface FieldOptions {
  /** Known magnification, µm per frame px; the diameter is then 7.5 µm / this instead of being found. */
  readonly micrometresPerPixel?: number;
}
