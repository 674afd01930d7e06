import { stringify } from 'csv-stringify/sync';
import { spreadsheetSafe } from '../base/spreadsheet-text.js';
import type { SlideDetail } from '../registry/reading.js';
import { lastWord } from './standing.js';

type Value = string | number | undefined;

const iso = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

/** Numbers of a slide without a result are left empty: a zero would be read as one. */
const counted = (of: SlideDetail, value: number): number | undefined =>
  of.line.verdict === 'no-result' ? undefined : value;

const columns: readonly (readonly [name: string, value: (of: SlideDetail) => Value])[] = [
  ['slide', ({ line }) => line.slide],
  ['label', ({ line }) => spreadsheetSafe(line.label)],
  ['site', ({ line }) => line.site],
  ['device', ({ line }) => line.device],
  ['device_name', ({ line }) => spreadsheetSafe(line.deviceName)],
  ['date', ({ line }) => iso(line.date.ms)],
  ['date_trust', ({ line }) => line.date.trust],
  ['received', ({ line }) => iso(line.date.receivedAtMs)],
  ['age_band', ({ line }) => line.ageBand],
  ['sex', ({ line }) => line.sex],
  ['status', ({ line }) => line.status],
  ['standing', ({ line }) => line.standing],
  ['device_verdict', ({ line }) => line.verdict],
  ['percent_low', (of) => counted(of, of.line.parasitaemia.low * 100)],
  ['percent_value', (of) => counted(of, of.line.parasitaemia.value * 100)],
  ['percent_high', (of) => counted(of, of.line.parasitaemia.high * 100)],
  ['per_ul_low', (of) => counted(of, of.line.perMicrolitre.low)],
  ['per_ul_value', (of) => counted(of, of.line.perMicrolitre.value)],
  ['per_ul_high', (of) => counted(of, of.line.perMicrolitre.high)],
  ['red_cells_per_ul', ({ statements }) => statements.at(-1)?.result.redCellsPerMicrolitre.value],
  ['red_cells_per_ul_source', ({ statements }) => statements.at(-1)?.result.redCellsPerMicrolitre.source],
  ['severity', ({ line }) => line.severity],
  ['red_cells', ({ line }) => line.redCells],
  ['called_infected', ({ line }) => line.infected],
  ['fields_counted', ({ line }) => line.fields],
  ['fields_refused', ({ line }) => line.fieldsRefused],
  ['dirty_stain', ({ line }) => (line.dirtyStain ? 'yes' : 'no')],
  ['decision', (of) => lastWord(of)?.decision],
  ['reviewer', (of) => text(lastWord(of)?.reviewer)],
  ['reviewed', (of) => iso(lastWord(of)?.atMs)],
  ['reader_per_ul', (of) => lastWord(of)?.perMicrolitre],
  ['review_note', (of) => text(lastWord(of)?.note)],
  ['model_sha256', ({ statements }) => statements.at(-1)?.model.sha256],
];

/** The names of the columns, with the byte order mark by which Excel tells UTF-8. */
export function csvHead(): string {
  return `\uFEFF${stringify([columns.map(([name]) => name)], { record_delimiter: 'windows' })}`;
}

/**
 * One line a slide (RFC 4180). `date` only where a trusted clock vouches for it; `standing` is what is in force, `device_verdict`
 * what the device said. Texts are harmless to spreadsheets, see `spreadsheetSafe`.
 */
export function csvLine(slide: SlideDetail): string {
  return stringify([columns.map(([, value]) => value(slide) ?? '')], { record_delimiter: 'windows' });
}

function text(value: string | undefined): string | undefined {
  return value === undefined ? undefined : spreadsheetSafe(value);
}
