import { prepared, type Db } from '../open.ts';

export interface CardHolder {
  name: string;
  identifier: string;
  /** Of the newest card; null when none was ever made. */
  version: number | null;
}

const holder = prepared(({ sqlite }) => sqlite.prepare<[string], CardHolder>(
  'SELECT p.name, p.identifier, c.version FROM people p LEFT JOIN cards c ON c.person_id = p.id WHERE p.id = ? AND p.deactivated_at_ms IS NULL'));

/** Null when there is no such person, or they were deactivated. */
export function cardHolder(db: Db, personId: string): CardHolder | null {
  return holder(db).get(personId) ?? null;
}

const put = prepared(({ sqlite }) => sqlite.prepare<[{ personId: string; version: number; issuedAtMs: number; staffId: string }]>(
  `INSERT INTO cards (person_id, version, issued_at_ms, staff_id) VALUES (@personId, @version, @issuedAtMs, @staffId)
    ON CONFLICT (person_id) DO UPDATE SET version = excluded.version, issued_at_ms = excluded.issued_at_ms, staff_id = excluded.staff_id`));

export function putCard(db: Db, card: { personId: string; version: number; issuedAtMs: number; staffId: string }): void {
  put(db).run(card);
}
