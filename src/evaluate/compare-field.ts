import type { Box } from '../base/box.js';
import { countedCells } from '../imaging/crop.js';
import type { FieldAnalysis } from '../imaging/field.js';
import { matchBoxes, pairGreedily, touchesBorder, type MatchState } from './match-boxes.js';
import { matchMarks, type MarkState } from './match-marks.js';
import type { LabelledField, TruthMeaning } from './truth.js';

/** A counted cell of a labelled field. */
export interface JudgedCell {
  readonly box: Box;
  /** Infected score 0–1; undefined without a model. */
  readonly score?: number;
  readonly state: MatchState;
  /** Label of the box or mark it belongs to; "unlabelled" without one. */
  readonly label: string;
  /** Whether the rule of false positives takes it for uninfected. */
  readonly uninfected: boolean;
}

/** A truth box or mark of a red cell and what became of it. */
export interface JudgedTruth extends TruthMeaning {
  readonly label: string;
  readonly box?: Box;
  readonly state: MatchState;
  /** For marks, more exactly. */
  readonly mark?: MarkState;
  /** Score of the counted cell it was found as. */
  readonly score?: number;
  /** Of a box left out: whether a red cell was found there all the same, counted or cut by the border. */
  readonly seen?: boolean;
}

/** One field: truth against what was counted. */
export interface FieldComparison {
  readonly field: LabelledField;
  readonly analysis: Pick<FieldAnalysis, 'cellDiameter' | 'quality' | 'usableArea' | 'frame'>;
  /** Truth of red cells; those at the border are in it as `ignored`. */
  readonly truth: readonly JudgedTruth[];
  readonly counted: readonly JudgedCell[];
  /** Boxes and marks of unsure or unknown meaning. */
  readonly truthAside: number;
  readonly cutByBorder: number;
}

/**
 * Compares one field's truth with its analysis. `scores` are those of the counted objects, in their order in
 * `analysis.objects`; absent without a model. `folderNamesParasites`: whether any label of the folder means an infected cell.
 */
export function compareField(
  field: LabelledField,
  analysis: FieldAnalysis,
  scores: ArrayLike<number> | undefined,
  folderNamesParasites: boolean,
): FieldComparison {
  const base = {
    field,
    analysis: {
      cellDiameter: analysis.cellDiameter,
      quality: analysis.quality,
      usableArea: analysis.usableArea,
      frame: analysis.frame,
    },
    cutByBorder: analysis.objects.filter((object) => object.notCounted === 'cut-by-border').length,
  };
  const compared =
    field.marks.length > 0 ? compareMarks(field, analysis, scores) : compareBoxes(field, analysis, scores);
  const whole = wholeFieldUninfected(field, folderNamesParasites);
  const counted = compared.counted.map((cell): JudgedCell => {
    const matched = cell.meaning;
    const uninfected = whole
      ? matched?.kind !== 'unsure' && matched?.kind !== 'other'
      : matched?.kind === 'red' && matched.infected !== true;
    const { box, state, label, score } = cell;
    return { box, state, label, uninfected, ...(score !== undefined && { score }) };
  });
  return { ...base, truth: compared.truth, truthAside: compared.truthAside, counted };
}

/** Said in the output beside the false positives. */
export const uninfectedRule =
  'Every counted cell of a field without infected cells in its truth is taken as uninfected (unless fields.csv calls the field ' +
  'infected, or only some cells have boxes in a folder that names parasites and fields.csv does not call the field uninfected); ' +
  'in the other fields those matched with a box or mark of an uninfected cell. Cells matched with an unsure or unknown label are left out.';

/** Whether every counted cell of the field is taken as uninfected. */
export function wholeFieldUninfected(field: LabelledField, folderNamesParasites: boolean): boolean {
  const infectedTruth = [...field.boxes, ...field.marks].some((object) => object.infected === true);
  if (infectedTruth || field.infected === true || (field.parasitizedCells ?? 0) > 0) return false;
  if (field.infected === false || field.parasitizedCells === 0) return true;
  return field.complete || !folderNamesParasites;
}

interface CountedMatch {
  readonly box: Box;
  readonly score: number | undefined;
  readonly state: MatchState;
  readonly label: string;
  readonly meaning: TruthMeaning | undefined;
}

interface Compared {
  readonly truth: JudgedTruth[];
  readonly counted: CountedMatch[];
  readonly truthAside: number;
}

function compareBoxes(
  field: LabelledField,
  analysis: FieldAnalysis,
  scores: ArrayLike<number> | undefined,
): Compared {
  const { frame } = analysis;
  const inPixels = (box: Box): Box =>
    field.unit === 'px'
      ? box
      : {
          x: box.x * frame.width,
          y: box.y * frame.height,
          width: box.width * frame.width,
          height: box.height * frame.height,
        };
  const all = field.boxes.map((truth) => ({ ...truth, box: inPixels(truth.box) }));
  const red = all.filter((truth) => truth.kind === 'red');
  const inside = red.filter((truth) => !touchesBorder(truth.box, frame, analysis.usableArea));
  const atBorder = red.filter((truth) => !inside.includes(truth));
  const unsure = all.filter((truth) => truth.kind === 'unsure' || truth.kind === 'other');
  const foreign = all.filter((truth) => truth.kind === 'white' || truth.kind === 'platelet');
  const counted = countedCells(analysis);
  const boxes = counted.map((object) => object.box);
  const boxesOf = (list: readonly { box: Box }[]): Box[] => list.map(({ box }) => box);
  const matches = matchBoxes({
    truth: boxesOf(inside),
    truthAside: [...boxesOf(atBorder), ...boxesOf(unsure)],
    counted: boxes,
    countedAside: analysis.objects
      .filter((object) => object.notCounted === 'cut-by-border')
      .map(({ box }) => box),
  });
  const partnerOf = new Map<number, (typeof all)[number]>();
  matches.partner.forEach((j, i) => {
    if (j >= 0) partnerOf.set(j, inside[i]);
  });
  // What a cell left without a partner lies on: for the break-down of false positives only.
  const open = boxes.map((_, j) => j).filter((j) => !partnerOf.has(j));
  const others = [...atBorder, ...unsure, ...foreign];
  const otherPartner = matchBoxes({
    truth: boxesOf(others),
    truthAside: [],
    counted: open.map((j) => boxes[j]),
    countedAside: [],
  }).partner;
  otherPartner.forEach((at, i) => {
    if (at >= 0) partnerOf.set(open[at], others[i]);
  });
  const judged = [
    ...inside.map((truth, i): JudgedTruth => {
      const score = matches.partner[i] >= 0 ? scores?.[matches.partner[i]] : undefined;
      return { ...truth, state: matches.truth[i], ...(score !== undefined && { score }) };
    }),
    ...atBorder.map((truth): JudgedTruth => ({ ...truth, state: 'ignored' })),
  ];
  const redCells = analysis.objects.filter((object) => object.kind === 'red');
  const seenAs = pairGreedily([...boxesOf(inside), ...boxesOf(atBorder)], boxesOf(redCells));
  return {
    truth: judged.map((truth, i) => (truth.state === 'ignored' ? { ...truth, seen: seenAs[i] >= 0 } : truth)),
    counted: counted.map((object, j) => ({
      box: object.box,
      score: scores?.[j],
      state: matches.counted[j],
      label: partnerOf.get(j)?.label ?? 'unlabelled',
      meaning: partnerOf.get(j),
    })),
    truthAside: unsure.length,
  };
}

function compareMarks(
  field: LabelledField,
  analysis: FieldAnalysis,
  scores: ArrayLike<number> | undefined,
): Compared {
  const red = field.marks.filter((mark) => mark.kind === 'red');
  const unsure = field.marks.filter((mark) => mark.kind === 'unsure' || mark.kind === 'other');
  const matches = matchMarks(red, analysis);
  const aside = matchMarks(unsure, analysis);
  const countedIndex = new Map<number, number>();
  analysis.objects.forEach((object, i) => {
    if (object.counted) countedIndex.set(i, countedIndex.size);
  });
  const marksIn = new Map<number, typeof red>();
  red.forEach((mark, i) =>
    marksIn.set(matches.objectOf[i], [...(marksIn.get(matches.objectOf[i]) ?? []), mark]),
  );
  const unsureIn = new Map(unsure.map((mark, i) => [aside.objectOf[i], mark]));
  const stateOf = (mark: MarkState): MatchState =>
    mark === 'own' ? 'matched' : mark === 'ignored' ? 'ignored' : 'unmatched';
  return {
    truth: red.map((mark, i): JudgedTruth => {
      const { label, kind, infected, stage } = mark;
      const at = countedIndex.get(matches.objectOf[i]);
      const score = at === undefined ? undefined : scores?.[at];
      return {
        label,
        kind,
        ...(infected !== undefined && { infected }),
        ...(stage !== undefined && { stage }),
        state: stateOf(matches.marks[i]),
        mark: matches.marks[i],
        ...(score !== undefined && { score }),
      };
    }),
    counted: [...countedIndex].map(([i, at]): CountedMatch => {
      const own = marksIn.get(i) ?? [];
      const doubt = own.length === 0 ? unsureIn.get(i) : undefined;
      const infected = own.some((mark) => mark.infected === true);
      return {
        box: analysis.objects[i].box,
        score: scores?.[at],
        state: doubt !== undefined ? 'ignored' : own.length === 1 ? 'matched' : 'unmatched',
        label:
          own.length === 1 ? own[0].label : own.length > 1 ? 'several marks' : (doubt?.label ?? 'unlabelled'),
        meaning: doubt ?? (own.length > 0 ? { kind: 'red', infected } : undefined),
      };
    }),
    truthAside: unsure.length,
  };
}
