export type Dialect = 'sqlite' | 'postgres';

/** One step of the schema, in the words of a database; its place in the list plus one is the version it leads to. Never edited once released. */
export type Migration = (dialect: Dialect) => readonly string[];

/** `INT`, `REAL`, `BYTES`, `NUMBERED` stand for the types; a table is STRICT where that is a word. */
function inWordsOf(dialect: Dialect, statements: string): string {
  const words: Readonly<Record<string, string>> =
    dialect === 'sqlite'
      ? { INT: 'INTEGER', REAL: 'REAL', BYTES: 'BLOB', NUMBERED: 'INTEGER PRIMARY KEY' }
      : {
          INT: 'BIGINT',
          REAL: 'DOUBLE PRECISION',
          BYTES: 'BYTEA',
          NUMBERED: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
        };
  const typed = statements.replace(/\b(?:INT|REAL|BYTES|NUMBERED)\b/g, (word) => words[word]);
  return dialect === 'sqlite' ? typed.replaceAll('\n  );', '\n  ) STRICT;') : typed;
}

const DATED = `boot TEXT NOT NULL, uptime_ms REAL NOT NULL,
    own_ms INT, own_trust TEXT NOT NULL CHECK (own_trust IN ('network', 'rtc', 'unknown')),
    date_ms INT, date_trust TEXT NOT NULL CHECK (date_trust IN ('network', 'rtc', 'unknown')),
    CHECK ((date_ms IS NULL) = (date_trust = 'unknown'))`;

const FIRST = `
  -- Counted up with every change, in one of a few rows, so that writers do not wait for each other; the sum is the version.
  CREATE TABLE changes (
    slot INT PRIMARY KEY,
    n INT NOT NULL
  );

  CREATE TABLE devices (
    id TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    name TEXT NOT NULL,
    public_key TEXT NOT NULL,
    enrolled_ms INT NOT NULL,
    enrolled_by TEXT NOT NULL,
    revoked_ms INT
  );
  -- What is so of a device by all that has come; made anew from the rows below with every batch.
  CREATE TABLE device_now (
    device TEXT PRIMARY KEY REFERENCES devices,
    last_heard_ms INT NOT NULL,
    health_store TEXT,
    health_sequence INT,
    health_number INT,
    health_received_ms INT,
    charge REAL,
    millivolts REAL,
    power_state TEXT,
    disk_free INT,
    disk_total INT,
    clock_trust TEXT,
    faults TEXT,
    blur REAL,
    blur_before REAL,
    level REAL,
    level_before REAL
  );

  -- A chain is a device's, one of its stores', in one lane; the store is '' where the device names none.
  CREATE TABLE records (
    device TEXT NOT NULL REFERENCES devices,
    store TEXT NOT NULL,
    lane TEXT NOT NULL,
    number INT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    hash TEXT NOT NULL,
    previous TEXT,
    received_ms INT NOT NULL,
    slide TEXT,
    revision INT,
    -- As it came, signed. The content of a record is here and nowhere else; what is looked through stands before it.
    message BYTES NOT NULL,
    PRIMARY KEY (device, store, lane, number),
    UNIQUE (device, id)
  );
  CREATE INDEX statements_of_slide ON records (slide) WHERE kind = 'slide';
  CREATE TABLE chains (
    device TEXT NOT NULL,
    store TEXT NOT NULL,
    lane TEXT NOT NULL,
    top INT NOT NULL,
    PRIMARY KEY (device, store, lane)
  );
  -- Numbers below the top of a chain that have not come.
  CREATE TABLE gaps (
    device TEXT NOT NULL,
    store TEXT NOT NULL,
    lane TEXT NOT NULL,
    first INT NOT NULL,
    last INT NOT NULL CHECK (last >= first),
    PRIMARY KEY (device, store, lane, first)
  );
  -- Numbers that the device says it gave up.
  CREATE TABLE dropped (
    device TEXT NOT NULL,
    store TEXT NOT NULL,
    lane TEXT NOT NULL,
    first INT NOT NULL,
    last INT NOT NULL,
    PRIMARY KEY (device, store, lane, first, last)
  );

  CREATE TABLE anchors (
    device TEXT NOT NULL,
    boot TEXT NOT NULL,
    trust TEXT NOT NULL CHECK (trust IN ('network', 'rtc')),
    uptime_ms REAL NOT NULL,
    wall_ms REAL NOT NULL,
    sequence INT NOT NULL,
    PRIMARY KEY (device, boot, trust, uptime_ms, wall_ms)
  );

  CREATE TABLE slides (
    id TEXT PRIMARY KEY,
    device TEXT NOT NULL REFERENCES devices,
    site TEXT NOT NULL,
    label TEXT NOT NULL,
    label_folded TEXT NOT NULL,
    revision INT NOT NULL,
    -- Of the latest statement in the lane of results.
    number INT NOT NULL,
    received_ms INT NOT NULL,
    -- By date where known, else by receipt.
    sort_ms INT NOT NULL,
    -- The same in whole days, so that an index counts by day without sorting.
    day INT NOT NULL,
    verdict TEXT NOT NULL,
    standing TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('preliminary', 'final')),
    severity TEXT NOT NULL,
    dirty INT NOT NULL,
    -- Positive, severe, and not final: a column, since by the conditions alone SQLite would choose another index.
    urgent INT NOT NULL,
    parasitaemia REAL NOT NULL, parasitaemia_low REAL NOT NULL, parasitaemia_high REAL NOT NULL,
    per_microlitre REAL NOT NULL, per_microlitre_low REAL NOT NULL, per_microlitre_high REAL NOT NULL,
    red_cells INT NOT NULL,
    infected INT NOT NULL,
    fields INT NOT NULL,
    fields_refused INT NOT NULL,
    age_band TEXT,
    sex TEXT,
    -- 1 once a person here has said what is known of the patient: then the device's word no longer counts.
    facts_here INT NOT NULL DEFAULT 0,
    ${DATED}
  );
  CREATE INDEX slides_by_date ON slides (sort_ms, id);
  -- The last columns are there so that counting reads the index alone.
  CREATE INDEX slides_by_site ON slides (site, sort_ms, id, standing, status, dirty);
  CREATE INDEX slides_by_device ON slides (device, sort_ms, id, standing);
  CREATE INDEX slides_by_day ON slides (day, sort_ms, standing);
  CREATE INDEX slides_by_standing ON slides (standing, sort_ms, id);
  CREATE INDEX slides_by_status ON slides (status, sort_ms, id);
  CREATE INDEX slides_urgent ON slides (sort_ms, id, site)
    WHERE urgent = 1;
  CREATE INDEX slides_dirty ON slides (sort_ms, device) WHERE dirty = 1;
  CREATE INDEX slides_to_date ON slides (device, boot) WHERE own_trust <> 'network';
  CREATE INDEX slides_undated ON slides (device) WHERE date_trust = 'unknown';

  -- A cell of -1 is the whole field. The picture is in the message of that number in the lane of thumbnails.
  CREATE TABLE pictures (
    device TEXT NOT NULL,
    slide TEXT NOT NULL,
    ordinal INT NOT NULL,
    cell INT NOT NULL,
    store TEXT NOT NULL,
    number INT NOT NULL,
    PRIMARY KEY (device, slide, ordinal, cell)
  );

  -- Device is '' for what was said here.
  CREATE TABLE cell_words (
    number NUMBERED,
    slide TEXT NOT NULL,
    device TEXT NOT NULL,
    sequence INT NOT NULL,
    position INT NOT NULL,
    ordinal INT NOT NULL,
    cell INT NOT NULL,
    label TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    note TEXT NOT NULL,
    blind INT NOT NULL,
    received_ms INT NOT NULL,
    ${DATED}
  );
  CREATE INDEX cell_words_of_slide ON cell_words (slide);
  CREATE INDEX cell_words_to_date ON cell_words (device, boot) WHERE own_trust <> 'network';
  CREATE TABLE slide_words (
    number NUMBERED,
    slide TEXT NOT NULL REFERENCES slides,
    decision TEXT NOT NULL,
    -- What stood by this word.
    standing TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    note TEXT NOT NULL,
    blind INT NOT NULL,
    per_microlitre REAL,
    at_ms INT NOT NULL
  );
  CREATE INDEX slide_words_of_slide ON slide_words (slide);

  CREATE TABLE health_points (
    device TEXT NOT NULL REFERENCES devices,
    store TEXT NOT NULL,
    number INT NOT NULL,
    sequence INT NOT NULL,
    received_ms INT NOT NULL,
    at_ms INT NOT NULL,
    charge REAL,
    millivolts REAL,
    waiting INT NOT NULL,
    blur REAL,
    level REAL,
    ${DATED},
    PRIMARY KEY (device, store, number)
  );
  CREATE INDEX health_by_time ON health_points (device, at_ms);
  CREATE INDEX health_to_date ON health_points (device, boot) WHERE own_trust <> 'network';
  CREATE TABLE optics (
    device TEXT NOT NULL,
    slide TEXT NOT NULL,
    store TEXT NOT NULL,
    sequence INT NOT NULL,
    received_ms INT NOT NULL,
    blur REAL NOT NULL,
    level REAL NOT NULL,
    PRIMARY KEY (device, slide)
  );
  

  CREATE TABLE quarantine (
    number NUMBERED,
    -- Of reason, topic and message: the same again adds no row.
    digest TEXT NOT NULL UNIQUE,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    topic TEXT NOT NULL,
    device TEXT,
    record TEXT,
    message BYTES NOT NULL,
    bytes INT NOT NULL,
    received_ms INT NOT NULL,
    settled_how TEXT CHECK (settled_how IN ('taken', 'dismissed')),
    settled_by TEXT,
    settled_ms INT
  );
  CREATE INDEX quarantine_unsettled ON quarantine (device, received_ms) WHERE settled_how IS NULL;

  CREATE TABLE users (
    name TEXT PRIMARY KEY,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'reviewer', 'admin')),
    password_hash TEXT NOT NULL,
    language TEXT NOT NULL,
    disabled INT NOT NULL
  );
  CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    user_name TEXT NOT NULL REFERENCES users,
    csrf TEXT NOT NULL,
    created_ms INT NOT NULL,
    last_seen_ms INT NOT NULL
  );
  CREATE INDEX sessions_of_user ON sessions (user_name);
  CREATE TABLE audit (
    number NUMBERED,
    at_ms INT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    on_what TEXT NOT NULL,
    detail TEXT NOT NULL
  );
  CREATE TABLE samples (
    id NUMBERED,
    site TEXT,
    from_ms INT NOT NULL,
    to_ms INT NOT NULL,
    drawn_by TEXT NOT NULL,
    drawn_ms INT NOT NULL,
    seed INT NOT NULL
  );
  CREATE TABLE sample_slides (
    sample INT NOT NULL REFERENCES samples,
    position INT NOT NULL,
    slide TEXT NOT NULL REFERENCES slides,
    PRIMARY KEY (sample, position)
  );
`;

/** Tables whose rows stay as they were written, and why the database itself says no. */
const KEPT: readonly (readonly [table: string, why: string])[] = [
  ['records', 'what a device signed is never changed or deleted'],
  ['slide_words', 'reviews are never changed or deleted; add another'],
  ['audit', 'the audit log is only ever added to'],
];

function keepers(dialect: Dialect): string[] {
  if (dialect === 'sqlite') {
    return KEPT.flatMap(([table, why]) =>
      ['UPDATE', 'DELETE'].map(
        (what) => `CREATE TRIGGER ${table}_no_${what.toLowerCase()} BEFORE ${what} ON ${table}
          BEGIN SELECT RAISE(ABORT, '${why}'); END;`,
      ),
    );
  }
  return [
    `CREATE FUNCTION ringform_refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;`,
    ...KEPT.map(
      ([table, why]) => `CREATE TRIGGER ${table}_are_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION ringform_refuse('${why}');`,
    ),
  ];
}

/** The registry's schema, step by step, for both databases. */
export const MIGRATIONS: readonly Migration[] = [
  (dialect) => [inWordsOf(dialect, FIRST), ...keepers(dialect)],
];
