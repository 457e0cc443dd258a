import { beforeEach, describe, expect, test } from 'vitest';
import { staffRoles, type StaffRole } from '../../shared/contract.ts';
import { mayManage } from '../../shared/staff.ts';
import { refusalOf } from './register.testkit.ts';
import { betterPassword, goodPassword, openStaffRoom, ownersWindow, type StaffRoom } from './staff.testkit.ts';

let school: StaffRoom;
beforeEach(async () => void (school = await openStaffRoom()));

const stateOf = (staffId: string) => school.accounts.accounts().rows.find((row) => row.staffId === staffId);

describe('an invitation', () => {
  test('is refused under a name that is taken, by a deactivated account too', async () => {
    school.db.sqlite.prepare("UPDATE staff SET deactivated_at_ms = 1 WHERE username = 'ratna'").run();
    const invite = (username: string) => refusalOf(() => school.accounts.invite({ name: 'Lain', username, role: 'teacher' }, school.owner));
    expect(await invite('ratna')).toBe('USERNAME_TAKEN');
    school.accounts.invite({ name: 'Dewi', username: 'dewi', role: 'teacher' }, school.owner);
    expect(await invite('dewi')).toBe('USERNAME_TAKEN');
    expect([school.count('staff'), school.accounts.list().rows.length, school.audited()]).toEqual([4, 3, ['staff.invited', 'staff.codeIssued']]);
  });

  test('opens an account nobody can log in to yet, which may be given a course, and shows until when its code is good', async () => {
    const issued = school.accounts.invite({ name: 'Dewi', username: 'dewi', role: 'teacher' }, school.owner);
    expect(issued).toMatchObject({ purpose: 'invite', name: 'Dewi', username: 'dewi', siteName: 'SMP Harapan', expiresAtMs: school.time.wallMs + 24 * 3_600_000 });
    expect(issued.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
    expect(stateOf(issued.staffId)).toMatchObject({ state: 'invited', codeUntilMs: issued.expiresAtMs, lastLoginAtMs: null, totp: false, sessions: 0 });
    expect(school.accounts.list().rows.map(({ username }) => username)).toContain('dewi');
    for (const password of ['', '-', goodPassword]) expect(await refusalOf(() => school.staff.login({ username: 'dewi', password }, 'w'))).toBe('LOGIN_FAILED');
    school.time.pass(24 * 3_600_000);
    expect(stateOf(issued.staffId)).toMatchObject({ state: 'invited', codeUntilMs: null });
    expect(school.audited().slice(0, 2)).toEqual(['staff.invited', 'staff.codeIssued']);
  });

  test('leaves the code nowhere but in the answer', async () => {
    const { code } = school.accounts.invite({ name: 'Dewi', username: 'dewi', role: 'teacher' }, school.owner);
    const kept = ['staff', 'staff_codes', 'audit', 'settings'].map((table) => JSON.stringify(school.db.sqlite.prepare(`SELECT * FROM ${table}`).all())).join();
    expect(kept).not.toContain(code);
  });
});

describe('who may manage whom', () => {
  const wanted: Record<StaffRole, readonly StaffRole[]> = { owner: staffRoles, admin: ['teacher', 'cashier'], teacher: [], cashier: [] };

  test.each(staffRoles)('an account of role %s: every act on every role, and every role to be given', async (actor) => {
    const who = actor === 'owner' ? school.owner : await school.hire('Aktor', actor);
    for (const role of staffRoles) {
      const may = wanted[actor].includes(role);
      expect(mayManage(actor, role)).toBe(may);
      const target = await school.hire(`t${role}`, role);
      const row = () => stateOf(target.staffId) ?? expect.fail();
      const outcome = async (act: () => unknown) => {
        let done = false;
        const refused = await refusalOf(() => { act(); done = true; }).catch((error: unknown) => { if (!done) throw error; return 'done'; });
        return refused;
      };
      const acts = {
        rename: () => school.accounts.save({ staffId: target.staffId, revision: row().revision, name: 'Baru', username: target.username, role }, who),
        end: () => school.accounts.deactivate({ staffId: target.staffId }, who),
        takeBack: () => school.accounts.reactivate({ staffId: target.staffId }, who),
        invite: () => school.accounts.invite({ name: 'Undangan', username: `u-${role}`, role }, who),
      };
      for (const [name, act] of Object.entries(acts)) expect(await outcome(act), `${actor} ${name} ${role}`).toBe(may ? 'done' : 'NOT_ALLOWED');
      // Neither their own level nor one above it is theirs to give, whoever gets it.
      const teacher = await school.hire(`guru-${role}`, 'teacher');
      const give = () => school.accounts.save({ staffId: teacher.staffId, revision: 1, name: teacher.name, username: teacher.username, role }, who);
      expect(await outcome(give), `${actor} gives ${role}`).toBe(may ? 'done' : 'NOT_ALLOWED');
    }
  });

  test('a code for a forgotten password is another owner\'s to make; one for an invitation that ran out, whoever may manage it', async () => {
    const admin = await school.hire('Admin', 'admin');
    const second = await school.hire('Kedua', 'owner');
    const teacher = await school.hire('Guru', 'teacher');
    expect(await refusalOf(() => school.accounts.issueCode({ staffId: teacher.staffId }, admin))).toBe('NOT_ALLOWED');
    expect(await refusalOf(() => school.accounts.issueCode({ staffId: school.owner.staffId }, school.owner))).toBe('NOT_ALLOWED');
    expect(await refusalOf(() => school.accounts.issueCode({ staffId: school.owner.staffId }, admin))).toBe('NOT_ALLOWED');
    expect(school.accounts.issueCode({ staffId: school.owner.staffId }, second)).toMatchObject({ purpose: 'reset', expiresAtMs: school.time.wallMs + 3_600_000 });
    expect(school.accounts.issueCode({ staffId: teacher.staffId }, school.owner)).toMatchObject({ purpose: 'reset', name: 'Guru' });
    const invited = school.accounts.invite({ name: 'Baru', username: 'baru', role: 'cashier' }, admin);
    expect(school.accounts.issueCode({ staffId: invited.staffId }, admin)).toMatchObject({ purpose: 'invite', username: 'baru' });
    expect(await refusalOf(() => school.accounts.issueCode({ staffId: crypto.randomUUID() }, school.owner))).toBe('STAFF_NOT_FOUND');
  });
});

describe('an edit', () => {
  const edit = (row: { staffId: string; revision: number; name: string; username: string; role: StaffRole }, patch: object) => {
    const { staffId, revision, name, username, role } = { ...row, ...patch };
    return school.accounts.save({ staffId, revision, name, username, role }, school.owner);
  };
  const seen = (staffId: string) => stateOf(staffId) ?? expect.fail('the account is in the list');

  test('notices that somebody was quicker, says what they wrote, and refuses nothing where both want the same', async () => {
    const { staffId } = await school.hire('Dewi', 'teacher');
    const [mine, theirs] = [seen(staffId), seen(staffId)];
    expect(edit(theirs, { name: 'Dewi Lestari' })).toEqual({ revision: 2 });
    expect(edit(mine, { name: 'Dewi Lestari' })).toEqual({ revision: 2 });
    const refused = await Promise.resolve().then(() => edit(mine, { role: 'cashier' })).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'EDIT_CONFLICT', data: { revision: 2, name: 'Dewi Lestari', username: 'dewi', role: 'teacher', by: 'Pemilik', atMs: school.time.wallMs } });
    expect(edit(seen(staffId), { role: 'cashier' })).toEqual({ revision: 3 });
    expect(school.detailOf('staff.edited')).toEqual([{ fields: 'name' }, { fields: 'role', from: 'teacher', to: 'cashier' }]);
  });

  test('to a user name somebody has or had is refused', async () => {
    const { staffId } = await school.hire('Dewi', 'teacher');
    expect(await refusalOf(() => edit(seen(staffId), { username: 'ratna' }))).toBe('USERNAME_TAKEN');
    edit(seen(staffId), { username: 'dewi.l' });
    expect((await school.staff.login({ username: 'dewi.l', password: goodPassword }, 'w')).staffId).toBe(staffId);
  });

  test('of the role ends that person\'s sessions at once, one of the name does not', async () => {
    const { staffId, username } = await school.hire('Dewi', 'teacher');
    await school.staff.login({ username, password: goodPassword }, 'desk-1');
    await school.staff.login({ username, password: goodPassword }, 'desk-2');
    edit(seen(staffId), { name: 'Dewi L' });
    expect([school.ended, seen(staffId).sessions]).toEqual([[], 2]);
    edit(seen(staffId), { role: 'admin' });
    expect(school.ended).toEqual(['desk-1', 'desk-2']);
    expect(school.sessions.staffOf('desk-1', true)).toBeNull();
    expect(school.sessions.staffOf(ownersWindow, true)).toMatchObject({ role: 'owner' });
  });
});

describe('an end', () => {
  test('closes every door at once and voids an open code; taken back, the password of before opens again', async () => {
    const { staffId, username } = await school.hire('Dewi', 'teacher');
    await school.staff.login({ username, password: goodPassword }, 'desk-1');
    const { code } = school.accounts.issueCode({ staffId }, school.owner);
    school.accounts.deactivate({ staffId }, school.owner);
    school.accounts.deactivate({ staffId }, school.owner);
    expect(school.ended).toEqual(['desk-1']);
    expect(await refusalOf(() => school.staff.login({ username, password: goodPassword }, 'desk-1'))).toBe('LOGIN_FAILED');
    expect(await refusalOf(() => school.codes.redeem({ username, code, password: betterPassword }))).toBe('STAFF_CODE_WRONG');
    expect(await refusalOf(() => school.accounts.issueCode({ staffId }, school.owner))).toBe('STAFF_NOT_FOUND');
    expect(stateOf(staffId)).toMatchObject({ state: 'deactivated', codeUntilMs: null, sessions: 0 });
    expect(school.accounts.list().rows.map((row) => row.staffId)).not.toContain(staffId);
    school.accounts.reactivate({ staffId }, school.owner);
    expect(await refusalOf(() => school.codes.redeem({ username, code, password: betterPassword }))).toBe('STAFF_CODE_WRONG');
    expect((await school.staff.login({ username, password: goodPassword }, 'desk-1')).staffId).toBe(staffId);
    expect(school.audited().filter((action) => /activated/.test(action))).toEqual(['staff.deactivated', 'staff.reactivated']);
  });

  test('or another role for the last owner who can log in is refused, also past the services, and an owner who was only invited does not count', async () => {
    const { staffId } = school.owner;
    const invited = school.accounts.invite({ name: 'Kedua', username: 'kedua', role: 'owner' }, school.owner);
    const demote = () => school.accounts.save({ staffId, revision: 1, name: 'Pemilik', username: 'pemilik', role: 'admin' }, school.owner);
    expect(await refusalOf(() => school.accounts.deactivate({ staffId }, school.owner))).toBe('LAST_OWNER');
    expect(await refusalOf(demote)).toBe('LAST_OWNER');
    for (const sql of ["UPDATE staff SET role = 'admin' WHERE id = ?", 'UPDATE staff SET deactivated_at_ms = 1 WHERE id = ?', "UPDATE staff SET password_hash = '' WHERE id = ?"]) {
      expect(() => school.db.sqlite.prepare(sql).run(staffId), sql).toThrow(/an owner who can log in stays/);
    }
    expect(school.ended).toEqual([]);
    await school.codes.redeem({ username: 'kedua', code: invited.code, password: betterPassword });
    expect(demote()).toEqual({ revision: 2 });
    expect(school.ended).toEqual([ownersWindow]);
    expect(await refusalOf(() => school.accounts.deactivate({ staffId: invited.staffId }, { staffId: invited.staffId, role: 'owner' }))).toBe('LAST_OWNER');
  });
});
