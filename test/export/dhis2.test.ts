import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataValueSet, type Dhis2Settings } from '../../src/export/dhis2.js';
import { detail } from './details.js';

const settings: Dhis2Settings = {
  orgUnits: { kisumu: 'KE_42' },
  categoryOptionCombo: 'MAL_{age}_{sex}',
  preliminary: false,
};
const known = { ageBand: '0-4', sex: 'female', status: 'final' } as const;

describe('a DHIS2 data value set', () => {
  it('counts tested and positive cases by month, organisation unit, age band and sex', () => {
    const slides = [
      detail('positive', known).line,
      detail('not-seen', known).line,
      detail('positive', { ...known, standing: 'negative' }).line,
      detail('positive', { ...known, sex: 'male' }).line,
    ];
    const { set, cases } = dataValueSet(slides, settings);
    const common = { period: '202603', orgUnit: 'KE_42' };
    expect(cases).toBe(4);
    expect(set.dataValues).toEqual([
      { ...common, dataElement: 'MAL_CASES_TEST_MICR', categoryOptionCombo: 'MAL_0-4_female', value: '3' },
      { ...common, dataElement: 'MAL_CASES_POS_MICR', categoryOptionCombo: 'MAL_0-4_female', value: '1' },
      { ...common, dataElement: 'MAL_CASES_TEST_MICR', categoryOptionCombo: 'MAL_0-4_male', value: '1' },
      { ...common, dataElement: 'MAL_CASES_POS_MICR', categoryOptionCombo: 'MAL_0-4_male', value: '1' },
    ]);
  });

  it('says what it leaves out', () => {
    const slides = [
      detail('positive', { ...known, status: 'preliminary' }).line,
      detail('unclear', known).line,
      detail('no-result', known).line,
      detail('positive', { ...known, standing: 'unusable' }).line,
      detail('positive', { ...known, date: { trust: 'unknown', receivedAtMs: 5 } }).line,
      detail('positive', { status: 'final' }).line,
      detail('positive', { ...known, site: 'homa-bay' }).line,
    ];
    expect(dataValueSet(slides, settings)).toEqual({
      set: { dataValues: [] },
      cases: 0,
      leftOut: {
        preliminary: 1,
        noResult: 3,
        undated: 1,
        ageOrSexUnknown: 1,
        siteUnknown: { 'homa-bay': 1 },
      },
    });
  });

  it('never has more positive than tested, and accounts for every slide', () => {
    const line = fc
      .record({
        verdict: fc.constantFrom('positive', 'not-seen', 'unclear', 'no-result'),
        standing: fc.constantFrom('positive', 'not-seen', 'unclear', 'no-result', 'negative', 'unusable'),
        status: fc.constantFrom('preliminary', 'final'),
        ageBand: fc.option(fc.constantFrom('0-4', '5-14', '15+'), { nil: undefined }),
        sex: fc.option(fc.constantFrom('female', 'male'), { nil: undefined }),
        ms: fc.option(fc.integer({ min: 0, max: 2e12 }), { nil: undefined }),
        site: fc.constantFrom('kisumu', 'homa-bay', 'toString'),
      } as const)
      .map(
        ({ verdict, ageBand, sex, ms, ...rest }) =>
          detail(verdict, {
            ...rest,
            ...(ageBand !== undefined && { ageBand }),
            ...(sex !== undefined && { sex }),
            date: { trust: 'unknown', receivedAtMs: 1, ...(ms !== undefined && { ms }) },
          }).line,
      );
    fc.assert(
      fc.property(fc.array(line), fc.boolean(), (slides, preliminary) => {
        const { set, leftOut, cases } = dataValueSet(slides, { ...settings, preliminary });
        const sum = (element: string): number =>
          set.dataValues
            .filter((one) => one.dataElement === element)
            .reduce((all, one) => all + Number(one.value), 0);
        expect(sum('MAL_CASES_TEST_MICR')).toBe(cases);
        for (let i = 0; i < set.dataValues.length; i += 2) {
          expect(Number(set.dataValues[i + 1].value)).toBeLessThanOrEqual(Number(set.dataValues[i].value));
        }
        const { siteUnknown, ...counts } = leftOut;
        const left = [...Object.values(counts), ...Object.values(siteUnknown)].reduce((a, b) => a + b, 0);
        expect(cases + left).toBe(slides.length);
      }),
    );
  });
});
