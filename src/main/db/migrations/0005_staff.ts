/*
 * Accounts of staff: edits that notice each other, one-time codes in place of a password somebody else would know, a second step at the login.
 *
 * - `password_hash` is '' until the person chose a password: nothing matches it.
 * - `revision` counts every change of what colleagues may edit, whoever made it; an edit says which one it saw.
 * - There is always an owner who can log in, whoever asks.
 */
export const staffAccounts = {
  version: 5,
  sql: `
ALTER TABLE staff ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE staff ADD COLUMN edited_at_ms INTEGER;
ALTER TABLE staff ADD COLUMN edited_by TEXT REFERENCES staff (id);
ALTER TABLE staff ADD COLUMN password_at_ms INTEGER;
ALTER TABLE staff ADD COLUMN last_login_at_ms INTEGER;
CREATE TRIGGER staff_edits_are_counted AFTER UPDATE OF name, username, role, deactivated_at_ms ON staff
WHEN NEW.name IS NOT OLD.name OR NEW.username IS NOT OLD.username OR NEW.role IS NOT OLD.role OR NEW.deactivated_at_ms IS NOT OLD.deactivated_at_ms BEGIN
  UPDATE staff SET revision = OLD.revision + 1 WHERE id = NEW.id;
END;
CREATE TRIGGER staff_keep_an_owner BEFORE UPDATE OF role, deactivated_at_ms, password_hash ON staff
WHEN OLD.role = 'owner' AND OLD.deactivated_at_ms IS NULL AND OLD.password_hash <> '' AND (NEW.role <> 'owner' OR NEW.deactivated_at_ms IS NOT NULL OR NEW.password_hash = '') BEGIN
  SELECT RAISE(ABORT, 'an owner who can log in stays') WHERE NOT EXISTS (
    SELECT 1 FROM staff o WHERE o.id <> OLD.id AND o.role = 'owner' AND o.deactivated_at_ms IS NULL AND o.password_hash <> '');
END;

-- One code an account; a newer one replaces it. The code itself is not kept. \`expires_at_ms\` is on the lock clock; \`attempts\` is counted before the code is compared.
CREATE TABLE staff_codes (
  staff_id TEXT PRIMARY KEY REFERENCES staff (id), purpose TEXT NOT NULL CHECK (purpose IN ('invite', 'reset')), code_mac TEXT NOT NULL,
  issued_by TEXT NOT NULL REFERENCES staff (id), issued_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0)
) STRICT, WITHOUT ROWID;

-- The authenticator's secret, sealed under the device key. \`last_step\`: the latest 30 seconds whose code was used; none up to it is taken again.
CREATE TABLE staff_totp (
  staff_id TEXT PRIMARY KEY REFERENCES staff (id), sealed BLOB NOT NULL, since_ms INTEGER NOT NULL, last_step INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER staff_totp_goes_forward BEFORE UPDATE OF last_step ON staff_totp WHEN NEW.sealed = OLD.sealed AND NEW.last_step <= OLD.last_step BEGIN
  SELECT RAISE(ABORT, 'a code of an authenticator is good once');
END;
-- Those not used yet; only their digests.
CREATE TABLE staff_recovery_codes (staff_id TEXT NOT NULL REFERENCES staff (id), code_mac TEXT NOT NULL, PRIMARY KEY (staff_id, code_mac)) STRICT, WITHOUT ROWID;
`,
} as const;
