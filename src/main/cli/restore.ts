import { copyFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { Refusal } from '../../shared/errors.ts';
import { openReadOnly } from '../db/open.ts';
import { erasedSince } from '../db/queries/erasures.ts';
import { lockDataDir, prepareDataDir } from '../hosts/dataFolder.ts';
import { createKeyFile } from '../hosts/keyFile.ts';
import { explain, HostProblem } from '../hosts/problems.ts';
import { commitRestore, dropRestoreFolder, finishRestore, freshRestoreFolder } from '../ops/restoreSwitch.ts';
import { momentOfBackup } from '../services/backupFormat.ts';
import { foldName } from '../services/names.ts';
import { prepareRestore, type Restored } from '../services/restoreRun.ts';
import { deviceKeyBackend, deviceKeyFile, writeDeviceKey } from '../vault/deviceKey.ts';

/*
 * npm run restore -- --data DIR --from FOLDER|FILE --key-file FILE [--keys FILE] [--confirm NAME]
 * Restores a backup where the admin window cannot be used: a new machine, a lost key, a database that does not open. The kiosk must not be running. A folder
 * means the newest backup in it (the destination itself, or the folder of one kiosk in it); `--keys`: where keys.age lies, beside the backup unless said.
 * `--key-file`: a text file with the recovery key, "-" for standard input. Asks for the site's name unless `--confirm` says it.
 * Exit code: 0 restored, 1 refused and nothing changed, 2 wrong call.
 */
const usage = 'usage: npm run restore -- --data DIR --from FOLDER|FILE --key-file FILE [--keys FILE] [--confirm NAME]\n';
const sentences: Record<string, string> = {
  RECOVERY_KEY_WRONG: 'This recovery key does not open this backup. Where the key was replaced, put the new one and the older one into the file.',
  BACKUP_UNREADABLE: 'The backup or its keys are damaged or were changed. Choose another backup.',
  BACKUP_NEWER: 'The backup was made by a newer Tatap. Update Tatap first.',
  BACKUP_BROKEN: 'What the backup holds does not add up. Choose another backup.',
  BACKUP_KEYS_MISSING: 'keys.age is missing beside the backup, or belongs to another machine. Say with --keys where it lies.',
  BACKUP_NOT_FOUND: 'There is no backup (*.tatap.age) there.',
  NAME_DIFFERS: "That is not the site's name. Nothing was changed.",
  KEY_BACKEND_CHANGED: "The desktop's keyring holds the key of this data folder: restore in the admin window, or into a new folder.",
  DISK_FULL: 'The disk is full: a restore needs room for the database three times.',
};

const say = (line: string): void => { process.stdout.write(`${line}\n`); };

interface Call { dataDir: string; from: string; keys: string | null; keyFile: string; confirm: string | null }

function callOf(): Call | null {
  try {
    const { values } = parseArgs({ options: { data: { type: 'string' }, from: { type: 'string' }, keys: { type: 'string' }, 'key-file': { type: 'string' }, confirm: { type: 'string' } } });
    const { data, from, keys, 'key-file': keyFile, confirm } = values;
    if (data === undefined || from === undefined || keyFile === undefined) return null;
    return { dataDir: resolve(data), from: resolve(from), keys: keys === undefined ? null : resolve(keys), keyFile, confirm: confirm ?? null };
  } catch {
    return null;
  }
}

/** @throws Refusal BACKUP_NOT_FOUND */
function newestIn(from: string): string {
  if (!existsSync(from)) throw new Refusal('BACKUP_NOT_FOUND');
  if (!statSync(from).isDirectory()) return from;
  const newest = readdirSync(from, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ file: join(from, name), atMs: momentOfBackup(`/${name.replaceAll('\\', '/').split('/').at(-1) ?? ''}`) ?? -1 }))
    .filter(({ atMs }) => atMs >= 0).toSorted((a, b) => b.atMs - a.atMs)[0];
  if (!newest) throw new Refusal('BACKUP_NOT_FOUND');
  return newest.file;
}

/** Who was deleted here; nobody where the database is gone or does not open. */
function erasedHere(dataDir: string): { personId: string; atMs: number }[] {
  try {
    const db = openReadOnly(join(dataDir, 'tatap.db'));
    try {
      return erasedSince(db, -1);
    } finally {
      db.sqlite.close();
    }
  } catch {
    return [];
  }
}

async function restore({ dataDir, from, keys, keyFile, confirm }: Call): Promise<void> {
  // A restore that was decided before comes first.
  finishRestore(dataDir);
  const backend = deviceKeyBackend(dataDir);
  if (backend !== null && backend !== 'file') throw new Refusal('KEY_BACKEND_CHANGED');
  const backup = newestIn(from);
  const keysFrom = keys ?? join(dirname(backup), 'keys.age');
  if (!existsSync(keysFrom)) throw new Refusal('BACKUP_KEYS_MISSING');
  const { work, ready } = freshRestoreFolder(dataDir);
  const [backupFile, keysFile] = [join(work, 'backup.age'), join(work, 'keys.age')];
  // A stick may be pulled while it is read.
  copyFileSync(backup, backupFile);
  copyFileSync(keysFrom, keysFile);
  say(`looking at ${backup}`);
  const recoveryKey = readFileSync(keyFile === '-' ? 0 : keyFile, 'utf8');
  const restored = await prepareRestore({ backupFile, keysFile, recoveryKey, outFile: join(ready, 'tatap.db'), erasedHere: erasedHere(dataDir), staffId: null, nowMs: Date.now() });
  show(restored);
  if (foldName(confirm ?? await ask(restored.manifest.siteName)) !== foldName(restored.manifest.siteName)) throw new Refusal('NAME_DIFFERS');
  await writeDeviceKey(join(ready, deviceKeyFile), createKeyFile(dataDir), restored.deviceKey);
  commitRestore(dataDir, Date.now());
  finishRestore(dataDir);
  say('Restored. What was there before lies in before-restore-... in the data folder, and goes after two weeks or with the next deletion of a person.');
}

function show({ manifest, contents, erasedAgain, facesLeftOut }: Restored): void {
  say(`${manifest.siteName}, as of ${new Date(manifest.atMs).toISOString()}`);
  say(`${contents.people} people (${contents.faces} with a face), ${contents.transfers} bookings, Rp ${contents.balance} in balances, ${contents.marks} marks`);
  say(`deleted since, and deleted again: ${erasedAgain}; faces erased since, and left out: ${facesLeftOut}`);
  say('every sum and both chains are sound');
}

async function ask(siteName: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await lines.question(`Everything in the data folder is replaced. Type the site's name ("${siteName}") to go on: `);
  } finally {
    lines.close();
  }
}

const call = callOf();
if (call === null) {
  process.stderr.write(usage);
  process.exit(2);
}
let unlock = (): void => {};
try {
  prepareDataDir(call.dataDir);
  unlock = lockDataDir(call.dataDir);
  await restore(call);
} catch (error) {
  process.exitCode = 1;
  if (error instanceof Refusal) process.stderr.write(`${error.code}: ${sentences[error.code] ?? 'nothing was changed'}\n`);
  else if (error instanceof HostProblem) process.stderr.write(`${explain(error, call.dataDir).en}\n`);
  else process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nnothing was changed\n`);
  // Decided already: the next start goes on with it.
  if (!existsSync(join(call.dataDir, 'restore.json'))) dropRestoreFolder(call.dataDir);
} finally {
  unlock();
}
// The thread that hashes passwords must not keep it.
process.exit();
