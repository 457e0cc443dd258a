/*
 * Where backups go and which lie there. A destination's secret is sealed under the device key.
 *
 * A backup carries no person's key; those lie beside it in one small file that is written over. `key_changes.rev` counts the keys that were destroyed
 * and the people who were deleted: a destination whose `keys_rev` is another still holds a key that is gone here.
 */
export const backups = {
  version: 9,
  sql: `
CREATE TABLE backup_destinations (
  id TEXT PRIMARY KEY CHECK (length(id) > 0),
  kind TEXT NOT NULL CHECK (kind IN ('folder', 's3')),
  name TEXT NOT NULL CHECK (length(name) > 0),
  setup TEXT NOT NULL CHECK (json_valid(setup)),
  sealed_secret BLOB,
  marker TEXT NOT NULL,
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  created_at_ms INTEGER NOT NULL,
  keys_rev INTEGER,
  last_success_at_ms INTEGER,
  last_error_at_ms INTEGER,
  last_error TEXT,
  retry_at_ms INTEGER
) STRICT;
CREATE TABLE backups (
  destination_id TEXT NOT NULL REFERENCES backup_destinations (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  bytes INTEGER NOT NULL CHECK (bytes > 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  PRIMARY KEY (destination_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE key_changes (id INTEGER PRIMARY KEY CHECK (id = 1), rev INTEGER NOT NULL) STRICT;
INSERT INTO key_changes (id, rev) VALUES (1, 0);
CREATE TRIGGER key_destroyed AFTER UPDATE OF wrapped_key ON people WHEN OLD.wrapped_key IS NOT NULL AND NEW.wrapped_key IS NOT OLD.wrapped_key BEGIN
  UPDATE key_changes SET rev = rev + 1;
END;
CREATE TRIGGER person_erased AFTER INSERT ON erasures BEGIN
  UPDATE key_changes SET rev = rev + 1;
END;
`,
} as const;
