/** Messages that were put aside. */
export const QUARANTINE = `
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
`;
