import { createHmac, createPrivateKey, createPublicKey, createSecretKey, hkdfSync, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import { loadDeviceKey } from './deviceKey.ts';
import { createHasher } from './hasher.ts';
import type { Hasher } from './hasher.ts';
import type { KeyStore } from './keystore.ts';
import { bind, seal, unseal } from './seal.ts';

/** What a sealed template belongs to: it opens for nobody and nothing else (R15). */
export interface TemplateBinding {
  personId: string;
  /** Id of the model that made the embedding. */
  model: string;
  version: number;
}

export interface Vault {
  /** 32 random bytes; destroyed with the person. */
  newPersonKey(): Uint8Array;
  wrapPersonKey(personId: string, personKey: Uint8Array): Buffer;
  /** @throws SealBroken */
  unwrapPersonKey(personId: string, wrapped: Uint8Array): Uint8Array;
  sealTemplate(personKey: Uint8Array, binding: TemplateBinding, embedding: Float32Array): Buffer;
  /** The embedding as it was sealed, in a buffer of its own. @throws SealBroken */
  openTemplate(personKey: Uint8Array, binding: TemplateBinding, sealed: Uint8Array): Float32Array;
  /** A short text only this device reads again, such as a camera's password; `purpose` says which one of what it is, and it opens for nothing else. */
  sealText(purpose: string, text: string): Buffer;
  /** @throws SealBroken */
  openText(purpose: string, sealed: Uint8Array): string;
  /** bcrypt(base64(HMAC-SHA-256(pepper, "pin|v1|" + personId + "|" + pin))), about 0.2 s on the worker. */
  pinDigest(personId: string, pin: string): Promise<string>;
  /** `hash` null (nobody, or no PIN) answers false after the same time. */
  pinMatches(personId: string, pin: string, hash: string | null): Promise<boolean>;
  /** Digested before bcrypt, so that nothing after its 72 bytes is lost (R11). */
  hashPassword(password: string): Promise<string>;
  /** `hash` null (no such name) answers false after the same time. */
  passwordMatches(password: string, hash: string | null): Promise<boolean>;
  /** 32 bytes, over the text of a person's card. */
  cardMac(bytes: Uint8Array): Buffer;
  /** 32 bytes, for the transfers' chain. */
  ledgerMac(bytes: Uint8Array): Buffer;
  /** 32 bytes, for the audit chain. */
  auditMac(bytes: Uint8Array): Buffer;
  /** A stand-in for a text that must be recognised again but not read: 32 hex digits. */
  pseudonym(text: string): string;
  /** Ed25519 signature, 64 bytes, over receipts. */
  sign(bytes: Uint8Array): Buffer;
  /** Ed25519 public key, 32 bytes: all that is needed to check a receipt. */
  readonly publicKey: Buffer;
  /** The device key itself, 32 bytes: for the sealed file of keys beside a backup, and for nothing else. */
  deviceKey(): Uint8Array;
  /** Kept in the database to notice that the database and the device key do not belong together. */
  readonly checkValue: string;
  close(): Promise<void>;
}

export interface VaultNeeds {
  dataDir: string;
  keyStore: KeyStore;
  /** A device key is made only where no database is yet. */
  databaseExists: boolean;
  /** Cryptographically random; `randomBytes` of node:crypto. */
  randomBytes(count: number): Uint8Array;
}

/** bcrypt cost: 2^11 rounds, about 0.2 s on the reference machine; security.md R9 asks for at least 11. */
export const hashCost = 11;

/** @throws Refusal KEY_MISSING KEY_BACKEND_CHANGED DISK_FULL DATA_FOLDER_NOT_WRITABLE */
export async function createVault(needs: VaultNeeds): Promise<Vault> {
  const deviceKey = await loadDeviceKey(needs);
  return vaultOver(deviceKey, createHasher(), needs.randomBytes);
}

/** Also used by tests that watch the hasher; the product calls `createVault`. */
export function vaultOver(deviceKey: Uint8Array, hasher: Hasher, randomBytes: (count: number) => Uint8Array): Vault {
  const subkey = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', deviceKey, Buffer.from('tatap v1'), purpose, 32));
  const macWith = (bytes: Buffer) => {
    // As a key object an HMAC takes a fifth of the time it takes with bare bytes; a payment makes six.
    const key = createSecretKey(bytes);
    return (message: Uint8Array): Buffer => createHmac('sha256', key).update(message).digest();
  };
  const wrapping = subkey('person key wrapping');
  const texts = subkey('text sealing');
  const pepper = subkey('pin pepper');
  const passwords = subkey('password pre-hash');
  const pseudonyms = macWith(subkey('pseudonyms'));
  const signing = ed25519FromSeed(subkey('receipt signing'));
  const pinText = (personId: string, pin: string): string => createHmac('sha256', pepper).update(`pin|v1|${personId}|${pin}`).digest('base64');
  const passwordText = (password: string): string => createHmac('sha256', passwords).update(password.normalize('NFC')).digest('base64');

  return {
    newPersonKey: () => randomBytes(32),
    wrapPersonKey: (personId, personKey) => seal(wrapping, bind('person key', personId), personKey, randomBytes(12)),
    unwrapPersonKey: (personId, wrapped) => unseal(wrapping, bind('person key', personId), wrapped),
    sealTemplate: (personKey, binding, embedding) =>
      seal(personKey, boundTo(binding), new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.byteLength), randomBytes(12)),
    openTemplate: (personKey, binding, sealed) => new Float32Array(Uint8Array.from(unseal(personKey, boundTo(binding), sealed)).buffer),
    sealText: (purpose, text) => seal(texts, bind('text', purpose), Buffer.from(text, 'utf8'), randomBytes(12)),
    openText: (purpose, sealed) => unseal(texts, bind('text', purpose), sealed).toString('utf8'),
    pinDigest: (personId, pin) => hasher.hash(pinText(personId, pin), hashCost),
    pinMatches: (personId, pin, hash) => compareOrPretend(hasher, pinText(personId, pin), hash),
    hashPassword: (password) => hasher.hash(passwordText(password), hashCost),
    passwordMatches: (password, hash) => compareOrPretend(hasher, passwordText(password), hash),
    cardMac: macWith(subkey('cards')),
    ledgerMac: macWith(subkey('ledger chain')),
    auditMac: macWith(subkey('audit chain')),
    pseudonym: (text) => pseudonyms(Buffer.from(text, 'utf8')).toString('hex').slice(0, 32),
    sign: (bytes) => signBytes(null, bytes, signing),
    publicKey: rawPublicKey(signing),
    deviceKey: () => Uint8Array.from(deviceKey),
    checkValue: subkey('check value').toString('hex'),
    close: () => hasher.close(),
  };
}

function boundTo({ personId, model, version }: TemplateBinding): string {
  return bind('template', personId, model, version);
}

/** A valid bcrypt hash of the same cost that no digest matches: 31 characters of nothing in place of the checksum. */
const nobodysHash = `$2b$${hashCost}$${'.'.repeat(22)}${'.'.repeat(31)}`;

async function compareOrPretend(hasher: Hasher, text: string, hash: string | null): Promise<boolean> {
  const matches = await hasher.compare(text, hash ?? nobodysHash);
  return matches && hash !== null;
}

/** PKCS #8 wrapping of a 32-byte Ed25519 seed (RFC 8410, 7). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
/** SubjectPublicKeyInfo before the 32 bytes of an Ed25519 public key (RFC 8410, 4). */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

function ed25519FromSeed(seed: Buffer) {
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
}

function rawPublicKey(privateKey: ReturnType<typeof createPrivateKey>): Buffer {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(spkiPrefix.length);
}

/** Checks an Ed25519 signature with the public key alone. */
export function verifySignature(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  return verifyBytes(null, bytes, key, signature);
}
