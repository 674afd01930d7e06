import { OUTBOX_MIGRATION } from './outbox-migration.js';
import { OUTBOX_SITE_MIGRATION } from './outbox-site-migration.js';

/** One step of the schema; its place in the list plus one is the version it leads to. Never edited once released. */
export type Migration = string;

const MOMENT = (prefix: string, required: boolean): string =>
  ['boot_id TEXT', 'uptime_ms INTEGER', 'wall_clock_ms INTEGER']
    .map((column) => `${prefix}${column}${required ? ' NOT NULL' : ''}`)
    .join(', ');

const FIRST: Migration = `
  -- One number line for everything that happens on this device: order without a clock.
  CREATE TABLE sequence (last INTEGER NOT NULL) STRICT;
  INSERT INTO sequence VALUES (0);

  CREATE TABLE slides (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    ${MOMENT('', true)},
    model_name TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    settings TEXT NOT NULL CHECK (json_valid(settings)),
    fields INTEGER NOT NULL DEFAULT 0,
    red_cells INTEGER NOT NULL DEFAULT 0,
    infected INTEGER NOT NULL DEFAULT 0 CHECK (infected BETWEEN 0 AND red_cells),
    last_red_cells INTEGER,
    last_infected INTEGER,
    ${MOMENT('finished_', false)}
  ) STRICT;
  CREATE INDEX slides_open ON slides (sequence) WHERE finished_boot_id IS NULL;

  CREATE TABLE fields (
    sequence INTEGER PRIMARY KEY,
    slide INTEGER NOT NULL REFERENCES slides,
    ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
    name TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    quality TEXT NOT NULL CHECK (json_valid(quality)),
    seen_before REAL NOT NULL,
    usable_area TEXT NOT NULL CHECK (json_valid(usable_area)),
    cell_diameter REAL NOT NULL,
    red_cells INTEGER NOT NULL,
    infected INTEGER NOT NULL CHECK (infected BETWEEN 0 AND red_cells),
    timing TEXT NOT NULL CHECK (json_valid(timing)),
    ${MOMENT('', true)},
    UNIQUE (slide, ordinal)
  ) STRICT;

  CREATE TABLE unreadable (
    sequence INTEGER PRIMARY KEY,
    slide INTEGER NOT NULL REFERENCES slides,
    ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
    name TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    remedy TEXT NOT NULL,
    ${MOMENT('', true)},
    UNIQUE (slide, ordinal)
  ) STRICT;

  CREATE TABLE cells (
    field INTEGER NOT NULL REFERENCES fields,
    number INTEGER NOT NULL,
    x REAL NOT NULL, y REAL NOT NULL, width REAL NOT NULL, height REAL NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('red', 'white', 'platelet', 'debris', 'clump')),
    counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
    not_counted TEXT,
    score REAL CHECK (score BETWEEN 0 AND 1),
    infected INTEGER CHECK (infected IN (0, 1)),
    PRIMARY KEY (field, number),
    CHECK (kind = 'red' OR (counted = 0 AND infected IS NOT 1))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE files (
    sequence INTEGER PRIMARY KEY,
    field INTEGER NOT NULL REFERENCES fields,
    kind TEXT NOT NULL CHECK (kind IN ('frame', 'thumbnail')),
    path TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    cell INTEGER,
    ${MOMENT('removed_', false)}
  ) STRICT;
  CREATE INDEX files_of_field ON files (field);
  CREATE INDEX files_kept ON files (kind, sequence, bytes) WHERE removed_boot_id IS NULL;

  CREATE TABLE results (
    slide INTEGER NOT NULL REFERENCES slides,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    sequence INTEGER NOT NULL UNIQUE,
    author TEXT NOT NULL,
    note TEXT NOT NULL,
    ${MOMENT('', true)},
    verdict TEXT NOT NULL,
    parasitaemia REAL NOT NULL, parasitaemia_low REAL NOT NULL, parasitaemia_high REAL NOT NULL,
    per_microlitre REAL NOT NULL, per_microlitre_low REAL NOT NULL, per_microlitre_high REAL NOT NULL,
    result TEXT NOT NULL CHECK (json_valid(result)),
    PRIMARY KEY (slide, revision)
  ) STRICT, WITHOUT ROWID;
  -- Not even by mistake: what the device said stays said.
  CREATE TRIGGER results_stay BEFORE UPDATE ON results
    BEGIN SELECT RAISE(ABORT, 'results are never changed; add a revision'); END;
  CREATE TRIGGER results_are_kept BEFORE DELETE ON results
    BEGIN SELECT RAISE(ABORT, 'results are never deleted; add a revision'); END;
`;

const TRUST = (prefix = ''): string =>
  `${prefix}trust TEXT CHECK (${prefix}trust IN ('rtc', 'network', 'none'))`;

/** The device: what the wall clock could be believed, the battery at every field, results that a person has seen. */
const SECOND: Migration = `
  ALTER TABLE slides ADD COLUMN ${TRUST()};
  ALTER TABLE slides ADD COLUMN ${TRUST('finished_')};
  ALTER TABLE slides ADD COLUMN accepted_boot_id TEXT;
  ALTER TABLE slides ADD COLUMN accepted_uptime_ms INTEGER;
  ALTER TABLE slides ADD COLUMN accepted_wall_clock_ms INTEGER;
  ALTER TABLE slides ADD COLUMN ${TRUST('accepted_')};
  -- Version 1 knew only commands that print the result at once: it was seen.
  UPDATE slides SET accepted_boot_id = finished_boot_id, accepted_uptime_ms = finished_uptime_ms,
    accepted_wall_clock_ms = finished_wall_clock_ms WHERE finished_boot_id IS NOT NULL;
  CREATE INDEX slides_by_label ON slides (label);

  ALTER TABLE fields ADD COLUMN ${TRUST()};
  ALTER TABLE fields ADD COLUMN voltage_mv REAL CHECK (voltage_mv >= 0);
  ALTER TABLE fields ADD COLUMN charge REAL CHECK (charge BETWEEN 0 AND 1);
  ALTER TABLE fields ADD COLUMN power_state TEXT
    CHECK (power_state IN ('normal', 'saving', 'critical', 'shutdown'));
  ALTER TABLE fields ADD COLUMN fingerprint BLOB;
  ALTER TABLE unreadable ADD COLUMN ${TRUST()};
  ALTER TABLE files ADD COLUMN ${TRUST('removed_')};
  ALTER TABLE results ADD COLUMN ${TRUST()};

  CREATE TABLE device_state (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
  ) STRICT, WITHOUT ROWID;
  -- The last running label given out, which outlives the slides themselves.
  CREATE TABLE running_label (last INTEGER NOT NULL) STRICT;
  INSERT INTO running_label VALUES (0);
  -- The last good time of each boot: enough to date all of it.
  CREATE TABLE anchors (
    boot_id TEXT NOT NULL,
    trust TEXT NOT NULL CHECK (trust IN ('rtc', 'network')),
    sequence INTEGER NOT NULL UNIQUE,
    uptime_ms INTEGER NOT NULL,
    wall_clock_ms INTEGER NOT NULL,
    PRIMARY KEY (boot_id, trust)
  ) STRICT, WITHOUT ROWID;
`;

/** Review: what people say of single cells, beside what the device said. Nothing that was there is touched. */
const THIRD: Migration = `
  CREATE TABLE reviews (
    sequence INTEGER PRIMARY KEY,
    field INTEGER NOT NULL,
    cell INTEGER NOT NULL,
    label TEXT NOT NULL CHECK (label IN ('parasitized', 'uninfected', 'not-a-red-cell', 'unsure')),
    reviewer TEXT NOT NULL CHECK (reviewer <> ''),
    note TEXT NOT NULL,
    -- 1 where the reviewer was not shown what the device had said.
    blind INTEGER NOT NULL CHECK (blind IN (0, 1)),
    ${MOMENT('', true)},
    ${TRUST()},
    FOREIGN KEY (field, cell) REFERENCES cells (field, number)
  ) STRICT;
  CREATE INDEX reviews_of_cell ON reviews (field, cell, sequence);
  CREATE TRIGGER reviews_stay BEFORE UPDATE ON reviews
    BEGIN SELECT RAISE(ABORT, 'reviews are never changed; add another'); END;
  CREATE TRIGGER reviews_are_kept BEFORE DELETE ON reviews
    BEGIN SELECT RAISE(ABORT, 'reviews are never deleted; add another'); END;
`;

/** The schema of the slide store, step by step. */
export const MIGRATIONS: readonly Migration[] = [
  FIRST,
  SECOND,
  THIRD,
  OUTBOX_MIGRATION,
  OUTBOX_SITE_MIGRATION,
];
