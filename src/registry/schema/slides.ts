/** When something of a device happened: see `DatedColumns`. */
const DATED = `boot TEXT NOT NULL, uptime_ms REAL NOT NULL,
    own_ms INT, own_trust TEXT NOT NULL CHECK (own_trust IN ('network', 'rtc', 'unknown')),
    date_ms INT, date_trust TEXT NOT NULL CHECK (date_trust IN ('network', 'rtc', 'unknown')),
    CHECK ((date_ms IS NULL) = (date_trust = 'unknown'))`;

/** What stands of slides and devices, drawn from the records. */
export const SLIDES = `
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
`;
