/*
 * People at the desk: edits that notice each other, deletion that leaves the books whole, one-time codes for a new PIN.
 *
 * - `revision` counts every change of what staff may edit, whoever made it; an edit says which one it saw.
 * - A deleted person's row stays under its id, for the bookings, marks and audit rows that name it; `erased_at_ms` says that nothing else did.
 * - `erasures` is what a restored backup replays; no foreign key, for the person may be unknown to an older backup.
 */
export const peopleFiles = {
  version: 7,
  sql: `
ALTER TABLE people ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE people ADD COLUMN guardian_name TEXT;
ALTER TABLE people ADD COLUMN note TEXT;
ALTER TABLE people ADD COLUMN edited_at_ms INTEGER;
ALTER TABLE people ADD COLUMN edited_by TEXT REFERENCES staff (id);
ALTER TABLE people ADD COLUMN last_login_at_ms INTEGER;
ALTER TABLE people ADD COLUMN erased_at_ms INTEGER;
CREATE TRIGGER people_edits_are_counted AFTER UPDATE OF name, identifier, guardian_name, note, deactivated_at_ms ON people
WHEN NEW.name IS NOT OLD.name OR NEW.identifier IS NOT OLD.identifier OR NEW.guardian_name IS NOT OLD.guardian_name OR NEW.note IS NOT OLD.note
  OR NEW.deactivated_at_ms IS NOT OLD.deactivated_at_ms BEGIN
  UPDATE people SET revision = OLD.revision + 1 WHERE id = NEW.id;
END;
CREATE TRIGGER people_stay_erased BEFORE UPDATE OF name, identifier, wrapped_key, pin_hash, deactivated_at_ms, erased_at_ms ON people WHEN OLD.erased_at_ms IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'who was deleted stays deleted');
END;
-- A mark's reasons are somebody's own words about a person: they may be emptied once the person was deleted, and nothing else of a mark may change.
DROP TRIGGER marks_stay_what_they_were;
CREATE TRIGGER marks_stay_what_they_were BEFORE UPDATE ON marks
WHEN NOT (EXISTS (SELECT 1 FROM people p WHERE p.id = OLD.person_id AND p.erased_at_ms IS NOT NULL) AND NEW.voided_at_ms IS OLD.voided_at_ms AND NEW.voided_by IS OLD.voided_by
  AND (NEW.reason IS OLD.reason OR NEW.reason = '') AND (NEW.void_reason IS OLD.void_reason OR NEW.void_reason = '')
  AND NEW.seq = OLD.seq AND NEW.id = OLD.id AND NEW.session_id = OLD.session_id AND NEW.person_id = OLD.person_id AND NEW.status = OLD.status AND NEW.method = OLD.method
  AND NEW.at_ms = OLD.at_ms AND NEW.camera_id IS OLD.camera_id AND NEW.staff_id IS OLD.staff_id AND NEW.kiosk_id = OLD.kiosk_id)
BEGIN
  SELECT RAISE(ABORT, 'a mark is voided once and never changed') WHERE OLD.voided_at_ms IS NOT NULL OR NEW.voided_at_ms IS NULL
    OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id OR NEW.session_id <> OLD.session_id OR NEW.person_id <> OLD.person_id OR NEW.status <> OLD.status OR NEW.method <> OLD.method
    OR NEW.at_ms <> OLD.at_ms OR NEW.camera_id IS NOT OLD.camera_id OR NEW.staff_id IS NOT OLD.staff_id OR NEW.reason IS NOT OLD.reason OR NEW.kiosk_id <> OLD.kiosk_id;
END;

-- Who was deleted and when. \`scrubbed_at_ms\`: journal and memory were cleaned too; null: the next start does it.
CREATE TABLE erasures (person_id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, scrubbed_at_ms INTEGER) STRICT, WITHOUT ROWID;
CREATE INDEX erasures_by_time ON erasures (at_ms);

-- One code a person; a newer one replaces it. The code itself is not kept. \`expires_at_ms\` is on the lock clock.
CREATE TABLE pin_resets (
  person_id TEXT PRIMARY KEY REFERENCES people (id), code_mac TEXT NOT NULL, staff_id TEXT NOT NULL REFERENCES staff (id), issued_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
} as const;
