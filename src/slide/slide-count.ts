import { addField, emptyTally } from '../counting/tally.js';
import type { Tally } from '../counting/result.js';
import { countedCells } from '../imaging/crop.js';
import { stainDots } from '../imaging/deposits.js';
import type { FieldAnalysis, FieldFingerprint } from '../imaging/field.js';
import { markSeenBefore, sameField } from '../imaging/seen-before.js';
import type { CountedField } from './counted-field.js';

/** What a slide's count knows between two fields. Plain data: the same events give the same state. */
export interface SlideCount {
  readonly tally: Tally;
  readonly nextOrdinal: number;
  /** Fields whose cells are in the tally, to recognise them when the stage comes back. */
  readonly counted: readonly FieldFingerprint[];
}

export const emptyCount: SlideCount = { tally: emptyTally, nextOrdinal: 0, counted: [] };

/** A field before it is classified: which of its cells are new, and whether it enters the count at all. */
export interface JudgedField {
  /** The analysis with cells of earlier fields marked `seen-before` and no longer counted. */
  readonly analysis: FieldAnalysis;
  /** True when its quality is good and it shows at least one whole red cell that is new. */
  readonly accepted: boolean;
  /** Share (0–1) of its countable cells that an earlier field already had. */
  readonly seenBefore: number;
}

/** Holds a fresh analysis against what the slide already counted. Pure. */
export function judgeField(count: SlideCount, fresh: FieldAnalysis): JudgedField {
  if (!fresh.quality.ok) return { analysis: fresh, accepted: false, seenBefore: 0 };
  const before = countedCells(fresh).length;
  let analysis = fresh;
  for (const earlier of count.counted) {
    const match = sameField(earlier, fresh.fingerprint);
    if (match) analysis = markSeenBefore(analysis, earlier, match);
  }
  const left = countedCells(analysis).length;
  return { analysis, accepted: left > 0, seenBefore: before === 0 ? 0 : 1 - left / before };
}

/**
 * Puts the classifier's scores (one for each of `countedCells(judged.analysis)`, in order; empty when not accepted) to
 * the field's objects. Pure. Throws RangeError when the number of scores does not fit.
 */
export function concludeField(
  judged: JudgedField,
  scores: Float32Array,
  threshold: number,
  about: { readonly ordinal: number; readonly name: string; readonly timing: CountedField['timing'] },
): CountedField {
  const { analysis, accepted, seenBefore } = judged;
  const expected = accepted ? countedCells(analysis).length : 0;
  if (scores.length !== expected) throw new RangeError(`${scores.length} scores for ${expected} cells`);
  let next = 0;
  let infectedCells = 0;
  const uninfected: number[] = [];
  const cells = analysis.objects.map(({ label, box, kind, counted, notCounted }) => {
    const classified = accepted && kind === 'red' && counted;
    const score = classified ? scores[next++] : null;
    const infected = score === null ? null : score >= threshold;
    if (infected === true) infectedCells++;
    if (infected === false) uninfected.push(label);
    return { box, kind, counted, ...(notCounted && { notCounted }), score, infected };
  });
  return {
    ...about,
    width: analysis.frame.width,
    height: analysis.frame.height,
    accepted,
    quality: analysis.quality,
    seenBefore,
    usableArea: analysis.usableArea,
    cellDiameter: analysis.cellDiameter,
    redCells: expected,
    infected: infectedCells,
    ...(accepted && analysis.dots && { dots: stainDots(analysis.dots, uninfected) }),
    cells,
  };
}

/** The count with a concluded field in it. Pure. */
export function addToCount(count: SlideCount, judged: JudgedField, field: CountedField): SlideCount {
  const nextOrdinal = field.ordinal + 1;
  if (!field.accepted) return { ...count, nextOrdinal };
  return {
    tally: addField(count.tally, field),
    nextOrdinal,
    counted: [...count.counted, judged.analysis.fingerprint],
  };
}
