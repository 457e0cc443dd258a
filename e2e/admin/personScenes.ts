import sharp from 'sharp';
import type { PhotoVerdict } from '../../src/shared/people.ts';
import { rupiah } from '../../src/shared/money.ts';
import { exampleSite, ok, refused, type Answers } from './fixtures.ts';
import type { AdminPage } from './harness.ts';
import type { Scene } from './scenes.ts';

/* A person's panel: consent, a face from photos or from the kiosk, the guardian's contacts, who was not seen for long. */

const site = (patch: (nowMs: number) => Answers = () => ({})) => (nowMs: number): Answers => ({ ...exampleSite(nowMs), ...patch(nowMs) });
const uuid = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** Row 3 of the example people has no face. */
const openRow = (index: number) => async ({ page }: AdminPage): Promise<void> => {
  await page.locator('[data-page=people]').click();
  await page.locator(`tr[data-index="${index}"]`).click();
  await page.locator('[data-consent]').waitFor();
};
const faceless = openRow(3);
const down = async ({ page }: AdminPage, selector: string): Promise<void> => { await page.locator(selector).last().scrollIntoViewIfNeeded(); };

const picture = async (name: string, background: string) => ({ name, mimeType: 'image/jpeg', buffer: await sharp({ create: { width: 64, height: 64, channels: 3, background } }).jpeg().toBuffer() });
const verdicts: readonly PhotoVerdict[] = ['ok', 'ok', 'manyFaces', 'unreadable'];

const judging = (): Answers => {
  const seen: string[] = [];
  return {
    'photos.begin': () => ok({ photoSetId: uuid(1) }),
    'photos.add': ({ photoId }) => {
      seen.push(photoId);
      return ok({ photos: seen.map((one, n) => ({ photoId: one, verdict: verdicts[n] ?? 'ok' })), ready: seen.length > verdicts.length });
    },
    'photos.finish': () => ok({ templates: 3 }),
    'photos.cancel': () => ok({}),
  };
};

async function toPhotos(admin: AdminPage): Promise<void> {
  await faceless(admin);
  await admin.page.locator('[data-action=enrol-photos]').click();
  await admin.page.locator('dialog input[name=signed]').check();
  await admin.page.locator('dialog [data-action=submit]').click();
  await admin.page.locator('[data-drop]').waitFor();
}

async function choose({ page }: AdminPage, count: number): Promise<void> {
  const names = ['Muhammad Abdurrahman Wahid al-Banjari 2026 depan.jpg', 'rapor.jpg', 'kelas-7a.jpg', 'surat.pdf.jpg', 'ulang.jpg'];
  await page.locator('dialog input[type=file]').setInputFiles(await Promise.all(names.slice(0, count).map((name, n) => picture(name, `hsl(${n * 70}, 40%, 60%)`))));
  await page.locator(`dialog li[data-verdict]:nth-child(${count}):not([data-verdict=looking])`).waitFor();
}

const requested = (state: 'waiting' | 'accepted' | 'declined' | 'expired') => site((nowMs) => ({ 'enrolments.requestState': () => ok({ state, expiresAtMs: nowMs + 120_000 }) }));

export const personScenes: readonly Scene[] = [
  { name: 'person-consent', answers: site(), async act(admin) { await openRow(2)(admin); await down(admin, '[data-contacts]'); } },
  { name: 'person-faceless', answers: site(), async act(admin) { await faceless(admin); await down(admin, '[data-request]'); } },
  ...(['waiting', 'accepted', 'declined', 'expired'] as const).map((state): Scene => ({ name: `person-request-${state}`, answers: requested(state), async act(admin) { await faceless(admin); await admin.page.locator(`[data-request=${state}]`).scrollIntoViewIfNeeded(); } })),
  { name: 'person-contacts-none', answers: site(() => ({ 'notifications.contacts': () => ok({ rows: [] }) })), async act(admin) { await openRow(2)(admin); await down(admin, '[data-action=erase-person]'); } },
  { name: 'person-contact-wrong', answers: site(), async act(admin) {
    await openRow(2)(admin);
    await admin.page.locator('[data-action=add-contact]').click();
    await admin.page.locator('dialog input[name=address]').fill('bukan alamat');
    await admin.page.locator('dialog [data-action=submit]').click();
    await admin.page.locator('dialog [aria-invalid=true]').first().waitFor();
  } },
  { name: 'person-contact-conflict', answers: site(() => ({ 'notifications.saveContact': () => refused('EDIT_CONFLICT', { address: '0899999999' }) })), async act(admin) {
    await openRow(2)(admin);
    await admin.page.locator('[data-action=edit-contact]').click();
    await admin.page.locator('dialog input[name=address]').fill('0877777777');
    await admin.page.locator('dialog input[name=agreed]').check();
    await admin.page.locator('dialog [data-action=submit]').click();
    await admin.page.locator('dialog [data-theirs]').waitFor();
  } },
  { name: 'photos-consent', answers: site(), async act(admin) {
    await faceless(admin);
    await admin.page.locator('[data-action=enrol-photos]').click();
    await admin.page.locator('dialog input[name=minor]').check();
    await admin.page.locator('dialog [data-action=submit]').click();
    await admin.page.locator('dialog [aria-invalid=true]').first().waitFor();
  } },
  { name: 'photos-empty', answers: site(judging), act: toPhotos },
  { name: 'photos-verdicts', answers: site(judging), async act(admin) { await toPhotos(admin); await choose(admin, 4); } },
  { name: 'photos-refused', answers: site(() => ({ ...judging(), 'photos.finish': () => refused('FACE_DUPLICATE') })), async act(admin) { await toPhotos(admin); await choose(admin, 5); await admin.page.locator('[data-action=finish-photos]').click(); await admin.page.locator('dialog [role=alert]').waitFor(); } },
  { name: 'photos-done', answers: site(judging), async act(admin) { await toPhotos(admin); await choose(admin, 5); await admin.page.locator('[data-action=finish-photos]').click(); await admin.page.locator('[data-photos-done]').waitFor(); } },
  { name: 'due', answers: site((nowMs) => ({ 'people.due': () => ok({ months: 24, rows: Array.from({ length: 9 }, (_, n) => ({ personId: uuid(7000 + n), name: n === 1 ? 'Muhammad Abdurrahman Wahid al-Banjari' : `Alumni ${n}`, identifier: `NIS${19_000 + n}`, lastSeenAtMs: nowMs - (800 + n) * 86_400_000, balance: rupiah(n === 2 ? 12_500 : 0) })) }) })), async act({ page }) { await page.locator('[data-page=people]').click(); await page.locator('[data-action=show-due]').click(); await page.locator('[data-due]').waitFor(); } },
  { name: 'due-never', answers: site(() => ({ 'people.due': () => ok({ months: 0, rows: [] }) })), async act({ page }) { await page.locator('[data-page=people]').click(); await page.locator('[data-action=show-due]').click(); await page.locator('[data-due]').waitFor(); } },
];
