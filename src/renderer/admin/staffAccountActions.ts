import type { Input, Output } from '../../shared/contract.ts';
import type { IssuedCode, StaffAccount, StaffSession } from '../../shared/contractStaff.ts';
import type { Result } from '../../shared/errors.ts';
import type { Failure } from './lists.ts';
import { createLoader, failureOf, type Loaded } from './loads.ts';
import { staffOn } from './sessionActions.ts';
import type { Tools } from './store.ts';

/** Colleagues' accounts, and who is logged in where as far as the reader may see it. */
export type AccountsView = Loaded<{ rows: readonly StaffAccount[]; sessions: readonly StaffSession[] }>;
/** One's own. */
export type OwnAccountView = Loaded<{ account: Output<'staff.account'>; sessions: readonly StaffSession[] }>;

/** The dialogs hold what they show; codes and secrets never come into the store. */
export interface StaffAccountActions {
  loadAccounts(): Promise<void>;
  loadOwnAccount(): Promise<void>;
  inviteStaff(input: Input<'staff.invite'>): Promise<Result<IssuedCode>>;
  issueStaffCode(staffId: string): Promise<Result<IssuedCode>>;
  saveStaff(edit: Input<'staff.save'>): Promise<Result<Output<'staff.save'>>>;
  /** Ends an account, or takes it back. */
  turnStaff(staffId: string, active: boolean): Promise<Failure | null>;
  dropStaffTotp(staffId: string): Promise<Failure | null>;
  endStaffSession(sessionId: string): Promise<Failure | null>;
  changePassword(input: Input<'staff.changePassword'>): Promise<Failure | null>;
  beginTotp(): Promise<Result<Output<'staff.totpBegin'>>>;
  confirmTotp(code: string): Promise<Result<Output<'staff.totpConfirm'>>>;
  renewRecovery(): Promise<Result<Output<'staff.renewRecovery'>>>;
  totpOff(): Promise<Failure | null>;
}

export function createStaffAccountActions({ get, set, ask, onDrop }: Tools): StaffAccountActions {
  const accounts = createLoader({
    async read() {
      const [rows, sessions] = await Promise.all([ask('staff.accounts', {}), ask('staff.sessions', {})]);
      return together(rows, sessions, (one, two) => ({ rows: one.rows, sessions: two.rows }));
    },
    get: (): AccountsView => get().accounts,
    put: (loaded) => set({ accounts: loaded }),
  });
  const own = createLoader({
    async read() {
      const [account, sessions] = await Promise.all([ask('staff.account', {}), ask('staff.sessions', {})]);
      const me = staffOn(get().page)?.staffId;
      return together(account, sessions, (one, two) => ({ account: one, sessions: two.rows.filter(({ staffId }) => staffId === me) }));
    },
    get: (): OwnAccountView => get().ownAccount,
    put: (loaded) => set({ ownAccount: loaded }),
  });
  onDrop(() => {
    accounts.drop();
    own.drop();
  });

  /** What is on screen follows. */
  async function then<T>(answer: Result<T>): Promise<Result<T>> {
    if (answer.ok) await get().refresh();
    return answer;
  }

  return {
    loadAccounts: () => accounts.load(),
    loadOwnAccount: () => own.load(),
    inviteStaff: async (input) => then(await ask('staff.invite', input)),
    issueStaffCode: async (staffId) => then(await ask('staff.issueCode', { staffId })),
    saveStaff: async (edit) => then(await ask('staff.save', edit)),
    turnStaff: async (staffId, active) => failureOf(await then(await ask(active ? 'staff.reactivate' : 'staff.deactivate', { staffId }))),
    dropStaffTotp: async (staffId) => failureOf(await then(await ask('staff.totpDrop', { staffId }))),
    async endStaffSession(sessionId) {
      const failure = failureOf(await ask('staff.endSession', { sessionId }));
      // Also where it was over already: then the list is of before.
      await get().refresh();
      return failure;
    },
    changePassword: async (input) => failureOf(await then(await ask('staff.changePassword', input))),
    beginTotp: () => ask('staff.totpBegin', {}),
    confirmTotp: async (code) => then(await ask('staff.totpConfirm', { code })),
    renewRecovery: async () => then(await ask('staff.renewRecovery', {})),
    totpOff: async () => failureOf(await then(await ask('staff.totpOff', {}))),
  };
}

function together<A, B, C>(one: Result<A>, two: Result<B>, join: (one: A, two: B) => C): Result<C> {
  if (!one.ok) return one;
  return two.ok ? { ok: true, value: join(one.value, two.value) } : two;
}
