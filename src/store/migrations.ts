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

/** The schema of the slide store, step by step. */
export const MIGRATIONS: readonly Migration[] = [FIRST];
