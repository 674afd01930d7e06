import type { Generated, Insertable, Selectable } from 'kysely';

/**
 * Rows as both databases give them. Truth values are 0 and 1, times milliseconds since 1970, JSON is text: one form for both.
 * Columns as in migrations.ts.
 */
export interface Tables {
  changes: { slot: number; n: number };
  devices: {
    id: string;
    site: string;
    name: string;
    public_key: string;
    enrolled_ms: number;
    enrolled_by: string;
    revoked_ms: number | null;
    former: string | null;
  };
  device_now: {
    device: string;
    last_heard_ms: number;
    health_store: string | null;
    health_sequence: number | null;
    health_number: number | null;
    health_received_ms: number | null;
    charge: number | null;
    millivolts: number | null;
    power_state: string | null;
    disk_free: number | null;
    disk_total: number | null;
    clock_trust: string | null;
    faults: string | null;
    blur: number | null;
    blur_before: number | null;
    level: number | null;
    level_before: number | null;
  };
  records: {
    device: string;
    store: string;
    lane: string;
    number: number;
    id: string;
    kind: string;
    hash: string;
    previous: string | null;
    received_ms: number;
    slide: string | null;
    revision: number | null;
    message: Uint8Array;
  };
  chains: { device: string; store: string; lane: string; top: number };
  gaps: { device: string; store: string; lane: string; first: number; last: number };
  dropped: { device: string; store: string; lane: string; first: number; last: number };
  anchors: {
    device: string;
    boot: string;
    trust: 'network' | 'rtc';
    uptime_ms: number;
    wall_ms: number;
    sequence: number;
  };
  slides: DatedColumns & {
    id: string;
    device: string;
    site: string;
    label: string;
    label_folded: string;
    revision: number;
    /** Of the latest statement in the lane of results. */
    number: number;
    received_ms: number;
    sort_ms: number;
    day: number;
    verdict: string;
    standing: string;
    status: string;
    severity: string;
    dirty: number;
    urgent: number;
    parasitaemia: number;
    parasitaemia_low: number;
    parasitaemia_high: number;
    per_microlitre: number;
    per_microlitre_low: number;
    per_microlitre_high: number;
    red_cells: number;
    infected: number;
    fields: number;
    fields_refused: number;
    age_band: string | null;
    sex: string | null;
    facts_here: number;
    /** Whose the latest statement is; null in rows older than this column: the device's own. */
    told_by: string | null;
  };
  pictures: {
    device: string;
    slide: string;
    ordinal: number;
    cell: number;
    store: string;
    number: number;
  };
  cell_words: DatedColumns & {
    number: Generated<number>;
    slide: string;
    device: string;
    sequence: number;
    position: number;
    ordinal: number;
    cell: number;
    label: string;
    reviewer: string;
    note: string;
    blind: number;
    received_ms: number;
  };
  slide_words: {
    number: Generated<number>;
    slide: string;
    decision: string;
    standing: string;
    reviewer: string;
    note: string;
    blind: number;
    per_microlitre: number | null;
    at_ms: number;
  };
  health_points: DatedColumns & {
    device: string;
    store: string;
    number: number;
    sequence: number;
    received_ms: number;
    at_ms: number;
    charge: number | null;
    millivolts: number | null;
    waiting: number;
    blur: number | null;
    level: number | null;
  };
  optics: {
    device: string;
    slide: string;
    store: string;
    sequence: number;
    received_ms: number;
    blur: number;
    level: number;
  };
  quarantine: {
    number: Generated<number>;
    digest: string;
    reason: string;
    detail: string;
    topic: string;
    device: string | null;
    record: string | null;
    message: Uint8Array;
    bytes: number;
    received_ms: number;
    settled_how: string | null;
    settled_by: string | null;
    settled_ms: number | null;
    hash: string | null;
  };
  /** `heads` of those that nobody has settled. */
  quarantine_use: { class: string; whole: number; bytes: number; heads: number };
  quarantine_counted: {
    reason: string;
    messages: number;
    bytes: number;
    first_ms: number;
    last_ms: number;
  };
  users: { name: string; role: string; password_hash: string; language: string; disabled: number };
  sessions: {
    token_hash: string;
    user_name: string;
    csrf: string;
    created_ms: number;
    last_seen_ms: number;
  };
  audit: {
    number: Generated<number>;
    at_ms: number;
    who: string;
    what: string;
    on_what: string;
    detail: string;
  };
  samples: {
    id: Generated<number>;
    site: string | null;
    from_ms: number;
    to_ms: number;
    drawn_by: string;
    drawn_ms: number;
    seed: number;
  };
  sample_slides: { sample: number; position: number; slide: string };
}

/** When something of a device happened: its own clocks, what it made of them, and what good clocks since then say. */
export interface DatedColumns {
  boot: string;
  uptime_ms: number;
  /** The device's own date, where it had one. */
  own_ms: number | null;
  own_trust: 'network' | 'rtc' | 'unknown';
  /** The best that is known now. */
  date_ms: number | null;
  date_trust: 'network' | 'rtc' | 'unknown';
}

export type Row<Name extends keyof Tables> = Selectable<Tables[Name]>;
export type NewRow<Name extends keyof Tables> = Insertable<Tables[Name]>;
