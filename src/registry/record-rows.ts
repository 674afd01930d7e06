import type { WireRecord } from '../record/wire-record.js';
import { bestDate, knownDate, placeInTime, type BootAnchors, type KnownDate } from './dates.js';
import type { VerifiedRecord } from './intake.js';
import { plainText } from './plain-text.js';
import type { DatedColumns, NewRow, Row } from './tables.js';

/** A record of one kind, as `take` hands it on. */
export type Taken<Kind extends WireRecord['kind']> = Omit<VerifiedRecord, 'record'> & {
  readonly record: Extract<WireRecord, { kind: Kind }>;
};

export function isOfKind<Kind extends WireRecord['kind']>(
  taken: VerifiedRecord,
  kind: Kind,
): taken is VerifiedRecord & Taken<Kind> {
  return taken.record.kind === kind;
}

type WireMoment = WireRecord['at'];
type WireDated = WireRecord['date'];
type Own = Pick<DatedColumns, 'boot' | 'uptime_ms' | 'own_ms' | 'own_trust'>;

/** Gives the anchors of one run of one device, where there are any. */
export type AnchorsOf = (device: string, boot: string) => BootAnchors | undefined;

/** What the device itself says of when something was. */
export function ownColumns(at: WireMoment, dated: KnownDate): Own {
  const by = dated ?? trustedClock(at);
  return {
    boot: plainText(at.bootId),
    uptime_ms: at.uptimeMs,
    own_ms: by?.ms ?? null,
    own_trust: by?.trust ?? 'unknown',
  };
}

const trustedClock = ({ trust, wallClockMs }: WireMoment): KnownDate =>
  trust === 'network' || trust === 'rtc' ? knownDate(wallClockMs, trust) : undefined;

export const wireDate = (dated: WireDated): KnownDate =>
  dated.kind === 'known' ? knownDate(dated.wallClockMs, dated.by) : undefined;

/** One statement as a line of the list of slides. */
export function slideRow({ record, receivedAtMs }: Taken<'slide'>, anchorsOf: AnchorsOf): NewRow<'slides'> {
  const { body, device, site, chain } = record;
  const { result } = body;
  const own = ownColumns(body.begun, wireDate(body.dates.begun));
  const date = bestDate(own, anchorsOf(device, own.boot));
  const label = plainText(body.label);
  return {
    id: body.slide,
    device,
    site,
    label,
    label_folded: label.toLowerCase(),
    revision: body.revision,
    number: chain.number,
    received_ms: receivedAtMs,
    ...placeInTime(date.date_ms, receivedAtMs),
    verdict: result.verdict,
    standing: result.verdict,
    status: 'preliminary',
    severity: result.severity,
    dirty: result.stain?.dirty === true ? 1 : 0,
    urgent: result.verdict === 'positive' && result.severity !== 'none' ? 1 : 0,
    parasitaemia: result.parasitaemia.value,
    parasitaemia_low: result.parasitaemia.low,
    parasitaemia_high: result.parasitaemia.high,
    per_microlitre: result.perMicrolitre.value,
    per_microlitre_low: result.perMicrolitre.low,
    per_microlitre_high: result.perMicrolitre.high,
    red_cells: result.redCells,
    infected: result.infected,
    fields: result.fields,
    fields_refused: body.fields.filter((field) => !field.accepted).length,
    age_band: body.ageBand ?? null,
    sex: body.sex ?? null,
    facts_here: 0,
    told_by: device,
    ...own,
    ...date,
  };
}

/**
 * The line of a slide after one more statement: what the latest says, received when the first was. What a person here decided
 * or knows of the patient stays.
 */
export function withStatement(row: Row<'slides'>, statement: Row<'slides'>): Row<'slides'> {
  const received_ms = Math.min(row.received_ms, statement.received_ms);
  const latest = isLater(statement, row) ? statement : row;
  return {
    ...latest,
    // Whoever counted it first has it; what the same device says under a new key is told by that one.
    device: row.device,
    received_ms,
    ...placeInTime(latest.date_ms, received_ms),
    status: row.status,
    standing: row.status === 'final' ? row.standing : latest.standing,
    urgent: row.status === 'final' ? 0 : latest.urgent,
    facts_here: row.facts_here,
    ...(row.facts_here === 1 && { age_band: row.age_band, sex: row.sex }),
  };
}

/** By revision; then by any order that is the same whichever came first: a statement that was sealed anew says the same. */
function isLater(statement: Row<'slides'>, row: Row<'slides'>): boolean {
  if (statement.revision !== row.revision) return statement.revision > row.revision;
  if (statement.number !== row.number) return statement.number > row.number;
  return (statement.told_by ?? statement.device) > (row.told_by ?? row.device);
}

/** One record of health as a point of the device's history. */
export function healthPoint(
  { record, receivedAtMs }: Taken<'health'>,
  anchorsOf: AnchorsOf,
): NewRow<'health_points'> {
  const { body, device, chain, sequence } = record;
  const own = ownColumns(record.at, wireDate(record.date));
  const date = bestDate(own, anchorsOf(device, own.boot));
  const { results, health, thumbnails } = body.outbox.waiting;
  return {
    device,
    store: chain.store ?? '',
    number: chain.number,
    sequence,
    received_ms: receivedAtMs,
    at_ms: date.date_ms ?? receivedAtMs,
    charge: body.power?.charge ?? null,
    millivolts: body.power?.millivolts ?? null,
    waiting: Math.min(Number.MAX_SAFE_INTEGER, results + health + thumbnails),
    blur: body.optics?.blur ?? null,
    level: body.optics?.level ?? null,
    ...own,
    ...date,
  };
}

/** The words on cells that a record of a device carries. */
export function cellWordRows(
  { record, receivedAtMs }: Taken<'review'>,
  anchorsOf: AnchorsOf,
): NewRow<'cell_words'>[] {
  const { body, device, sequence } = record;
  const sealed = wireDate(record.date);
  return body.reviews.map((review, position) => {
    // The record's own date holds for every moment of the same run: the difference of uptimes is exact.
    const byRecord =
      sealed && review.at.bootId === record.at.bootId
        ? knownDate(sealed.ms + review.at.uptimeMs - record.at.uptimeMs, sealed.trust)
        : undefined;
    const own = ownColumns(review.at, byRecord);
    return {
      slide: body.slide,
      device,
      sequence,
      position,
      ordinal: review.ordinal,
      cell: review.cell,
      label: review.label,
      reviewer: plainText(review.reviewer),
      note: plainText(review.note),
      blind: review.blind ? 1 : 0,
      received_ms: receivedAtMs,
      ...own,
      ...bestDate(own, anchorsOf(device, own.boot)),
    };
  });
}
