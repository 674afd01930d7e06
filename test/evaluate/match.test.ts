import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iou, type Box } from '../../src/base/box.js';
import { matchBoxes, pairGreedily, sameCellIou, touchesBorder } from '../../src/evaluate/match-boxes.js';
import { matchMarks } from '../../src/evaluate/match-marks.js';
import { analysisOf } from './fixtures.js';

const at = (x: number, y: number, size = 20): Box => ({ x, y, width: size, height: size });
const none = { truth: [], truthAside: [], counted: [], countedAside: [] };
const boxes = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: 80 }),
    y: fc.integer({ min: 0, max: 80 }),
    width: fc.integer({ min: 5, max: 30 }),
    height: fc.integer({ min: 5, max: 30 }),
  }),
  { maxLength: 12 },
);

describe('matching boxes', () => {
  it('pairs each box with itself when truth and count are the same boxes apart from each other', () => {
    const truth = [at(0, 0), at(30, 0), at(0, 30), at(60, 60)];
    const matches = matchBoxes({ ...none, truth, counted: [...truth].reverse() });
    expect(matches.truth).toEqual(['matched', 'matched', 'matched', 'matched']);
    expect(matches.counted).toEqual(['matched', 'matched', 'matched', 'matched']);
    expect([...matches.partner]).toEqual([3, 2, 1, 0]);
  });

  it('takes a cell that was cut in two, or two taken as one, for at most one', () => {
    const halves = [{ x: 0, y: 0, width: 20, height: 12 }, { x: 0, y: 12, width: 20, height: 8 }]; // prettier-ignore
    expect(matchBoxes({ ...none, truth: [at(0, 0)], counted: halves })).toMatchObject({
      truth: ['matched'],
      counted: ['matched', 'unmatched'],
    });
    const merged = { x: 0, y: 0, width: 40, height: 20 };
    const both = matchBoxes({ ...none, truth: [at(0, 0), at(20, 0)], counted: [merged] });
    expect(both.truth.filter((state) => state === 'matched')).toHaveLength(1);
  });

  it('counts an overlap of exactly one half and none below', () => {
    const half = { x: 0, y: 0, width: 20, height: 10 };
    expect(matchBoxes({ ...none, truth: [at(0, 0)], counted: [half] }).truth).toEqual(['matched']);
    expect(matchBoxes({ ...none, truth: [at(0, 0)], counted: [{ ...half, height: 9 }] }).truth).toEqual([
      'unmatched',
    ]);
  });

  it('holds cells at the border neither against the program nor in its favour', () => {
    const cut = at(0, 40);
    const counted = matchBoxes({ ...none, truthAside: [cut], counted: [at(1, 41)] });
    expect(counted.counted).toEqual(['ignored']);
    const leftOut = matchBoxes({ ...none, truth: [cut], countedAside: [at(1, 41)] });
    expect(leftOut.truth).toEqual(['ignored']);
  });

  it('prefers a true pair to leaving a cell aside', () => {
    const matches = matchBoxes({
      truth: [at(10, 10)],
      truthAside: [at(11, 10)],
      counted: [at(11, 10)],
      countedAside: [],
    });
    expect(matches.truth).toEqual(['matched']);
    expect(matches.counted).toEqual(['matched']);
  });

  it('is one to one, only at enough overlap, and never leaves a free pair', () => {
    fc.assert(
      fc.property(boxes, boxes, (left, right) => {
        const partner = pairGreedily(left, right);
        const used = [...partner].filter((j) => j >= 0);
        expect(new Set(used).size).toBe(used.length);
        left.forEach((a, i) => {
          if (partner[i] >= 0) expect(iou(a, right[partner[i]])).toBeGreaterThanOrEqual(sameCellIou);
          else right.forEach((b, j) => expect(iou(a, b) < sameCellIou || used.includes(j)).toBe(true));
        });
      }),
    );
  });

  it('finds as many pairs in whatever order the boxes stand', () => {
    fc.assert(
      fc.property(boxes, boxes, (truth, counted) => {
        const found = (t: Box[], c: Box[]): number => matchBoxes({ ...none, truth: t, counted: c }).truth.filter((s) => s === 'matched').length; // prettier-ignore
        // Equal overlaps may be paired otherwise; then the sums can differ by one pair at most per tie.
        const overlaps = truth.flatMap((a) => counted.map((b) => iou(a, b)).filter((o) => o >= sameCellIou));
        fc.pre(new Set(overlaps).size === overlaps.length);
        expect(found([...truth].reverse(), [...counted].reverse())).toBe(found(truth, counted));
      }),
    );
  });
});

describe('the border rule for truth boxes', () => {
  const frame = { width: 100, height: 80 };

  it.each([
    ['left', at(0, 30), true],
    ['left, rounded by a pixel', at(1, 30), true],
    ['right', at(80, 30), true],
    ['bottom', at(40, 59), true],
    ['top', at(40, 0), true],
    ['nowhere', at(40, 30), false],
    ['two pixels from the left', at(2, 30), false],
  ])('sees a box touch %s', (_, box, touches) => {
    expect(touchesBorder(box, frame, { shape: 'full' })).toBe(touches);
  });

  it('goes by the circle of an eyepiece where there is one', () => {
    const circle = { shape: 'circle', x: 50, y: 40, radius: 35 } as const;
    expect(touchesBorder(at(40, 30), frame, circle)).toBe(false);
    expect(touchesBorder(at(70, 30), frame, circle)).toBe(true);
    // A corner of the box lies outside the circle, the round cell in it does not.
    expect(touchesBorder(at(58, 12, 18), frame, circle)).toBe(true);
    expect(touchesBorder(at(55, 19, 18), frame, circle)).toBe(false);
  });
});

describe('matching marks', () => {
  const border = { box: at(0, 60), counted: false, notCounted: 'cut-by-border' } as const;
  const analysis = analysisOf(200, 100, [
    { box: at(20, 20) },
    { box: { x: 60, y: 20, width: 40, height: 20 } },
    { box: at(120, 20), kind: 'clump', counted: false },
    border,
    { box: at(150, 60) },
  ]);

  it('tells alone, shared, in something not counted, on background, and at the border', () => {
    const marks = [[30, 30], [65, 30], [90, 30], [130, 30], [100, 70], [5, 70], [195, 50]].map(([x, y]) => ({ x, y })); // prettier-ignore
    const matches = matchMarks(marks, analysis);
    expect(matches.marks).toEqual([
      'own',
      'shared',
      'shared',
      'other-object',
      'missed',
      'ignored',
      'ignored',
    ]);
    expect(matches.unmarked).toEqual([4]);
  });

  it('never credits more marks than there are counted cells', () => {
    const mark = fc.record({ x: fc.integer({ min: 0, max: 199 }), y: fc.integer({ min: 0, max: 99 }) });
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 20 }), (marks) => {
        const matches = matchMarks(marks, analysis);
        const own = matches.marks.filter((state) => state === 'own').length;
        expect(own + matches.unmarked.length).toBeLessThanOrEqual(3);
        expect(matches.marks).toHaveLength(marks.length);
      }),
    );
  });
});
