import { decode } from '@msgpack/msgpack';

/** A frame is at most 512 KiB, a file to import 900 KiB; this leaves room for the envelope and nothing more. Bytes. */
export const maxBodyBytes = 1024 * 1024;
/** No input in the contract nests deeper than five. */
const maxDepth = 16;
const maxItems = 10_000;

/** `{ method, input }` from a request body, or null when it is not exactly that. Never throws. */
export function decodeCall(bytes: Uint8Array): { method: string; input: unknown } | null {
  if (bytes.length > maxBodyBytes || !isPlainMessage(bytes)) return null;
  try {
    const call = decode(bytes, { maxStrLength: maxBodyBytes, maxBinLength: maxBodyBytes, maxArrayLength: maxItems, maxMapLength: maxItems });
    if (typeof call !== 'object' || call === null || !('method' in call) || typeof call.method !== 'string') return null;
    return { method: call.method, input: 'input' in call ? call.input : undefined };
  } catch {
    return null;
  }
}

/** Bytes a MessagePack head is followed by before its payload: the width of its length field, or of the number itself. */
const lengthField: Record<number, { width: 1 | 2 | 4; unit: 'bytes' | 'items' | 'pairs' }> = {
  0xc4: { width: 1, unit: 'bytes' }, 0xc5: { width: 2, unit: 'bytes' }, 0xc6: { width: 4, unit: 'bytes' },
  0xd9: { width: 1, unit: 'bytes' }, 0xda: { width: 2, unit: 'bytes' }, 0xdb: { width: 4, unit: 'bytes' },
  0xdc: { width: 2, unit: 'items' }, 0xdd: { width: 4, unit: 'items' },
  0xde: { width: 2, unit: 'pairs' }, 0xdf: { width: 4, unit: 'pairs' },
};
const numberWidth: Record<number, number> = { 0xca: 4, 0xcb: 8, 0xcc: 1, 0xcd: 2, 0xce: 4, 0xcf: 8, 0xd0: 1, 0xd1: 2, 0xd2: 4, 0xd3: 8 };

/**
 * True when the bytes are one complete MessagePack value, not too deep, without extension types, and no array or map claims
 * more items than bytes are left. Checked before decoding because the decoder allocates what a header claims: 1 MiB of nested
 * "array of 4 billion" headers would otherwise end the process.
 */
function isPlainMessage(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const open: number[] = [1];
  let at = 0;
  while (open.length > 0) {
    const left = open.pop() ?? 0;
    if (left === 0) continue;
    open.push(left - 1);
    const head = at < bytes.length ? view.getUint8(at) : 0xc1;
    const part = partAt(view, head, at + 1);
    if (part === null || part.next > bytes.length || part.items > bytes.length - part.next || open.length > maxDepth) return false;
    at = part.next;
    open.push(part.items);
  }
  return at === bytes.length;
}

/** Where the value's own bytes end and how many values follow inside it; null for a head that is not allowed. */
function partAt(view: DataView, head: number, at: number): { next: number; items: number } | null {
  if (head <= 0x7f || head >= 0xe0 || head === 0xc0 || head === 0xc2 || head === 0xc3) return { next: at, items: 0 };
  if (head <= 0x8f) return { next: at, items: (head & 0x0f) * 2 };
  if (head <= 0x9f) return { next: at, items: head & 0x0f };
  if (head <= 0xbf) return { next: at + (head & 0x1f), items: 0 };
  const width = numberWidth[head];
  if (width !== undefined) return { next: at + width, items: 0 };
  const field = lengthField[head];
  if (field === undefined || at + field.width > view.byteLength) return null;
  const length = field.width === 1 ? view.getUint8(at) : field.width === 2 ? view.getUint16(at) : view.getUint32(at);
  const next = at + field.width;
  if (field.unit === 'bytes') return { next: next + length, items: 0 };
  return { next, items: field.unit === 'pairs' ? length * 2 : length };
}
