import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { callFrom } from './door.ts';
import { goToPage, owner, setUp } from './pages.ts';
import { presentHosts, projectRoot, startKiosk, type Kiosk } from './tatap.ts';

/* The whole way at the desk: the key on paper, a disk, a backup, a loss, and everything back. */

describe.each(presentHosts)('backups on the %s host', (host) => {
  let kiosk: Kiosk;
  let admin: Page;
  let disk: string;
  let recoveryKey: string;

  beforeAll(async () => {
    disk = mkdtempSync(join(tmpdir(), 'tatap-e2e-disk-'));
    kiosk = await startKiosk({ host });
    admin = await kiosk.openAdmin();
    await setUp(admin, 'Kantin Sekar');
    await addPerson('Putri Kartika', '1001');
  });
  afterAll(async () => {
    await kiosk?.close();
    rmSync(disk, { recursive: true, force: true });
  });

  async function addPerson(name: string, identifier: string): Promise<void> {
    await callFrom(admin, 'people.create', { name, identifier, guardianName: null, note: null });
  }

  /** Logs in while the core opens again: "busy" is tried again. */
  async function comeBack(): Promise<void> {
    await vi.waitFor(async () => {
      await admin.getByLabel('Nama pengguna').fill(owner.username);
      await admin.getByLabel('Kata sandi', { exact: true }).fill(owner.password);
      await admin.getByRole('button', { name: 'Masuk' }).click();
      await admin.locator('[data-page="dashboard"]').waitFor({ timeout: 5_000 });
    }, { timeout: 60_000, interval: 500 });
  }

  const names = async (): Promise<string> => {
    await goToPage(admin, 'people');
    await admin.locator('tr[data-index="0"]').waitFor();
    return (await admin.locator('tbody').innerText());
  };

  test('the key is made, shown once and checked from its print', async () => {
    await goToPage(admin, 'backups');
    expect(await admin.locator('[data-action=back-up-now]').isDisabled()).toBe(true);
    await admin.locator('[data-action=make-key]').click();
    recoveryKey = await admin.locator('[data-recovery-key]').getAttribute('data-recovery-key') ?? '';
    expect(recoveryKey).toMatch(/^AGE-SECRET-KEY-1/);
    // Neither Esc nor a click beside it loses the key.
    await admin.keyboard.press('Escape');
    await kiosk.picture('backup-key', admin);
    await admin.locator('[data-action=key-saved]').click();
    await admin.locator('[data-action=check-key]').click();
    await admin.locator('textarea[name=recoveryKey]').fill(recoveryKey.slice(0, -1));
    await admin.locator('dialog [data-action=submit]').click();
    await admin.locator('dialog [role=alert]').waitFor();
    await admin.locator('textarea[name=recoveryKey]').fill(recoveryKey.toLowerCase().replace(/(.{8})/g, '$1 '));
    await admin.locator('dialog [data-action=submit]').click();
    await admin.locator('[data-outcome=checked]').waitFor();
  });

  test('a disk is added, tested and backed up to', async () => {
    await admin.locator('[data-action=new-destination]').click();
    await admin.locator('dialog input[name=name]').fill('Disk TU');
    await admin.locator('dialog input[name=path]').fill(join(disk, 'nowhere'));
    await admin.locator('dialog [data-action=submit]').click();
    await admin.locator('dialog [role=alert]').waitFor();
    await admin.locator('dialog input[name=path]').fill(disk);
    await admin.locator('dialog [data-action=submit]').click();
    await admin.locator('[data-action=test-destination]').click();
    await admin.locator('[data-outcome=reached]').waitFor();
    await admin.locator('[data-action=back-up-now]').click();
    await admin.locator('[data-verdict=ok]').waitFor({ timeout: 60_000 });
    await kiosk.picture('backup-made', admin);
    expect(readdirSync(disk, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.age')).length).toBe(2);
  });

  test('what came after the backup is gone with the restore, what was before is there, and verify is clean', async () => {
    await addPerson('Orang Sesudahnya', '1002');
    expect(await names()).toContain('Orang Sesudahnya');
    await goToPage(admin, 'backups');
    await admin.locator('[data-action=restore]').first().click();
    await admin.locator('textarea[name=recoveryKey]').fill(recoveryKey);
    await admin.locator('dialog [data-action=submit]').click();
    await admin.locator('[data-outcome=sound]').waitFor({ timeout: 60_000 });
    expect(await admin.locator('[data-restored=people]').innerText()).toBe('1');
    await kiosk.picture('backup-preview', admin);
    await admin.locator('input[name=confirm]').fill('Kantin');
    await admin.locator('dialog [data-action=submit]').click();
    await admin.locator('dialog [role=alert]').nth(1).waitFor();
    await admin.locator('input[name=confirm]').fill('kantin sekar');
    await admin.locator('dialog [data-action=submit]').click();
    await admin.getByLabel('Nama pengguna').waitFor({ timeout: 60_000 });
    await comeBack();
    const people = await names();
    expect([people.includes('Putri Kartika'), people.includes('Orang Sesudahnya')]).toEqual([true, false]);
    await goToPage(admin, 'backups');
    await admin.locator('[data-outcome=restored]').waitFor();
    await kiosk.picture('backup-restored', admin);
    const { status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(projectRoot, 'src/main/cli/verify.ts'), '--data', kiosk.dataDir], { encoding: 'utf8' });
    // The desktop's keyring holds Electron's key: then the chains cannot be seen from outside.
    expect(status).toBe(host === 'electron' ? 3 : 0);
  });

  test('the kiosk goes on after the restore, and so it does after a power cut', async () => {
    await kiosk.restart();
    await kiosk.page.locator('[data-screen]').first().waitFor();
    admin = await kiosk.openAdmin();
    await comeBack();
    expect(await names()).toContain('Putri Kartika');
  });
});
