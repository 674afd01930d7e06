import { sql, type ExpressionBuilder, type Expression, type SqlBool } from 'kysely';
import { RefusedError } from '../base/errors.js';
import type { RegistryDatabase } from './database.js';
import type { Reading, SlideFilter, SlideLine } from './reading.js';
import type { Row, Tables } from './tables.js';

const LINES = 50;
const MOST_LINES = 1000;

/** Columns of a line: its own and its device's name. */
export type LineRow = Row<'slides'> & { readonly device_name: string };

/** A page of the list of slides, newest first. */
export async function slideLines(
  database: RegistryDatabase,
  filter: SlideFilter,
  page: Parameters<Reading['slides']>[1] = {},
): ReturnType<Reading['slides']> {
  const limit = Math.min(MOST_LINES, Math.max(1, Math.floor(page.limit ?? LINES)));
  const after = page.before === undefined ? undefined : cursorOf(page.before);
  const rows = await database.read((db) =>
    db
      .selectFrom('slides')
      .innerJoin('devices', 'devices.id', 'slides.device')
      .selectAll('slides')
      .select('devices.name as device_name')
      .where((all) => matching(all, filter))
      .$if(after !== undefined, (query) =>
        query.where(
          sql<SqlBool>`(slides.sort_ms, slides.id) < (cast(${after!.ms} as bigint), cast(${after!.id} as text))`,
        ),
      )
      .orderBy('slides.sort_ms', 'desc')
      .orderBy('slides.id', 'desc')
      .limit(limit + 1)
      .execute(),
  );
  const lines = rows.slice(0, limit);
  const last = lines.at(-1);
  return {
    lines: lines.map(toLine),
    ...(rows.length > limit && last && { next: `${last.sort_ms}.${last.id}` }),
  };
}

function matching(all: ExpressionBuilder<Tables, 'slides'>, filter: SlideFilter): Expression<SqlBool> {
  const { site, device, standing, status, label, fromMs, toMs } = filter;
  const conditions: Expression<SqlBool>[] = [];
  if (site !== undefined) conditions.push(all('slides.site', '=', site));
  if (device !== undefined) conditions.push(all('slides.device', '=', device));
  if (standing !== undefined) conditions.push(all('slides.standing', '=', standing));
  if (status !== undefined) conditions.push(all('slides.status', '=', status));
  if (label !== undefined && label !== '')
    conditions.push(sql<SqlBool>`slides.label_folded like ${`%${likeText(label)}%`} escape '\\'`);
  if (fromMs !== undefined) conditions.push(all('slides.sort_ms', '>=', Math.round(fromMs)));
  if (toMs !== undefined) conditions.push(all('slides.sort_ms', '<', Math.round(toMs)));
  return all.and(conditions);
}

/** A text to be found as it is: `%` and `_` mean themselves. */
const likeText = (text: string): string => text.toLowerCase().replace(/[\\%_]/g, '\\$&');

function cursorOf(text: string): { readonly ms: number; readonly id: string } {
  const match = /^(-?\d{1,16})\.([0-9a-f]{32})$/.exec(text);
  if (!match)
    throw new RefusedError('invalid-cursor', 'The list cannot be continued from there.', 'Begin it anew.');
  return { ms: Number(match[1]), id: match[2] };
}

export function toLine(row: LineRow): SlideLine {
  return {
    slide: row.id,
    device: row.device,
    deviceName: row.device_name,
    site: row.site,
    label: row.label,
    date: {
      ...(row.date_ms !== null && { ms: row.date_ms }),
      trust: row.date_trust,
      receivedAtMs: row.received_ms,
    },
    verdict: row.verdict as SlideLine['verdict'],
    parasitaemia: { value: row.parasitaemia, low: row.parasitaemia_low, high: row.parasitaemia_high },
    perMicrolitre: { value: row.per_microlitre, low: row.per_microlitre_low, high: row.per_microlitre_high },
    redCells: row.red_cells,
    infected: row.infected,
    fields: row.fields,
    fieldsRefused: row.fields_refused,
    severity: row.severity as SlideLine['severity'],
    dirtyStain: row.dirty === 1,
    status: row.status as SlideLine['status'],
    standing: row.standing as SlideLine['standing'],
    ...(row.age_band !== null && { ageBand: row.age_band }),
    ...(row.sex !== null && { sex: row.sex }),
  };
}
