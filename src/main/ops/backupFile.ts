import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/*
 * A backup file: an age file (age-encryption.org/v1, which the tool `age` opens too) over
 *   "TATAP-BACKUP-1\n" | length of the manifest, 4 bytes big endian | manifest, JSON | the bytes of the database copy
 * age authenticates every 64 KiB and the end, so a changed, cut or lengthened file never opens to its last byte.
 */
const magic = Buffer.from('TATAP-BACKUP-1\n');
const headBytes = magic.length + 4;
const longestManifest = 64 * 1024;

/** Thrown when a file is not a whole backup, was changed, or is for another recovery key. */
export class BackupUnreadable extends Error {
  /** The file is one of age, but none of the keys given opens it: for another key, or its beginning was changed. */
  readonly wrongKey: boolean;
  constructor(why: string, cause?: unknown) {
    super(why, { cause });
    this.name = 'BackupUnreadable';
    this.wrongKey = cause instanceof Error && cause.message.startsWith('no identity matched');
  }
}

/** What a person types or pastes: one recovery key, or several where it was replaced. Spaces and the letters' case do not matter; empty when there is none in it. */
export function recoveryKeysIn(text: string): string[] {
  return text.toUpperCase().replace(/[^A-Z0-9-]+/g, '').split(/(?=AGE-SECRET-KEY-1)/).filter((key) => /^AGE-SECRET-KEY-1[A-Z0-9]{58}$/.test(key));
}

/** A new recovery key ("AGE-SECRET-KEY-1...") and what seals for it ("age1..."). */
export async function newRecoveryKey(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** What seals for this recovery key; null when it is none, such as one with a letter mistyped. */
export async function recipientOf(identity: string): Promise<string | null> {
  try {
    return await identityToRecipient(identity);
  } catch {
    return null;
  }
}

/** Seals a short text for `recipient`. */
export async function sealShort(recipient: string, text: string): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(text);
}

/** @throws BackupUnreadable */
export async function openShort(identities: readonly string[], sealed: Uint8Array): Promise<string> {
  try {
    return await decrypterFor(identities).decrypt(sealed, 'text');
  } catch (error) {
    throw new BackupUnreadable('the file does not open', error);
  }
}

function decrypterFor(identities: readonly string[]): Decrypter {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  return decrypter;
}

/** SHA-256 of a file, hex, read in pieces. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece);
  return hash.digest('hex');
}

/** Encrypts `database` with its `manifest` for `recipient` ("age1...") as a stream of bounded memory. */
export async function sealBackup(recipient: string, manifest: Record<string, unknown>, database: string): Promise<Readable> {
  const text = Buffer.from(JSON.stringify({ ...manifest, sha256: await sha256Of(database) }));
  if (text.length > longestManifest) throw new RangeError('the manifest is too long');
  const head = Buffer.alloc(headBytes);
  magic.copy(head);
  head.writeUInt32BE(text.length, magic.length);
  const plain = Readable.from((async function* () {
    yield Buffer.concat([head, text]);
    yield* createReadStream(database);
  })());
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  // Node's and the DOM's streams are one class under two names for TypeScript.
  const sealed = await encrypter.encrypt(Readable.toWeb(plain) as ReadableStream<Uint8Array>);
  return Readable.fromWeb(sealed as Parameters<typeof Readable.fromWeb>[0]);
}

/**
 * Decrypts the backup `file` into `database` (must not exist yet, mode 0600) and answers its manifest. Nothing is left of it when the file is not sound.
 * @throws BackupUnreadable, or what the file system says
 */
export async function openBackup(identities: readonly string[], file: string, database: string): Promise<Record<string, unknown>> {
  const handle = await open(database, 'wx', 0o600);
  let sound = false;
  try {
    const manifest = await decryptInto(identities, file, (start) => pipelineInto(start, handle.createWriteStream({ flush: true })));
    if (manifest.sha256 !== (await sha256Of(database))) throw new BackupUnreadable('the database is not the one that was backed up');
    sound = true;
    return manifest;
  } finally {
    await handle.close().catch(() => undefined);
    if (!sound) rmSync(database, { force: true });
  }
}

type Pieces = AsyncIterable<Uint8Array>;
const pipelineInto = (pieces: Pieces, into: ReturnType<typeof createWriteStream>): Promise<void> => pipeline(Readable.from(pieces), into);

async function decryptInto(identities: readonly string[], file: string, write: (pieces: Pieces) => Promise<void>): Promise<Record<string, unknown>> {
  const source = createReadStream(file);
  try {
    const plain = await decrypterFor(identities).decrypt(Readable.toWeb(source) as ReadableStream<Uint8Array>);
    const pieces = Readable.fromWeb(plain as Parameters<typeof Readable.fromWeb>[0])[Symbol.asyncIterator]();
    const { manifest, rest } = await readHead(pieces);
    await write((async function* () {
      yield rest;
      for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
    })());
    return manifest;
  } catch (error) {
    if (error instanceof BackupUnreadable || (error instanceof Error && 'syscall' in error)) throw error;
    throw new BackupUnreadable('the file does not open', error);
  } finally {
    source.destroy();
  }
}

async function readHead(pieces: AsyncIterator<Uint8Array>): Promise<{ manifest: Record<string, unknown>; rest: Buffer }> {
  let read: Buffer = Buffer.alloc(0);
  const upTo = async (bytes: number) => {
    while (read.length < bytes) {
      const next = await pieces.next();
      if (next.done) throw new BackupUnreadable('the file ends too early');
      read = Buffer.concat([read, next.value]);
    }
  };
  await upTo(headBytes);
  if (!read.subarray(0, magic.length).equals(magic)) throw new BackupUnreadable('not a backup of Tatap');
  const length = read.readUInt32BE(magic.length);
  if (length > longestManifest) throw new BackupUnreadable('the manifest is too long');
  await upTo(headBytes + length);
  const manifest: unknown = JSON.parse(read.subarray(headBytes, headBytes + length).toString('utf8'));
  if (typeof manifest !== 'object' || manifest === null) throw new BackupUnreadable('the manifest is not one');
  return { manifest: { ...manifest }, rest: read.subarray(headBytes + length) };
}
