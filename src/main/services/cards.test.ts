import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { vaultOver } from '../vault/vault.ts';
import { createCards } from './cards.ts';
import { openRegister, quickHasher, refusalOf } from './register.testkit.ts';

let school: ReturnType<typeof openRegister>;
let cards: ReturnType<typeof createCards>;

beforeEach(() => {
  school = openRegister();
  cards = createCards({ ...school, siteName: () => 'SMP Tatap' });
});

const issue = (personId: string, renew = false) => cards.issue({ personId, renew }, school.owner);
const refused = (text: string) => refusalOf(() => cards.verify(text));

test('a card names its person, also as a hand scanner types it, and asking again gives the same card', () => {
  const card = issue(school.ani);
  expect(card).toMatchObject({ version: 1, name: 'Ani Lestari', identifier: 'NIS-ANILESTARI', siteName: 'SMP Tatap' });
  expect(card.text).toMatch(/^TATAP1\.[\w-]{22}\.1\.[\w-]{22}$/);
  expect(cards.verify(card.text)).toEqual({ personId: school.ani });
  expect(cards.verify(`${card.text}\r\n`)).toEqual({ personId: school.ani });
  expect(issue(school.ani).text).toBe(card.text);
  expect(cards.verify(issue(school.bayu).text)).toEqual({ personId: school.bayu });
});

test('a renewed card works and the older one no more', async () => {
  const old = issue(school.ani);
  const renewed = issue(school.ani, true);
  expect(renewed.version).toBe(2);
  expect(await refused(old.text)).toBe('CARD_REFUSED');
  expect(cards.verify(renewed.text)).toEqual({ personId: school.ani });
  expect(school.db.sqlite.prepare('SELECT version, issued_at_ms, staff_id FROM cards').all()).toEqual([{ version: 2, issued_at_ms: school.time.wallMs, staff_id: school.owner.staffId }]);
});

test('every card handed out is written down', () => {
  issue(school.ani);
  issue(school.ani);
  issue(school.ani, true);
  expect(school.db.sqlite.prepare('SELECT action, actor_id AS actor, subject_id AS subject, detail FROM audit ORDER BY seq').all()).toEqual(
    [{ version: 1, made: true }, { version: 1, made: false }, { version: 2, made: true }].map((detail) => ({ action: 'card.issued', actor: school.owner.staffId, subject: school.ani, detail: JSON.stringify(detail) })),
  );
});

test('somebody deactivated has no card, and nobody unknown gets one', async () => {
  const { text } = issue(school.ani);
  school.db.sqlite.prepare('UPDATE people SET deactivated_at_ms = 1 WHERE id = ?').run(school.ani);
  expect(await refused(text)).toBe('CARD_REFUSED');
  expect(await refusalOf(() => issue(school.ani))).toBe('PERSON_NOT_FOUND');
  expect(await refusalOf(() => issue(crypto.randomUUID()))).toBe('PERSON_NOT_FOUND');
});

test('a card of another site is refused, and so is one nobody issued here', async () => {
  const elsewhere = createCards({ ...school, vault: vaultOver(randomBytes(32), quickHasher(), randomBytes), siteName: () => 'Lain' });
  expect(await refused(elsewhere.issue({ personId: school.ani, renew: false }, school.owner).text)).toBe('CARD_REFUSED');
  const { text } = issue(school.bayu);
  school.db.sqlite.prepare('DELETE FROM cards').run();
  expect(await refused(text)).toBe('CARD_REFUSED');
});

test('a card with any character changed, added or taken away is refused', async () => {
  const { text } = issue(school.ani);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_. é';
  for (let at = 0; at < text.length; at += 1) {
    expect(await refused(text.slice(0, at) + text.slice(at + 1))).toBe('CARD_REFUSED');
    for (const other of alphabet) if (other !== text[at]) expect(await refused(text.slice(0, at) + other + text.slice(at + 1)), `${at} ${other}`).toBe('CARD_REFUSED');
  }
});

test('whatever is scanned is a card or refused', async () => {
  const { text } = issue(school.ani);
  const pieces = fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom('TATAP1', '.', '1', ...text.split('.'))), { maxLength: 8 }).map((parts) => parts.join(''));
  await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), pieces), async (scanned) => {
    expect(await refusalOf(() => cards.verify(scanned)).catch((error: Error) => error.message)).toBe(scanned.trim() === text ? 'it was not refused' : 'CARD_REFUSED');
  }), { numRuns: 2_000 });
});
