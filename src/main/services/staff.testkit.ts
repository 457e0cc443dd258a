import { randomBytes, randomInt } from 'node:crypto';
import { TOTP, Secret } from 'otpauth';
import type { StaffMember, StaffRole } from '../../shared/contract.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { accountRecord } from '../db/queries/staffAccounts.ts';
import { requireStrongPassword } from '../vault/passwords.ts';
import { appendAudit, type AuditEvent } from './audit.ts';
import { createClock } from './clock.ts';
import { createLoginTries } from './loginTries.ts';
import { createOwnAccount } from './ownAccount.ts';
import { openRegister, type TestTime } from './register.testkit.ts';
import { createSecondStep } from './secondStep.ts';
import { createSessions } from './sessions.ts';
import { createStaff } from './staff.ts';
import { createStaffAccounts } from './staffAccounts.ts';
import { createStaffCodes } from './staffCodes.ts';

export const goodPassword = 'kereta-malam-48-hujan';
export const betterPassword = 'jendela-hijau-73-kopi';
export const ownersWindow = 'window-owner';
const idleAfterMs = 600_000;

/** The register's school with its accounts wired as the product wires them; the owner has `goodPassword` and is logged in at `ownersWindow`. */
export async function openStaffRoom(options: { db?: Db; time?: TestTime; writable?: boolean; deviceKey?: Uint8Array } = {}) {
  const register = openRegister(options);
  const { db, time, vault, audit } = register;
  const ended: string[] = [];
  const monotonicMs = () => time.monoMs;
  const clock = createClock({ db, now: register.now, monotonicMs });
  const sessions = createSessions({ db, monotonicMs, idleAfterMs: () => idleAfterMs, newId: register.newId, onEnded: (connection) => void ended.push(connection), onChanged: () => {} });
  const tell = (row: Omit<AuditEvent, 'atMs'>) => inTransaction(db, () => appendAudit(audit, { ...row, atMs: time.wallMs }));
  const ground = {
    ...register, clock, sessions, requireStrongPassword, hashPassword: vault.hashPassword, verifyPassword: vault.passwordMatches, siteName: () => 'SMP Harapan', requireWritable: () => {},
    writable: () => options.writable ?? true, tell, audit, monotonicMs, randomInt, randomBytes, onChanged: () => {}, idleAfterMs: () => idleAfterMs, lockClockMs: clock.guardNowMs,
  };
  const tries = createLoginTries({ failuresDb: db, lockClockMs: clock.guardNowMs, pseudonym: vault.pseudonym });
  const secondStep = createSecondStep(ground);
  const staff = createStaff({ ...ground, tries, secondStep, audit: tell, requireAccounts: () => {}, onSetup: () => {} });
  const codes = createStaffCodes({ ...ground, tries });
  const accounts = createStaffAccounts({ ...ground, codes });
  const own = createOwnAccount({ ...ground, tries, secondStep });
  db.sqlite.prepare('UPDATE staff SET password_hash = ? WHERE id = ?').run(await vault.hashPassword(goodPassword), register.owner.staffId);
  sessions.open(ownersWindow, register.owner.staffId, 'password');

  return {
    ...register, clock, sessions, tries, secondStep, staff, codes, accounts, own, ended,
    /** Somebody with `goodPassword`. */
    async hire(name: string, role: StaffRole): Promise<StaffMember> {
      const username = name.toLowerCase();
      const { staffId, code } = accounts.invite({ name, username, role }, register.owner);
      await codes.redeem({ username, code, password: goodPassword });
      return { staffId, name, username, role, idleAfterMs };
    },
    record: (staffId: string) => accountRecord(db, staffId),
    /** What the phone shows at a moment. */
    codeOnPhone: (secret: string, atMs = time.wallMs) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: atMs }),
    /** The second step switched on from that window; answers the secret and the recovery codes. */
    turnOnTotp(who: StaffMember, connection: string) {
      const { secret } = secondStep.begin(who);
      const { recoveryCodes } = secondStep.confirm({ code: new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: time.wallMs }) }, who, connection);
      time.pass(30_000);
      return { secret, recoveryCodes };
    },
    detailOf: (action: string): unknown[] => db.sqlite.prepare<[string], string>('SELECT detail FROM audit WHERE action = ? ORDER BY seq').pluck().all(action).map((text) => JSON.parse(text)),
  };
}

export type StaffRoom = Awaited<ReturnType<typeof openStaffRoom>>;
