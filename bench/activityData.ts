import type { AuditAction } from '../src/shared/activity.ts';
import { inTransaction, type Db } from '../src/main/db/open.ts';
import { insertAuthorisation, consumeAuthorisation } from '../src/main/db/queries/authorisations.ts';
import { closeCharge, insertCharge } from '../src/main/db/queries/charges.ts';
import { insertPerson, insertPersonAccount } from '../src/main/db/queries/people.ts';
import { insertStaff } from '../src/main/db/queries/staff.ts';
import { appendAudit, type AuditEvent } from '../src/main/services/audit.ts';
import { postTransfer } from '../src/main/services/ledger.ts';
import { foldName } from '../src/main/services/names.ts';
import type { Vault } from '../src/main/vault/vault.ts';

const given = ['Ayu', 'Budi', 'Citra', 'Dewi', 'Eko', 'Fajar', 'Gita', 'Hendra', 'Indah', 'Joko', 'Kartika', 'Lukman', 'Made', 'Nur', 'Oka', 'Putri', 'Rizky', 'Siti', 'Tri', 'Wayan'];
const family = ['Lestari', 'Santoso', 'Wulandari', 'Kusuma', 'Prasetyo', 'Nugroho', 'Maharani', 'Wijaya', 'Permata', 'Hidayat', 'Saputra', 'Ramadhan', 'Anggraini', 'Setiawan', 'Utami'];
const colleagues = ['Rina', 'Agus', 'Zoë', 'Bagus', 'Dian', 'Ratna', 'Yusuf', 'Mega', 'Ilham', 'Sari', 'Teguh', 'Wati'];
const dayMs = 86_400_000;
const rowsAtOnce = 20_000;

export interface Year { fromMs: number; toMs: number; people: number; staffNames: readonly string[]; /** Worked until the middle of the year. */ goneStaff: string }

/**
 * A year of a large site, written through the ledger and both chains as the till writes them: two of five of the `rows` audit rows are payments, the rest top-ups, looks
 * at own data, wrong PINs, logins and changes. 3 000 people, 12 staff, one of whom left after half a year with 25 000 rows and more of their own.
 */
export function buildYear(db: Db, vault: Pick<Vault, 'ledgerMac' | 'auditMac'>, rows: number, nowMs: number): Year {
  const fromMs = nowMs - 365 * dayMs;
  const chains = { ledger: { db, kioskId: 'bench', mac: vault.ledgerMac }, audit: { db, kioskId: 'bench', mac: vault.auditMac } };
  const id = (kind: number, n: number): string => `0000000${kind}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
  const people = Array.from({ length: 3_000 }, (_, n) => id(1, n));
  const staff = colleagues.map((_, n) => id(2, n));
  inTransaction(db, () => {
    for (const [n, name] of colleagues.entries()) insertStaff(db, { id: staff[n] ?? '', username: `petugas${n}`, name, role: 'cashier', passwordHash: '-', createdAtMs: fromMs });
    for (const [n, personId] of people.entries()) {
      const name = `${given[n % given.length]} ${family[Math.floor(n / given.length) % family.length]} ${Math.floor(n / 300)}`;
      insertPerson(db, { id: personId, name, nameFolded: foldName(name), identifier: `NIS${20_000 + n}`, createdAtMs: fromMs, kioskId: 'bench', pinHash: null, wrappedKey: null });
      insertPersonAccount(db, personId);
    }
  });
  const write = (event: Omit<AuditEvent, 'detail'> & { detail?: AuditEvent['detail'] }) => appendAudit(chains.audit, { detail: {}, ...event });

  function topUp(n: number, atMs: number, personId: string, staffId: string, amount: number): void {
    postTransfer(chains.ledger, { id: id(3, n), kind: 'topup', chargeId: null, authorisationId: null, reversesId: null, staffId, personId, fromAccountId: 'cash', toAccountId: personId, method: 'cash', amount, atMs });
    write({ atMs, actorKind: 'staff', actorId: staffId, action: 'topup.posted', subjectId: personId, detail: { transferId: id(3, n), amount } });
  }

  function pay(n: number, atMs: number, personId: string): void {
    const chargeId = id(4, n);
    const authorisationId = id(5, n);
    insertCharge(db, { id: chargeId, amount: 5_000, createdAtMs: atMs, expiresAtMs: atMs + 600_000, kioskId: 'bench' });
    insertAuthorisation(db, { id: authorisationId, chargeId, personId, method: 'face', needsPin: false, createdAtMs: atMs, expiresAtMs: atMs + 15_000, kioskId: 'bench' });
    consumeAuthorisation(db, authorisationId, atMs);
    closeCharge(db, chargeId, 'paid');
    postTransfer(chains.ledger, { id: id(6, n), kind: 'payment', chargeId, authorisationId, reversesId: null, staffId: null, personId, fromAccountId: personId, toAccountId: 'sales', method: 'face', amount: 5_000, atMs });
    write({ atMs, actorKind: 'person', actorId: personId, action: 'payment.posted', subjectId: chargeId, detail: { transferId: id(6, n), amount: 5_000, method: 'face' } });
  }

  const byStaff: readonly AuditAction[] = ['staff.login', 'staff.login', 'staff.logout', 'person.edited', 'mark.overridden', 'export.made', 'card.issued', 'pin.resetIssued'];
  function writeOne(n: number, atMs: number): void {
    // Multipliers without common factors spread people and acts over the year, the same way in every run.
    const personId = people[(n * 7_919) % people.length] ?? '';
    const leaver = n < rows / 2 && n % 12 === 5;
    const staffId = (leaver ? staff[0] : staff[1 + ((n * 31) % (staff.length - 1))]) ?? '';
    const turn = n % 20;
    if (n < people.length) topUp(n, atMs, people[n] ?? '', staffId, 5_000_000);
    else if (leaver) write({ atMs, actorKind: 'staff', actorId: staffId, action: 'person.edited', subjectId: personId, detail: { fields: 'note' } });
    else if (turn < 8) pay(n, atMs, personId);
    else if (turn < 10) topUp(n, atMs, personId, staffId, 50_000);
    else if (turn < 15) write({ atMs, actorKind: 'person', actorId: personId, action: 'me.opened', subjectId: personId, detail: { method: 'face' } });
    else if (turn < 17) write({ atMs, actorKind: 'kiosk', actorId: 'bench', action: 'pin.failed', subjectId: personId, detail: { failures: 1, locked: false, staff: false } });
    else write({ atMs, actorKind: 'staff', actorId: staffId, action: byStaff[(n * 13) % byStaff.length] ?? 'staff.login', subjectId: personId });
  }

  // Only while the year is made, which nobody waits for twice: what the disk has and the cache holds is set back before anything is measured.
  const asSet = { synchronous: db.sqlite.pragma('synchronous', { simple: true }), cache_size: db.sqlite.pragma('cache_size', { simple: true }) };
  db.sqlite.pragma('synchronous = OFF');
  db.sqlite.pragma('cache_size = -524288');
  for (let start = 0; start < rows; start += rowsAtOnce) {
    inTransaction(db, () => {
      for (let n = start; n < Math.min(rows, start + rowsAtOnce); n += 1) writeOne(n, fromMs + Math.floor((n / rows) * 365 * dayMs));
    });
  }
  for (const [name, value] of Object.entries(asSet)) db.sqlite.pragma(`${name} = ${String(value)}`);
  db.sqlite.pragma('wal_checkpoint(TRUNCATE)');
  return { fromMs, toMs: nowMs, people: people.length, staffNames: colleagues, goneStaff: colleagues[0] ?? '' };
}
