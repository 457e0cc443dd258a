import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../db/open.ts';
import { refusalOf } from './register.testkit.ts';
import { betterPassword, goodPassword, openStaffRoom, type StaffRoom } from './staff.testkit.ts';

let school: StaffRoom;
beforeEach(async () => void (school = await openStaffRoom()));

const invite = () => school.accounts.invite({ name: 'Dewi', username: 'dewi', role: 'teacher' }, school.owner);
const redeem = (code: string, given: { username?: string; password?: string } = {}) => school.codes.redeem({ username: 'dewi', password: betterPassword, code, ...given });
const wrong = 'AAAAAAAAAA';

test('who was invited chooses a password with the code, logs in with it, and the code is spent', async () => {
  const { code, staffId } = invite();
  await redeem(`${code.slice(0, 5).toLowerCase()} - ${code.slice(5)}`);
  expect(await school.staff.login({ username: 'dewi', password: betterPassword }, 'desk')).toMatchObject({ staffId, role: 'teacher' });
  expect(await refusalOf(() => redeem(code, { password: 'lampu-kuning-88-teras' }))).toBe('STAFF_CODE_WRONG');
  expect((await school.staff.login({ username: 'dewi', password: betterPassword }, 'desk')).staffId).toBe(staffId);
  expect(school.audited().filter((action) => action !== 'staff.login')).toEqual(['staff.invited', 'staff.codeIssued', 'staff.redeemed', 'staff.codeFailed']);
  expect(school.record(staffId)).toMatchObject({ passwordAtMs: school.time.wallMs, codePurpose: null });
});

test('a forgotten password holds until the code is used; then every session of before ends', async () => {
  const dewi = await school.hire('Dewi', 'teacher');
  await school.staff.login({ username: 'dewi', password: goodPassword }, 'desk');
  const { code } = school.accounts.issueCode({ staffId: dewi.staffId }, school.owner);
  await school.staff.login({ username: 'dewi', password: goodPassword }, 'other desk');
  await redeem(code);
  expect(school.ended).toEqual(['desk', 'other desk']);
  expect(await refusalOf(() => school.staff.login({ username: 'dewi', password: goodPassword }, 'desk'))).toBe('LOGIN_FAILED');
  await school.staff.login({ username: 'dewi', password: betterPassword }, 'desk');
});

test('two who type the same code in the same moment: one of them chose the password', async () => {
  const { code } = invite();
  const both = await Promise.allSettled([redeem(code), redeem(code, { password: 'lampu-kuning-88-teras' })]);
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(await refusalOf(() => school.staff.login({ username: 'dewi', password: 'lampu-kuning-88-teras' }, 'desk'))).toBe('LOGIN_FAILED');
});

describe('a code is void', () => {
  test('once another one was made', async () => {
    const { code, staffId } = invite();
    const second = school.accounts.issueCode({ staffId }, school.owner);
    expect(await refusalOf(() => redeem(code))).toBe('STAFF_CODE_WRONG');
    await redeem(second.code);
  });

  test('when its time is over, which setting the wall clock back does not prolong', async () => {
    const { code, staffId } = invite();
    school.time.pass(24 * 3_600_000 - 1);
    school.time.setWall(-40 * 3_600_000);
    expect(school.accounts.accounts().rows.find((row) => row.staffId === staffId)?.codeUntilMs).not.toBeNull();
    school.time.pass(1);
    expect(await refusalOf(() => redeem(code))).toBe('STAFF_CODE_WRONG');
    const again = school.accounts.issueCode({ staffId }, school.owner);
    school.time.setWall(90 * 24 * 3_600_000);
    await redeem(again.code);
  });

  test('after five wrong ones, however long between them; the name is locked as by wrong passwords', async () => {
    const { code } = invite();
    for (let i = 0; i < 4; i += 1) expect(await refusalOf(() => redeem(wrong))).toBe('STAFF_CODE_WRONG');
    school.time.pass(15 * 60_000 + 1);
    expect(await refusalOf(() => redeem('not a code'))).toBe('STAFF_CODE_WRONG');
    expect(school.count('staff_codes')).toBe(0);
    expect(await refusalOf(() => redeem(code))).toBe('STAFF_CODE_WRONG');
    expect(school.detailOf('staff.codeFailed').map((detail) => JSON.stringify(detail))).toEqual([1, 2, 3, 4, 5].map((attempts) => JSON.stringify({ attempts })).concat(expect.stringContaining('unknown')));
  });

  test('for any other name', async () => {
    const { code } = invite();
    school.accounts.invite({ name: 'Eka', username: 'eka', role: 'owner' }, school.owner);
    expect(await refusalOf(() => redeem(code, { username: 'eka' }))).toBe('STAFF_CODE_WRONG');
    await redeem(code);
  });
});

test('wrong codes and wrong passwords count together: five of either lock the name, known or not, for a quarter of an hour', async () => {
  for (const username of ['dewi', 'nobody']) {
    school = await openStaffRoom();
    const { code } = invite();
    for (let i = 0; i < 3; i += 1) expect(await refusalOf(() => redeem(wrong, { username }))).toBe('STAFF_CODE_WRONG');
    for (let i = 0; i < 2; i += 1) expect(await refusalOf(() => school.staff.login({ username, password: 'x' }, 'desk'))).toBe('LOGIN_FAILED');
    expect(await refusalOf(() => redeem(code, { username }))).toBe('LOGIN_LOCKED');
    expect(await refusalOf(() => school.staff.login({ username, password: 'x' }, 'desk'))).toBe('LOGIN_LOCKED');
    school.time.pass(15 * 60_000 + 1);
    if (username === 'dewi') await redeem(code);
    else expect(await refusalOf(() => redeem(code, { username }))).toBe('STAFF_CODE_WRONG');
  }
});

test('a weak password costs no try, and one made of the own name neither, which is told only to who has the code', async () => {
  const { code, staffId } = school.accounts.invite({ name: 'Dewi Kusumawardhani', username: 'dewi', role: 'teacher' }, school.owner);
  const ofTheName = 'Kusumawardhani1';
  for (let i = 0; i < 8; i += 1) expect(await refusalOf(() => redeem(code, { password: 'password1234' }))).toBe('PASSWORD_WEAK');
  for (let i = 0; i < 8; i += 1) expect(await refusalOf(() => redeem(code, { password: ofTheName }))).toBe('PASSWORD_WEAK');
  expect(await refusalOf(() => redeem(wrong, { password: ofTheName }))).toBe('STAFF_CODE_WRONG');
  expect(school.db.sqlite.prepare('SELECT attempts FROM staff_codes WHERE staff_id = ?').pluck().get(staffId)).toBe(1);
  await redeem(code);
});

/*
 * The process is killed while it redeems, at any point. Whatever it did, afterwards the code is either good for once more and no password stands, or it is spent
 * and the chosen one does.
 */
test('killed in the middle of redeeming, a code is never good twice and a password never stands beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tatap-redeem-'));
  const outcomes = new Set<string>();
  try {
    for (let kill = 0; kill < 16; kill += 1) {
      const file = join(folder, `${kill}.db`);
      const deviceKey = randomBytes(32);
      const before = await openStaffRoom({ db: openDatabase(file), deviceKey });
      const { code, staffId } = before.accounts.invite({ name: 'Dewi', username: 'dewi', role: 'teacher' }, before.owner);
      before.db.sqlite.close();
      await killedWhileRedeeming({ file, code, key: deviceKey.toString('hex'), atMs: before.clock.guardNowMs() }, kill === 15 ? 5_000 : kill * 4);
      const after = openDatabase(file);
      const row = after.sqlite.prepare<[string], { open: number; chosen: number; attempts: number | null }>(`SELECT c.staff_id IS NOT NULL AS open, s.password_hash <> '' AS chosen, c.attempts
        FROM staff s LEFT JOIN staff_codes c ON c.staff_id = s.id WHERE s.id = ?`).get(staffId);
      expect([{ open: 1, chosen: 0 }, { open: 0, chosen: 1 }]).toContainEqual({ open: row?.open, chosen: row?.chosen });
      expect(after.sqlite.prepare("SELECT count(*) FROM audit WHERE action = 'staff.redeemed'").pluck().get()).toBe(row?.chosen);
      outcomes.add(row?.chosen ? 'spent' : `open after ${row?.attempts}`);
      after.sqlite.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  // The last run was given time to finish, and at least one was cut short, or this tests nothing.
  expect(outcomes).toContain('spent');
  expect([...outcomes].some((outcome) => outcome.startsWith('open'))).toBe(true);
}, 120_000);

/** Redeems in a child under the same device key, and kills it so many milliseconds after it began. */
function killedWhileRedeeming({ file, code, key, atMs }: { file: string; code: string; key: string; atMs: number }, delayMs: number): Promise<void> {
  const url = (path: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, path)).href);
  const script = `
    import { randomBytes } from 'node:crypto';
    import { openDatabase } from ${url('../db/open.ts')};
    import { vaultOver } from ${url('../vault/vault.ts')};
    import { createStaffCodes } from ${url('./staffCodes.ts')};
    import { createLoginTries } from ${url('./loginTries.ts')};
    const db = openDatabase(${JSON.stringify(file)});
    const slowly = async (text) => { await new Promise((done) => setTimeout(done, 15)); return 'hash of ' + text; };
    const vault = vaultOver(Buffer.from('${key}', 'hex'), { hash: slowly }, randomBytes);
    const clock = { guardNowMs: () => ${atMs}, note() {} };
    const codes = createStaffCodes({
      db, clock, vault, audit: { db, kioskId: 'kiosk-1', mac: vault.auditMac }, tries: createLoginTries({ failuresDb: db, lockClockMs: clock.guardNowMs, pseudonym: vault.pseudonym }),
      sessions: { endOf() {} }, requireStrongPassword() {}, requireWritable() {}, siteName: () => '', onChanged() {}, randomInt: () => 0, now: Date.now,
    });
    process.stdout.write('go');
    await codes.redeem({ username: 'dewi', code: '${code}', password: '${betterPassword}' });`;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', () => void setTimeout(() => child.kill('SIGKILL'), delayMs));
    child.once('exit', () => resolve());
  });
}
