import { safeStorage } from 'electron';
import type { KeyStore } from '../vault/keystore.ts';
import { Refusal } from '../../shared/errors.ts';
import { HostProblem } from './problems.ts';

/**
 * The operating system's key store through Electron: Keychain, DPAPI, gnome-keyring or KWallet. Linux without one would fall
 * back to `basic_text`, a password everybody knows: refused.
 * @throws HostProblem KEYRING_MISSING
 */
export async function createSafeStorageKeys(platform: NodeJS.Platform = process.platform): Promise<KeyStore> {
  // The backend is only known once the store has been asked for.
  const available = await safeStorage.isAsyncEncryptionAvailable();
  const backend = platform === 'linux' ? safeStorage.getSelectedStorageBackend() : platform === 'darwin' ? 'keychain' : 'dpapi';
  if (!available || backend === 'basic_text' || backend === 'unknown') throw new HostProblem('KEYRING_MISSING');
  return {
    backend: `electron:${backend}`,
    // safeStorage keeps strings; the key is bytes.
    protect: (secret) => safeStorage.encryptStringAsync(Buffer.from(secret).toString('base64')),
    async unprotect(sealed) {
      try {
        const { result } = await safeStorage.decryptStringAsync(Buffer.from(sealed));
        return Buffer.from(result, 'base64');
      } catch {
        // Another account, another machine or a reset key store: this device's key cannot be had.
        throw new Refusal('KEY_MISSING');
      }
    },
  };
}
