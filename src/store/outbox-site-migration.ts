/**
 * Where the device stood: of a slide, and of a snapshot of the device's health. What an earlier version counted has none; it
 * belongs to the site where it is sealed first, as it did under that version. Never edited once released.
 */
export const OUTBOX_SITE_MIGRATION = `
  ALTER TABLE slides ADD COLUMN site TEXT;
  ALTER TABLE outbox ADD COLUMN site TEXT;
  -- Not even by mistake: a result that was counted at one site must not appear at another.
  CREATE TRIGGER slides_stay_at_their_site BEFORE UPDATE OF site ON slides WHEN NEW.site IS NOT OLD.site AND OLD.site IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a slide stays at the site where it was counted'); END;
  CREATE TRIGGER outbox_stays_at_its_site BEFORE UPDATE OF site ON outbox WHEN NEW.site IS NOT OLD.site AND OLD.site IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'a record stays at the site where it was put in'); END;
`;
