import type { SlideLine } from '../registry/reading.js';

/** Codes of WHO's malaria burden-reduction package for DHIS2. */
export const DATA_ELEMENTS = { tested: 'MAL_CASES_TEST_MICR', positive: 'MAL_CASES_POS_MICR' } as const;

export interface Dhis2Settings {
  /** Organisation unit of a site: its code in DHIS2. A site without one cannot be reported. */
  readonly orgUnits: Readonly<Record<string, string>>;
  /**
   * Code of the category option combination of an age band and sex, as this DHIS2 has them; `{age}` and `{sex}` are filled in.
   * Instances differ here, so it is a setting.
   */
  readonly categoryOptionCombo: string;
  /** Count results that no person has confirmed too. */
  readonly preliminary: boolean;
}

export interface DataValue {
  readonly dataElement: string;
  readonly period: string;
  readonly orgUnit: string;
  readonly categoryOptionCombo: string;
  readonly value: string;
}

/** The body of POST /api/dataValueSets?dataElementIdScheme=CODE&orgUnitIdScheme=CODE&categoryOptionComboIdScheme=CODE. */
export interface DataValueSet {
  readonly dataValues: readonly DataValue[];
}

/** Slides that are in no value, and why: a report that leaves something out says so. */
export interface LeftOut {
  readonly preliminary: number;
  /** No trusted clock ever dated them: they belong to no month. */
  readonly undated: number;
  /** Age band or sex not entered: the data elements have no place for them. */
  readonly ageOrSexUnknown: number;
  /** Unusable, unclear or without a result: neither positive nor tested. */
  readonly noResult: number;
  /** By site that has no organisation unit. */
  readonly siteUnknown: Readonly<Record<string, number>>;
}

type MutableLeftOut = { -readonly [K in keyof LeftOut]: LeftOut[K] } & {
  siteUnknown: Record<string, number>;
};

/**
 * Cases tested and positive by microscopy per month (UTC), organisation unit, age band and sex. One slide counts as one case:
 * nothing here knows which slides are of one patient. Tested is never below positive, by construction.
 */
export function dataValueSet(
  slides: Iterable<SlideLine>,
  settings: Dhis2Settings,
): { readonly set: DataValueSet; readonly leftOut: LeftOut; readonly cases: number } {
  const cells = new Map<
    string,
    { key: readonly [string, string, string]; tested: number; positive: number }
  >();
  const leftOut: MutableLeftOut = {
    preliminary: 0,
    undated: 0,
    ageOrSexUnknown: 0,
    noResult: 0,
    // Without a prototype: a site may be called toString.
    siteUnknown: Object.create(null) as Record<string, number>,
  };
  let cases = 0;
  for (const slide of slides) {
    const place = placeOf(slide, settings, leftOut);
    if (!place) continue;
    cases++;
    const id = place.join('\0');
    const cell = cells.get(id) ?? { key: place, tested: 0, positive: 0 };
    cell.tested++;
    if (slide.standing === 'positive') cell.positive++;
    cells.set(id, cell);
  }
  const dataValues = [...cells.values()]
    .sort((a, b) => (a.key.join('\0') < b.key.join('\0') ? -1 : 1))
    .flatMap(({ key: [period, orgUnit, categoryOptionCombo], tested, positive }) =>
      (
        [
          [DATA_ELEMENTS.tested, tested],
          [DATA_ELEMENTS.positive, positive],
        ] as const
      ).map(([dataElement, value]) => ({
        dataElement,
        period,
        orgUnit,
        categoryOptionCombo,
        value: String(value),
      })),
    );
  return { set: { dataValues }, leftOut, cases };
}

function placeOf(
  slide: SlideLine,
  { orgUnits, categoryOptionCombo, preliminary }: Dhis2Settings,
  leftOut: MutableLeftOut,
): readonly [period: string, orgUnit: string, combo: string] | undefined {
  const { standing, status, date, ageBand, sex, site } = slide;
  if (standing === 'no-result' || standing === 'unclear' || standing === 'unusable') leftOut.noResult++;
  else if (status === 'preliminary' && !preliminary) leftOut.preliminary++;
  else if (date.ms === undefined) leftOut.undated++;
  else if (ageBand === undefined || sex === undefined) leftOut.ageOrSexUnknown++;
  else if (!Object.hasOwn(orgUnits, site)) leftOut.siteUnknown[site] = (leftOut.siteUnknown[site] ?? 0) + 1;
  else {
    const combo = categoryOptionCombo.replaceAll('{age}', ageBand).replaceAll('{sex}', sex);
    return [new Date(date.ms).toISOString().slice(0, 7).replace('-', ''), orgUnits[site], combo];
  }
  return undefined;
}
