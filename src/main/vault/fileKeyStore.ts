import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { Refusal } from '../../shared/errors.ts';
import { readIfThere, writeSecret } from './files.ts';
import type { KeyStore } from './keystore.ts';
import { seal, unseal } from './seal.ts';

/**
 * Key store of the browser host, where no desktop keyring is: a random key in a file only its owner may read (mode 0600), best kept
 * outside the data folder so that a copied data folder is worth nothing. Made on first use.
 * @throws Refusal KEY_MISSING when the file is gone, damaged, or readable by others, at the first use of the store
 */
export function createFileKeyStore(keyFile: string): KeyStore {
  const read = (): Buffer => {
    const key = readIfThere(keyFile);
    if (key?.length !== 32) throw new Refusal('KEY_MISSING');
    // Windows has no such bits; the folder's access list protects the file there.
    if (process.platform !== 'win32' && (statSync(keyFile).mode & 0o077) !== 0) throw new Refusal('KEY_MISSING', { reason: 'mode' });
    return key;
  };
  return {
    backend: 'file',
    async protect(secret) {
      if (readIfThere(keyFile) === null) writeSecret(keyFile, randomBytes(32));
      return seal(read(), 'device key', secret, randomBytes(12));
    },
    async unprotect(sealed) {
      return unseal(read(), 'device key', sealed);
    },
  };
}
