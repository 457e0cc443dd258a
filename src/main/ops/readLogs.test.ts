import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from './log.ts';
import { parse, readLogs } from './readLogs.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'tatap-logs-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

const line = (atMs: number, level: number, msg: string, facts: object = {}) => `${JSON.stringify({ level, time: new Date(atMs).toISOString(), ...facts, msg })}\n`;

test('what the log wrote is read back, newest first, by level and no more than asked for', async () => {
  const { log, close } = createLog(dir);
  log.info({ templates: 3 }, 'vision ready');
  log.warn({ method: 'people.list', code: 'NOT_ALLOWED', topFrame: false }, 'refused');
  log.error({ message: 'boom', stack: 'Error: boom\n    at secret.ts:1' }, 'bug');
  await close();
  const folder = join(dir, 'logs');
  const { rows, more } = await readLogs(folder, { level: 'info', limit: 10 });
  expect(more).toBe(false);
  expect(rows).toEqual([
    { atMs: expect.any(Number), level: 'error', text: 'bug', facts: { message: 'boom' } },
    { atMs: expect.any(Number), level: 'warn', text: 'refused', facts: { method: 'people.list', code: 'NOT_ALLOWED', topFrame: false } },
    { atMs: expect.any(Number), level: 'info', text: 'vision ready', facts: { templates: 3 } },
  ]);
  expect((await readLogs(folder, { level: 'warn', limit: 10 })).rows.map(({ text }) => text)).toEqual(['bug', 'refused']);
  expect(await readLogs(folder, { level: 'info', limit: 2 })).toMatchObject({ rows: [{ text: 'bug' }, { text: 'refused' }], more: true });
});

test('a line that names a secret by its key is written without it', async () => {
  const { log, close } = createLog(dir);
  log.warn({ pin: '274913', input: { pin: '274914', password: 'kuda', jpeg: 'AAAA', embedding: [0.1], qr: 'TATAP1.x', token: 't0ken' } }, 'slipped');
  await close();
  const text = readFileSync(join(dir, 'logs/tatap.log'), 'utf8');
  expect(text).toContain('slipped');
  expect(text).not.toMatch(/27491|kuda|AAAA|0\.1|TATAP1|t0ken/);
});

test('rotated files follow the open one, newest first; a folder without any is empty', async () => {
  writeFileSync(join(dir, 'tatap.log'), line(5, 30, 'e'));
  writeFileSync(join(dir, '20261121-0000-01-tatap.log'), line(3, 30, 'c') + line(4, 30, 'd'));
  writeFileSync(join(dir, '20261120-0000-01-tatap.log'), line(1, 30, 'a') + line(2, 30, 'b'));
  writeFileSync(join(dir, 'other.log'), line(9, 30, 'foreign'));
  expect((await readLogs(dir, { level: 'info', limit: 10 })).rows.map(({ text }) => text)).toEqual(['e', 'd', 'c', 'b', 'a']);
  expect(await readLogs(join(dir, 'nowhere'), { level: 'info', limit: 10 })).toEqual({ rows: [], more: false });
});

test('a PIN, a key or a trace that slipped into a line does not cross; ids and codes do', async () => {
  const id = '3f2b1c9a-1111-4222-8333-123456789012';
  const slipped = line(1, 50, `bug with 274913 of ${id}`, { pin: '274913', token: 'x', detail: `key ${'ab'.repeat(40)}`, cameraId: id, code: 'PIN_WRONG', nested: { pin: 1 }, stack: 'at 274913' });
  writeFileSync(join(dir, 'tatap.log'), slipped);
  const { rows } = await readLogs(dir, { level: 'info', limit: 10 });
  expect(rows).toEqual([{ atMs: 1, level: 'error', text: `bug with ••• of ${id}`, facts: { detail: 'key •••', cameraId: id, code: 'PIN_WRONG' } }]);
});

test('whatever a line is, reading it neither throws nor shows more than a line may hold', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify({ time: new Date(0).toISOString(), level: 30, ...value }))), (text) => {
    const parsed = parse(text);
    if (parsed === null) return;
    expect(Object.keys(parsed.facts).length).toBeLessThanOrEqual(20);
    for (const value of [parsed.text, ...Object.values(parsed.facts)]) if (typeof value === 'string') expect(value.length).toBeLessThanOrEqual(300);
    expect(JSON.stringify(parsed.text)).not.toMatch(/\d{6}/);
  }), { numRuns: 2_000 });
});
