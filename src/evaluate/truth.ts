import type { Box } from '../base/box.js';

/** Something in a folder that could not be used and was passed over; always shown, never silent. */
export interface Problem {
  /** File it concerns, relative to the folder. */
  readonly file: string;
  readonly message: string;
}

/** One image of one red cell whose infection is known. */
export interface LabelledCell {
  /** Relative to the folder, with `/`. */
  readonly file: string;
  readonly path: string;
  readonly infected: boolean;
  /** Parasite stage as the truth names it. */
  readonly stage?: string;
  readonly patient?: string;
  /** The field the cell was cut from: cells of one field share one scale. */
  readonly field?: string;
  readonly fold?: string;
}

/** What a truth box or mark is of. `unsure` and `other` are neither found nor missed nor false. */
export type TruthKind = 'red' | 'white' | 'platelet' | 'unsure' | 'other';

export interface TruthMeaning {
  readonly kind: TruthKind;
  /** Of red cells: whether a parasite is in it; undefined where the label does not say. */
  readonly infected?: boolean;
  readonly stage?: string;
}

export interface TruthBox extends TruthMeaning {
  readonly label: string;
  /** In frame pixels, or in fractions of the frame: see `LabelledField.unit`. */
  readonly box: Box;
}

export interface TruthMark extends TruthMeaning {
  readonly label: string;
  /** Middle of the cell, frame px. */
  readonly x: number;
  readonly y: number;
}

/** One whole field with what is known of it. */
export interface LabelledField {
  readonly file: string;
  readonly path: string;
  readonly patient?: string;
  /** What fields.csv says of the field or its patient. */
  readonly infected?: boolean;
  readonly parasitizedCells?: number;
  readonly annotatedCells?: { readonly count: number; readonly is: 'total' | 'lower_bound' };
  readonly unit: 'px' | 'fraction';
  readonly boxes: readonly TruthBox[];
  readonly marks: readonly TruthMark[];
  /** Whether (nearly) every red cell has a box or mark: without that nothing can be called a false detection. */
  readonly complete: boolean;
}

/** One label as found in the folder, what it was taken for, and how often it occurs. */
export interface LabelUse extends TruthMeaning {
  readonly label: string;
  readonly n: number;
}

export type LayoutName =
  | 'cell-manifest'
  | 'nih-archive'
  | 'cells-in-surroundings'
  | 'fields-with-boxes'
  | 'yolo'
  | 'fields-with-marks';

interface TruthBase {
  readonly layout: LayoutName;
  /** One line: which layout was recognised, and by what. */
  readonly recognisedBy: string;
  /** Assumptions made in reading it, one sentence each. */
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

export interface CellTruth extends TruthBase {
  readonly of: 'cells';
  readonly cells: readonly LabelledCell[];
}

export interface FieldTruth extends TruthBase {
  readonly of: 'fields';
  readonly fields: readonly LabelledField[];
  readonly labels: readonly LabelUse[];
  /** Whether truth is boxes or middles of cells. */
  readonly truthIs: 'boxes' | 'marks';
}

/** All that a labelled folder says, before any image is opened. */
export type Truth = CellTruth | FieldTruth;
