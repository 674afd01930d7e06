import { describe, expect, it } from 'vitest';
import { analyseField } from '../../src/imaging/analyse-field.js';
import { markSeenBefore, sameField } from '../../src/imaging/seen-before.js';
import { blurred, cropFrame, drawField, thrown } from './field-fixtures.js';

const slide = drawField(1100, 900, thrown(1100, 900, 40, 11));
const first = analyseField(cropFrame(slide, 0, 0, 700, 560));

describe('sameField', () => {
  it.each([
    [0, 0],
    [160, 70],
    [0, 330],
    [390, 20],
  ])('recognises a view shifted by %i, %i px', (x, y) => {
    const later = analyseField(cropFrame(slide, x, y, 700, 560));
    const match = sameField(first.fingerprint, later.fingerprint);
    expect(match).toBeDefined();
    expect(Math.abs(match!.shift.x * first.cellDiameter - x)).toBeLessThan(5);
    expect(Math.abs(match!.shift.y * first.cellDiameter - y)).toBeLessThan(5);
    expect(match!.overlap).toBeCloseTo(((700 - x) * (560 - y)) / (700 * 560), 1);
  });

  it('recognises a view slightly out of focus and darker', () => {
    const soft = blurred(cropFrame(slide, 100, 60, 700, 560), 1.5);
    const later = analyseField({ ...soft, data: soft.data.map((level) => level * 0.85) });
    expect(sameField(first.fingerprint, later.fingerprint)).toBeDefined();
  });

  it('never takes one field for another', () => {
    const others = Array.from({ length: 12 }, (_, i) =>
      analyseField(drawField(700, 560, thrown(700, 560, 40, 100 + i))),
    );
    for (const other of others) expect(sameField(first.fingerprint, other.fingerprint)).toBeUndefined();
  });

  it('takes cells out of the count that were shown before, and only those', () => {
    const later = analyseField(cropFrame(slide, 300, 0, 700, 560));
    const match = sameField(first.fingerprint, later.fingerprint);
    const marked = markSeenBefore(later, first.fingerprint, match!);
    for (const [i, object] of marked.objects.entries()) {
      if (!later.objects[i].counted) continue;
      const inFirst = object.centre.x + 300;
      if (inFirst < 700 - 40) expect(object.notCounted).toBe('seen-before');
      if (inFirst > 700) expect(object.counted).toBe(true);
    }
  });
});
