import { randomBytes } from 'node:crypto';
import type { staffContract } from '../shared/contractStaff.ts';
import { openDatabase } from './db/open.ts';
import type { DeskGround } from './deskHandlers.ts';
import type { Handlers } from './dispatch.ts';
import type { AuditEvent } from './services/audit.ts';
import type { Clock } from './services/clock.ts';
import { createLoginTries } from './services/loginTries.ts';
import { createOwnAccount } from './services/ownAccount.ts';
import { createSecondStep } from './services/secondStep.ts';
import type { Sessions } from './services/sessions.ts';
import { createStaff, type StaffNeeds } from './services/staff.ts';
import { createStaffAccounts } from './services/staffAccounts.ts';
import { createStaffCodes } from './services/staffCodes.ts';
import { requireStrongPassword } from './vault/passwords.ts';

export type StaffHandlers = Pick<Handlers, keyof typeof staffContract | 'setup.firstRun' | 'staff.login' | 'staff.logout' | 'staff.reauthenticate'>;

export interface StaffHandlersNeeds extends DeskGround, Pick<StaffNeeds, 'requireAccounts' | 'writable' | 'idleAfterMs' | 'onSetup'> {
  clock: Clock;
  sessions: Sessions;
  /** Where nothing may be written it is only logged. */
  tell(row: Omit<AuditEvent, 'atMs'>): void;
  randomInt(below: number): number;
}

/** Logging in, accounts and sessions: which service answers which method; wiring only. */
export function createStaffHandlers(needs: StaffHandlersNeeds) {
  const { db, vault } = needs;
  const onChanged = () => needs.emit('staff.changed', {});
  // Wrong passwords are counted even where the database takes no more writes; then a restart forgets them.
  const tries = createLoginTries({ failuresDb: needs.writable() ? db : openDatabase(':memory:'), lockClockMs: needs.clock.guardNowMs, pseudonym: vault.pseudonym });
  const passwords = { requireStrongPassword, hashPassword: vault.hashPassword, verifyPassword: vault.passwordMatches };
  const secondStep = createSecondStep({ ...needs, onChanged, randomBytes });
  const staff = createStaff({ ...needs, ...passwords, tries, secondStep, audit: needs.tell });
  const codes = createStaffCodes({ ...needs, ...passwords, tries, onChanged });
  const accounts = createStaffAccounts({ ...needs, codes, lockClockMs: needs.clock.guardNowMs, onChanged });
  const own = createOwnAccount({ ...needs, ...passwords, tries, secondStep, onChanged });

  const handlers: StaffHandlers = {
    'setup.firstRun': (input, { caller }) => staff.firstRun(input, caller.connection),
    'staff.login': (input, { caller }) => staff.login(input, caller.connection),
    'staff.logout': (_, { caller, staff: who }) => staff.logout(caller.connection, who),
    'staff.reauthenticate': (input, { caller, staff: who }) => staff.reauthenticate(input, caller.connection, who),
    'staff.list': () => accounts.list(),
    'staff.accounts': () => accounts.accounts(),
    'staff.invite': (input, { staff: who }) => accounts.invite(input, who),
    'staff.issueCode': (input, { staff: who }) => accounts.issueCode(input, who),
    'staff.redeem': (input) => codes.redeem(input),
    'staff.save': (input, { staff: who }) => accounts.save(input, who),
    'staff.deactivate': (input, { staff: who }) => accounts.deactivate(input, who),
    'staff.reactivate': (input, { staff: who }) => accounts.reactivate(input, who),
    'staff.account': (_, { staff: who }) => own.account(who),
    'staff.changePassword': (input, { caller, staff: who }) => own.changePassword(input, who, caller.connection),
    'staff.totpBegin': (_, { staff: who }) => secondStep.begin(who),
    'staff.totpConfirm': (input, { caller, staff: who }) => secondStep.confirm(input, who, caller.connection),
    'staff.renewRecovery': (_, { staff: who }) => secondStep.renew(who),
    'staff.totpOff': (_, { staff: who }) => secondStep.off(who),
    'staff.totpDrop': (input, { staff: who }) => secondStep.drop(input, who),
    'staff.sessions': (_, { caller, staff: who }) => own.sessions(who, caller.connection),
    'staff.endSession': (input, { staff: who }) => own.endSession(input, who),
  };

  return { handlers, sweep: secondStep.sweep };
}
