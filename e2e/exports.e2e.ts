import { parse } from 'csv-parse/sync';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, openDatabase } from '../src/main/db/open.ts';
import { insertPerson, insertPersonAccount } from '../src/main/db/queries/people.ts';
import { rupiah } from '../src/shared/money.ts';
import { callFrom, hire } from './door.ts';
import { goToPage, owner, setUp } from './pages.ts';
import { startKiosk, type Kiosk } from './tatap.ts';

/* Lists as files, through the button, the host and the download of a real Chromium; opened by the programs people open them with, where those are installed. */

const cashier = { name: 'Rina Kasir', username: 'rina', password: 'sendok-kuning-41-awan' } as const;
/** R26: what people might be called. */
const formulas = ["=cmd|' /C calc'!A0", '+SUM(1+1)', '-2+3', '@SUM(A1)', '=HYPERLINK("http://x","y")'];
const amounts = [50_000, 25_000, 12_500, 7_000, 3_500];
const opens = /^[\s\p{Cf}\p{Cc}]*[=+\-@]/u;
const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

let kiosk: Kiosk;
let admin: Page;
let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tatap-files-'));
  kiosk = await startKiosk();
  admin = await kiosk.openAdmin();
  await setUp(admin, 'Kantin Ékspor');
  const csv = ['nama;nomor', ...formulas.map((name, n) => `"${name.replaceAll('"', '""')}";NIS-${100 + n}`), ...Array.from({ length: 25 }, (_, n) => `Zoë Ñuñez ${n};NIS-${200 + n}`)].join('\n');
  const { importId } = await callFrom(admin, 'imports.preview', { kind: 'people', fileName: 'orang.csv', bytes: new TextEncoder().encode(csv) });
  await callFrom(admin, 'imports.commit', { importId });
  const { rows } = await callFrom(admin, 'people.list', { search: 'NIS-10', limit: 200 });
  for (const [n, { personId }] of rows.entries()) await callFrom(admin, 'topups.create', { personId, amount: rupiah(amounts[n] ?? 0), idempotencyKey: randomUUID() });
  await hire(admin, { ...cashier, role: 'cashier' });
}, 240_000);
afterAll(async () => {
  await kiosk?.close();
  rmSync(dir, { recursive: true, force: true });
});

const kept = (): string[] => {
  try {
    return readdirSync(join(kiosk.dataDir, 'exports'));
  } catch {
    return [];
  }
};

async function ask(list: 'people' | 'transactions', format: 'csv' | 'xlsx' | 'pdf'): Promise<void> {
  await goToPage(admin, list);
  await admin.locator('[data-action=export]').click();
  await admin.locator(`dialog [data-action=${format}]`).click();
}

/** Through the button, until the file is on the disk of whoever asked; answers where. */
async function fetched(list: 'people' | 'transactions', format: 'csv' | 'xlsx' | 'pdf', meanwhile: () => Promise<void> = async () => {}): Promise<{ file: string; download: Download }> {
  const coming = admin.waitForEvent('download', { timeout: 60_000 });
  await ask(list, format);
  await meanwhile();
  const download = await coming;
  const file = join(dir, `${randomUUID()}.${format}`);
  await download.saveAs(file);
  await admin.locator('dialog [data-action=close-export]').click();
  return { file, download };
}

describe('a list as a file', () => {
  test('what is shown is in the CSV, no name is a formula, and the file is gone from the kiosk once it was fetched', async () => {
    const { file, download } = await fetched('people', 'csv');
    expect(download.suggestedFilename()).toMatch(/^tatap-orang-\d{4}-\d\d-\d\d\.csv$/);
    const shown = await callFrom(admin, 'people.list', { limit: 200 });
    const [, ...rows] = parse(readFileSync(file, 'utf8'), { bom: true, record_delimiter: ['\r\n', '\n', '\r'] });
    expect(rows).toHaveLength(shown.total);
    expect(rows.map(([name]) => name)).toEqual(shown.rows.map(({ name }) => (opens.test(name) ? `'${name}` : name)));
    expect(rows.flat().filter((cell) => opens.test(cell))).toEqual([]);
    expect(rows.reduce((sum, row) => sum + Number(row[5]), 0)).toBe(amounts.reduce((sum, amount) => sum + amount, 0));
    await expect.poll(kept).toEqual([]);
    expect((await admin.request.get(download.url())).status()).toBe(404);
  });

  test.skipIf(!has('soffice'))('LibreOffice opens the workbook: every row, the same sum, formulas as text', { timeout: 180_000 }, async () => {
    const { file } = await fetched('transactions', 'xlsx');
    const run = spawnSync('soffice', [`-env:UserInstallation=file://${dir}/profile`, '--headless', '--convert-to', 'csv:Text - txt - csv (StarCalc):44,34,76', '--outdir', join(dir, 'office'), file], { encoding: 'utf8' });
    expect(run.status, run.stderr).toBe(0);
    const [name = ''] = readdirSync(join(dir, 'office'));
    const [, ...rows] = parse(readFileSync(join(dir, 'office', name), 'utf8'), { bom: true });
    expect(rows).toHaveLength(amounts.length);
    expect(rows.map((row) => row[2]).filter((person = '') => opens.test(person))).toEqual([]);
    expect(rows.reduce((sum, row) => sum + Number((row[6] ?? '').replaceAll(/[^\d-]/g, '')), 0)).toBe(amounts.reduce((sum, amount) => sum + amount, 0));
  });

  test.skipIf(!has('pdftotext'))('pdftotext reads the paper: site, names with their letters, amounts and the sum', async () => {
    const { file } = await fetched('transactions', 'pdf');
    const { stdout } = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    expect(stdout).toContain('Kantin Ékspor');
    for (const amount of amounts) expect(stdout).toContain(amount.toLocaleString('id-ID'));
    expect(stdout).toContain(`Isi saldo: Rp ${amounts.reduce((sum, amount) => sum + amount, 0).toLocaleString('id-ID')}`);
    expect(stdout.match(/Isi saldo +Tunai/g)).toHaveLength(amounts.length);
  });

  test('people ask for the password again when it was given long ago; a wrong one makes no file', async () => {
    kiosk.setAhead(0, 5 * 60_000 + 1_000);
    const { file } = await fetched('people', 'csv', async () => {
      const password = admin.locator('dialog input[name=password]');
      await password.fill('bukan kata sandinya 1');
      await admin.locator('dialog [data-action=submit]').click();
      await admin.locator('dialog [role=alert]').waitFor();
      expect(kept()).toEqual([]);
      await password.fill(owner.password);
      await admin.locator('dialog [data-action=submit]').click();
    });
    expect(readFileSync(file, 'utf8').split('\r\n').length).toBeGreaterThan(30);
  });

  test('one that is stopped leaves no file and no word in the audit chain that it was made', async () => {
    const made = async () => (await callFrom(admin, 'activity.list', { actions: ['export.made'] })).total;
    const before = await made();
    const db = openDatabase(join(kiosk.dataDir, 'tatap.db'), { busyTimeoutMs: 10_000 });
    inTransaction(db, () => {
      for (let n = 0; n < 60_000; n += 1) {
        const id = randomUUID();
        insertPerson(db, { id, name: `Orang ${n}`, nameFolded: `orang ${n}`, identifier: `BANYAK-${n}`, createdAtMs: n, kioskId: 'e2e', wrappedKey: null, pinHash: '-' });
        insertPersonAccount(db, id);
      }
    });
    db.sqlite.close();
    let downloads = 0;
    admin.on('download', () => { downloads += 1; });
    await ask('people', 'xlsx');
    await admin.locator('dialog progress').waitFor();
    expect(kept()).toHaveLength(1);
    await admin.locator('dialog [data-action=close-export]').click();
    await expect.poll(kept, { timeout: 10_000 }).toEqual([]);
    await admin.waitForTimeout(1_500);
    expect([downloads, kept(), await made()]).toEqual([0, [], before]);
  });
});

test('a cashier takes transactions away, but neither people nor the activity log', async () => {
  await callFrom(admin, 'staff.logout', {});
  await admin.reload();
  await admin.getByLabel('Nama pengguna').fill(cashier.username);
  await admin.getByLabel('Kata sandi', { exact: true }).fill(cashier.password);
  await admin.getByRole('button', { name: 'Masuk' }).click();
  await goToPage(admin, 'people');
  await admin.locator('tbody tr[data-index="0"]').waitFor();
  expect(await admin.locator('[data-action=export]').count()).toBe(0);
  const how = { filters: {}, format: 'csv', language: 'id' } as const;
  await expect(callFrom(admin, 'exports.startPeople', { list: 'people', ...how })).rejects.toThrow('NOT_ALLOWED');
  await expect(callFrom(admin, 'exports.start', { list: 'activity', ...how })).rejects.toThrow('NOT_ALLOWED');
  const { file } = await fetched('transactions', 'csv');
  expect(parse(readFileSync(file, 'utf8'), { bom: true })).toHaveLength(amounts.length + 1);
});
