/** How much of its room the quarantine has taken, by class (`CLASS_OF`); and what was only counted. */
export const QUARANTINE_USE = `
  -- SHA-256 of a message of which only the head is kept; null where the message is there.
  ALTER TABLE quarantine ADD COLUMN hash TEXT;
  CREATE INDEX quarantine_settled ON quarantine (reason, settled_how, settled_ms)
    WHERE settled_how IS NOT NULL AND hash IS NULL;
  CREATE TABLE quarantine_use (
    class TEXT PRIMARY KEY,
    whole INT NOT NULL,
    bytes INT NOT NULL,
    -- Of those that nobody has settled.
    heads INT NOT NULL
  );
  INSERT INTO quarantine_use
    SELECT class, count(*), sum(length(message) + length(topic)), 0 FROM (
      SELECT message, topic, CASE
        WHEN reason IN ('id-reused', 'chain-forked', 'chain-broken', 'other-device') THEN 'signed'
        WHEN reason IN ('unknown-device', 'revoked-device', 'unknown-version', 'invalid-content') THEN 'named'
        ELSE 'rest' END AS class
      FROM quarantine) AS classed
    GROUP BY class;
  CREATE TABLE quarantine_counted (
    reason TEXT PRIMARY KEY,
    messages INT NOT NULL,
    bytes INT NOT NULL,
    first_ms INT NOT NULL,
    last_ms INT NOT NULL
  );
`;
