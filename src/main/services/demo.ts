import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoAccess, demoPeople, type PuppetPerson } from '../../shared/demoPeople.ts';
import { rupiah } from '../../shared/money.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { insertCourse, putRules } from '../db/queries/courses.ts';
import { putMembership } from '../db/queries/memberships.ts';
import { insertRoom } from '../db/queries/rooms.ts';
import { insertSlot } from '../db/queries/timetable.ts';
import { insertConsent, insertPerson, insertPersonAccount, insertTemplate } from '../db/queries/people.ts';
import { writeSetting } from '../db/queries/settings.ts';
import { insertStaff, ownerExists } from '../db/queries/staff.ts';
import { consentTextVersion } from '../../shared/consent.ts';
import type { Vault } from '../vault/vault.ts';
import type { Face, Vision } from '../vision/types.ts';
import { foldName } from './names.ts';
import type { createTopups } from './topups.ts';

/** Others in the list, so that the admin window shows what a canteen looks like; none of them exists. Balances in rupiah. */
const others: readonly [name: string, balance: number][] = [
  ['Muhammad Abdurrahman Wahid al-Banjari', 125_000], ['Dewi Anggraini', 42_500], ['Putu Wirawan', 8_000], ['Nur Aisyah Siregar', 310_000],
  ['Yohanes Situmorang', 15_500], ['Made Ayu Saraswati', 67_000], ['Fajar Nugroho', 500], ['Rizky Pratama', 96_000],
];
/** Sari and Bella; Citra stays a stranger, so that enrolling can be tried. */
const enrolled: readonly { who: 'A' | 'B'; balance: number }[] = [{ who: 'A', balance: 150_000 }, { who: 'B', balance: 20_000 }];

const demoClasses = [
  { code: 'MALAM', name: 'Kelas Malam', starts: '00:00', ends: '08:00' },
  { code: 'PAGI', name: 'Kelas Pagi', starts: '08:00', ends: '16:00' },
  { code: 'SORE', name: 'Kelas Sore', starts: '16:00', ends: '00:00' },
] as const;

export interface DemoNeeds {
  db: Db;
  vault: Vault;
  vision: Vision;
  picturesDir: string;
  kioskId: string;
  topups: ReturnType<typeof createTopups>;
  /** Makes the class sessions of the timetable, from today on. */
  makeSessions(nowMs: number): void;
  /** Local day of the site. */
  today(): string;
  now(): number;
  newId(): string;
}

interface Cast { personId: string; name: string; identifier: string; balance: number; pinHash: string; face: Face | null }

/** Fills an empty demo folder with an owner, example people and balances, through the same vault, ledger and nets as everything else: all of it or nothing. */
export async function seedDemo(needs: DemoNeeds): Promise<void> {
  const { db, vault, now, newId } = needs;
  if (ownerExists(db)) return;
  const cast: Cast[] = [];
  const add = async (name: string, identifier: string, balance: number, face: Face | null) => {
    const personId = newId();
    cast.push({ personId, name, identifier, balance, face, pinHash: await vault.pinDigest(personId, demoAccess.pin) });
  };
  for (const [index, [name, balance]] of others.entries()) await add(name, String(2001 + index), balance, null);
  for (const { who, balance } of enrolled) await add(personOf(who).name, demoAccess.identifiers[who], balance, await faceOf(needs, personOf(who)));
  const passwordHash = await vault.hashPassword(demoAccess.password);
  const staffId = newId();
  // Everything awaited is done: a demo that is killed half-way is filled from the start the next time.
  inTransaction(db, () => {
    writeSetting(db, 'siteName', 'Kantin Melati (demo)');
    insertStaff(db, { id: staffId, username: demoAccess.username, name: 'Pemilik Demo', role: 'owner', passwordHash, createdAtMs: now() });
    for (const person of cast) insertCast(needs, person);
    for (const { personId, balance } of cast) needs.topups.create({ personId, amount: rupiah(balance), idempotencyKey: newId() }, { staffId });
    insertClasses(needs, staffId, cast);
  });
  await needs.vision.remember(cast.flatMap(({ personId, face }) => (face?.embedding ? [{ personId, embedding: face.embedding }] : [])));
}

/** Three classes a day that follow each other, so that whenever somebody tries the demo one is open and hardly anybody is late. */
function insertClasses(needs: DemoNeeds, teacherId: string, cast: readonly Cast[]): void {
  const { db, now, newId } = needs;
  const fromDate = needs.today();
  const room = { id: newId(), name: 'Ruang 1' };
  insertRoom(db, { ...room, nameFolded: foldName(room.name), createdAtMs: now() });
  for (const { code, name, starts, ends } of demoClasses) {
    const courseId = newId();
    insertCourse(db, { id: courseId, code, name, nameFolded: foldName(name), teacherId, createdAtMs: now() });
    putRules(db, { courseId, effectiveFrom: fromDate, opensBeforeMin: 15, lateAfterMin: 240, closesAfterMin: null, absentAtEnd: true });
    for (let weekday = 1; weekday <= 7; weekday += 1) insertSlot(db, { id: newId(), courseId, roomId: room.id, weekday, starts, ends, fromDate, untilDate: null });
    for (const { personId } of cast) putMembership(db, { courseId, personId, fromDate, untilDate: null });
  }
  needs.makeSessions(now());
}

/** Inside the transaction of the whole. */
function insertCast({ db, vault, vision, kioskId, now, newId }: DemoNeeds, { personId, name, identifier, pinHash, face }: Cast): void {
  const key = face?.embedding ? vault.newPersonKey() : null;
  insertPerson(db, { id: personId, name, nameFolded: foldName(name), identifier, createdAtMs: now(), kioskId, wrappedKey: key && vault.wrapPersonKey(personId, key), pinHash });
  insertPersonAccount(db, personId);
  if (!key || !face?.embedding) return;
  const binding = { personId, model: vision.engine.model, version: 1 };
  insertConsent(db, { id: newId(), personId, textVersion: consentTextVersion, language: 'id', guardianName: null, atMs: now() });
  insertTemplate(db, { id: newId(), ...binding, pose: 'front', sealed: vault.sealTemplate(key, binding, face.embedding), quality: 1, createdAtMs: now() });
}

function personOf(who: 'A' | 'B'): PuppetPerson {
  const person = demoPeople.find(({ id }) => id === who);
  if (!person) throw new Error(`no demo person ${who}`);
  return person;
}

/** The face of one example person in the group picture it is cut from: the one whose middle is nearest to the place noted. */
async function faceOf({ vision, picturesDir }: DemoNeeds, person: PuppetPerson): Promise<Face> {
  const { faces } = await vision.analyse(await readFile(join(picturesDir, person.file)), { embed: true, spoof: false, allFaces: true });
  const away = ({ box }: Face) => Math.hypot(box.x + box.width / 2 - person.centreX, box.y + box.height / 2 - person.centreY);
  const [nearest] = faces.toSorted((a, b) => away(a) - away(b));
  if (!nearest || away(nearest) > person.faceWidth) throw new Error(`${person.name} is not in ${person.file}`);
  return nearest;
}
