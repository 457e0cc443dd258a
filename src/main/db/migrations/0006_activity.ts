/*
 * The activity log is read by time, by who did it, by whom it was done to and by what was done. Payments, by far the most rows, are kept out of all but
 * the first: each costs one entry at the end of one index. They are found through their transfers, which have the same time.
 * `saved_views`: how one staff member likes a list, with its filters and order.
 */
export const activity = {
  version: 6,
  sql: `
CREATE INDEX audit_by_time ON audit (at_ms);
CREATE INDEX audit_by_actor ON audit (actor_id, at_ms) WHERE action <> 'payment.posted';
CREATE INDEX audit_by_subject ON audit (subject_id, at_ms, actor_id) WHERE action <> 'payment.posted';
CREATE INDEX audit_by_action ON audit (action, at_ms) WHERE action <> 'payment.posted';
CREATE TABLE saved_views (
  id TEXT PRIMARY KEY, staff_id TEXT NOT NULL REFERENCES staff (id), list TEXT NOT NULL CHECK (list IN ('people', 'transactions', 'history', 'activity', 'cameras')),
  name TEXT NOT NULL, name_folded TEXT NOT NULL, settings TEXT NOT NULL CHECK (json_valid(settings)), is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  UNIQUE (staff_id, list, name_folded)
) STRICT, WITHOUT ROWID;
`,
} as const;
