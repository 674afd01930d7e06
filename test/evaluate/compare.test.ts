import { describe, expect, it } from 'vitest';
import type { Box } from '../../src/base/box.js';
import { compareField, wholeFieldUninfected } from '../../src/evaluate/compare-field.js';
import { meaningOf } from '../../src/evaluate/labels.js';
import {
  summariseFalsePositives,
  summariseInfectedFound,
  summariseSegmentation,
} from '../../src/evaluate/summarise-fields.js';
import type { LabelledField } from '../../src/evaluate/truth.js';
import { analysisOf } from './fixtures.js';

const at = (x: number, y: number): Box => ({ x, y, width: 20, height: 20 });
const labelled = (label: string, box: Box) => ({ label, ...meaningOf(label), box });

function field(boxes: [string, Box][], more: Partial<LabelledField> = {}): LabelledField {
  return {
    file: 'f.png',
    path: '/f.png',
    unit: 'px',
    boxes: boxes.map(([label, box]) => labelled(label, box)),
    marks: [],
    complete: true,
    ...more,
  };
}

/** Six places, all wholly inside a 200×100 frame, and one at its left border. */
const [a, b, c, d, e, f] = [at(20, 10), at(50, 10), at(80, 10), at(110, 10), at(140, 10), at(20, 60)];
const border = at(0, 60);

describe('a field compared with its truth', () => {
  it('by a perfect count has precision, recall and F1 of 1 and no count error', () => {
    const truth = field([['ring', a], ['red_blood_cell', b], ['red_blood_cell', border], ['leukocyte', c]]); // prettier-ignore
    const analysis = analysisOf(200, 100, [
      { box: a },
      { box: b },
      { box: c, kind: 'white', counted: false },
      { box: border, counted: false, notCounted: 'cut-by-border' },
    ]);
    const compared = compareField(truth, analysis, [0.9, 0.1], true);
    const result = summariseSegmentation([compared], 'boxes');
    expect(result).toMatchObject({ precision: 1, recall: 1, f1: 1, countError: 0, countBias: 0 });
    expect(result.perImage[0]).toMatchObject({
      truth: 2,
      counted: 2,
      matched: 2,
      truthLeftOut: 1,
      cutByBorder: 1,
    });
    expect(summariseInfectedFound([compared], 0.5)).toMatchObject({
      n: 1,
      segmented: 1,
      found: 1,
      leftOut: 0,
    });
    expect(summariseFalsePositives([compared], 0.5)).toMatchObject({ cells: 1, positives: 0 });
  });

  it('has the figures that can be counted by hand', () => {
    // Truth a b c d; counted a b (matched), e f (false); c and d missed: 2 of 4, 2 of 4.
    const truth = field([['ring', a], ['red_blood_cell', b], ['schizont', c], ['red_blood_cell', d]]); // prettier-ignore
    const analysis = analysisOf(200, 100, [{ box: a }, { box: b }, { box: e }, { box: f }]);
    const compared = compareField(truth, analysis, [0.4, 0.9, 0.9, 0.1], true);
    expect(summariseSegmentation([compared], 'boxes')).toMatchObject({
      precision: 0.5,
      recall: 0.5,
      f1: 0.5,
      countError: 0,
    });
    const infected = summariseInfectedFound([compared], 0.4);
    expect(infected).toMatchObject({ n: 2, segmented: 1, found: 1, share: { value: 0.5 } });
    expect(infected.byStage).toMatchObject([{ stage: 'ring', n: 1, found: 1 }, { stage: 'schizont', n: 1, segmented: 0 }]); // prettier-ignore
    // A field with infected cells: only cells matched with an uninfected box are taken as uninfected, so b alone.
    const falsely = summariseFalsePositives([compared], 0.5);
    expect(falsely).toMatchObject({ cells: 1, positives: 1, perMicrolitre: { value: 5_000_000 } });
    expect(falsely.byLabel).toEqual([{ label: 'red_blood_cell', cells: 1, positives: 1 }]);
  });

  it('leaves cells at the border out of both sides', () => {
    // The program counts what the truth has at the border, and leaves out what the truth has inside.
    const truth = field([['red_blood_cell', a], ['red_blood_cell', border], ['red_blood_cell', b]]); // prettier-ignore
    const analysis = analysisOf(200, 100, [
      { box: a },
      { box: { ...border, x: 2 } },
      { box: b, counted: false, notCounted: 'cut-by-border' },
    ]);
    const result = summariseSegmentation([compareField(truth, analysis, undefined, false)], 'boxes');
    expect(result).toMatchObject({ precision: 1, recall: 1, f1: 1, countError: 0 });
    expect(result.perImage[0]).toMatchObject({ truth: 1, counted: 1, truthLeftOut: 2, countedLeftOut: 1 });
  });

  it('says of an infected cell at the border that it was seen', () => {
    const truth = field([['ring', border], ['ring', { ...border, y: 20 }]]); // prettier-ignore
    const analysis = analysisOf(200, 100, [{ box: border, counted: false, notCounted: 'cut-by-border' }]);
    const compared = compareField(truth, analysis, [], true);
    expect(summariseInfectedFound([compared], 0.5)).toMatchObject({
      n: 0,
      found: 0,
      share: null,
      leftOut: 2,
      leftOutSeen: 1,
    });
  });

  it('counts a white cell taken for a red one as false, and ignores boxes marked as unsure', () => {
    const truth = field([['leukocyte', a], ['difficult', b], ['red_blood_cell', c]]); // prettier-ignore
    const analysis = analysisOf(200, 100, [{ box: a }, { box: b }, { box: c }]);
    const compared = compareField(truth, analysis, [0.9, 0.9, 0.1], false);
    expect(summariseSegmentation([compared], 'boxes')).toMatchObject({ precision: 0.5, recall: 1 });
    const falsely = summariseFalsePositives([compared], 0.5);
    expect(falsely).toMatchObject({ cells: 2, positives: 1 });
    expect(falsely.byLabel[0]).toEqual({ label: 'leukocyte', cells: 1, positives: 1 });
  });

  it('with boxes of some cells only has no precision, and its count error against the annotated total', () => {
    const truth = field(
      [
        ['parasitized', a],
        ['uninfected', b],
      ],
      {
        complete: false,
        annotatedCells: { count: 5, is: 'total' },
        infected: true,
        patient: 'C9',
      },
    );
    const analysis = analysisOf(200, 100, [{ box: a }, { box: c }, { box: d }, { box: e }]);
    const result = summariseSegmentation([compareField(truth, analysis, [0.9, 0, 0, 0], true)], 'boxes');
    expect(result).toMatchObject({
      precision: null,
      f1: null,
      recall: 0.5,
      countError: expect.closeTo(0.2, 12) as number,
    });
    expect(result.countBias).toBeCloseTo(-0.2, 12);
    expect(result.perImage[0]).toMatchObject({ precision: null, f1: null, annotatedTotal: 5, patient: 'C9' });
    const unknown = field([['parasitized', a]], {
      complete: false,
      annotatedCells: { count: 5, is: 'lower_bound' },
    });
    expect(
      summariseSegmentation([compareField(unknown, analysis, undefined, true)], 'boxes').countError,
    ).toBeNull();
  });

  it('takes fractions of the frame for what they are', () => {
    const box = { x: 0.1, y: 0.1, width: 0.1, height: 0.2 };
    const truth = field([['rbc', box]], { unit: 'fraction' });
    const compared = compareField(
      truth,
      analysisOf(200, 100, [{ box: { x: 20, y: 10, width: 20, height: 20 } }]),
      undefined,
      false,
    );
    expect(summariseSegmentation([compared], 'boxes').f1).toBe(1);
  });
});

describe('marked cells', () => {
  const mark = (x: number, y: number, label = 'normal') => ({ label, kind: 'red' as const, x, y });

  it('are found when alone in a counted cell', () => {
    const marks = [mark(30, 20), mark(55, 20, 'teardrop'), mark(65, 20), mark(90, 50), mark(2, 70)];
    const truth: LabelledField = { ...field([]), marks };
    const analysis = analysisOf(200, 100, [
      { box: a },
      { box: b },
      { box: c, kind: 'clump', counted: false },
      { box: e },
    ]);
    const compared = compareField(truth, analysis, [0.9, 0.1, 0.7], false);
    const result = summariseSegmentation([compared], 'marks');
    expect(result.marks).toMatchObject({
      n: 4,
      own: 1,
      shared: 2,
      otherObject: 0,
      missed: 1,
      ownShare: { value: 0.25 },
    });
    expect(result.marks?.byKind).toEqual([{ kind: 'normal', n: 3, own: 1 }, { kind: 'teardrop', n: 1, own: 0 }]); // prettier-ignore
    expect(result).toMatchObject({ precision: 1 / 3, recall: 0.25, countError: 0.25 });
    expect(summariseFalsePositives([compared], 0.5).byLabel).toEqual([
      { label: 'normal', cells: 1, positives: 1 },
      { label: 'unlabelled', cells: 1, positives: 1 },
      { label: 'several marks', cells: 1, positives: 0 },
    ]);
  });

  it('of an image marked in part say nothing of precision or recall', () => {
    const truth: LabelledField = { ...field([], { complete: false }), marks: [mark(30, 20)] };
    const compared = compareField(truth, analysisOf(200, 100, [{ box: a }, { box: b }]), [0.9, 0.9], false);
    const result = summariseSegmentation([compared], 'marks');
    expect(result).toMatchObject({
      precision: null,
      recall: null,
      f1: null,
      countError: null,
      marks: { n: 0, ownShare: null },
    });
    expect(summariseFalsePositives([compared], 0.5)).toMatchObject({ cells: 2, positives: 2 });
  });
});

describe('which whole fields are taken as uninfected', () => {
  it.each<[string, Partial<LabelledField>, boolean, boolean]>([
    ['complete boxes, none infected', {}, true, true],
    ['called infected by fields.csv', { infected: true }, true, false],
    ['called uninfected, boxed in part', { infected: false, complete: false }, true, true],
    [
      'no parasitised cell in fields.csv, boxed in part',
      { parasitizedCells: 0, complete: false },
      true,
      true,
    ],
    ['boxed in part in a folder that names parasites', { complete: false }, true, false],
    ['boxed in part in a folder that names none', { complete: false }, false, true],
  ])('%s', (_, more, folderNamesParasites, whole) => {
    expect(wholeFieldUninfected(field([['uninfected', a]], more), folderNamesParasites)).toBe(whole);
    expect(wholeFieldUninfected(field([['ring', a]], more), folderNamesParasites)).toBe(false);
  });
});
