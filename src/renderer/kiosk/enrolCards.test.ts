import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { consentTextVersion } from '../../shared/consent.ts';
import { Refusal } from '../../shared/errors.ts';
import { deferred, refusing, setUp, status } from './kiosk.testkit.ts';
import { stillThereForMs } from './stage.ts';

/* An imported pupil holds up their card: no name, no number, a consent, a face and a PIN. */

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
const card = 'TATAP1.p-1.1.abc';
const pupil = { enrolmentId: 'enrol-1', poses: [], expiresAtMs: Number.MAX_SAFE_INTEGER, name: 'Budi Santoso', identifier: '2026001', needsPin: true };
const nothingTaken = { proof: { card }, consent: null, cameraId: null };
type SetUp = ReturnType<typeof setUp>;

async function atConsent(answers: Parameters<typeof setUp>[0] = {}): Promise<SetUp> {
  let begun = 0;
  const kiosk = setUp({ 'enrolments.beginFor': () => ({ ...pupil, enrolmentId: `enrol-${++begun}` }), 'enrolments.finish': () => ({ personId: 'p-1', name: 'Budi Santoso', identifier: '2026001' }), ...answers });
  kiosk.start();
  await settle();
  kiosk.actions.askConsent();
  return kiosk;
}

/** The card screen, its camera open. */
async function atCard(answers: Parameters<typeof setUp>[0] = {}): Promise<SetUp> {
  const kiosk = await atConsent(answers);
  kiosk.actions.askEnrolCard();
  await settle();
  expect(kiosk.screen('enrolCard')).toMatchObject({ problem: null, busy: false });
  return kiosk;
}

async function hold(kiosk: SetUp, text = card): Promise<void> {
  kiosk.cards.at(-1)?.(text);
  await settle();
}

async function choosePin(kiosk: SetUp): Promise<void> {
  for (const screen of ['choosePin', 'repeatPin'] as const) {
    kiosk.screen(screen);
    for (const digit of '274913') kiosk.actions.typePin(digit);
    kiosk.actions.submitPin();
    await settle();
  }
}

test('card, consent, face, PIN: neither name nor number is asked', async () => {
  const kiosk = await atCard();
  await hold(kiosk);
  expect(kiosk.screen('consent').draft.card).toBe(card);
  expect(kiosk.camera).toMatchObject({ opened: 1, closed: 1 });
  kiosk.actions.acceptConsent();
  await settle();
  expect(kiosk.screen('capture').draft).toMatchObject({ name: 'Budi Santoso', identifier: '2026001', enrolmentId: 'enrol-2' });
  const consent = { textVersion: consentTextVersion, language: 'id', accepted: true, guardianName: null };
  expect(kiosk.callsOf('enrolments.beginFor').map(({ input }) => input)).toEqual([nothingTaken, { proof: { card }, consent, cameraId: 'camera-1' }]);
  kiosk.enrolments[0]?.resolve();
  await settle();
  await choosePin(kiosk);
  expect(kiosk.screen('enrolled')).toMatchObject({ name: 'Budi Santoso', face: true });
  expect(kiosk.callsOf('enrolments.finish').map(({ input }) => input)).toEqual([{ enrolmentId: 'enrol-2', pin: '274913' }]);
  expect(kiosk.callsOf('enrolments.begin')).toHaveLength(0);
});

test('a minor\'s guardian is asked all the same', async () => {
  const kiosk = await atCard();
  await hold(kiosk);
  kiosk.actions.setMinor(true);
  kiosk.actions.acceptConsent();
  kiosk.actions.setText('Ibu Ani');
  kiosk.actions.submitText();
  await settle();
  expect(kiosk.at()).toBe('capture');
  expect(kiosk.callsOf('enrolments.beginFor')[1]?.input).toMatchObject({ consent: { guardianName: 'Ibu Ani' } });
});

test('saying no to the face with a card leads to a PIN alone', async () => {
  const kiosk = await atCard();
  await hold(kiosk);
  kiosk.actions.declineConsent();
  kiosk.actions.enrolWithPinOnly();
  await settle();
  expect(kiosk.callsOf('enrolments.beginFor').map(({ input }) => input)).toEqual([nothingTaken, nothingTaken]);
  await choosePin(kiosk);
  expect(kiosk.screen('enrolled')).toMatchObject({ face: false });
  expect(kiosk.callsOf('enrolments.finish')[0]?.input).toEqual({ enrolmentId: 'enrol-2', pin: '274913' });
  expect(kiosk.enrolments).toHaveLength(0);
});

test('a hand scanner on the number screen is a card, not a number, and goes straight on: consent was given', async () => {
  const kiosk = await atConsent();
  kiosk.actions.acceptConsent();
  kiosk.actions.setText('Bud');
  kiosk.actions.submitText();
  kiosk.actions.setText(`12${card}`);
  kiosk.actions.scan(card);
  await settle();
  expect(kiosk.screen('capture').draft).toMatchObject({ card, name: 'Budi Santoso', identifier: '2026001' });
  expect(kiosk.callsOf('enrolments.begin')).toHaveLength(0);
});

test('a hand scanner on the number screen without a face leads to the PIN', async () => {
  const kiosk = await atConsent();
  kiosk.actions.declineConsent();
  kiosk.actions.enrolWithPinOnly();
  kiosk.actions.setText('Budi');
  kiosk.actions.submitText();
  kiosk.actions.scan(card);
  await settle();
  expect(kiosk.screen('choosePin').draft).toMatchObject({ card, face: false, name: 'Budi Santoso' });
  expect(kiosk.camera.opened).toBe(0);
});

test.each(['consent', 'declined'] as const)('a hand scanner on the screen %s decides nothing for the person', async (at) => {
  const kiosk = await atConsent();
  if (at === 'declined') kiosk.actions.declineConsent();
  kiosk.actions.scan(card);
  await settle();
  expect(kiosk.screen(at).draft.card).toBe(card);
  expect(kiosk.callsOf('enrolments.beginFor').map(({ input }) => input)).toEqual([nothingTaken]);
});

test('what a scanner typed beside a guardian\'s name is taken away again', async () => {
  const kiosk = await atConsent();
  kiosk.actions.setMinor(true);
  kiosk.actions.acceptConsent();
  kiosk.actions.setText(`Ibu Ani ${card}`);
  kiosk.actions.scan(card);
  await settle();
  expect(kiosk.screen('guardian').draft).toMatchObject({ guardianName: 'Ibu Ani', card });
});

test.each(['CARD_REFUSED', 'FACE_KNOWN'] as const)('%s is said on the card screen, where another card or one\'s own data go on', async (code) => {
  let wrong = true;
  const kiosk = await atCard({ 'enrolments.beginFor': () => { if (wrong) throw new Refusal(code); return pupil; } });
  await hold(kiosk);
  expect(kiosk.screen('enrolCard')).toMatchObject({ busy: false, problem: { code } });
  wrong = false;
  await hold(kiosk, 'TATAP1.other');
  expect(kiosk.screen('consent').draft.card).toBe('TATAP1.other');
  kiosk.actions.askEnrolCard();
  kiosk.actions.askMe();
  expect(kiosk.at()).toBe('meDoor');
  expect(kiosk.callsOf('enrolments.cancel').map(({ input }) => input)).toEqual([{ enrolmentId: 'enrol-1' }]);
});

test.each(['1234', '2026.0417.0093', '2026-0417-0093-00017', ''])('a card refused on the number screen leads to the card screen, and what was typed stays what was typed: "%s"', async (number) => {
  const kiosk = await atConsent({ 'enrolments.beginFor': refusing('CARD_REFUSED') });
  kiosk.actions.acceptConsent();
  kiosk.actions.setText('Siti');
  kiosk.actions.submitText();
  kiosk.actions.setText(`${number}${card}`);
  kiosk.actions.scan(card);
  await settle();
  expect(kiosk.screen('enrolCard')).toMatchObject({ problem: { code: 'CARD_REFUSED' }, draft: { name: 'Siti', identifier: number, card: null } });
});

test('a card that was renewed between consent and camera is told with the way on', async () => {
  let begun = 0;
  const kiosk = await atCard({ 'enrolments.beginFor': () => { if (++begun === 2) throw new Refusal('CARD_REFUSED'); return pupil; } });
  await hold(kiosk);
  kiosk.actions.acceptConsent();
  await settle();
  expect(kiosk.screen('refused')).toMatchObject({ code: 'CARD_REFUSED', next: 'enrolCard', also: 'meDoor' });
  kiosk.actions.follow('enrolCard');
  expect(kiosk.screen('enrolCard').draft).toMatchObject({ card: null, name: '', identifier: '' });
  expect(JSON.stringify(kiosk.state())).not.toContain('Budi');
});

test('"not me" forgets the card, its name and the consent', async () => {
  const kiosk = await atCard();
  await hold(kiosk);
  kiosk.actions.acceptConsent();
  await settle();
  kiosk.actions.notMyCard();
  expect(kiosk.screen('enrolCard').draft).toMatchObject({ card: null, name: '' });
  expect(kiosk.callsOf('enrolments.cancel').map(({ input }) => input)).toEqual([{ enrolmentId: 'enrol-2' }]);
  expect(JSON.stringify(kiosk.state())).not.toContain('Budi');
});

test('going on without the card asks for name and number', async () => {
  const kiosk = await atCard();
  await hold(kiosk);
  kiosk.actions.askEnrolCard();
  kiosk.actions.enrolWithoutCard();
  kiosk.actions.acceptConsent();
  expect(kiosk.screen('name').draft).toMatchObject({ card: null, name: '', identifier: '' });
  expect(kiosk.callsOf('enrolments.cancel')).toHaveLength(1);
});

test('without a camera a hand scanner still works', async () => {
  const kiosk = await atConsent();
  kiosk.camera.refuse = 'CAMERA_NONE';
  kiosk.actions.askEnrolCard();
  await settle();
  expect(kiosk.screen('enrolCard').problem?.code).toBe('CAMERA_NONE');
  kiosk.actions.scan(card);
  await settle();
  expect(kiosk.screen('consent').draft.card).toBe(card);
});

test('a card read twice is asked about once, and an answer after the person left is given up', async () => {
  const late = deferred<typeof pupil>();
  const kiosk = await atCard({ 'enrolments.beginFor': () => late.promise });
  await hold(kiosk);
  await hold(kiosk);
  expect(kiosk.callsOf('enrolments.beginFor')).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(status.idleAfterMs + stillThereForMs);
  expect(kiosk.at()).toBe('attract');
  late.resolve(pupil);
  await settle();
  expect(kiosk.at()).toBe('attract');
  expect(kiosk.callsOf('enrolments.cancel').map(({ input }) => input)).toEqual([{ enrolmentId: 'enrol-1' }]);
  expect(JSON.stringify(kiosk.state())).not.toMatch(/Budi|TATAP1/);
});

test('leaving with a card read gives it up in main and forgets whose it is', async () => {
  const kiosk = await atCard();
  await hold(kiosk);
  kiosk.actions.home();
  expect(kiosk.callsOf('enrolments.cancel').map(({ input }) => input)).toEqual([{ enrolmentId: 'enrol-1' }]);
  expect(JSON.stringify(kiosk.state())).not.toMatch(/Budi|TATAP1/);
});

test('who comes from their own data needs no card', async () => {
  const kiosk = await atConsent({ 'site.status': () => ({ ...status, kioskMode: 'both' }) });
  const { draft } = kiosk.screen('consent');
  kiosk.store.setState({ screen: { at: 'consent', draft: { ...draft, open: { token: 'token-1', idleAfterMs: 60_000 } } } });
  kiosk.actions.askEnrolCard();
  kiosk.actions.scan(card);
  await settle();
  expect(kiosk.at()).toBe('consent');
  expect(kiosk.callsOf('enrolments.beginFor')).toHaveLength(0);
});
