import type { ContactKind } from '../../../shared/notifications.ts';
import { prepared, type Db } from '../open.ts';

export interface Contact { kind: ContactKind; address: string }

const ofPerson = prepared(({ sqlite }) => sqlite.prepare<[string], Contact>('SELECT kind, address FROM person_contacts WHERE person_id = ? ORDER BY kind'));

/** Where the guardian of a person is told, at most one address of a kind. */
export function contactsOf(db: Db, personId: string): Contact[] {
  return ofPerson(db).all(personId);
}

const replacing = prepared(({ sqlite }) => ({
  clear: sqlite.prepare<[string]>('DELETE FROM person_contacts WHERE person_id = ?'),
  put: sqlite.prepare<[string, string, string]>('INSERT INTO person_contacts (person_id, kind, address) VALUES (?, ?, ?)'),
}));

/** These, and no others any more. Call it inside a transaction. */
export function replaceContacts(db: Db, personId: string, contacts: readonly Contact[]): void {
  const { clear, put } = replacing(db);
  clear.run(personId);
  for (const { kind, address } of contacts) put.run(personId, kind, address);
}

const forgetting = prepared(({ sqlite }) => [
  sqlite.prepare<[string]>('DELETE FROM person_contacts WHERE person_id = ?'),
  sqlite.prepare<[string]>('DELETE FROM outbox WHERE person_id = ?'),
]);

/** A person who is erased takes along the addresses of their guardian and every message about them, sent or not. Call it inside a transaction. */
export function forgetContacts(db: Db, personId: string): void {
  for (const statement of forgetting(db)) statement.run(personId);
}
