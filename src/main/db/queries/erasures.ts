import { prepared, type Db } from '../open.ts';
import { forgetContacts } from './contacts.ts';

/* Deleting a person. Which tables know something of a person is said here, in one place. */

/** People deleted after `sinceMs`, oldest first: what a restored backup must delete again. */
export function erasedSince(db: Db, sinceMs: number): { personId: string; atMs: number }[] {
  return db.sqlite.prepare<[number], { personId: string; atMs: number }>('SELECT person_id AS personId, at_ms AS atMs FROM erasures WHERE at_ms > ? ORDER BY at_ms, person_id').all(sinceMs);
}

/** People whose rows are gone, but of whom a copy may be left in the journal: the process ended in between. */
export function unscrubbedErasures(db: Db): string[] {
  return db.sqlite.prepare<[], string>('SELECT person_id FROM erasures WHERE scrubbed_at_ms IS NULL').pluck().all();
}

export function setErasuresScrubbed(db: Db, atMs: number): void {
  db.sqlite.prepare<[number]>('UPDATE erasures SET scrubbed_at_ms = ? WHERE scrubbed_at_ms IS NULL').run(atMs);
}

export interface ErasablePerson { name: string; identifier: string; balance: number; erasedAtMs: number | null }

const erasable = prepared(({ sqlite }) => sqlite.prepare<[string], ErasablePerson>(`
  SELECT p.name, p.identifier, coalesce(a.balance, 0) AS balance, p.erased_at_ms AS erasedAtMs FROM people p LEFT JOIN accounts a ON a.person_id = p.id WHERE p.id = ?`));

/** Null when there is no such person. */
export function erasablePerson(db: Db, personId: string): ErasablePerson | null {
  return erasable(db).get(personId) ?? null;
}

export interface ErasedCounts { templates: number; keys: number; pins: number; cards: number; consents: number; memberships: number; excuses: number; imports: number; kept: number }

/** What an import wrote down of somebody, without them: it still parses, and matches nobody, so an undo finds that the row was touched. */
const nobodyJson = (identifier: string): string => JSON.stringify({ identifier, name: '', nameFolded: '' });

/**
 * Erases everything about a person but what the books name: bookings, marks and audit rows stay, under an id and `stand` as the name. Inside a transaction.
 * Answers how many rows of each kind went; `kept`: bookings and marks that stay.
 */
export function erasePersonRows(db: Db, personId: string, stand: { name: string; nameFolded: string; identifier: string }, atMs: number): ErasedCounts {
  const { sqlite } = db;
  const changes = (sql: string, ...values: (string | number | null)[]): number => sqlite.prepare(sql).run(...values).changes;
  const number = (sql: string, ...values: string[]): number => Number(sqlite.prepare(sql).pluck().get(...values));
  const templates = changes('DELETE FROM templates WHERE person_id = ?', personId);
  const keys = number('SELECT count(*) FROM people WHERE id = ? AND wrapped_key IS NOT NULL', personId);
  const pins = number('SELECT count(*) FROM people WHERE id = ? AND pin_hash IS NOT NULL', personId);
  changes('DELETE FROM pin_guard WHERE subject_id = ?', personId);
  forgetContacts(db, personId);
  changes('DELETE FROM pin_resets WHERE person_id = ?', personId);
  const consents = changes('UPDATE consents SET guardian_name = NULL, withdrawn_at_ms = coalesce(withdrawn_at_ms, ?) WHERE person_id = ?', atMs, personId);
  const counts: ErasedCounts = {
    templates, keys, pins, consents,
    cards: changes('DELETE FROM cards WHERE person_id = ?', personId),
    memberships: changes('DELETE FROM memberships WHERE person_id = ?', personId),
    excuses: changes('DELETE FROM excuses WHERE person_id = ?', personId),
    imports: changes(
      `UPDATE import_items SET after = ?, before = CASE WHEN before IS NULL THEN NULL ELSE ? END WHERE row_key = ? AND import_id IN (SELECT id FROM imports WHERE kind = 'people')`,
      nobodyJson(stand.identifier), nobodyJson(stand.identifier), personId),
    kept: number('SELECT (SELECT count(*) FROM transfers WHERE person_id = ?) + (SELECT count(*) FROM marks WHERE person_id = ?)', personId, personId),
  };
  changes(
    `UPDATE people SET name = ?, name_folded = ?, identifier = ?, wrapped_key = NULL, pin_hash = NULL, guardian_name = NULL, note = NULL, last_login_at_ms = NULL,
      deactivated_at_ms = coalesce(deactivated_at_ms, ?), erased_at_ms = ? WHERE id = ?`,
    stand.name, stand.nameFolded, stand.identifier, atMs, atMs, personId);
  changes(`UPDATE marks SET reason = CASE WHEN reason IS NULL THEN NULL ELSE '' END, void_reason = CASE WHEN void_reason IS NULL THEN NULL ELSE '' END
    WHERE person_id = ? AND (reason <> '' OR void_reason <> '')`, personId);
  changes('INSERT INTO erasures (person_id, at_ms) VALUES (?, ?) ON CONFLICT DO NOTHING', personId, atMs);
  return counts;
}
