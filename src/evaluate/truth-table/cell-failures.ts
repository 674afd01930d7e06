import { decode, cropLabelledCells } from '../run-cells.js';
import type { CropSpec } from '../../imaging/crop-spec.js';
import type { LabelledCell } from '../truth.js';
import { worstFirst, type Failure, type FailureGroup, type Tile } from './failure.js';
import { cropImage, toTile } from './pictures.js';

interface JudgedCell {
  readonly file: string;
  readonly infected: boolean;
  readonly score: number;
  readonly stage?: string;
}

/** Single cells that are called wrongly at `threshold`, worst first within each group. */
export function cellFailures(cells: readonly JudgedCell[], set: string, threshold: number): Failure[] {
  const group = (name: FailureGroup, infected: boolean): Failure[] =>
    cells
      .filter((cell) => cell.infected === infected && cell.score >= threshold !== infected)
      .map(({ file, score, stage }): Failure => ({ set, group: name, file, score, label: stage ?? '' }))
      .sort(worstFirst);
  return [...group('false-positives', false), ...group('misses', true)];
}

/**
 * Pictures of the worst `most` of each group. `cells`: all cells of the set, because a crop's scale is the median of the patient's
 * (or field's) cells. Needs only the images of the patients concerned.
 */
export async function cellTiles(
  failures: readonly Failure[],
  cells: readonly LabelledCell[],
  spec: CropSpec,
  most: number,
  signal?: AbortSignal,
): Promise<Tile[]> {
  const worst = (name: FailureGroup): Failure[] =>
    failures.filter((one) => one.group === name).slice(0, most);
  const wanted = new Map([...worst('false-positives'), ...worst('misses')].map((one) => [one.file, one]));
  const groupOf = (cell: LabelledCell): string => cell.patient ?? cell.field ?? cell.file;
  const groups = new Set(cells.filter((cell) => wanted.has(cell.file)).map(groupOf));
  const tiles: Tile[] = [];
  const concerned = cells.filter((cell) => groups.has(groupOf(cell)));
  for await (const one of cropLabelledCells(concerned, spec, signal)) {
    if ('message' in one) continue; // told where the cells were scored
    const failure = wanted.get(one.cell.file);
    if (failure === undefined) continue;
    const around = await toTile(await decode(one.cell));
    tiles.push({ ...failure, around, crop: cropImage(one.crop, spec.size) });
  }
  return tiles.sort((a, b) => (a.group === b.group ? worstFirst(a, b) : a.group < b.group ? -1 : 1));
}
