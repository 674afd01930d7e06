/** Users, what they did, and samples for re-reading. */
export const PEOPLE = `
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
