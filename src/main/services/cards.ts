import { timingSafeEqual } from 'node:crypto';
import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { cardHolder, putCard } from '../db/queries/cards.ts';
import type { Vault } from '../vault/vault.ts';
import { appendAudit, type AuditChain } from './audit.ts';

export interface CardsNeeds {
  db: Db;
  audit: AuditChain;
  vault: Pick<Vault, 'cardMac'>;
  siteName(): string;
  now(): number;
}

/** What fits a QR code people can hold up to a cheap camera: half the MAC, still 128 bits that nobody guesses. */
const macBytes = 16;
const cardText = /^TATAP1\.([\w-]{22})\.([1-9]\d{0,8})\.([\w-]{22})$/;

/**
 * Cards with a QR code: `TATAP1.<person>.<version>.<mac>`, person and mac in base64url. A card names a person and nothing else; who copies it, checks in
 * as that person until the card is renewed. It opens no money, but the first face and PIN of who has neither: it is handed to its owner like a key.
 */
export function createCards(needs: CardsNeeds) {
  const { db } = needs;

  /** @throws Refusal PERSON_NOT_FOUND */
  function issue({ personId, renew }: Parsed<'cards.issue'>, { staffId }: { staffId: string }): Output<'cards.issue'> {
    return inTransaction(db, () => {
      const holder = cardHolder(db, personId);
      if (!holder) throw new Refusal('PERSON_NOT_FOUND');
      const before = holder.version ?? 0;
      const version = before === 0 || renew ? before + 1 : before;
      const made = version > before;
      const atMs = needs.now();
      if (made) putCard(db, { personId, version, issuedAtMs: atMs, staffId });
      // Printed once more is written down too: there is a card more that checks in.
      appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: staffId, action: 'card.issued', subjectId: personId, detail: { version, made } });
      const named = `TATAP1.${shortId(personId)}.${version}`;
      return { text: `${named}.${macOf(named)}`, version, name: holder.name, identifier: holder.identifier, siteName: needs.siteName() };
    });
  }

  /** Whose newest card this is. @throws Refusal CARD_REFUSED for every other text, without saying why */
  function verify(text: string): { personId: string } {
    const [, person = '', version = '', mac = ''] = cardText.exec(text.trim()) ?? [];
    if (!timingSafeEqual(Buffer.from(macOf(`TATAP1.${person}.${version}`)), Buffer.from(mac.padEnd(22, '.')))) throw new Refusal('CARD_REFUSED');
    const personId = longId(person);
    if (cardHolder(db, personId)?.version !== Number(version)) throw new Refusal('CARD_REFUSED');
    return { personId };
  }

  /** 22 characters. */
  function macOf(named: string): string {
    return needs.vault.cardMac(Buffer.from(named, 'utf8')).subarray(0, macBytes).toString('base64url');
  }

  return { issue, verify };
}

/** The 16 bytes of a UUID in 22 characters, and back. */
function shortId(personId: string): string {
  return Buffer.from(personId.replaceAll('-', ''), 'hex').toString('base64url');
}

function longId(short: string): string {
  return Buffer.from(short, 'base64url').toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
