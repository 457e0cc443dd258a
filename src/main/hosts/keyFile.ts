import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../shared/errors.ts';
import type { KeyStore } from '../vault/keystore.ts';
import { createOnce } from './createOnce.ts';
import { HostProblem } from './problems.ts';

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;
const aad = Buffer.from('tatap|key-file|v1');

/**
 * The key store where no desktop keyring is: 32 random bytes in `<dataDir>/host.key`, mode 0600, made once, when there is a first
 * secret to protect: in a folder whose key file was lost none is made, so that putting it back is all there is to do. It protects
 * against a stolen database file and against other accounts, not against somebody who can read this account's files.
 * Sealed: iv (12) | tag (16) | ciphertext, AES-256-GCM.
 * @throws HostProblem KEY_FILE_EXPOSED | KEY_FILE_BROKEN
 */
export function createKeyFile(dataDir: string): KeyStore {
  const file = join(dataDir, 'host.key');
  let key = existsSync(file) ? read(file) : null;
  return {
    backend: 'file',
    async protect(secret) {
      key ??= create(file);
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes }).setAAD(aad);
      const body = Buffer.concat([cipher.update(secret), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]);
    },
    async unprotect(sealed) {
      try {
        // No key, a wrong one and a changed file look alike: this device's key cannot be had, and no new one is made silently.
        if (key === null) throw new Refusal('KEY_MISSING');
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, ivBytes), { authTagLength: tagBytes }).setAAD(aad);
        decipher.setAuthTag(sealed.subarray(ivBytes, ivBytes + tagBytes));
        return Buffer.concat([decipher.update(sealed.subarray(ivBytes + tagBytes)), decipher.final()]);
      } catch {
        throw new Refusal('KEY_MISSING');
      }
    },
  };
}

function create(file: string): Buffer {
  const key = randomBytes(keyBytes);
  createOnce(file, key);
  return key;
}

function read(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    // Mode bits mean nothing on Windows, where the profile folder's access list does this.
    if (process.platform !== 'win32' && (fstatSync(descriptor).mode & 0o077) !== 0) throw new HostProblem('KEY_FILE_EXPOSED', file);
    const key = readFileSync(descriptor);
    if (key.length !== keyBytes) throw new HostProblem('KEY_FILE_BROKEN', file);
    return key;
  } finally {
    closeSync(descriptor);
  }
}
