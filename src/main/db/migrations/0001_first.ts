/*
 * The first schema. Times are milliseconds since epoch, UTC; amounts are rupiah, integer; ids are UUIDs as text.
 *
 * How money is fenced here, below any service:
 * - a transfer names the account it takes from and the one it gives to, and two DEFERRED foreign keys demand one entry for each
 *   before COMMIT: a transfer without both its entries cannot be committed;
 * - a trigger admits only those two entries, with -amount and +amount: every transfer sums to 0;
 * - entries carry the balance they lead to, and a trigger moves the cached balance with them: it can hold nothing else;
 * - transfers, entries and audit rows can be neither changed nor removed.
 */
const appendOnly = (table: string): string => `
CREATE TRIGGER ${table}_no_update BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;
CREATE TRIGGER ${table}_no_delete BEFORE DELETE ON ${table} BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;
`;

const site = `
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL CHECK (json_valid(value))) STRICT, WITHOUT ROWID;
-- One row: what the wall clock and the lock clock showed when last written down (see services/clock.ts).
CREATE TABLE clock (id INTEGER PRIMARY KEY CHECK (id = 1), last_seen_at_ms INTEGER NOT NULL, guard_at_ms INTEGER NOT NULL) STRICT;
CREATE TABLE staff (
  id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'teacher', 'cashier')),
  password_hash TEXT NOT NULL, created_at_ms INTEGER NOT NULL, deactivated_at_ms INTEGER
) STRICT;
CREATE TABLE login_failures (id INTEGER PRIMARY KEY, username TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;
CREATE INDEX login_failures_by_name ON login_failures (username, at_ms);
`;

const persons = `
CREATE TABLE people (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, name_folded TEXT NOT NULL, identifier TEXT NOT NULL UNIQUE,
  created_at_ms INTEGER NOT NULL, deactivated_at_ms INTEGER, kiosk_id TEXT NOT NULL,
  wrapped_key BLOB, pin_hash TEXT
) STRICT;
CREATE INDEX people_by_name ON people (name_folded);
CREATE INDEX people_by_creation ON people (created_at_ms, id);
CREATE TABLE consents (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES people (id), text_version TEXT NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('id', 'en')), guardian_name TEXT, at_ms INTEGER NOT NULL, withdrawn_at_ms INTEGER
) STRICT;
CREATE INDEX consents_by_person ON consents (person_id);
CREATE TABLE templates (
  id TEXT PRIMARY KEY, person_id TEXT NOT NULL REFERENCES people (id), model TEXT NOT NULL, version INTEGER NOT NULL,
  pose TEXT NOT NULL, sealed BLOB NOT NULL, quality REAL NOT NULL, created_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX templates_by_person ON templates (person_id);
CREATE TABLE pin_guard (
  subject_id TEXT PRIMARY KEY, failures INTEGER NOT NULL CHECK (failures >= 0), rounds INTEGER NOT NULL CHECK (rounds >= 0),
  locked_until_ms INTEGER NOT NULL, needs_staff INTEGER NOT NULL CHECK (needs_staff IN (0, 1)), updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE pin_failures (id INTEGER PRIMARY KEY, kiosk_id TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;
CREATE INDEX pin_failures_by_kiosk ON pin_failures (kiosk_id, at_ms);
`;

const money = `
CREATE TABLE accounts (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('person', 'cash', 'sales')),
  person_id TEXT UNIQUE REFERENCES people (id), balance INTEGER NOT NULL DEFAULT 0,
  CHECK ((kind = 'person') = (person_id IS NOT NULL)),
  CHECK (kind <> 'person' OR balance >= 0)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX accounts_one_of_each ON accounts (kind) WHERE kind <> 'person';
INSERT INTO accounts (id, kind) VALUES ('cash', 'cash'), ('sales', 'sales');

CREATE TABLE charges (
  id TEXT PRIMARY KEY, amount INTEGER NOT NULL CHECK (amount > 0), state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'cancelled')),
  created_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL, kiosk_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE attempts (
  id TEXT PRIMARY KEY, charge_id TEXT NOT NULL REFERENCES charges (id), nonce TEXT NOT NULL, camera_id TEXT NOT NULL,
  steps TEXT NOT NULL CHECK (json_valid(steps)), state TEXT NOT NULL, outcome TEXT,
  created_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL, kiosk_id TEXT NOT NULL
) STRICT;
CREATE INDEX attempts_by_charge ON attempts (charge_id);
CREATE TABLE liveness_log (
  id INTEGER PRIMARY KEY, attempt_id TEXT NOT NULL REFERENCES attempts (id), at_ms INTEGER NOT NULL, step TEXT,
  verdict TEXT NOT NULL, detail TEXT NOT NULL CHECK (json_valid(detail))
) STRICT;
CREATE INDEX liveness_log_by_attempt ON liveness_log (attempt_id);
CREATE TABLE authorisations (
  id TEXT PRIMARY KEY, charge_id TEXT NOT NULL REFERENCES charges (id), person_id TEXT NOT NULL REFERENCES people (id),
  method TEXT NOT NULL CHECK (method IN ('face', 'pin', 'face+pin')), needs_pin INTEGER NOT NULL CHECK (needs_pin IN (0, 1)),
  created_at_ms INTEGER NOT NULL, expires_at_ms INTEGER NOT NULL, consumed_at_ms INTEGER, kiosk_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE idempotency (
  key TEXT PRIMARY KEY, method TEXT NOT NULL, request_hash BLOB NOT NULL, response TEXT NOT NULL CHECK (json_valid(response)), at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE transfers (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('payment', 'topup', 'reversal')),
  charge_id TEXT REFERENCES charges (id), authorisation_id TEXT REFERENCES authorisations (id), reverses_id TEXT REFERENCES transfers (id),
  staff_id TEXT REFERENCES staff (id), person_id TEXT NOT NULL REFERENCES people (id),
  from_account_id TEXT NOT NULL, to_account_id TEXT NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('face', 'pin', 'face+pin', 'cash')),
  amount INTEGER NOT NULL CHECK (amount > 0), at_ms INTEGER NOT NULL, kiosk_id TEXT NOT NULL,
  prev_hash BLOB NOT NULL, hash BLOB NOT NULL,
  CHECK (from_account_id <> to_account_id),
  CHECK ((kind = 'payment') = (charge_id IS NOT NULL)),
  CHECK ((kind = 'payment') = (authorisation_id IS NOT NULL)),
  CHECK ((kind = 'reversal') = (reverses_id IS NOT NULL)),
  FOREIGN KEY (seq, from_account_id) REFERENCES entries (transfer_seq, account_id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (seq, to_account_id) REFERENCES entries (transfer_seq, account_id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
-- An authorisation belongs to one charge, so one transfer per charge is one per authorisation too.
CREATE UNIQUE INDEX transfers_one_per_charge ON transfers (charge_id) WHERE charge_id IS NOT NULL;
CREATE UNIQUE INDEX transfers_one_reversal ON transfers (reverses_id) WHERE reverses_id IS NOT NULL;
CREATE INDEX transfers_by_person ON transfers (person_id, at_ms);
CREATE INDEX transfers_by_time ON transfers (at_ms);

CREATE TABLE entries (
  transfer_seq INTEGER NOT NULL REFERENCES transfers (seq), account_id TEXT NOT NULL REFERENCES accounts (id),
  amount INTEGER NOT NULL CHECK (amount <> 0), balance_after INTEGER NOT NULL,
  PRIMARY KEY (transfer_seq, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX entries_by_account ON entries (account_id, transfer_seq);

CREATE TRIGGER transfers_spend_their_authorisation BEFORE INSERT ON transfers WHEN NEW.kind = 'payment' BEGIN
  SELECT RAISE(ABORT, 'a payment spends an authorisation of its charge and person') WHERE NOT EXISTS (
    SELECT 1 FROM authorisations a WHERE a.id = NEW.authorisation_id AND a.charge_id = NEW.charge_id AND a.person_id = NEW.person_id AND a.consumed_at_ms IS NOT NULL);
END;
CREATE TRIGGER entries_are_the_two_sides BEFORE INSERT ON entries BEGIN
  SELECT RAISE(ABORT, 'an entry is one of the two sides of its transfer') WHERE NOT EXISTS (
    SELECT 1 FROM transfers t WHERE t.seq = NEW.transfer_seq AND (
      (t.from_account_id = NEW.account_id AND NEW.amount = -t.amount) OR (t.to_account_id = NEW.account_id AND NEW.amount = t.amount)));
  SELECT RAISE(ABORT, 'an entry follows the balance') WHERE NEW.balance_after <> (SELECT balance + NEW.amount FROM accounts WHERE id = NEW.account_id);
END;
CREATE TRIGGER entries_move_the_balance AFTER INSERT ON entries BEGIN
  UPDATE accounts SET balance = NEW.balance_after WHERE id = NEW.account_id;
END;
CREATE TRIGGER accounts_open_empty BEFORE INSERT ON accounts WHEN NEW.balance <> 0 BEGIN SELECT RAISE(ABORT, 'an account opens with 0'); END;
CREATE TRIGGER accounts_follow_entries BEFORE UPDATE OF balance ON accounts BEGIN
  SELECT RAISE(ABORT, 'a balance is what its last entry says') WHERE NEW.balance IS NOT
    (SELECT balance_after FROM entries WHERE account_id = NEW.id ORDER BY transfer_seq DESC LIMIT 1);
END;
CREATE TRIGGER accounts_stay_themselves BEFORE UPDATE OF id, kind ON accounts BEGIN SELECT RAISE(ABORT, 'an account keeps its id and kind'); END;
${appendOnly('transfers')}${appendOnly('entries')}
CREATE TRIGGER idempotency_no_update BEFORE UPDATE ON idempotency BEGIN SELECT RAISE(ABORT, 'idempotency is append-only'); END;
CREATE TRIGGER idempotency_no_delete BEFORE DELETE ON idempotency BEGIN SELECT RAISE(ABORT, 'idempotency is append-only'); END;
`;

const chains = `
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, kiosk_id TEXT NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('staff', 'person', 'kiosk', 'system')), actor_id TEXT,
  action TEXT NOT NULL, subject_id TEXT, detail TEXT NOT NULL CHECK (json_valid(detail)), prev_hash BLOB NOT NULL, hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (at_ms);
${appendOnly('audit')}
CREATE TABLE chain_heads (name TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL, mac BLOB NOT NULL) STRICT, WITHOUT ROWID;
`;

export const first = { version: 1, sql: site + persons + money + chains } as const;
