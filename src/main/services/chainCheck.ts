import type { Db } from '../db/open.ts';
import { auditRows, chainHead, highestSeq } from '../db/queries/chains.ts';
import { transfersWithSides } from '../db/queries/ledger.ts';
import { auditContent } from './audit.ts';
import { beginning, hashOf, headMac, sameBytes } from './chain.ts';
import type { ChainName, Mac } from './chain.ts';
import { transferContent } from './ledger.ts';

interface ChainedRow { seq: number; prevHash: Buffer; hash: Buffer; content: string }

/**
 * The first thing wrong with a chain, or null: any edit, delete, insert, reorder or truncation (R14).
 * Not seen: a whole data folder put back to an earlier state, which is consistent in itself.
 * `lastRows`: recompute only that many at the end (the boot gate); all by default (`npm run verify`).
 */
export function chainFault(db: Db, name: ChainName, mac: Mac, lastRows = Number.POSITIVE_INFINITY): string | null {
  const check = chainSteps(db, name, mac, lastRows);
  for (;;) {
    const step = check.next();
    if (step.done) return step.value;
  }
}

/** The same, a row a step: whoever checks while the kiosk works rests in between. What is booked meanwhile is not looked at. */
export function* chainSteps(db: Db, name: ChainName, mac: Mac, lastRows = Number.POSITIVE_INFINITY): Generator<void, string | null> {
  const head = chainHead(db, name);
  const highest = highestSeq(db, name);
  if (!head) return highest > 0 || hasRows(db, name) ? `${name}: the chain's head is missing` : null;
  if (!sameBytes(head.mac, headMac(mac, name, head.seq, head.hash))) return `${name}: the chain's head was changed, or another key made it`;
  if (highest !== head.seq) return `${name}: ${highest} rows were written, the head knows ${head.seq}`;
  const from = Math.max(1, head.seq - lastRows + 1);
  let expected = { seq: from, prevHash: from === 1 ? beginning : null as Buffer | null };
  for (const row of rowsOf(db, name, from)) {
    if (row.seq > head.seq && (chainHead(db, name)?.seq ?? 0) >= row.seq) break;
    if (row.seq !== expected.seq) return `${name}: row ${expected.seq} is missing`;
    if (expected.prevHash && !sameBytes(row.prevHash, expected.prevHash)) return `${name}: row ${row.seq} does not follow the row before it`;
    if (!sameBytes(row.hash, hashOf(mac, row.prevHash, row.content))) return `${name}: row ${row.seq} was changed`;
    expected = { seq: row.seq + 1, prevHash: row.hash };
    yield;
  }
  if (expected.seq !== head.seq + 1 || !expected.prevHash || !sameBytes(expected.prevHash, head.hash)) return `${name}: the chain does not end at its head`;
  return null;
}

function hasRows(db: Db, name: ChainName): boolean {
  for (const _ of rowsOf(db, name, 0)) return true;
  return false;
}

function* rowsOf(db: Db, name: ChainName, fromSeq: number): Generator<ChainedRow> {
  if (name === 'audit') {
    for (const row of auditRows(db, fromSeq)) yield { seq: row.seq, prevHash: row.prevHash, hash: row.hash, content: auditContent(row) };
    return;
  }
  for (const { transfer, sides } of transfersWithSides(db, fromSeq)) {
    yield { seq: transfer.seq, prevHash: transfer.prevHash, hash: transfer.hash, content: transferContent(transfer, sides) };
  }
}
