import { beforeEach, expect, test } from 'vitest';
import { requireStrongPassword } from '../vault/passwords.ts';
import { openRegister, refusalOf } from './register.testkit.ts';
import { createStaffAccounts } from './staffAccounts.ts';

function openSchool() {
  const register = openRegister();
  return { ...register, accounts: createStaffAccounts({ ...register, requireStrongPassword, hashPassword: register.vault.hashPassword, siteName: () => 'SMP Harapan' }) };
}

let school: ReturnType<typeof openSchool>;
beforeEach(() => void (school = openSchool()));

const create = (given: Partial<Parameters<typeof school.accounts.create>[0]> = {}) =>
  school.accounts.create({ name: "Dewi Nu'aini", username: 'dewi', role: 'teacher', password: 'kereta-malam-48-hujan', ...given }, school.owner);

test('an account is opened with a hashed password and stands in the list, oldest first', async () => {
  school.time.pass(1_000);
  const { staffId } = await create();
  expect(school.accounts.list().rows.at(-1)).toEqual({ staffId, name: "Dewi Nu'aini", username: 'dewi', role: 'teacher', createdAtMs: school.time.wallMs });
  const hash = String(school.db.sqlite.prepare('SELECT password_hash FROM staff WHERE id = ?').pluck().get(staffId));
  expect(hash).not.toContain('kereta');
  expect(await school.vault.passwordMatches('kereta-malam-48-hujan', hash)).toBe(true);
  expect(school.db.sqlite.prepare('SELECT actor_id, action, subject_id, detail FROM audit').raw().all()).toEqual([[school.owner.staffId, 'staff.created', staffId, '{"role":"teacher"}']]);
});

test('a name that is taken, by a deactivated account too or in the same moment, is refused', async () => {
  school.db.sqlite.prepare("UPDATE staff SET deactivated_at_ms = 1 WHERE username = 'ratna'").run();
  expect(await refusalOf(() => create({ username: 'ratna' }))).toBe('USERNAME_TAKEN');
  const both = await Promise.allSettled([create(), create({ name: 'Lain' })]);
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect([school.count('staff'), school.accounts.list().rows.length, school.audited()]).toEqual([4, 3, ['staff.created']]);
});

test('a weak password opens nothing, nor one made of the name or the school', async () => {
  for (const password of ['pendek', 'password1234', 'SMP Harapan SMP']) expect(await refusalOf(() => create({ password })), password).toBe('PASSWORD_WEAK');
  expect(school.count('staff')).toBe(3);
});
