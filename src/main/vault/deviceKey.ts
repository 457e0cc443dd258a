import { join } from 'node:path';
import { Refusal } from '../../shared/errors.ts';
import { readIfThere, writeSecret } from './files.ts';
import type { KeyStore } from './keystore.ts';

/** JSON: `{ version: 1, backend, sealed: base64 }`. */
export const deviceKeyFile = 'device.key';

/**
 * The one secret everything else is derived from: 32 bytes, sealed by the host's key store in `<dataDir>/device.key`.
 * Made on the very first start; while a database exists it is never made again, because a new key would orphan every row.
 * @throws Refusal KEY_MISSING KEY_BACKEND_CHANGED DISK_FULL DATA_FOLDER_NOT_WRITABLE
 */
export async function loadDeviceKey(needs: { dataDir: string; keyStore: KeyStore; databaseExists: boolean; randomBytes(count: number): Uint8Array }): Promise<Uint8Array> {
  const { keyStore } = needs;
  const file = join(needs.dataDir, deviceKeyFile);
  const stored = readIfThere(file);
  if (stored === null) {
    if (needs.databaseExists) throw new Refusal('KEY_MISSING');
    const key = needs.randomBytes(32);
    await writeDeviceKey(file, keyStore, key);
    return key;
  }
  const { backend, sealed } = parse(stored);
  if (backend !== keyStore.backend) throw new Refusal('KEY_BACKEND_CHANGED');
  return await opened(keyStore, sealed);
}

/** Seals a device key with this host's key store into `file`, in place of what is there. @throws Refusal DISK_FULL DATA_FOLDER_NOT_WRITABLE */
export async function writeDeviceKey(file: string, keyStore: KeyStore, key: Uint8Array): Promise<void> {
  const sealed = Buffer.from(await keyStore.protect(key)).toString('base64');
  writeSecret(file, Buffer.from(`${JSON.stringify({ version: 1, backend: keyStore.backend, sealed })}\n`));
}

/** Which key store sealed the key of a data folder; null when there is no key file. */
export function deviceKeyBackend(dataDir: string): string | null {
  const stored = readIfThere(join(dataDir, deviceKeyFile));
  return stored === null ? null : parse(stored).backend;
}

async function opened(keyStore: KeyStore, sealed: string): Promise<Uint8Array> {
  let key: Uint8Array;
  try {
    key = await keyStore.unprotect(Buffer.from(sealed, 'base64'));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const refusal = new Refusal('KEY_MISSING');
    refusal.cause = error;
    throw refusal;
  }
  if (key.length !== 32) throw new Refusal('KEY_MISSING');
  return key;
}

function parse(stored: Buffer): { backend: string; sealed: string } {
  try {
    const value: unknown = JSON.parse(stored.toString('utf8'));
    if (typeof value === 'object' && value !== null && 'version' in value && value.version === 1
      && 'backend' in value && typeof value.backend === 'string' && 'sealed' in value && typeof value.sealed === 'string') {
      return { backend: value.backend, sealed: value.sealed };
    }
  } catch {
    // Falls through: a file that is not ours is as good as none.
  }
  throw new Refusal('KEY_MISSING');
}
