import type { CodeableConcept, Coding, Quantity } from '@medplum/fhirtypes';

const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';
const UCUM = 'http://unitsofmeasure.org';

/** Named in our own words: LOINC's own names are LOINC's to give. */
const loinc = (code: string, text: string): CodeableConcept => ({ coding: [{ system: LOINC, code }], text });

const coded = (system: string, code: string, display: string): CodeableConcept => ({
  coding: [{ system, code, display }],
  text: display,
});

/** What has a confirmed LOINC code; parasites/µL by microscopy has none, and is told in words. */
export const codes = {
  report: loinc('32700-7', 'Malaria smear, thin blood film'),
  presence: loinc('51587-4', 'Plasmodium in blood by light microscopy'),
  percent: loinc('53556-7', 'Percent parasitaemia'),
  density: { text: 'Parasites per microlitre of blood, thin film' },
} as const satisfies Record<string, CodeableConcept>;

const word = (code: string, display: string): CodeableConcept => coded(SNOMED, code, display);

/** What a slide can say. "Not detected" never means that malaria is excluded: the bound stands beside it. */
export const findings = {
  detected: word('260373001', 'Detected'),
  notDetected: word('260415000', 'Not detected'),
  inconclusive: word('419984006', 'Inconclusive'),
} as const;

export const laboratory: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/v2-0074',
  code: 'LAB',
  display: 'Laboratory',
};

export const category: CodeableConcept = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/observation-category',
      code: 'laboratory',
      display: 'Laboratory',
    },
  ],
};

/** The numbers of a slide without a result are not zero but absent. */
export const absent: CodeableConcept = {
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
      code: 'error',
      display: 'Error',
    },
  ],
  text: 'Too little was counted to say anything',
};

export const percent = (share: number): Quantity => ({
  value: share * 100,
  unit: '%',
  system: UCUM,
  code: '%',
});

export const perMicrolitre = (value: number): Quantity => ({ value, unit: '/µL', system: UCUM, code: '/uL' });

export const cells = (value: number): Quantity => ({ value, unit: '{cells}', system: UCUM, code: '{cells}' });
