/*
 * Classes and who came. Dates are local days of the site, "YYYY-MM-DD"; times of day "HH:MM"; moments are milliseconds since epoch, UTC.
 *
 * - A class session carries the moments its rules lead to, fixed when it was made: a rule changed later changes no past session.
 * - One mark that counts per person and session (`marks_one_that_counts`); a mark is voided, never deleted, and says who did it and why.
 * - An attempt may be made without a charge: looking to see one's own data.
 */
const register = `
CREATE TABLE rooms (id TEXT PRIMARY KEY, name TEXT NOT NULL, name_folded TEXT NOT NULL UNIQUE, created_at_ms INTEGER NOT NULL) STRICT;
CREATE TABLE courses (
  id TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, name_folded TEXT NOT NULL,
  teacher_id TEXT REFERENCES staff (id), created_at_ms INTEGER NOT NULL, archived_at_ms INTEGER
) STRICT;
CREATE INDEX courses_by_teacher ON courses (teacher_id);
CREATE TABLE course_rules (
  course_id TEXT NOT NULL REFERENCES courses (id), effective_from TEXT NOT NULL,
  opens_before_min INTEGER NOT NULL CHECK (opens_before_min >= 0), late_after_min INTEGER NOT NULL CHECK (late_after_min >= 0),
  closes_after_min INTEGER CHECK (closes_after_min > 0), absent_at_end INTEGER NOT NULL CHECK (absent_at_end IN (0, 1)),
  PRIMARY KEY (course_id, effective_from)
) STRICT, WITHOUT ROWID;
CREATE TABLE memberships (
  course_id TEXT NOT NULL REFERENCES courses (id), person_id TEXT NOT NULL REFERENCES people (id),
  from_date TEXT NOT NULL, until_date TEXT, PRIMARY KEY (course_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_person ON memberships (person_id, course_id);
CREATE TABLE weekly_slots (
  id TEXT PRIMARY KEY, course_id TEXT NOT NULL REFERENCES courses (id), room_id TEXT NOT NULL REFERENCES rooms (id),
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7), starts TEXT NOT NULL, ends TEXT NOT NULL, from_date TEXT NOT NULL, until_date TEXT
) STRICT;
CREATE INDEX weekly_slots_by_course ON weekly_slots (course_id);
CREATE TABLE holidays (date TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE class_sessions (
  id TEXT PRIMARY KEY, course_id TEXT NOT NULL REFERENCES courses (id), room_id TEXT NOT NULL REFERENCES rooms (id),
  slot_id TEXT, date TEXT NOT NULL, opens_at_ms INTEGER NOT NULL, starts_at_ms INTEGER NOT NULL, late_at_ms INTEGER NOT NULL,
  closes_at_ms INTEGER NOT NULL, ends_at_ms INTEGER NOT NULL, absent_at_end INTEGER NOT NULL CHECK (absent_at_end IN (0, 1)),
  ended_at_ms INTEGER, cancelled_at_ms INTEGER, cancel_reason TEXT,
  CHECK (opens_at_ms <= starts_at_ms AND starts_at_ms < ends_at_ms AND starts_at_ms <= late_at_ms AND closes_at_ms <= ends_at_ms)
) STRICT;
CREATE UNIQUE INDEX class_sessions_one_per_slot ON class_sessions (slot_id, date) WHERE slot_id IS NOT NULL;
CREATE INDEX class_sessions_by_start ON class_sessions (starts_at_ms);
CREATE INDEX class_sessions_by_date ON class_sessions (date, course_id);
CREATE INDEX class_sessions_by_course ON class_sessions (course_id, starts_at_ms);
CREATE INDEX class_sessions_running ON class_sessions (ends_at_ms) WHERE ended_at_ms IS NULL AND cancelled_at_ms IS NULL;
CREATE TABLE excuses (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES people (id), course_id TEXT REFERENCES courses (id),
  kind TEXT NOT NULL CHECK (kind IN ('excused', 'sick')), from_date TEXT NOT NULL, until_date TEXT NOT NULL, note TEXT NOT NULL,
  staff_id TEXT NOT NULL REFERENCES staff (id), created_at_ms INTEGER NOT NULL, revoked_at_ms INTEGER, CHECK (from_date <= until_date)
) STRICT;
CREATE INDEX excuses_by_person ON excuses (person_id, from_date);
CREATE TABLE marks (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, session_id TEXT NOT NULL REFERENCES class_sessions (id), person_id TEXT NOT NULL REFERENCES people (id),
  status TEXT NOT NULL CHECK (status IN ('present', 'late', 'excused', 'sick', 'absent')),
  method TEXT NOT NULL CHECK (method IN ('face', 'camera', 'pin', 'identifier', 'card', 'staff', 'rule')),
  at_ms INTEGER NOT NULL, camera_id TEXT, staff_id TEXT REFERENCES staff (id), reason TEXT,
  voided_at_ms INTEGER, voided_by TEXT REFERENCES staff (id), void_reason TEXT, kiosk_id TEXT NOT NULL,
  CHECK ((voided_at_ms IS NULL) = (voided_by IS NULL)), CHECK ((voided_at_ms IS NULL) = (void_reason IS NULL)),
  CHECK (method <> 'staff' OR (staff_id IS NOT NULL AND reason IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX marks_one_that_counts ON marks (session_id, person_id) WHERE voided_at_ms IS NULL;
CREATE INDEX marks_by_person ON marks (person_id, at_ms);
CREATE INDEX marks_by_session ON marks (session_id, status);
CREATE INDEX marks_by_time ON marks (at_ms);
CREATE TRIGGER marks_no_delete BEFORE DELETE ON marks BEGIN SELECT RAISE(ABORT, 'a mark is voided, not deleted'); END;
CREATE TRIGGER marks_stay_what_they_were BEFORE UPDATE ON marks BEGIN
  SELECT RAISE(ABORT, 'a mark is voided once and never changed') WHERE OLD.voided_at_ms IS NOT NULL OR NEW.voided_at_ms IS NULL
    OR NEW.seq <> OLD.seq OR NEW.id <> OLD.id OR NEW.session_id <> OLD.session_id OR NEW.person_id <> OLD.person_id OR NEW.status <> OLD.status OR NEW.method <> OLD.method
    OR NEW.at_ms <> OLD.at_ms OR NEW.camera_id IS NOT OLD.camera_id OR NEW.staff_id IS NOT OLD.staff_id OR NEW.reason IS NOT OLD.reason OR NEW.kiosk_id <> OLD.kiosk_id;
END;
`;

const devices = `
CREATE TABLE cameras (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, room_id TEXT NOT NULL REFERENCES rooms (id), url TEXT NOT NULL, username TEXT,
  sealed_password BLOB, sealed_token BLOB, sealed_secret BLOB, enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  created_at_ms INTEGER NOT NULL, removed_at_ms INTEGER
) STRICT;
-- A renewed card has a higher version; cards of lower versions are refused.
CREATE TABLE cards (person_id TEXT PRIMARY KEY REFERENCES people (id), version INTEGER NOT NULL CHECK (version > 0), issued_at_ms INTEGER NOT NULL, staff_id TEXT NOT NULL REFERENCES staff (id)) STRICT, WITHOUT ROWID;
`;

const imports = `
CREATE TABLE imports (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('people', 'courses', 'memberships')), file_name TEXT NOT NULL, staff_id TEXT NOT NULL REFERENCES staff (id),
  added INTEGER NOT NULL, changed INTEGER NOT NULL, left_out INTEGER NOT NULL, at_ms INTEGER NOT NULL, undone_at_ms INTEGER, undone_by TEXT REFERENCES staff (id)
) STRICT;
CREATE INDEX imports_by_time ON imports (at_ms);
-- What each imported row did, so that it can be undone exactly: \`before\` is the row as it was, null when there was none.
CREATE TABLE import_items (
  import_id TEXT NOT NULL REFERENCES imports (id), position INTEGER NOT NULL, row_key TEXT NOT NULL, before TEXT CHECK (before IS NULL OR json_valid(before)),
  after TEXT NOT NULL CHECK (json_valid(after)), PRIMARY KEY (import_id, position)
) STRICT, WITHOUT ROWID;
`;

/** SQLite cannot drop NOT NULL from a column: both tables are made anew around what they hold. */
const looksWithoutCharge = `
CREATE TABLE attempts_new (
  id TEXT PRIMARY KEY, purpose TEXT NOT NULL CHECK (purpose IN ('pay', 'me')), charge_id TEXT REFERENCES charges (id), nonce TEXT NOT NULL, camera_id TEXT NOT NULL,
  steps TEXT NOT NULL CHECK (json_valid(steps)), state TEXT NOT NULL, outcome TEXT,
  created_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL, kiosk_id TEXT NOT NULL, CHECK ((purpose = 'pay') = (charge_id IS NOT NULL))
) STRICT;
INSERT INTO attempts_new (id, purpose, charge_id, nonce, camera_id, steps, state, outcome, created_at_ms, expires_at_ms, kiosk_id)
  SELECT id, 'pay', charge_id, nonce, camera_id, steps, state, outcome, created_at_ms, expires_at_ms, kiosk_id FROM attempts;
CREATE TABLE liveness_log_new (
  id INTEGER PRIMARY KEY, attempt_id TEXT NOT NULL REFERENCES attempts_new (id), at_ms INTEGER NOT NULL, step TEXT,
  verdict TEXT NOT NULL, detail TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;
INSERT INTO liveness_log_new (id, attempt_id, at_ms, step, verdict, detail) SELECT id, attempt_id, at_ms, step, verdict, detail FROM liveness_log;
DROP TABLE liveness_log;
DROP TABLE attempts;
ALTER TABLE attempts_new RENAME TO attempts;
ALTER TABLE liveness_log_new RENAME TO liveness_log;
CREATE INDEX attempts_by_charge ON attempts (charge_id) WHERE charge_id IS NOT NULL;
CREATE INDEX liveness_log_by_attempt ON liveness_log (attempt_id);
`;

export const attendance = { version: 3, sql: register + devices + imports + looksWithoutCharge } as const;
