import type { Db } from '../db/open.ts';
import { balanceOf, insertTransfer } from '../db/queries/ledger.ts';
import type { EntryRow, TransferRow } from '../db/queries/ledger.ts';
import { hashOf, moveHead, nextLink } from './chain.ts';
import type { Mac } from './chain.ts';

export interface LedgerChain { db: Db; kioskId: string; mac: Mac }

/** A movement of money before it has its place in the chain. `amount`: rupiah, > 0, out of `fromAccountId` into `toAccountId`. */
export type Posting = Omit<TransferRow, 'seq' | 'kioskId' | 'prevHash' | 'hash'>;

/** Balances of both accounts afterwards, rupiah. */
export interface Posted { seq: number; fromBalance: number; toBalance: number }

/** Writes one transfer with its two entries, moves both balances and the chain's head. Call it inside a transaction. @throws Refusal LEDGER_BROKEN */
export function postTransfer(chain: LedgerChain, posting: Posting): Posted {
  const { db, kioskId, mac } = chain;
  const { seq, prevHash } = nextLink(db, 'transfers', mac);
  const fromBalance = balanceOf(db, posting.fromAccountId) - posting.amount;
  const toBalance = balanceOf(db, posting.toAccountId) + posting.amount;
  const sides: [EntryRow, EntryRow] = [
    { transferSeq: seq, accountId: posting.fromAccountId, amount: -posting.amount, balanceAfter: fromBalance },
    { transferSeq: seq, accountId: posting.toAccountId, amount: posting.amount, balanceAfter: toBalance },
  ];
  const transfer = { ...posting, seq, kioskId };
  const hash = hashOf(mac, prevHash, transferContent(transfer, sides));
  insertTransfer(db, { ...transfer, prevHash, hash }, sides);
  moveHead(db, 'transfers', mac, seq, hash);
  return { seq, fromBalance, toBalance };
}

/** `sides`: the account it takes from first. */
export function transferContent(row: Omit<TransferRow, 'prevHash' | 'hash'>, sides: readonly EntryRow[]): string {
  return JSON.stringify([
    row.seq, row.id, row.kind, row.chargeId, row.authorisationId, row.reversesId, row.staffId, row.personId, row.fromAccountId, row.toAccountId,
    row.method, row.amount, row.atMs, row.kioskId, sides.map(({ accountId, amount, balanceAfter }) => [accountId, amount, balanceAfter]),
  ]);
}
