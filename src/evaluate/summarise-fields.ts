import { mean } from './mean.js';
import type { FieldComparison, JudgedTruth } from './compare-field.js';
import { uninfectedRule } from './compare-field.js';
import { groupBy } from '../base/group-by.js';
import { clusteredShare, perMicrolitre, ratioInterval, type ScoredCell } from './rates.js';
import type { FalsePositivesResult, ImageResult, InfectedFoundResult, SegmentationResult } from './schema.js';

const boxRule =
  'One to one at IoU 0.5 or more, largest overlap first. Boxes that touch the border of the frame or of the eyepiece circle are left ' +
  'out, and so is a counted cell matched with one; cells that the program leaves out at the border are not counted, and a box ' +
  'matched with one is not missed. Boxes of unsure or unknown meaning are treated like boxes at the border.';

const markRule =
  'A mark is found when it is the only mark in a counted cell. Left out: marks in cells that the border cuts, and marks on no ' +
  'counted cell closer to the border than half a cell diameter. Precision: share of counted cells with exactly one mark.';

/** Segmentation figures over compared fields. */
export function summariseSegmentation(
  fields: readonly FieldComparison[],
  truthIs: 'boxes' | 'marks',
): SegmentationResult {
  const perImage = fields.map(imageResult);
  const complete = perImage.filter((image) => image.complete);
  // Not every cell is marked in a partial image, but every box is a cell: misses can be told from boxes even there.
  const forRecall = truthIs === 'boxes' ? perImage : complete;
  const errors = perImage.flatMap((image) => (image.countError === null ? [] : [image.countError]));
  const biases = fields.flatMap((field, i) => (perImage[i].countError === null ? [] : [countBias(field)!]));
  const sum = (images: readonly ImageResult[], of: (image: ImageResult) => number): number =>
    images.reduce((total, image) => total + of(image), 0);
  const matched = sum(complete, (image) => image.matched);
  const counted = sum(complete, (image) => image.counted);
  const truth = sum(complete, (image) => image.truth);
  return {
    precision: ratio(matched, counted),
    recall: ratio(sum(forRecall, (image) => image.matched), sum(forRecall, (image) => image.truth)), // prettier-ignore
    f1: ratio(2 * matched, truth + counted),
    countError: errors.length === 0 ? null : mean(errors),
    countBias: biases.length === 0 ? null : mean(biases),
    images: { all: perImage.length, complete: complete.length, withCountError: errors.length },
    intervals: {
      precision: ratioInterval(clusters(complete, (image) => [image.matched, image.counted])),
      recall: ratioInterval(clusters(forRecall, (image) => [image.matched, image.truth])),
      f1: ratioInterval(clusters(complete, (image) => [2 * image.matched, image.truth + image.counted])),
    },
    clusteredBy: perImage.some((image) => image.patient !== null) ? 'patient' : 'image',
    rule: truthIs === 'boxes' ? boxRule : markRule,
    marks: truthIs === 'marks' ? markResult(fields.filter((field) => field.field.complete)) : null,
    perImage,
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function clusters(
  images: readonly ImageResult[],
  of: (image: ImageResult) => readonly [number, number],
): { positives: number; cells: number }[] {
  return [...groupBy(images, (image) => image.patient ?? image.file).values()].map((group) =>
    group.reduce(
      (total, image) => ({ positives: total.positives + of(image)[0], cells: total.cells + of(image)[1] }),
      { positives: 0, cells: 0 },
    ),
  );
}

/** Signed (counted − truth) / truth of one field, undefined where the truth is no total. */
function countBias(comparison: FieldComparison): number | undefined {
  const { field } = comparison;
  if (!field.complete) {
    if (field.annotatedCells?.is !== 'total' || field.annotatedCells.count === 0) return undefined;
    return (comparison.counted.length - field.annotatedCells.count) / field.annotatedCells.count;
  }
  const truth = comparison.truth.filter((object) => object.state !== 'ignored').length;
  const counted = comparison.counted.filter((cell) => cell.state !== 'ignored').length;
  return truth === 0 ? undefined : (counted - truth) / truth;
}

function imageResult(comparison: FieldComparison): ImageResult {
  const { field, analysis } = comparison;
  const truth = comparison.truth.filter((object) => object.state !== 'ignored').length;
  const counted = comparison.counted.filter((cell) => cell.state !== 'ignored').length;
  const matched = comparison.truth.filter((object) => object.state === 'matched').length;
  const bias = countBias(comparison);
  const annotatedTotal = field.annotatedCells?.is === 'total' ? field.annotatedCells.count : null;
  return {
    file: field.file,
    patient: field.patient ?? null,
    complete: field.complete,
    cellDiameter: analysis.cellDiameter,
    qualityOk: analysis.quality.ok,
    qualityFailed: analysis.quality.findings.filter((finding) => !finding.ok).map((finding) => finding.check),
    truth,
    counted,
    matched,
    truthLeftOut: comparison.truth.length - truth + comparison.truthAside,
    countedLeftOut: comparison.counted.length - counted,
    cutByBorder: comparison.cutByBorder,
    annotatedTotal,
    precision: field.complete ? ratio(matched, counted) : null,
    recall: ratio(matched, truth),
    f1: field.complete ? ratio(2 * matched, truth + counted) : null,
    countError: bias === undefined ? null : Math.abs(bias),
  };
}

function markResult(fields: readonly FieldComparison[]): SegmentationResult['marks'] {
  const marks = fields.flatMap((comparison) =>
    comparison.truth
      .filter((truth) => truth.mark !== 'ignored')
      .map((truth) => ({ ...truth, cluster: comparison.field.patient ?? comparison.field.file })),
  );
  const with_ = (state: JudgedTruth['mark']): number => marks.filter((mark) => mark.mark === state).length;
  return {
    n: marks.length,
    own: with_('own'),
    shared: with_('shared'),
    otherObject: with_('other-object'),
    missed: with_('missed'),
    ownShare: clusteredShare(marks, (mark) => mark.mark === 'own'),
    byKind: [...groupBy(marks, (mark) => mark.label)]
      .map(([kind, own]) => ({ kind, n: own.length, own: own.filter((mark) => mark.mark === 'own').length }))
      .sort((a, b) => b.n - a.n),
  };
}

function clusterOf(comparison: FieldComparison): string {
  return comparison.field.patient ?? comparison.field.file;
}

/** Counted cells that are taken as uninfected, with their scores. */
export function uninfectedCells(
  fields: readonly FieldComparison[],
): (ScoredCell & { readonly label: string })[] {
  return fields.flatMap((comparison) =>
    comparison.counted.flatMap((cell) =>
      cell.uninfected && cell.score !== undefined
        ? [{ infected: false, score: cell.score, cluster: clusterOf(comparison), label: cell.label }]
        : [],
    ),
  );
}

/** Infected cells of the truth that are not at the border; score −1 where no counted cell was found for one. */
export function infectedCells(
  fields: readonly FieldComparison[],
): (ScoredCell & { readonly stage: string | undefined })[] {
  return fields.flatMap((comparison) =>
    comparison.truth
      .filter((truth) => truth.infected === true && truth.state !== 'ignored')
      .map((truth) => ({
        infected: true,
        score: truth.score ?? -1,
        cluster: clusterOf(comparison),
        stage: truth.stage,
      })),
  );
}

/** False positives at `threshold` over the cells that `uninfectedRule` takes as uninfected. */
export function summariseFalsePositives(
  fields: readonly FieldComparison[],
  threshold: number,
): FalsePositivesResult {
  const cells = uninfectedCells(fields);
  const called = (cell: ScoredCell): boolean => cell.score >= threshold;
  return {
    cells: cells.length,
    positives: cells.filter(called).length,
    perMicrolitre: perMicrolitre(clusteredShare(cells, called)),
    threshold,
    rule: uninfectedRule,
    clusteredBy: fields.some((comparison) => comparison.field.patient !== undefined) ? 'patient' : 'image',
    byLabel: [...groupBy(cells, (cell) => cell.label)]
      .map(([label, own]) => ({ label, cells: own.length, positives: own.filter(called).length }))
      .sort((a, b) => b.positives - a.positives || b.cells - a.cells),
  };
}

/** How many of the truth's infected cells are found, by stage. */
export function summariseInfectedFound(
  fields: readonly FieldComparison[],
  threshold: number,
): InfectedFoundResult {
  const cells = infectedCells(fields);
  const tally = (own: typeof cells) => ({
    n: own.length,
    segmented: own.filter((cell) => cell.score >= 0).length,
    found: own.filter((cell) => cell.score >= threshold).length,
    share: clusteredShare(own, (cell) => cell.score >= threshold),
  });
  const all = fields.flatMap((comparison) => comparison.truth.filter((truth) => truth.infected === true));
  const staged = cells.filter((cell) => cell.stage !== undefined);
  return {
    ...tally(cells),
    leftOut: all.length - cells.length,
    leftOutSeen: all.filter((truth) => truth.seen === true).length,
    byStage: [...groupBy(staged, (cell) => cell.stage!)].map(([stage, own]) => ({ stage, ...tally(own) })),
  };
}
