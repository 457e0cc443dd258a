import { randomUUID } from 'node:crypto';
import { inTransaction, openDatabase, type Db } from '../src/main/db/open.ts';
import { insertAuditRow } from '../src/main/db/queries/chains.ts';
import { insertPerson } from '../src/main/db/queries/people.ts';
import { insertStaff } from '../src/main/db/queries/staff.ts';
import { formulas, opensFormula } from './formulas.ts';
import { foldName } from '../src/main/services/names.ts';

/** 1 July 2026, midnight in Jakarta; a row every ten seconds. */
const firstAtMs = Date.UTC(2026, 5, 30, 17);
export const everyMs = 10_000;
const people = 2_000;
const unchained = Buffer.alloc(32);

export interface ActivityData { /** Rupiah, of everything paid and topped up. */ amount: number; /** Rows whose person has a formula for a name. */ formulaRows: number; /** When row `n` was written. */ atMs(n: number): number }

/**
 * An activity log of `rows` rows as a site has one: seven payments in ten, the rest top-ups, log-ins, wrong PINs and changes, of 2 000 people, some of
 * whom a spreadsheet would take for formulas. The rows are not chained: nothing that is measured reads the chain.
 */
export function buildActivity(file: string, rows: number): ActivityData {
  const db = openDatabase(file);
  try {
    return inTransaction(db, () => {
      const staffIds = ['Rina', 'Budi', 'Dewi'].map((name) => addStaff(db, name));
      const names = Array.from({ length: people }, (_, i) => (i < formulas.length ? (formulas[i] ?? '') : `${['Siti', 'Bayu', "Nu'man", 'Zoë'][i % 4]} ${['Lestari', 'Pratama', 'Hakim'][i % 3]} ${i}`));
      const personIds = names.map((name, i) => addPerson(db, name, i));
      let [amount, formulaRows] = [0, 0];
      for (let n = 0; n < rows; n += 1) {
        const at = (n * 7_919) % people;
        const [personId = '', staffId = ''] = [personIds[at], staffIds[n % staffIds.length]];
        const paid = 1_000 * (1 + (n % 50));
        const row = rowOf(n % 20, personId, staffId, paid);
        if ('amount' in row.detail) amount += paid;
        if (opensFormula.test(names[at] ?? '') && (row.actorId === personId || row.subjectId === personId)) formulaRows += 1;
        insertAuditRow(db, { seq: n + 1, atMs: firstAtMs + n * everyMs, kioskId: 'bench', ...row, detail: JSON.stringify(row.detail), prevHash: unchained, hash: unchained });
      }
      return { amount, formulaRows, atMs: (n) => firstAtMs + n * everyMs };
    });
  } finally {
    db.sqlite.close();
  }
}

interface Act { actorKind: 'staff' | 'person'; actorId: string; action: string; subjectId: string; detail: Record<string, string | number> }

function rowOf(draw: number, personId: string, staffId: string, amount: number): Act {
  const byStaff = { actorKind: 'staff', actorId: staffId } as const;
  const byPerson = { actorKind: 'person', actorId: personId } as const;
  if (draw < 14) return { ...byPerson, action: 'payment.posted', subjectId: randomUUID(), detail: { transferId: randomUUID(), amount, method: 'face' } };
  if (draw < 17) return { ...byStaff, action: 'topup.posted', subjectId: personId, detail: { transferId: randomUUID(), amount } };
  if (draw < 18) return { ...byStaff, action: 'staff.login', subjectId: staffId, detail: {} };
  if (draw < 19) return { ...byPerson, action: 'pin.failed', subjectId: personId, detail: { failures: 1 } };
  return { ...byStaff, action: 'person.edited', subjectId: personId, detail: { fields: 'name note' } };
}

function addStaff(db: Db, name: string): string {
  const id = randomUUID();
  insertStaff(db, { id, name, username: name.toLowerCase(), role: 'cashier', passwordHash: '-', createdAtMs: firstAtMs });
  return id;
}

function addPerson(db: Db, name: string, i: number): string {
  const id = randomUUID();
  insertPerson(db, { id, name, nameFolded: foldName(name), identifier: `NIS-${10_000 + i}`, createdAtMs: firstAtMs, kioskId: 'bench', wrappedKey: null, pinHash: '-' });
  return id;
}
