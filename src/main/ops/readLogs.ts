import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export type Level = 'info' | 'warn' | 'error';
export type Fact = string | number | boolean | null;
export interface Line { atMs: number; level: Level; text: string; facts: Record<string, Fact> }

const numberOf: Record<Level, number> = { info: 30, warn: 40, error: 50 };
/** Read at most; where it holds fewer lines of a level than asked for, older ones are left to the files themselves. */
const readAtMost = 20 * 1024 * 1024;
const factLength = 300;
/** What a log line must not hold in the first place; and the trace, which is for the file. */
const hidden = new Set(['time', 'level', 'msg', 'stack', 'jpeg', 'pin', 'password', 'embedding', 'qr', 'token', 'secret', 'name', 'identifier']);
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** The newest lines of `level` or above from `<dataDir>/logs`, newest first. Never throws for a line or a file that cannot be read. */
export async function readLogs(folder: string, { level, limit }: { level: Level; limit: number }): Promise<{ rows: Line[]; more: boolean }> {
  const rows: Line[] = [];
  let left = readAtMost;
  for (const file of await newestFirst(folder)) {
    if (left <= 0) return { rows, more: true };
    const text = await endOf(file, left);
    left -= text.length;
    for (const line of text.split('\n').toReversed()) {
      const parsed = parse(line);
      if (!parsed || numberOf[parsed.level] < numberOf[level]) continue;
      if (rows.length === limit) return { rows, more: true };
      rows.push(parsed);
    }
  }
  return { rows, more: false };
}

/** tatap.log is written now; the others carry the time they were closed in front: "20261121-0000-01-tatap.log". */
async function newestFirst(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const closed = names.filter((name) => /^\d{8}-\d{4}-\d+-tatap\.log$/.test(name)).toSorted().toReversed();
  return [...names.filter((name) => name === 'tatap.log'), ...closed].map((name) => join(folder, name));
}

async function endOf(file: string, bytes: number): Promise<string> {
  try {
    const { size } = await stat(file);
    await using handle = await open(file);
    const from = Math.max(0, size - bytes);
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(size - from), position: from });
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    // Rotated away between listing and reading, or not ours to read.
    return '';
  }
}

/** Null for what is no line of ours, such as the first one of a file read from its middle. */
export function parse(line: string): Line | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('time' in value) || !('level' in value)) return null;
  const atMs = Date.parse(String(value.time));
  if (Number.isNaN(atMs) || atMs < 0) return null;
  const text = 'msg' in value ? String(value.msg) : '';
  return { atMs, level: levelOf(Number(value.level)), text: covered(text), facts: factsOf(value) };
}

function levelOf(level: number): Level {
  return level >= numberOf.error ? 'error' : level >= numberOf.warn ? 'warn' : 'info';
}

function factsOf(line: object): Record<string, Fact> {
  const facts: Record<string, Fact> = {};
  for (const [key, value] of Object.entries(line)) {
    if (hidden.has(key) || Object.keys(facts).length === 20) continue;
    if (value === null || typeof value === 'number' || typeof value === 'boolean') facts[key] = value;
    else if (typeof value === 'string') facts[key] = covered(value);
  }
  return facts;
}

/** A second net under what is written: digits as long as a PIN, and text as long as a key, are covered; ids stay. */
function covered(text: string): string {
  const parts = text.split(uuid).map((part) => part.replaceAll(/\d{5,}/g, '•••').replaceAll(/[\w+/=-]{40,}/g, '•••'));
  const ids = text.match(uuid) ?? [];
  return parts.map((part, i) => `${part}${ids[i] ?? ''}`).join('').slice(0, factLength);
}
