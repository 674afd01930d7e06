const MOMENT = (prefix = ''): string =>
  `${prefix}boot_id TEXT, ${prefix}uptime_ms INTEGER, ${prefix}wall_clock_ms INTEGER,
    ${prefix}trust TEXT CHECK (${prefix}trust IN ('rtc', 'network', 'none'))`;
const ENTER =
  'INSERT INTO outbox (sequence, id, lane, kind, subject, boot_id, uptime_ms, wall_clock_ms, trust)';

/**
 * The outbox. What earlier versions stored is put in: every statement of a result, every review, and the close-ups of finished
 * slides. Never edited once released, so its limits are written out: 24 pictures of a slide, 50 reviews in a record.
 */
export const OUTBOX_MIGRATION = `
  -- Drawn once for this file: a device that keeps its key and begins a new store must not give an id twice.
  CREATE TABLE store_identity (id TEXT NOT NULL) STRICT;
  INSERT INTO store_identity VALUES (lower(hex(randomblob(8))));

  CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    lane TEXT NOT NULL CHECK (lane IN ('results', 'health', 'thumbnails')),
    kind TEXT NOT NULL CHECK (kind IN ('slide', 'review', 'health', 'thumbnail')),
    subject TEXT NOT NULL CHECK (json_valid(subject)),
    ${MOMENT()},
    device TEXT,
    number INTEGER CHECK (number >= 1),
    hash TEXT,
    -- The hash that the other side said it has: nothing else lets a result go.
    acknowledged TEXT CHECK (acknowledged = hash),
    refused TEXT,
    ${MOMENT('refused_')},
    bytes INTEGER GENERATED ALWAYS AS
      (200 + length(id) + length(CAST(subject AS BLOB)) + coalesce(length(message), 0)) VIRTUAL,
    message BLOB,
    CHECK ((lane = 'results') = (kind IN ('slide', 'review'))),
    CHECK ((device IS NULL) = (number IS NULL) AND (device IS NULL) = (hash IS NULL)
      AND (device IS NULL) = (message IS NULL))
  ) STRICT;
  CREATE INDEX outbox_waiting ON outbox (lane, sequence) WHERE refused IS NULL;
  CREATE INDEX outbox_refused ON outbox (sequence) WHERE refused IS NOT NULL;
  CREATE INDEX outbox_by_lane ON outbox (lane, sequence);

  -- The last record of each chain.
  CREATE TABLE chain (
    device TEXT NOT NULL,
    lane TEXT NOT NULL,
    number INTEGER NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (device, lane)
  ) STRICT, WITHOUT ROWID;
  -- Numbers of a chain that will never be sent; neighbours are kept as one range.
  CREATE TABLE dropped (
    device TEXT NOT NULL,
    lane TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last >= first),
    PRIMARY KEY (device, lane, first)
  ) STRICT, WITHOUT ROWID;

  -- Counted as rows come and go, so that nobody has to count tens of thousands.
  CREATE TABLE outbox_lanes (
    lane TEXT PRIMARY KEY,
    waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting >= 0),
    refused INTEGER NOT NULL DEFAULT 0 CHECK (refused >= 0),
    bytes INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0),
    dropped_unsealed INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  INSERT INTO outbox_lanes (lane) VALUES ('results'), ('health'), ('thumbnails');
  CREATE TRIGGER outbox_came AFTER INSERT ON outbox BEGIN
    UPDATE outbox_lanes SET waiting = waiting + 1, bytes = bytes + NEW.bytes WHERE lane = NEW.lane;
  END;
  CREATE TRIGGER outbox_changed AFTER UPDATE ON outbox BEGIN
    UPDATE outbox_lanes SET
      waiting = waiting + (NEW.refused IS NULL) - (OLD.refused IS NULL),
      refused = refused + (NEW.refused IS NOT NULL) - (OLD.refused IS NOT NULL),
      bytes = bytes + NEW.bytes - OLD.bytes
    WHERE lane = NEW.lane;
  END;
  CREATE TRIGGER outbox_left AFTER DELETE ON outbox BEGIN
    UPDATE outbox_lanes SET waiting = waiting - (OLD.refused IS NULL),
      refused = refused - (OLD.refused IS NOT NULL), bytes = bytes - OLD.bytes
    WHERE lane = OLD.lane;
  END;

  -- Not even by mistake.
  CREATE TRIGGER outbox_keeps_results BEFORE DELETE ON outbox
    WHEN OLD.lane = 'results' AND OLD.acknowledged IS NULL
    BEGIN SELECT RAISE(ABORT, 'results leave only when they are acknowledged'); END;
  CREATE TRIGGER outbox_stays BEFORE UPDATE OF sequence, id, lane, kind, subject ON outbox
    BEGIN SELECT RAISE(ABORT, 'records are never changed'); END;
  CREATE TRIGGER outbox_stays_sealed BEFORE UPDATE OF device, number, hash, message ON outbox
    WHEN NEW.device IS OLD.device OR NEW.device IS NULL
    BEGIN SELECT RAISE(ABORT, 'a sealed record is never changed'); END;

  ${ENTER}
    SELECT r.sequence, s.id || '.' || r.revision, 'results', 'slide',
      json_object('kind', 'slide', 'slide', s.id, 'revision', r.revision),
      r.boot_id, r.uptime_ms, r.wall_clock_ms, r.trust
    FROM results r JOIN slides s ON s.sequence = r.slide;

  ${ENTER}
    SELECT r.sequence, p.id || '.r' || r.sequence, 'results', 'review',
      json_object('kind', 'review', 'slide', p.id, 'sequences', json(p.sequences)),
      r.boot_id, r.uptime_ms, r.wall_clock_ms, r.trust
    FROM (
      SELECT id, max(sequence) AS last, json_group_array(sequence ORDER BY sequence) AS sequences
      FROM (
        SELECT r.sequence, s.id,
          (row_number() OVER (PARTITION BY s.sequence ORDER BY r.sequence) - 1) / 50 AS part
        FROM reviews r JOIN fields f ON f.sequence = r.field JOIN slides s ON s.sequence = f.slide)
      GROUP BY id, part) p
    JOIN reviews r ON r.sequence = p.last;

  ${ENTER}
    SELECT (SELECT last FROM sequence) + row_number() OVER (ORDER BY t.result, t.rank),
      t.slide || iif(t.cell IS NULL, '.f' || t.ordinal, '.c' || t.ordinal || '-' || t.cell),
      'thumbnails', 'thumbnail',
      iif(t.cell IS NULL,
        json_object('kind', 'thumbnail', 'slide', t.slide, 'ordinal', t.ordinal, 'path', t.path),
        json_object('kind', 'thumbnail', 'slide', t.slide, 'ordinal', t.ordinal, 'path', t.path,
          'cell', t.cell)),
      r.boot_id, r.uptime_ms, r.wall_clock_ms, r.trust
    FROM (
      SELECT s.id AS slide, own.sequence AS result, f.ordinal, k.path, k.cell,
        row_number() OVER (PARTITION BY s.sequence ORDER BY coalesce(c.score, -1) DESC, k.sequence) AS rank
      FROM files k
      JOIN fields f ON f.sequence = k.field
      JOIN slides s ON s.sequence = f.slide
      JOIN results own ON own.slide = s.sequence AND own.revision = 1
      LEFT JOIN cells c ON c.field = k.field AND c.number = k.cell
      WHERE k.kind = 'thumbnail' AND k.removed_boot_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM files other WHERE other.field = k.field AND other.kind = k.kind
          AND other.cell IS k.cell AND other.removed_boot_id IS NULL AND other.sequence < k.sequence)
    ) t JOIN results r ON r.sequence = t.result
    WHERE t.rank <= 24;
  UPDATE sequence SET last = max(last, (SELECT coalesce(max(sequence), 0) FROM outbox));
`;
