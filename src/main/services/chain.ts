import { timingSafeEqual } from 'node:crypto';
import { Refusal } from '../../shared/errors.ts';
import type { Db } from '../db/open.ts';
import { chainHead, highestSeq, moveChainHead } from '../db/queries/chains.ts';

/*
 * Two tables are chained: every row's hash is an HMAC over the hash before it and everything the row says, and the newest
 * hash is kept in `chain_heads` under a MAC of its own, so that rows cut off at the end are missed too (R14).
 */
export type ChainName = 'transfers' | 'audit';

/** HMAC-SHA-256 under a key of the vault. */
export type Mac = (bytes: Uint8Array) => Buffer;

/** What the first row of a chain points to. */
export const beginning: Buffer = Buffer.alloc(32);

export interface Link { seq: number; prevHash: Buffer }

/**
 * Place of the next row.
 * @throws Refusal LEDGER_BROKEN when the head was changed behind our back
 */
export function nextLink(db: Db, name: ChainName, mac: Mac): Link {
  const head = chainHead(db, name);
  if (!head) {
    if (highestSeq(db, name) > 0) throw new Refusal('LEDGER_BROKEN');
    return { seq: 1, prevHash: beginning };
  }
  if (!sameBytes(head.mac, headMac(mac, name, head.seq, head.hash))) throw new Refusal('LEDGER_BROKEN');
  return { seq: head.seq + 1, prevHash: head.hash };
}

/** `content`: everything the row says, as text in which no two rows look alike (JSON of an array). */
export function hashOf(mac: Mac, prevHash: Uint8Array, content: string): Buffer {
  return mac(Buffer.concat([prevHash, Buffer.from(content, 'utf8')]));
}

export function moveHead(db: Db, name: ChainName, mac: Mac, seq: number, hash: Buffer): void {
  moveChainHead(db, { name, seq, hash, mac: headMac(mac, name, seq, hash) });
}

export function headMac(mac: Mac, name: ChainName, seq: number, hash: Uint8Array): Buffer {
  return mac(Buffer.from(JSON.stringify(['head', name, seq, Buffer.from(hash).toString('hex')]), 'utf8'));
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
