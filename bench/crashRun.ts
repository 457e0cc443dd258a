import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import type { Readable, Writable } from 'node:stream';
import { build } from 'esbuild';
import { chainFault } from '../src/main/services/chainCheck.ts';
import { sumsFault } from '../src/main/services/bootGate.ts';
import type { CrashAnswer, CrashRequest } from './crashChild.ts';
import { furnish, openTill } from './till.ts';

export interface CrashReport {
  kills: number;
  /** Money operations asked for, and how many of the requests repeated an earlier key. */
  operations: number;
  requests: number;
  repeated: number;
  acknowledged: number;
  /** Acknowledged but not in the ledger. */
  lost: number;
  /** In the ledger more than once. */
  doubled: number;
  /** Refused, yet in the ledger; or acknowledged with another transfer than the one booked. */
  wrong: number;
  /** What sums, balances, chains or a boot gate complained about. */
  faults: string[];
  durationMs: number;
}

/** One thing somebody wanted, however often it is asked for. `personId` and `amount` together belong to it alone: that is how the ledger is searched. */
interface Wanted { key: string; kind: 'topup' | 'payment'; personId: string; amount: number; authorisationId: string | null; transferId: string | null; refused: string | null; asked: number }

const people = 16;
/** Requests on their way to the child, so that it always has work when it dies. */
const inFlight = 6;
/** Longest life of a child after its first answer, milliseconds. */
const longestLifeMs = 90;

/** R1: children do money in a database and are killed with SIGKILL at random moments; then everything that was promised is looked up. */
export async function crashRun(options: { kills: number; broken: boolean; note?: (line: string) => void }): Promise<CrashReport> {
  const startedAt = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'tatap-crash-'));
  const file = join(folder, 'tatap.db');
  const key = randomBytes(32);
  try {
    const first = openTill(file, key);
    const crowd = createCrowd(furnish(first.db, people));
    first.db.sqlite.close();
    const faults: string[] = [];
    const script = await bundle(folder);
    const start = (): Child => startChild([script, file, key.toString('hex'), options.broken ? 'broken' : '']);
    // The next child loads its modules while this one works.
    let waiting = start();
    for (let kill = 0; kill < options.kills; kill += 1) {
      const child = waiting;
      waiting = start();
      faults.push(...await live(child, crowd));
      if ((kill + 1) % 50 === 0) options.note?.(`${kill + 1} kills, ${crowd.wanted.length} operations`);
    }
    waiting.process.kill('SIGKILL');
    return { kills: options.kills, ...crowd.counts(), ...judge(file, key, crowd.wanted, faults), durationMs: Math.round(performance.now() - startedAt) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Child { process: ChildProcessByStdio<Writable, Readable, null>; lines: AsyncIterator<string> }

/** One file instead of a few hundred modules: a child is up in 0.1 s instead of 0.7 s, and there are hundreds of them. */
async function bundle(folder: string): Promise<string> {
  const outfile = join(folder, 'child.mjs');
  const sqlite = createRequire(import.meta.url).resolve('better-sqlite3');
  await build({
    entryPoints: [join(import.meta.dirname, 'crashChild.ts')], bundle: true, platform: 'node', format: 'esm', target: 'node24', outfile,
    alias: { 'better-sqlite3': sqlite }, external: [sqlite], logLevel: 'error',
  });
  return outfile;
}

function startChild(argv: readonly string[]): Child {
  const child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
  // Writing to a child that was just killed fails: that is the point of the exercise.
  child.stdin.on('error', () => {});
  return { process: child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

/** Feeds a child until it is killed; reads everything it still managed to say. Answers its complaints. */
async function live({ process: child, lines }: Child, crowd: Crowd): Promise<string[]> {
  const faults: string[] = [];
  let dying: NodeJS.Timeout | null = null;
  const send = (request: CrashRequest): void => void child.stdin.write(`${JSON.stringify(request)}\n`);
  await lines.next();
  child.stdin.write('go\n');
  for (let i = 0; i < inFlight; i += 1) send(crowd.next());
  for (let line = await lines.next(); !line.done; line = await lines.next()) {
    // A line cut off by the kill was never an acknowledgement.
    const said = parse(line.value);
    if (said === null) continue;
    if ('fault' in said) faults.push(said.fault);
    else send(crowd.hear(said));
    dying ??= setTimeout(() => child.kill('SIGKILL'), randomInt(longestLifeMs));
  }
  if (dying === null) faults.push('a child ended before it was killed');
  crowd.forgetInFlight();
  return faults;
}

function parse(line: string): CrashAnswer | { fault: string } | null {
  try {
    // Written by crashChild.ts, which shares the type.
    return JSON.parse(line) as CrashAnswer | { fault: string };
  } catch {
    return null;
  }
}

type Crowd = ReturnType<typeof createCrowd>;

/** Decides what is asked next and remembers what was answered. */
function createCrowd(personIds: readonly string[]) {
  const wanted: Wanted[] = [];
  const byKey = new Map<string, Wanted>();
  /** Asked, and the child died before it answered: the first thing to ask the next one, as a till would. */
  let unanswered = new Set<Wanted>();
  let retries: Wanted[] = [];
  let requests = 0;
  let repeated = 0;

  function wantNew(): Wanted {
    const turn = wanted.length;
    // Top-ups come twice as often, so that most payments can be afforded.
    const fresh: Wanted = {
      key: randomUUID(), kind: turn % 3 === 2 ? 'payment' : 'topup', personId: personIds[turn % personIds.length] ?? '', amount: 1 + Math.floor(turn / personIds.length),
      authorisationId: null, transferId: null, refused: null, asked: 0,
    };
    wanted.push(fresh);
    byKey.set(fresh.key, fresh);
    return fresh;
  }

  function ask(what: Wanted): CrashRequest {
    const { key, personId, amount, authorisationId } = what;
    requests += 1;
    unanswered.add(what);
    if (what.kind === 'payment' && authorisationId === null) return { op: 'charge', key, amount, personId };
    if (what.asked > 0) repeated += 1;
    what.asked += 1;
    return authorisationId === null ? { op: 'topup', key, personId, amount } : { op: 'confirm', key, authorisationId };
  }

  function next(): CrashRequest {
    const retry = retries.pop();
    if (retry) return ask(retry);
    const earlier = wanted[wanted.length - 1 - randomInt(40)];
    return ask(earlier && randomInt(100) < 15 ? earlier : wantNew());
  }

  return {
    wanted,
    next,
    /** Takes an answer; gives the request that follows it. */
    hear(said: CrashAnswer): CrashRequest {
      const what = byKey.get(said.key);
      if (!what) throw new Error(`an answer to nothing: ${said.key}`);
      unanswered.delete(what);
      if ('authorisationId' in said) {
        what.authorisationId ??= said.authorisationId;
        return ask(what);
      }
      if ('refused' in said) what.refused = said.refused;
      else if (what.transferId !== null && what.transferId !== said.transferId) what.refused = 'answered with two transfers';
      else what.transferId = said.transferId;
      return next();
    },
    forgetInFlight(): void {
      retries = [...unanswered];
      unanswered = new Set();
    },
    counts: () => ({ operations: wanted.length, requests, repeated }),
  };
}

/** Opens the database as the next start would and compares it with what was promised. */
function judge(file: string, key: Buffer, wanted: readonly Wanted[], faults: string[]): Pick<CrashReport, 'acknowledged' | 'lost' | 'doubled' | 'wrong' | 'faults'> {
  const till = openTill(file, key);
  const { db, vault } = till;
  for (const fault of [sumsFault(db), chainFault(db, 'transfers', vault.ledgerMac), chainFault(db, 'audit', vault.auditMac)]) if (fault) faults.push(fault);
  const booked = new Map<string, string[]>();
  for (const row of db.sqlite.prepare<[], { id: string; kind: string; personId: string; amount: number }>('SELECT id, kind, person_id AS personId, amount FROM transfers').iterate()) {
    const name = `${row.kind} ${row.personId} ${row.amount}`;
    booked.set(name, [...(booked.get(name) ?? []), row.id]);
  }
  db.sqlite.close();
  const count = { acknowledged: 0, lost: 0, doubled: 0, wrong: 0 };
  for (const { kind, personId, amount, transferId, refused } of wanted) {
    const rows = booked.get(`${kind} ${personId} ${amount}`) ?? [];
    if (transferId !== null) count.acknowledged += 1;
    if (transferId !== null && rows.length === 0) count.lost += 1;
    if (rows.length > 1) count.doubled += 1;
    if ((transferId !== null && rows.length > 0 && !rows.includes(transferId)) || (refused !== null && rows.length > 0 && transferId === null) || refused === 'answered with two transfers') count.wrong += 1;
  }
  return { ...count, faults: [...new Set(faults)] };
}

/** True when nothing was lost, doubled, split or wrong, and keys were repeated often enough to mean something. */
export function isClean(report: CrashReport): boolean {
  return report.lost + report.doubled + report.wrong === 0 && report.faults.length === 0 && report.repeated >= report.requests / 10;
}
