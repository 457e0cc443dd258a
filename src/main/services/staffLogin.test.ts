import { beforeEach, describe, expect, test } from 'vitest';
import type { StaffMember } from '../../shared/contract.ts';
import { refusalOf } from './register.testkit.ts';
import { createSecondStep } from './secondStep.ts';
import { betterPassword, goodPassword, openStaffRoom, ownersWindow, type StaffRoom } from './staff.testkit.ts';

let school: StaffRoom;
let dewi: StaffMember;
beforeEach(async () => {
  school = await openStaffRoom();
  dewi = await school.hire('Dewi', 'teacher');
});

const login = (given: { password?: string; code?: string; username?: string } = {}, connection = 'desk') => school.staff.login({ username: 'dewi', password: goodPassword, ...given }, connection);
const again = (given: { password?: string; code?: string } = {}) => school.staff.reauthenticate({ password: goodPassword, ...given }, 'desk', dewi);

describe('the limit of five failures in fifteen minutes', () => {
  test('opens by itself, is not opened by the right password, and not moved by the wall clock', async () => {
    for (let i = 0; i < 5; i += 1) {
      school.time.pass(60_000);
      expect(await refusalOf(() => login({ password: 'x' }))).toBe('LOGIN_FAILED');
    }
    const refused: unknown = await login().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'LOGIN_LOCKED', data: { minutes: 11 } });
    school.time.setWall(3_600_000);
    expect(await refusalOf(() => login())).toBe('LOGIN_LOCKED');
    school.time.pass(11 * 60_000 + 1);
    expect(await login()).toMatchObject({ staffId: dewi.staffId, role: 'teacher' });
    expect(school.record(dewi.staffId)?.lastLoginAtMs).toBe(school.time.wallMs);
    expect(school.count('login_failures')).toBe(0);
  });

  test('counts wrong passwords at an open desk and for a change of it as well', async () => {
    await login();
    for (let i = 0; i < 3; i += 1) expect(await refusalOf(() => again({ password: 'x' }))).toBe('REAUTH_FAILED');
    for (let i = 0; i < 2; i += 1) expect(await refusalOf(() => school.own.changePassword({ current: 'x', password: betterPassword }, dewi, 'desk'))).toBe('REAUTH_FAILED');
    for (const act of [() => again(), () => login(), () => school.own.changePassword({ current: goodPassword, password: betterPassword }, dewi, 'desk')]) expect(await refusalOf(act)).toBe('LOGIN_LOCKED');
  });
});

test('a password that was replaced, or an account that was ended, while it was compared opens nothing', async () => {
  const meanwhile = [
    () => school.db.sqlite.prepare("UPDATE staff SET password_hash = 'another' WHERE id = ?").run(dewi.staffId),
    () => school.accounts.deactivate({ staffId: dewi.staffId }, school.owner),
  ];
  for (const change of meanwhile) {
    const waiting = login();
    change();
    expect(await refusalOf(() => waiting)).toBe('LOGIN_FAILED');
    expect(school.sessions.staffOf('desk', true)).toBeNull();
  }
});

describe('one\'s own password', () => {
  test('is changed with the one of before; every other session of one\'s own ends, this one and those of others go on, and a code that was out is void', async () => {
    await login({}, 'desk');
    await login({}, 'elsewhere');
    const { code } = school.accounts.issueCode({ staffId: dewi.staffId }, school.owner);
    await school.own.changePassword({ current: goodPassword, password: betterPassword }, dewi, 'desk');
    expect(school.ended).toEqual(['elsewhere']);
    expect(school.sessions.staffOf('desk', true)).toMatchObject({ staffId: dewi.staffId });
    expect(await refusalOf(() => school.codes.redeem({ username: 'dewi', code, password: 'lampu-kuning-88-teras' }))).toBe('STAFF_CODE_WRONG');
    expect(await refusalOf(() => login())).toBe('LOGIN_FAILED');
    await login({ password: betterPassword });
    expect(school.own.account(dewi)).toEqual({ name: 'Dewi', username: 'dewi', role: 'teacher', passwordAtMs: school.time.wallMs, totp: null });
    expect(school.audited()).toContain('staff.passwordChanged');
  });

  test('is not changed to a weak one, and that costs no try', async () => {
    for (let i = 0; i < 6; i += 1) expect(await refusalOf(() => school.own.changePassword({ current: goodPassword, password: 'SMP Harapan SMP' }, dewi, 'desk'))).toBe('PASSWORD_WEAK');
    await login();
  });
});

describe('the second step', () => {
  test('is asked for once a code of the phone was seen; then nothing but password and code logs in, and the code is good once', async () => {
    await login({}, 'desk');
    await login({}, 'elsewhere');
    const { secret, uri } = school.secondStep.begin(dewi);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Tatap%20SMP%20Harapan:dewi\?/);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(await refusalOf(() => school.secondStep.confirm({ code: '000000' }, dewi, 'desk'))).toBe('TOTP_WRONG');
    await login({}, 'not yet on');
    const { recoveryCodes } = school.secondStep.confirm({ code: school.codeOnPhone(secret) }, dewi, 'desk');
    expect(new Set(recoveryCodes).size).toBe(8);
    expect(school.ended).toEqual(['elsewhere', 'not yet on']);
    expect(school.own.account(dewi).totp).toEqual({ sinceAtMs: school.time.wallMs, recoveryLeft: 8 });
    // The code that switched it on is used already.
    expect(await refusalOf(() => login({ code: school.codeOnPhone(secret) }))).toBe('TOTP_WRONG');
    school.time.pass(30_000);
    expect(await refusalOf(() => login())).toBe('TOTP_NEEDED');
    const code = school.codeOnPhone(secret);
    await login({ code });
    expect(school.sessions.list().find(({ connection }) => connection === 'desk')?.proof).toBe('totp');
    expect(await refusalOf(() => login({ code }))).toBe('TOTP_WRONG');
    expect(await refusalOf(() => again({ code }))).toBe('TOTP_WRONG');
    school.time.pass(30_000);
    await again({ code: school.codeOnPhone(secret) });
    expect(school.detailOf('staff.login').at(-1)).toEqual({ proof: 'totp' });
  });

  test('takes the code of one step before and after, none further away, and none older than the last used', async () => {
    const { secret } = school.turnOnTotp(dewi, 'desk');
    const at = (steps: number) => school.codeOnPhone(secret, school.time.wallMs + steps * 30_000);
    school.time.pass(120_000);
    for (const steps of [-2, 2]) expect(await refusalOf(() => login({ code: at(steps) })), String(steps)).toBe('TOTP_WRONG');
    await login({ code: at(-1) });
    await login({ code: at(1) });
    for (const steps of [0, 1]) expect(await refusalOf(() => login({ code: at(steps) })), `${steps} after 1`).toBe('TOTP_WRONG');
  });

  test('counts towards the limit; to be asked for the code does not', async () => {
    const { secret } = school.turnOnTotp(dewi, 'desk');
    for (let i = 0; i < 9; i += 1) expect(await refusalOf(() => login())).toBe('TOTP_NEEDED');
    for (let i = 0; i < 4; i += 1) expect(await refusalOf(() => login({ code: '000000' }))).toBe('TOTP_WRONG');
    for (let i = 0; i < 9; i += 1) expect(await refusalOf(() => login())).toBe('TOTP_NEEDED');
    expect(await refusalOf(() => login({ code: 'nonsense' }))).toBe('TOTP_WRONG');
    expect(await refusalOf(() => login({ code: school.codeOnPhone(secret) }))).toBe('LOGIN_LOCKED');
    expect(await refusalOf(() => login())).toBe('LOGIN_LOCKED');
  });

  test('says nothing to who has no password, and its code alone opens nothing', async () => {
    const { secret } = school.turnOnTotp(dewi, 'desk');
    expect(await refusalOf(() => login({ password: 'x' }))).toBe('LOGIN_FAILED');
    expect(await refusalOf(() => login({ password: 'x', code: school.codeOnPhone(secret) }))).toBe('LOGIN_FAILED');
    // A wrong password did not use the code up.
    await login({ code: school.codeOnPhone(secret) });
  });

  test('is opened by each recovery code once, in any spelling; new ones void those of before', async () => {
    const { recoveryCodes: [first = '', second = ''] } = school.turnOnTotp(dewi, 'desk');
    await login({ code: ` ${first.slice(0, 5).toLowerCase()}-${first.slice(5)} ` });
    expect(school.sessions.list().find(({ connection }) => connection === 'desk')?.proof).toBe('recovery');
    expect(school.own.account(dewi).totp?.recoveryLeft).toBe(7);
    expect(await refusalOf(() => login({ code: first }))).toBe('TOTP_WRONG');
    const { recoveryCodes: [renewed = ''] } = school.secondStep.renew(dewi);
    expect(await refusalOf(() => login({ code: second }))).toBe('TOTP_WRONG');
    await login({ code: renewed });
    expect(await refusalOf(() => school.secondStep.renew(school.owner))).toBe('TOTP_OFF');
  });

  test('of one account is nothing to another, and a secret moved to another account does not open', async () => {
    const { recoveryCodes: [code = ''], secret } = school.turnOnTotp(dewi, 'desk');
    school.turnOnTotp(school.owner, ownersWindow);
    const asOwner = (given: string) => school.staff.login({ username: 'pemilik', password: goodPassword, code: given }, 'w');
    expect(await refusalOf(() => asOwner(code))).toBe('TOTP_WRONG');
    expect(await refusalOf(() => asOwner(school.codeOnPhone(secret)))).toBe('TOTP_WRONG');
    school.db.sqlite.prepare('UPDATE staff_totp SET sealed = (SELECT sealed FROM staff_totp WHERE staff_id = ?), last_step = 0 WHERE staff_id = ?').run(dewi.staffId, school.owner.staffId);
    await expect(asOwner(school.codeOnPhone(secret))).rejects.toThrow('sealed data does not open');
  });

  test('is set up within ten minutes, or begun anew; a new phone replaces the old one', async () => {
    const { secret } = school.secondStep.begin(dewi);
    school.time.pass(10 * 60_000);
    expect(await refusalOf(() => school.secondStep.confirm({ code: school.codeOnPhone(secret) }, dewi, 'desk'))).toBe('TOTP_SETUP_OVER');
    const old = school.turnOnTotp(dewi, 'desk');
    const young = school.turnOnTotp(dewi, 'desk');
    expect(await refusalOf(() => login({ code: school.codeOnPhone(old.secret) }))).toBe('TOTP_WRONG');
    expect(await refusalOf(() => login({ code: old.recoveryCodes[0] ?? '' }))).toBe('TOTP_WRONG');
    await login({ code: school.codeOnPhone(young.secret) });
  });

  test('is switched off by oneself, or by an owner for who lost the phone, whose sessions then end', async () => {
    school.turnOnTotp(dewi, 'desk');
    school.secondStep.off(dewi);
    await login();
    school.turnOnTotp(dewi, 'desk');
    expect(school.secondStep.drop({ staffId: dewi.staffId }, school.owner)).toEqual({});
    expect(school.ended).toContain('desk');
    await login();
    expect([school.count('staff_totp'), school.count('staff_recovery_codes')]).toEqual([0, 0]);
    expect(school.audited().filter((action) => action.startsWith('totp'))).toEqual(['totp.on', 'totp.off', 'totp.on', 'totp.dropped']);
    expect(await refusalOf(() => school.secondStep.drop({ staffId: crypto.randomUUID() }, school.owner))).toBe('STAFF_NOT_FOUND');
  });

  test('survives a forgotten password: the code for a new one opens no way around it', async () => {
    const { secret } = school.turnOnTotp(dewi, 'desk');
    const { code } = school.accounts.issueCode({ staffId: dewi.staffId }, school.owner);
    await school.codes.redeem({ username: 'dewi', code, password: betterPassword });
    expect(await refusalOf(() => login({ password: betterPassword }))).toBe('TOTP_NEEDED');
    await login({ password: betterPassword, code: school.codeOnPhone(secret) });
  });

  test('leaves neither secret nor recovery code readable in the database', () => {
    const { secret, recoveryCodes } = school.turnOnTotp(dewi, 'desk');
    const bytes = school.db.sqlite.serialize();
    for (const text of [secret, ...recoveryCodes]) expect(bytes.includes(text)).toBe(false);
  });

  test('holds where the database takes no writes: codes of the phone still go only once, recovery codes not at all', () => {
    const { secret, recoveryCodes } = school.turnOnTotp(dewi, 'desk');
    const broken = secondStepWithoutWrites(school);
    const code = school.codeOnPhone(secret);
    expect(broken.take(dewi.staffId, code)).toBe('totp');
    expect(broken.take(dewi.staffId, code)).toBeNull();
    expect(broken.take(dewi.staffId, recoveryCodes[0] ?? '')).toBeNull();
  });
});

/** The second step of the same school while nothing may be written. */
function secondStepWithoutWrites({ db, audit, vault, sessions, time }: StaffRoom) {
  return createSecondStep({
    db, audit, vault, sessions, writable: () => false, requireWritable: () => {}, siteName: () => '', onChanged: () => {}, randomBytes: (count) => new Uint8Array(count), randomInt: () => 0,
    now: () => time.wallMs, monotonicMs: () => time.monoMs,
  });
}

describe('sessions', () => {
  test('are seen by who they belong to, all of them by an owner, with how they began', async () => {
    await login({}, 'desk');
    school.time.pass(60_000);
    school.sessions.staffOf(ownersWindow, true);
    const seenByOwner = school.own.sessions(school.owner, ownersWindow).rows;
    expect(seenByOwner.map(({ name, current, proof }) => [name, current, proof])).toEqual([['Pemilik', true, 'password'], ['Dewi', false, 'password']]);
    expect(seenByOwner[1]).toMatchObject({ role: 'teacher', startedAtMs: school.time.wallMs - 60_000, lastActiveAtMs: school.time.wallMs - 60_000 });
    const admin = await school.hire('Admin', 'admin');
    expect(school.own.sessions(dewi, 'desk').rows.map(({ name, current }) => [name, current])).toEqual([['Dewi', true]]);
    expect(school.own.sessions(admin, 'nowhere').rows).toEqual([]);
  });

  test('are ended by who they belong to, or by an owner; anybody else is told there is none', async () => {
    await login({}, 'desk');
    await login({}, 'elsewhere');
    const idOf = (connection: string) => school.sessions.list().find((session) => session.connection === connection)?.sessionId ?? '';
    const admin = await school.hire('Admin', 'admin');
    expect(await refusalOf(() => school.own.endSession({ sessionId: idOf(ownersWindow) }, dewi))).toBe('LOGIN_ENDED');
    expect(await refusalOf(() => school.own.endSession({ sessionId: idOf('desk') }, admin))).toBe('LOGIN_ENDED');
    const sessionId = idOf('elsewhere');
    school.own.endSession({ sessionId }, dewi);
    expect(await refusalOf(() => school.own.endSession({ sessionId }, dewi))).toBe('LOGIN_ENDED');
    school.own.endSession({ sessionId: idOf('desk') }, school.owner);
    expect(school.ended).toEqual(['elsewhere', 'desk']);
    expect(school.audited().filter((action) => action === 'staff.sessionEnded')).toHaveLength(2);
  });
});
