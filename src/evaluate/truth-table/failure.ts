import type { RgbImage } from '../../base/image.js';

export type FailureGroup = 'false-positives' | 'misses';

/** A cell that was called wrongly, or an infected one that was not even cut as a red cell. */
export interface Failure {
  readonly set: string;
  readonly group: FailureGroup;
  /** Relative to the set's folder. */
  readonly file: string;
  /** Middle of the cell in its field, frame px; absent for single crops. */
  readonly at?: { readonly x: number; readonly y: number };
  /** How far from `at` a name given by eye still means this cell, px. */
  readonly reach?: number;
  /** −1: no whole red cell was cut where the truth has an infected one. */
  readonly score: number;
  /** Stage or label of the truth; empty where it says nothing. */
  readonly label: string;
}

/** A failure with its pictures. */
export interface Tile extends Failure {
  /** The crop as the net sees it; absent where none was cut. */
  readonly crop?: RgbImage;
  /** The cell with its surroundings, tileSide square. */
  readonly around: RgbImage;
}

/** Name of the cell in tables: `set/file` and, in a field, `@x:y`. */
export function cellName({ set, file, at }: Pick<Failure, 'set' | 'file' | 'at'>): string {
  return `${set}/${file}${at === undefined ? '' : `@${Math.round(at.x)}:${Math.round(at.y)}`}`;
}

/** Worst first: false positives by falling, misses by rising score; equal ones by name, so that every run gives one order. */
export function worstFirst(a: Failure, b: Failure): number {
  const order = a.group === 'false-positives' ? b.score - a.score : a.score - b.score;
  return order !== 0 ? order : cellName(a) < cellName(b) ? -1 : 1;
}
