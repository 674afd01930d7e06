/**
 * Which identity a device had before it got a new key, by an administrator's word; and under which one the latest statement of a
 * slide came, where that is another than the one that it was counted under.
 */
export const FORMER_KEYS = `
  ALTER TABLE devices ADD COLUMN former TEXT REFERENCES devices;
  CREATE INDEX devices_renewed ON devices (id, former) WHERE former IS NOT NULL;
  ALTER TABLE slides ADD COLUMN told_by TEXT;
`;
