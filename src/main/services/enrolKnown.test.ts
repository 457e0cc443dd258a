import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { adminWindow, kioskWindow, startTestApp, type TestApp } from '../app.testkit.ts';
import { consentTextVersion } from '../../shared/consent.ts';
import { createScriptedVision, embeddingOf, scripted } from '../scriptedVision.testkit.ts';
import type { Vision } from '../vision/types.ts';

/* Somebody the register already knows gets a face: an imported pupil by their card, one whose face was erased by their PIN. */

const pin = '274913';
const consent = { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName: 'Ibu Ani' } as const;
let vision: Vision;
let tatap: TestApp;

beforeEach(async () => {
  vision = createScriptedVision();
  tatap = await startTestApp({ parts: { createVision: async () => vision } });
});
afterEach(() => tatap.close());

/** One imported pupil and the text of their card. */
async function pupil(name: string, identifier: string): Promise<{ personId: string; card: string }> {
  const bytes = new TextEncoder().encode(`nama,nis\n${name},${identifier}\n`);
  const { importId } = await tatap.must(adminWindow, 'imports.preview', { kind: 'people', fileName: 'murid.csv', bytes });
  await tatap.must(adminWindow, 'imports.commit', { importId });
  const personId = (await tatap.must(adminWindow, 'people.list', { search: identifier })).rows[0]?.personId ?? '';
  return { personId, card: await cardOf(personId) };
}

const cardOf = async (personId: string): Promise<string> => (await tatap.must(adminWindow, 'cards.issue', { personId, renew: false })).text;

async function look(enrolmentId: string, person: string): Promise<void> {
  for (const yawDeg of [0, 25, -25]) for (let i = 0; i < 3; i += 1) await tatap.must(kioskWindow, 'enrolments.frame', { enrolmentId, jpeg: scripted({ person, yawDeg }), hints: null });
}

describe('by card', () => {
  test('an imported pupil gets a face and a PIN, keeps name and number, and is then recognised', async () => {
    const { personId, card } = await pupil('Budi Santoso', '2026001');
    const begun = await tatap.must(kioskWindow, 'enrolments.beginFor', { proof: { card }, consent, cameraId: 'cam' });
    expect(begun).toMatchObject({ name: 'Budi Santoso', identifier: '2026001', needsPin: true });
    await look(begun.enrolmentId, 'A');
    expect(await tatap.call(kioskWindow, 'enrolments.finish', { enrolmentId: begun.enrolmentId, pin: null })).toMatchObject({ ok: false, code: 'PIN_NEEDED' });
    expect(await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId: begun.enrolmentId, pin })).toEqual({ personId, name: 'Budi Santoso', identifier: '2026001' });
    expect((await vision.search(embeddingOf('A'))).best?.personId).toBe(personId);
    expect((await tatap.must(adminWindow, 'people.list', {})).rows).toMatchObject([{ personId, hasFace: true, hasPin: true }]);
    await tatap.must(kioskWindow, 'me.openByPin', { identifier: '2026001', pin });
  });

  test('without agreeing to a face, a PIN alone', async () => {
    const { personId, card } = await pupil('Budi Santoso', '2026001');
    const { enrolmentId, poses } = await tatap.must(kioskWindow, 'enrolments.beginFor', { proof: { card }, consent: null, cameraId: null });
    expect(poses).toEqual([]);
    await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin });
    expect((await tatap.must(adminWindow, 'people.list', {})).rows).toMatchObject([{ personId, hasFace: false, hasPin: true }]);
  });

  test('a found card of somebody with a PIN does not become the finder\'s face', async () => {
    const { personId, card } = await pupil('Budi Santoso', '2026001');
    const { enrolmentId } = await tatap.must(kioskWindow, 'enrolments.beginFor', { proof: { card }, consent: null, cameraId: null });
    await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin });
    expect(await tatap.call(kioskWindow, 'enrolments.beginFor', { proof: { card: await cardOf(personId) }, consent, cameraId: 'cam' })).toMatchObject({ ok: false, code: 'CARD_REFUSED' });
  });

  test('finishing twice is told, and the face stays', async () => {
    const { personId, card } = await pupil('Budi Santoso', '2026001');
    const { enrolmentId } = await tatap.must(kioskWindow, 'enrolments.beginFor', { proof: { card }, consent, cameraId: 'cam' });
    await look(enrolmentId, 'A');
    await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin });
    expect(await tatap.call(kioskWindow, 'enrolments.finish', { enrolmentId, pin })).toMatchObject({ ok: false, code: 'ENROLMENT_NOT_FOUND' });
    expect((await vision.search(embeddingOf('A'))).best?.personId).toBe(personId);
  });

  test('a card of nobody, of a renewed version, or with other letters is refused', async () => {
    const { personId, card } = await pupil('Budi Santoso', '2026001');
    await tatap.must(adminWindow, 'cards.issue', { personId, renew: true });
    for (const wrong of [card, 'TATAP1.nobody', `${card}x`]) {
      expect(await tatap.call(kioskWindow, 'enrolments.beginFor', { proof: { card: wrong }, consent, cameraId: 'cam' })).toMatchObject({ ok: false, code: 'CARD_REFUSED' });
    }
  });
});

describe('by PIN', () => {
  test('whose face was erased enrols again and keeps the PIN', async () => {
    const { personId, card } = await pupil('Budi Santoso', '2026001');
    const first = await tatap.must(kioskWindow, 'enrolments.beginFor', { proof: { card }, consent, cameraId: 'cam' });
    await look(first.enrolmentId, 'A');
    await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId: first.enrolmentId, pin });
    const { token } = await tatap.must(kioskWindow, 'me.openByPin', { identifier: '2026001', pin });
    expect(await tatap.call(kioskWindow, 'enrolments.beginFor', { proof: { token }, consent, cameraId: 'cam' })).toMatchObject({ ok: false, code: 'FACE_KNOWN' });
    await tatap.must(kioskWindow, 'me.eraseFace', { token });
    const again = await tatap.must(kioskWindow, 'enrolments.beginFor', { proof: { token }, consent, cameraId: 'cam' });
    expect(again.needsPin).toBe(false);
    await look(again.enrolmentId, 'A');
    await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId: again.enrolmentId, pin: null });
    expect((await vision.search(embeddingOf('A'))).best?.personId).toBe(personId);
    await tatap.must(kioskWindow, 'me.openByPin', { identifier: '2026001', pin });
  });

  test('a closed session proves nothing', async () => {
    const { card } = await pupil('Budi Santoso', '2026001');
    const { enrolmentId } = await tatap.must(kioskWindow, 'enrolments.beginFor', { proof: { card }, consent: null, cameraId: null });
    await tatap.must(kioskWindow, 'enrolments.finish', { enrolmentId, pin });
    const { token } = await tatap.must(kioskWindow, 'me.openByPin', { identifier: '2026001', pin });
    await tatap.must(kioskWindow, 'me.close', { token });
    expect(await tatap.call(kioskWindow, 'enrolments.beginFor', { proof: { token }, consent, cameraId: 'cam' })).toMatchObject({ ok: false, code: 'ME_CLOSED' });
  });
});
