import type { PersonRow, Receipt } from '../../shared/contract.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { maxRupiah, type Rupiah } from '../../shared/money.ts';
import type { Failure } from './lists.ts';
import { staffOn } from './sessionActions.ts';
import type { Tools } from './store.ts';

/** One wish to book one amount for one person. Its key makes repeating the call harmless. */
export interface TopUpIntent {
  person: PersonRow;
  /** Rupiah, positive. */
  amount: number;
  idempotencyKey: string;
  staffId: string;
}

/**
 * A top-up, from the first digit to the receipt. `unanswered`: the call was made and no answer came, so the money may or may
 * not be booked; only asking again with the same key tells.
 */
export type TopUp =
  | { at: 'closed' }
  | { at: 'amount'; person: PersonRow; amount: number; last: TopUpIntent | null }
  | { at: 'confirm'; intent: TopUpIntent; sending: boolean; unanswered: boolean; failure: Failure | null }
  | { at: 'done'; person: PersonRow; receipt: Receipt };

export interface TopUpActions {
  openTopUp(person: PersonRow): void;
  setTopUpAmount(amount: number): void;
  /** Shows what is about to be booked. */
  reviewTopUp(): void;
  /** Back to the amount; only while nothing is unanswered. */
  editTopUp(): void;
  /** Books it, or asks again what became of it. */
  confirmTopUp(): Promise<void>;
  closeTopUp(): void;
  /** Top-ups without an answer belong to whoever took the cash: another person logging in does not inherit them. */
  dropUnansweredOf(staffId: string): void;
}

/** Cash a person hands over at a counter, rupiah. */
export const topUpQuickAmounts = [20_000, 50_000, 100_000, 200_000] as const;

/** Codes that leave open whether main committed: the answer was lost, or main broke somewhere. */
const openEnded: readonly ErrorCode[] = ['HOST_UNREACHABLE', 'INTERNAL'];

export function createTopUpActions({ get, set, ask, newId }: Tools): TopUpActions {
  /** By person: outlives the panel, so that closing and opening it cannot turn a repeat into a second booking. */
  const unanswered = new Map<string, TopUpIntent>();

  return {
    openTopUp(person) {
      const open = unanswered.get(person.personId);
      set({ topUp: open
        ? { at: 'confirm', intent: open, sending: false, unanswered: true, failure: null }
        : { at: 'amount', person, amount: 0, last: null } });
    },

    setTopUpAmount(amount) {
      const { topUp } = get();
      if (topUp.at !== 'amount' || !Number.isSafeInteger(amount) || amount < 0 || amount > maxRupiah) return;
      set({ topUp: { ...topUp, amount } });
    },

    reviewTopUp() {
      const { topUp, page } = get();
      const staff = staffOn(page);
      if (topUp.at !== 'amount' || topUp.amount === 0 || !staff) return;
      // Back and forth with the same amount is the same intent; another amount is another one.
      const intent = topUp.last?.amount === topUp.amount
        ? topUp.last
        : { person: topUp.person, amount: topUp.amount, idempotencyKey: newId(), staffId: staff.staffId };
      set({ topUp: { at: 'confirm', intent, sending: false, unanswered: false, failure: null } });
    },

    editTopUp() {
      const { topUp } = get();
      if (topUp.at !== 'confirm' || topUp.sending || topUp.unanswered) return;
      set({ topUp: { at: 'amount', person: topUp.intent.person, amount: topUp.intent.amount, last: topUp.intent } });
    },

    async confirmTopUp() {
      const { topUp } = get();
      if (topUp.at !== 'confirm' || topUp.sending) return;
      const { intent } = topUp;
      const { personId } = intent.person;
      unanswered.set(personId, intent);
      set({ topUp: { ...topUp, sending: true, failure: null } });
      // The contract brands amounts after parsing; what is sent is a plain positive integer.
      const answer = await ask('topups.create', { personId, amount: intent.amount, idempotencyKey: intent.idempotencyKey });
      const lost = !answer.ok && openEnded.includes(answer.code);
      if (!lost) unanswered.delete(personId);
      if (answer.ok) get().putBalance(personId, answer.value.balance as Rupiah); // output of the contract, already branded by main's schema
      const now = get().topUp;
      // The session may have ended meanwhile, which closed the panel.
      if (now.at !== 'confirm' || now.intent !== intent) return;
      set({ topUp: answer.ok
        ? { at: 'done', person: intent.person, receipt: answer.value }
        : { at: 'confirm', intent, sending: false, unanswered: lost, failure: { code: answer.code, data: answer.data } } });
    },

    closeTopUp() {
      const { topUp } = get();
      if (topUp.at === 'confirm' && topUp.sending) return;
      set({ topUp: { at: 'closed' } });
    },

    dropUnansweredOf(staffId) {
      for (const [personId, intent] of unanswered) if (intent.staffId !== staffId) unanswered.delete(personId);
    },
  };
}
