import { createHash } from 'node:crypto';
import type {
  CodeableConcept,
  Device,
  DiagnosticReport,
  Resource,
  Observation,
  ObservationComponent,
  Quantity,
  Specimen,
} from '@medplum/fhirtypes';
import type { SlideDetail } from '../../registry/reading.js';
import { lastWord } from '../standing.js';
import { absent, category, cells, codes, findings, laboratory, percent, perMicrolitre } from './codes.js';

/** Ringform's own name space for identifiers: a device's key and a slide's number are unique in the world. */
const SYSTEM = 'urn:ringform';

const component = (text: string, value: Quantity): ObservationComponent => ({
  code: { text },
  valueQuantity: value,
});

interface Told {
  readonly status: 'preliminary' | 'final';
  readonly effective: { readonly effectiveDateTime?: string };
  readonly device: { readonly reference: string };
  readonly specimen: { readonly reference: string };
}

/**
 * One slide as FHIR R4: the device with its weights, the smear, the observations and the report above them, in that order.
 * `preliminary` until a person has spoken; after that the presence is the person's word, and the device's own numbers stay, as
 * `final` where the person confirmed them and as `preliminary` with a note where not. There is no Patient: Ringform knows none.
 * References are the `urn:uuid:` names that `fullUrl` gives.
 */
export function slideResources(detail: SlideDetail): readonly Resource[] {
  const { line } = detail;
  const word = lastWord(detail);
  const overruled = word !== undefined && word.decision !== 'confirmed';
  const told: Told = {
    status: line.status,
    effective: line.date.ms === undefined ? {} : { effectiveDateTime: new Date(line.date.ms).toISOString() },
    device: { reference: fullUrl(line.device) },
    specimen: { reference: fullUrl(`${line.slide}-smear`) },
  };
  const own: Told = overruled ? { ...told, status: 'preliminary' } : told;
  const note = overruled
    ? [{ text: `The device’s own number; overruled by a person: ${word.decision}.` }]
    : [];
  const observations = [presence(detail, told), share(detail, own, note), density(detail, own, note)];
  const report: DiagnosticReport = {
    resourceType: 'DiagnosticReport',
    id: line.slide,
    identifier: [{ system: `${SYSTEM}:slide`, value: line.slide }],
    status: line.status,
    category: [{ coding: [laboratory] }],
    code: codes.report,
    ...told.effective,
    issued: new Date(word?.atMs ?? line.date.receivedAtMs).toISOString(),
    ...(word && { resultsInterpreter: [{ display: word.reviewer }] }),
    specimen: [told.specimen],
    result: observations.map(({ id }) => ({ reference: fullUrl(id ?? '') })),
    conclusion: conclusion(detail),
  };
  return [deviceResource(detail), specimen(detail), ...observations, report];
}

/** The name of a resource within a bundle: a UUID made from its id (version 8, RFC 9562), the same in every export. */
export function fullUrl(id: string): string {
  const digest = createHash('sha256').update(`ringform ${id}`).digest().subarray(0, 16);
  digest[6] = (digest[6] & 0x0f) | 0x80;
  digest[8] = (digest[8] & 0x3f) | 0x80;
  const hex = digest.toString('hex');
  return `urn:uuid:${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')}`;
}

function deviceResource(detail: SlideDetail): Device {
  const { line, statements } = detail;
  const model = statements.at(-1)?.model;
  return {
    resourceType: 'Device',
    id: line.device,
    identifier: [{ system: `${SYSTEM}:device`, value: line.device }],
    deviceName: [
      { name: line.deviceName === '' ? line.device : line.deviceName, type: 'user-friendly-name' },
    ],
    type: { text: 'Automated microscope that counts malaria parasites on thin blood films' },
    ...(model && {
      version: [
        { type: { text: 'Classifier' }, value: model.name },
        { type: { text: 'SHA-256 of the classifier’s weights' }, value: model.sha256 },
      ],
    }),
  };
}

function specimen({ line }: SlideDetail): Specimen {
  return {
    resourceType: 'Specimen',
    id: `${line.slide}-smear`,
    accessionIdentifier: { value: line.label },
    type: { text: 'Thin blood film' },
  };
}

function base(
  detail: SlideDetail,
  part: string,
  code: CodeableConcept,
  { status, effective, device, specimen: smear }: Told,
): Observation {
  return {
    resourceType: 'Observation',
    id: `${detail.line.slide}-${part}`,
    status,
    category: [category],
    code,
    ...effective,
    device,
    specimen: smear,
  };
}

function presence(detail: SlideDetail, told: Told): Observation {
  const { line } = detail;
  const word = lastWord(detail);
  const said = {
    positive: 'detected',
    'not-seen': 'notDetected',
    negative: 'notDetected',
    unclear: 'inconclusive',
  } as const;
  const key = line.standing === 'no-result' || line.standing === 'unusable' ? undefined : said[line.standing];
  return {
    ...base(detail, 'presence', codes.presence, told),
    ...(key ? { valueCodeableConcept: findings[key] } : { dataAbsentReason: absent }),
    ...(word && { performer: [{ display: word.reviewer }] }),
    note: [{ text: conclusion(detail) }],
    component: [
      component('Red cells counted', cells(line.redCells)),
      component('Red cells called infected, before correction', cells(line.infected)),
      component('Fields counted', { value: line.fields, unit: 'fields' }),
      component('Fields refused', { value: line.fieldsRefused, unit: 'fields' }),
      {
        code: { text: 'Dirty stain' },
        valueBoolean: line.dirtyStain,
      },
    ],
  };
}

function share(detail: SlideDetail, told: Told, note: { text: string }[]): Observation {
  const { parasitaemia } = detail.line;
  return {
    ...base(detail, 'percent', codes.percent, told),
    ...valueOf(detail, percent(parasitaemia.value), percent(parasitaemia.high)),
    ...(note.length > 0 && { note }),
    component: [
      component('95 % interval, lower limit', percent(parasitaemia.low)),
      component('95 % interval, upper limit', percent(parasitaemia.high)),
    ],
  };
}

function density(detail: SlideDetail, told: Told, note: { text: string }[]): Observation {
  const { line, statements } = detail;
  const rbc = statements.at(-1)?.result.redCellsPerMicrolitre;
  return {
    ...base(detail, 'density', codes.density, told),
    ...valueOf(detail, perMicrolitre(line.perMicrolitre.value), perMicrolitre(line.perMicrolitre.high)),
    ...(note.length > 0 && { note }),
    component: [
      component('95 % interval, lower limit', perMicrolitre(line.perMicrolitre.low)),
      component('95 % interval, upper limit', perMicrolitre(line.perMicrolitre.high)),
      ...(rbc ? [component(`Red cells per microlitre, ${rbc.source}`, perMicrolitre(rbc.value))] : []),
    ],
  };
}

/** Nothing seen is no zero but "fewer than": the upper limit with its comparator. */
function valueOf(
  { line }: SlideDetail,
  value: Quantity,
  high: Quantity,
): Partial<Pick<Observation, 'valueQuantity' | 'dataAbsentReason'>> {
  if (line.verdict === 'no-result') return { dataAbsentReason: absent };
  return { valueQuantity: line.verdict === 'positive' ? value : { ...high, comparator: '<' } };
}

function conclusion(detail: SlideDetail): string {
  const wording = detail.statements.at(-1)?.result.wording ?? [];
  const word = lastWord(detail);
  const person =
    word === undefined
      ? []
      : [
          `${word.reviewer}: ${word.decision}.`,
          ...(word.perMicrolitre === undefined ? [] : [`Reader’s count: ${word.perMicrolitre} per µL.`]),
          ...(word.note === '' ? [] : [word.note]),
          'What the device said:',
        ];
  return [...person, ...wording].join(' ');
}
