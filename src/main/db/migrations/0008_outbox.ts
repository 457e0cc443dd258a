/*
 * Messages to the outside are written down with what they tell about and sent from here. A channel's secret is sealed under the device key.
 * `retry_at_ms`: a channel that failed is left alone until then. Alerts that hold are rows, so that a restart tells none of them twice.
 * `agreed_at_ms` of an address: since when its owner wants to be told, as staff noted it.
 */
export const outbox = {
  version: 8,
  sql: `
CREATE TABLE channels (
  id TEXT PRIMARY KEY CHECK (length(id) > 0),
  kind TEXT NOT NULL CHECK (kind IN ('telegram', 'slack', 'email', 'webhook', 'whatsapp')),
  name TEXT NOT NULL CHECK (length(name) > 0),
  setup TEXT NOT NULL CHECK (json_valid(setup)),
  sealed_secret BLOB,
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  created_at_ms INTEGER NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
  retry_at_ms INTEGER,
  last_success_at_ms INTEGER,
  last_error_at_ms INTEGER,
  last_error TEXT
) STRICT;
CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  channel_id TEXT NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  person_id TEXT,
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  created_at_ms INTEGER NOT NULL,
  next_try_at_ms INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'dead')),
  last_error TEXT,
  done_at_ms INTEGER
) STRICT;
CREATE INDEX outbox_queued ON outbox (channel_id, seq) WHERE state = 'queued';
CREATE INDEX outbox_by_state ON outbox (state, seq);
CREATE INDEX outbox_by_person ON outbox (person_id) WHERE person_id IS NOT NULL;
CREATE TABLE person_contacts (
  person_id TEXT NOT NULL REFERENCES people (id),
  kind TEXT NOT NULL CHECK (kind IN ('telegram', 'email', 'whatsapp')),
  address TEXT NOT NULL CHECK (length(address) BETWEEN 1 AND 254),
  agreed_at_ms INTEGER NOT NULL,
  PRIMARY KEY (person_id, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE alerts (
  key TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT,
  since_at_ms INTEGER NOT NULL
) STRICT;
`,
} as const;
