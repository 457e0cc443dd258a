import type { Receipt } from '../../shared/contract.ts';
import { rupiah } from '../../shared/money.ts';
import { verifySignature } from '../vault/vault.ts';
import { maskName } from './names.ts';

export interface ReceiptFacts {
  transferId: string;
  seq: number;
  atMs: number;
  /** Rupiah. */
  amount: number;
  /** The person's balance afterwards, rupiah. */
  balance: number;
  method: Receipt['method'];
  /** Masked here. */
  name: string;
}

export interface Receipts { of(facts: ReceiptFacts): Receipt }

export function createReceipts(needs: { sign(bytes: Uint8Array): Uint8Array; site(): { siteName: string; zone: string } }): Receipts {
  return {
    of({ transferId, seq, atMs, amount, balance, method, name }) {
      const { siteName, zone } = needs.site();
      const number = receiptNumber(seq);
      // Neither name nor balance: whoever photographs the code learns a payment, not a person.
      const claim = JSON.stringify({ v: 1, id: transferId, no: number, at: new Date(atMs).toISOString(), idr: amount, by: method, site: siteName });
      const qr = `${claim}.${Buffer.from(needs.sign(Buffer.from(claim, 'utf8'))).toString('base64url')}`;
      return { transferId, number, atMs, zone, siteName, amount: rupiah(amount), balance: rupiah(balance), method, maskedName: maskName(name), qr };
    },
  };
}

/** "000123": counts up by one per transfer. */
export function receiptNumber(seq: number): string {
  return String(seq).padStart(6, '0');
}

/** What a receipt's QR code says, or null unless the site with this public key (32 bytes) signed exactly that. Needs no secret and no database. */
export function readReceipt(qr: string, publicKey: Uint8Array): Record<string, unknown> | null {
  const dot = qr.lastIndexOf('.');
  const claim = qr.slice(0, Math.max(0, dot));
  if (!verifySignature(publicKey, Buffer.from(claim, 'utf8'), Buffer.from(qr.slice(dot + 1), 'base64url'))) return null;
  const said: unknown = JSON.parse(claim);
  return typeof said === 'object' && said !== null ? { ...said } : null;
}
