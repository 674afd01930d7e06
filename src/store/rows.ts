import type { ObjectKind, NotCounted } from '../imaging/field.js';
import type { ClockAnchor } from '../clock/dating.js';
import type { ClockTrust } from '../clock/clock-trust.js';
import type { KeptFile } from './file-ledger.js';
import { fingerprintToBytes } from './fingerprint-bytes.js';
import type { Moment } from '../clock/moment.js';
import type { PowerState } from '../power/power-state.js';
import type { CellLabel, CellReview } from './review-ledger.js';
import { strictJson } from './rules.js';
import type {
  FieldPower,
  NewField,
  ResultRevision,
  StoredCell,
  StoredField,
  StoredSlide,
  UnreadableFrame,
} from './slide-store.js';
import type { SlideResult } from '../counting/result.js';
import type { SqlValue } from './sqlite-connection.js';

/** Rows as SQLite gives them, and what they stand for. Column names as in migrations.ts. */

export interface MomentRow {
  readonly boot_id: string;
  readonly uptime_ms: number;
  readonly wall_clock_ms: number;
  readonly trust: ClockTrust | null;
}

export interface SlideRow extends MomentRow {
  readonly sequence: number;
  readonly id: string;
  readonly label: string;
  readonly model_name: string;
  readonly model_sha256: string;
  readonly settings: string;
  readonly fields: number;
  readonly red_cells: number;
  readonly infected: number;
  readonly last_red_cells: number | null;
  readonly last_infected: number | null;
  readonly finished_boot_id: string | null;
  readonly finished_uptime_ms: number;
  readonly finished_wall_clock_ms: number;
  readonly finished_trust: ClockTrust | null;
  readonly accepted_boot_id: string | null;
  readonly accepted_uptime_ms: number;
  readonly accepted_wall_clock_ms: number;
  readonly accepted_trust: ClockTrust | null;
  readonly next_ordinal: number;
  readonly dot_cells: number | null;
  readonly dotted: number | null;
}

export interface FieldRow extends MomentRow {
  readonly sequence: number;
  readonly ordinal: number;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly accepted: number;
  readonly quality: string;
  readonly seen_before: number;
  readonly usable_area: string;
  readonly cell_diameter: number;
  readonly red_cells: number;
  readonly infected: number;
  readonly timing: string;
  readonly voltage_mv: number | null;
  readonly charge: number | null;
  readonly power_state: PowerState | null;
}

/** The column `quality`: a field's quality, and beside it its stain deposits, which are a part of it. */
type QualityColumn = StoredField['quality'] & Pick<StoredField, 'dots'>;

export interface CellRow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly kind: string;
  readonly counted: number;
  readonly not_counted: string | null;
  readonly score: number | null;
  readonly infected: number | null;
}

export interface ResultRow extends MomentRow {
  readonly revision: number;
  readonly sequence: number;
  readonly author: string;
  readonly note: string;
  readonly result: string;
}

export interface UnreadableRow extends MomentRow {
  readonly ordinal: number;
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export const toMoment = (row: MomentRow): Moment => ({
  bootId: row.boot_id,
  uptimeMs: row.uptime_ms,
  wallClockMs: row.wall_clock_ms,
  ...(row.trust !== null && { trust: row.trust }),
});

/** Values for the four columns of a moment: boot, uptime, wall clock, trust. */
export const momentColumns = (at: Moment): [string, number, number, ClockTrust | null] => [
  at.bootId,
  at.uptimeMs,
  at.wallClockMs,
  at.trust ?? null,
];

export function toSlide(row: SlideRow): StoredSlide {
  return {
    id: row.id,
    label: row.label,
    at: toMoment(row),
    model: { name: row.model_name, sha256: row.model_sha256 },
    settings: JSON.parse(row.settings) as Record<string, unknown>,
    sequence: row.sequence,
    state: row.finished_boot_id === null ? 'open' : 'finished',
    tally: {
      fields: row.fields,
      redCells: row.red_cells,
      infected: row.infected,
      ...(row.last_red_cells !== null &&
        row.last_infected !== null && {
          lastField: { redCells: row.last_red_cells, infected: row.last_infected },
        }),
      ...(row.dot_cells !== null &&
        row.dotted !== null && { dots: { cells: row.dot_cells, dotted: row.dotted } }),
    },
    nextOrdinal: row.next_ordinal,
    ...(row.finished_boot_id !== null && {
      finishedAt: toMoment({
        boot_id: row.finished_boot_id,
        uptime_ms: row.finished_uptime_ms,
        wall_clock_ms: row.finished_wall_clock_ms,
        trust: row.finished_trust,
      }),
    }),
    ...(row.accepted_boot_id !== null && {
      acceptedAt: toMoment({
        boot_id: row.accepted_boot_id,
        uptime_ms: row.accepted_uptime_ms,
        wall_clock_ms: row.accepted_wall_clock_ms,
        trust: row.accepted_trust,
      }),
    }),
  };
}

export function toField(row: FieldRow, files: readonly KeptFile[]): StoredField {
  const { dots, ...quality } = JSON.parse(row.quality) as QualityColumn;
  return {
    ordinal: row.ordinal,
    name: row.name,
    width: row.width,
    height: row.height,
    accepted: row.accepted === 1,
    quality,
    seenBefore: row.seen_before,
    usableArea: JSON.parse(row.usable_area) as StoredField['usableArea'],
    cellDiameter: row.cell_diameter,
    redCells: row.red_cells,
    infected: row.infected,
    ...(dots && { dots }),
    timing: JSON.parse(row.timing) as Record<string, number>,
    at: toMoment(row),
    sequence: row.sequence,
    files,
    ...(row.power_state !== null && { power: fieldPower(row, row.power_state) }),
  };
}

function fieldPower({ voltage_mv, charge }: FieldRow, state: PowerState): FieldPower {
  return {
    ...(voltage_mv !== null && { millivolts: voltage_mv }),
    ...(charge !== null && { charge }),
    state,
  };
}

/** Values for the columns of `fields` after sequence and slide, in the order of migrations.ts. */
export function fieldColumns(field: NewField): SqlValue[] {
  return [
    field.ordinal,
    field.name,
    field.width,
    field.height,
    Number(field.accepted),
    strictJson({ ...field.quality, ...(field.dots && { dots: field.dots }) } satisfies QualityColumn),
    field.seenBefore,
    strictJson(field.usableArea),
    field.cellDiameter,
    field.redCells,
    field.infected,
    strictJson(field.timing),
    ...momentColumns(field.at),
    field.power?.millivolts ?? null,
    field.power?.charge ?? null,
    field.power?.state ?? null,
    field.fingerprint === undefined ? null : fingerprintToBytes(field.fingerprint),
  ];
}

export function toCell(row: CellRow): StoredCell {
  return {
    box: { x: row.x, y: row.y, width: row.width, height: row.height },
    kind: row.kind as ObjectKind,
    counted: row.counted === 1,
    ...(row.not_counted !== null && { notCounted: row.not_counted as NotCounted }),
    score: row.score,
    infected: row.infected === null ? null : row.infected === 1,
  };
}

/** Values for the columns of `cells` after field and number. */
export function cellColumns(cell: StoredCell): (string | number | null)[] {
  const { x, y, width, height } = cell.box;
  return [
    x,
    y,
    width,
    height,
    cell.kind,
    Number(cell.counted),
    cell.notCounted ?? null,
    cell.score,
    cell.infected === null ? null : Number(cell.infected),
  ];
}

export function toUnreadable(row: UnreadableRow): UnreadableFrame {
  const { ordinal, name, code, message, remedy } = row;
  return { ordinal, name, code, message, remedy, at: toMoment(row) };
}

export function toRevision(row: ResultRow): ResultRevision {
  return {
    revision: row.revision,
    sequence: row.sequence,
    author: row.author,
    note: row.note,
    at: toMoment(row),
    result: JSON.parse(row.result) as SlideResult,
  };
}

export interface ReviewRow extends MomentRow {
  readonly sequence: number;
  readonly ordinal: number;
  readonly cell: number;
  readonly label: string;
  readonly reviewer: string;
  readonly note: string;
  readonly blind: number;
}

export function toReview(row: ReviewRow): CellReview {
  const { sequence, ordinal, cell, reviewer, note } = row;
  const label = row.label as CellLabel;
  return { sequence, ordinal, cell, label, reviewer, note, blind: row.blind === 1, at: toMoment(row) };
}

export interface AnchorRow {
  readonly boot_id: string;
  readonly trust: 'rtc' | 'network';
  readonly sequence: number;
  readonly uptime_ms: number;
  readonly wall_clock_ms: number;
}

export function toAnchor(row: AnchorRow): ClockAnchor {
  return {
    sequence: row.sequence,
    at: { bootId: row.boot_id, uptimeMs: row.uptime_ms, wallClockMs: row.wall_clock_ms, trust: row.trust },
  };
}
