import { iou, type Box } from '../../base/box.js';
import { countedCells, cropObjects } from '../../imaging/crop.js';
import type { CropSpec } from '../../imaging/crop-spec.js';
import type { FieldComparison } from '../compare-field.js';
import type { ComparedField } from '../run-fields.js';
import { worstFirst, type Failure, type Tile } from './failure.js';
import { cropImage, surroundings, tileSide, toTile } from './pictures.js';

interface BoxedFailure extends Failure {
  readonly box: Box;
  /** Index of the counted cell; −1 when none was cut. */
  readonly counted: number;
}

/** What is wrong in one field at `threshold`. `asUninfected`: whether its uninfected cells belong to the table. */
export function failuresIn(
  comparison: FieldComparison,
  set: string,
  threshold: number,
  asUninfected: boolean,
): BoxedFailure[] {
  const { field, analysis, counted } = comparison;
  const at = (box: Box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
  const base = { set, file: field.file, reach: analysis.cellDiameter / 2 };
  const falsely = counted.flatMap((cell, i): BoxedFailure[] => {
    if (!asUninfected || !cell.uninfected || cell.score === undefined || cell.score < threshold) return [];
    const { box, score, label } = cell;
    return [{ ...base, group: 'false-positives', at: at(box), score, label, box, counted: i }];
  });
  const missed = comparison.truth.flatMap((truth): BoxedFailure[] => {
    const score = truth.score ?? -1;
    if (truth.infected !== true || truth.state === 'ignored' || score >= threshold) return [];
    if (truth.box === undefined) return [];
    const { box } = truth;
    const overlaps = counted.map((cell) => iou(cell.box, box));
    const index = score < 0 ? -1 : overlaps.indexOf(Math.max(...overlaps));
    const label = truth.stage ?? truth.label;
    return [{ ...base, group: 'misses', at: at(box), score, label, box, counted: index }];
  });
  return [...falsely, ...missed];
}

/** Collects a set's failures, and pictures of at most `most` of each group: the worst. */
export class FieldFailures {
  readonly all: Failure[] = [];
  private kept: Tile[] = [];

  constructor(
    private readonly set: string,
    private readonly threshold: number,
    private readonly spec: CropSpec,
    private readonly most: number,
    private readonly asUninfected: (comparison: FieldComparison) => boolean,
  ) {}

  /** Takes a field's failures while its pixels are at hand. */
  async take({ comparison, frame, analysis }: ComparedField): Promise<void> {
    const uninfected = this.asUninfected(comparison);
    for (const { box, counted, ...failure } of failuresIn(comparison, this.set, this.threshold, uninfected)) {
      this.all.push(failure);
      if (!this.wanted(failure)) continue;
      const object = counted < 0 ? undefined : countedCells(analysis)[counted];
      const { size } = this.spec;
      this.kept.push({
        ...failure,
        around: await toTile(surroundings(frame, box, analysis.cellDiameter || tileSide / 3)),
        ...(object !== undefined && {
          crop: cropImage(cropObjects(frame, analysis, [object], this.spec), size),
        }),
      });
      this.kept = this.tiles;
    }
  }

  /** The worst of each group, worst first. */
  get tiles(): Tile[] {
    const group = (name: Failure['group']): Tile[] =>
      this.kept.filter((tile) => tile.group === name).sort(worstFirst).slice(0, this.most); // prettier-ignore
    return [...group('false-positives'), ...group('misses')];
  }

  private wanted(failure: Failure): boolean {
    const group = this.kept.filter((tile) => tile.group === failure.group).sort(worstFirst);
    return group.length < this.most || (this.most > 0 && worstFirst(failure, group[group.length - 1]) < 0);
  }
}
