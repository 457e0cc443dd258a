import type { ContactKind } from '../../../shared/notifications.ts';
import { prepared, type Db } from '../open.ts';

export interface Contact { kind: ContactKind; address: string; agreedAtMs: number }

const ofPerson = prepared(({ sqlite }) => sqlite.prepare<[string], Contact>('SELECT kind, address, agreed_at_ms AS agreedAtMs FROM person_contacts WHERE person_id = ? ORDER BY kind'));

/** Where the guardian of a person is told, at most one address of a kind. */
export function contactsOf(db: Db, personId: string): Contact[] {
  return ofPerson(db).all(personId);
}

const changing = prepared(({ sqlite }) => ({
  put: sqlite.prepare<[string, string, string, number]>('INSERT INTO person_contacts (person_id, kind, address, agreed_at_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET address = excluded.address, agreed_at_ms = excluded.agreed_at_ms'),
  drop: sqlite.prepare<[string, string]>('DELETE FROM person_contacts WHERE person_id = ? AND kind = ?'),
}));

/** Instead of the address of that kind, if there is one. */
export function putContact(db: Db, personId: string, { kind, address, agreedAtMs }: Contact): void {
  changing(db).put.run(personId, kind, address, agreedAtMs);
}

/** Answers whether there was one. */
export function dropContact(db: Db, personId: string, kind: ContactKind): boolean {
  return changing(db).drop.run(personId, kind).changes === 1;
}

const forgetting = prepared(({ sqlite }) => [
  sqlite.prepare<[string]>('DELETE FROM person_contacts WHERE person_id = ?'),
  sqlite.prepare<[string]>('DELETE FROM outbox WHERE person_id = ?'),
]);

/** A person who is erased takes along the addresses of their guardian and every message about them, sent or not. Call it inside a transaction. */
export function forgetContacts(db: Db, personId: string): void {
  for (const statement of forgetting(db)) statement.run(personId);
}
