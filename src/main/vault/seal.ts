import { createCipheriv, createDecipheriv } from 'node:crypto';

/*
 * AES-256-GCM boxes: nonce (12 bytes) | tag (16) | ciphertext. The nonce is random; the keys that seal many boxes (key wrapping)
 * stay far below the 2^32 messages at which random nonces become a risk (NIST SP 800-38D, 8.3).
 */
const nonceBytes = 12;
const tagBytes = 16;

/** Thrown when a box was changed, belongs elsewhere, or was sealed under another key: tampering or a bug, never an honest user. */
export class SealBroken extends Error {
  constructor() {
    super('sealed data does not open');
    this.name = 'SealBroken';
  }
}

/** `key`: 32 bytes. `bound`: what the box belongs to; opening needs the same text. */
export function seal(key: Uint8Array, bound: string, plain: Uint8Array, nonce: Uint8Array): Buffer {
  if (nonce.length !== nonceBytes) throw new RangeError('the nonce is 12 bytes');
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(bound, 'utf8'));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** @throws SealBroken */
export function unseal(key: Uint8Array, bound: string, box: Uint8Array): Buffer {
  if (box.length < nonceBytes + tagBytes) throw new SealBroken();
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(bound, 'utf8'));
  decipher.setAuthTag(box.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(box.subarray(nonceBytes + tagBytes)), decipher.final()]);
  } catch {
    throw new SealBroken();
  }
}

/** Parts joined so that no two different lists give the same text. */
export function bind(...parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}
