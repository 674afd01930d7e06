/** Devices, the records that came of them, and what their chains lack. */
export const DEVICES = `
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
`;
