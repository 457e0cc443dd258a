import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SiteStatus } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { boardEveryMs } from './board.ts';
import { adviceForMs, markedForMs } from './greetings.ts';
import { answer, board, deferred, greeting, refusing, setUp, status } from './kiosk.testkit.ts';
import { stillThereForMs } from './stage.ts';
import { awakeForMs, retryEveryMs, wakeBeforeMs } from './stay.ts';
import { statusRetryMs } from './store.ts';

beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => void vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
const face = answer({ faces: [{ trackId: 1, box: { x: 0.4, y: 0.3, width: 0.2, height: 0.3 }, state: 'looking' }] });
const names = (kiosk: ReturnType<typeof setUp>) => kiosk.screen('checkin').deck.shown.map((card) => card.firstName);

async function ready(kioskMode: SiteStatus['kioskMode'], answers: Parameters<typeof setUp>[0] = {}) {
  const kiosk = setUp({ 'site.status': () => ({ ...status, kioskMode }), ...answers });
  kiosk.start();
  await settle();
  return kiosk;
}

/** A kiosk for attendance while a class is open. */
async function watching(answers: Parameters<typeof setUp>[0] = {}) {
  const kiosk = await ready('attendance', answers);
  expect(kiosk.screen('checkin')).toMatchObject({ home: true, phase: 'watching' });
  return kiosk;
}

test('the check-in screen is the home screen and runs by itself', async () => {
  const kiosk = await watching();
  kiosk.watch().answer({ greetings: [greeting({ firstName: 'Andi' })] });
  expect(names(kiosk)).toEqual(['Andi']);
  expect(kiosk.played).toEqual(['done']);
  await vi.advanceTimersByTimeAsync(status.idleAfterMs * 3);
  expect(kiosk.screen('checkin').phase).toBe('watching');
  expect(kiosk.state().stillThere).toBe(false);
});

test('the next person is greeted within a second while the last one is still shown; each leaves by itself', async () => {
  const kiosk = await watching();
  kiosk.watch().answer({ greetings: [greeting({ firstName: 'Andi' })] });
  await vi.advanceTimersByTimeAsync(400);
  kiosk.watch().answer({ greetings: [greeting({ firstName: 'Budi', status: 'late' })] });
  expect(names(kiosk)).toEqual(['Budi', 'Andi']);
  await vi.advanceTimersByTimeAsync(markedForMs - 300);
  expect(names(kiosk)).toEqual(['Budi']);
  await vi.advanceTimersByTimeAsync(400);
  expect(names(kiosk)).toEqual([]);
});

test('five people in one picture are all greeted, three at a time', async () => {
  const kiosk = await watching();
  kiosk.watch().answer({ greetings: ['A', 'B', 'C', 'D', 'E'].map((firstName) => greeting({ firstName })) });
  expect(names(kiosk)).toEqual(['C', 'B', 'A']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(names(kiosk)).toEqual(['E', 'D', 'C']);
  expect(kiosk.played).toEqual(['done', 'done']);
});

test('a stranger walking past makes no noise and gets advice that leaves', async () => {
  const kiosk = await watching();
  kiosk.watch().answer({ greetings: [greeting({ outcome: 'unknown', firstName: null, status: null })] });
  expect(kiosk.screen('checkin').deck.shown[0]?.outcome).toBe('unknown');
  expect(kiosk.played).toEqual([]);
  await vi.advanceTimersByTimeAsync(adviceForMs);
  expect(kiosk.screen('checkin').deck.shown).toHaveLength(0);
});

test('a challenge is announced once, however many frames it takes', async () => {
  const kiosk = await watching();
  for (const progress of [0, 0.4, 0.8]) kiosk.watch().answer({ challenge: { trackId: 3, firstName: 'Andi', step: 'turnLeft', progress } });
  expect(kiosk.screen('checkin').challenge?.progress).toBe(0.8);
  expect(kiosk.played).toEqual(['ready']);
});

test('no class near: the camera stays off until shortly before the next one opens', async () => {
  const opensAtMs = Date.now() + wakeBeforeMs + 60_000;
  const kiosk = await ready('attendance', { 'checkins.board': () => board({ open: [], next: { courseName: 'IPA 8', roomName: '8', opensAtMs, startsAtMs: opensAtMs } }) });
  expect(kiosk.screen('checkin').phase).toBe('asleep');
  expect(kiosk.camera.opened).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000 + boardEveryMs);
  expect(kiosk.screen('checkin').phase).toBe('watching');
  expect(kiosk.camera.opened).toBe(1);
});

test('a touch wakes the camera; it sleeps again when nobody was seen for a minute, and stays while somebody is', async () => {
  const kiosk = await ready('attendance', { 'checkins.board': () => board({ open: [] }) });
  kiosk.actions.wakeCamera();
  await settle();
  expect(kiosk.screen('checkin').phase).toBe('watching');
  await vi.advanceTimersByTimeAsync(awakeForMs - 1_000);
  kiosk.watch().answer(face);
  await vi.advanceTimersByTimeAsync(awakeForMs - boardEveryMs);
  expect(kiosk.screen('checkin').phase).toBe('watching');
  await vi.advanceTimersByTimeAsync(2 * boardEveryMs);
  expect(kiosk.screen('checkin')).toMatchObject({ phase: 'asleep', video: null });
  expect(kiosk.watch().signal.aborted).toBe(true);
  expect(kiosk.camera.closed).toBe(1);
});

test('a lost camera is said, tried again by itself, and found again', async () => {
  const kiosk = await watching();
  kiosk.camera.refuse = 'CAMERA_NONE';
  kiosk.watch().fail(new Refusal('CAMERA_LOST'));
  await settle();
  expect(kiosk.screen('checkin')).toMatchObject({ phase: 'trouble', problem: { code: 'CAMERA_LOST' }, video: null });
  expect(kiosk.watch().signal.aborted).toBe(true);
  await vi.advanceTimersByTimeAsync(retryEveryMs);
  expect(kiosk.screen('checkin').problem?.code).toBe('CAMERA_NONE');
  kiosk.camera.refuse = null;
  kiosk.actions.retryCamera();
  await settle();
  expect(kiosk.screen('checkin')).toMatchObject({ phase: 'watching', problem: null });
});

test('a lost host is said at once, becomes the unreachable screen, and check-in comes back with the host', async () => {
  let answers = true;
  const kiosk = await watching({ 'site.status': () => { if (!answers) throw new Refusal('HOST_UNREACHABLE'); return { ...status, kioskMode: 'attendance' }; } });
  answers = false;
  kiosk.watch().fail(new Refusal('HOST_UNREACHABLE'));
  await settle();
  expect(kiosk.screen('checkin').problem?.code).toBe('HOST_UNREACHABLE');
  await vi.advanceTimersByTimeAsync(15_000);
  expect(kiosk.at()).toBe('unreachable');
  answers = true;
  await vi.advanceTimersByTimeAsync(statusRetryMs);
  await settle();
  expect(kiosk.screen('checkin').phase).toBe('watching');
});

test('changing the language in the middle keeps the greeting; when nobody is there any more the next one finds the site\'s language', async () => {
  const kiosk = await watching();
  kiosk.watch().answer({ ...face, greetings: [greeting({ firstName: 'Andi' })] });
  kiosk.actions.setLanguage('en');
  kiosk.actions.toggleSilhouette();
  expect(names(kiosk)).toEqual(['Andi']);
  expect(kiosk.state()).toMatchObject({ language: 'en', silhouette: true });
  await vi.advanceTimersByTimeAsync(3 * boardEveryMs);
  expect(kiosk.state()).toMatchObject({ language: 'id', silhouette: false });
});

test('the board is asked again when a mark was made, at most once a second however many', async () => {
  const kiosk = await watching();
  await vi.advanceTimersByTimeAsync(5_000);
  const asked = () => kiosk.callsOf('checkins.board').length;
  const before = asked();
  for (let mark = 0; mark < 10; mark += 1) kiosk.emit('attendance.changed');
  await vi.advanceTimersByTimeAsync(100);
  expect(asked()).toBe(before + 1);
  for (let mark = 0; mark < 10; mark += 1) kiosk.emit('attendance.changed');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked()).toBe(before + 2);
});

test('leaving for another screen closes the camera and forgets whom it saw', async () => {
  const kiosk = await watching();
  kiosk.watch().answer({ ...face, greetings: [greeting({ firstName: 'Andi' })] });
  kiosk.actions.askMe();
  expect(kiosk.watch().signal.aborted).toBe(true);
  expect(kiosk.camera.closed).toBe(1);
  kiosk.watch().answer({ greetings: [greeting({ firstName: 'Budi' })] });
  kiosk.actions.back();
  await settle();
  expect(kiosk.screen('checkin').deck.shown).toHaveLength(0);
});

test('on a kiosk for both, check-in is a visit that ends when nobody is seen', async () => {
  const kiosk = await ready('both', { 'checkins.board': () => board({ open: [] }) });
  expect(kiosk.at()).toBe('attract');
  kiosk.actions.checkIn();
  await settle();
  expect(kiosk.screen('checkin')).toMatchObject({ home: false, phase: 'watching' });
  await vi.advanceTimersByTimeAsync(status.idleAfterMs - 1_000);
  kiosk.watch().answer(face);
  await vi.advanceTimersByTimeAsync(status.idleAfterMs);
  expect(kiosk.state().stillThere).toBe(true);
  await vi.advanceTimersByTimeAsync(stillThereForMs);
  expect(kiosk.at()).toBe('attract');
});

test('payments that are closed do not stop attendance', async () => {
  const payments: SiteStatus['payments'] = { open: false, reason: 'LEDGER_BROKEN' };
  expect((await ready('attendance', { 'site.status': () => ({ ...status, kioskMode: 'attendance', payments }) })).at()).toBe('checkin');
  expect((await ready('both', { 'site.status': () => ({ ...status, kioskMode: 'both', payments }) })).at()).toBe('attract');
  expect((await ready('pay', { 'site.status': () => ({ ...status, payments }) })).at()).toBe('closed');
});

async function numbered(answers: Parameters<typeof setUp>[0] = {}) {
  const kiosk = await watching(answers);
  kiosk.actions.askCheckinNumber();
  kiosk.actions.setNumber('10-01!');
  kiosk.actions.submitNumber();
  expect(kiosk.screen('numberPin')).toMatchObject({ purpose: 'checkin', identifier: '10-01' });
  return kiosk;
}

async function typePin(kiosk: ReturnType<typeof setUp>) {
  for (const digit of '528491') kiosk.actions.typePin(digit);
  kiosk.actions.submitPin();
  await settle();
}

test('number and PIN lead back to the greeting on the check-in screen', async () => {
  const kiosk = await numbered({ 'checkins.byNumber': () => greeting({ firstName: 'Citra' }) });
  await typePin(kiosk);
  expect(names(kiosk)).toEqual(['Citra']);
  expect(kiosk.callsOf('checkins.byNumber')[0]?.input).toEqual({ identifier: '10-01', pin: '528491' });
});

test('a wrong PIN is asked again on the same screen; a locked one offers the camera', async () => {
  let code: 'PIN_WRONG' | 'PIN_LOCKED' = 'PIN_WRONG';
  const kiosk = await numbered({ 'checkins.byNumber': () => { throw new Refusal(code); } });
  await typePin(kiosk);
  expect(kiosk.screen('numberPin')).toMatchObject({ digits: '', busy: false, problem: { code: 'PIN_WRONG' } });
  code = 'PIN_LOCKED';
  await typePin(kiosk);
  expect(kiosk.screen('refused')).toMatchObject({ next: 'checkin', also: 'checkinNumber' });
  kiosk.actions.follow('checkin');
  expect(kiosk.at()).toBe('checkin');
});

test('who has no PIN says so, and main decides', async () => {
  const kiosk = await numbered({ 'checkins.byNumber': refusing('PIN_NEEDED') });
  kiosk.actions.checkInWithoutPin();
  await settle();
  expect(kiosk.callsOf('checkins.byNumber')[0]?.input).toEqual({ identifier: '10-01', pin: null });
  expect(kiosk.screen('numberPin').problem?.code).toBe('PIN_NEEDED');
});

test('a card held before the camera greets like a face; a card from elsewhere is told so', async () => {
  let good = true;
  const kiosk = await watching({ 'checkins.byCard': () => { if (!good) throw new Refusal('CARD_REFUSED'); return greeting({ firstName: 'Dewi' }); } });
  kiosk.cards[0]?.('TATAP1.a');
  await settle();
  expect(names(kiosk)).toEqual(['Dewi']);
  good = false;
  kiosk.cards[0]?.('TATAP1.b');
  await settle();
  expect(kiosk.screen('checkin').deck.shown[0]?.outcome).toBe('cardRefused');
});

test('a hand scanner checks in on every check-in screen, and nowhere else', async () => {
  const kiosk = await numbered();
  kiosk.actions.scan('TATAP1.a');
  await settle();
  expect(names(kiosk)).toEqual(['Andi']);
  kiosk.actions.askMe();
  kiosk.actions.askMeNumber();
  kiosk.actions.scan('TATAP1.a');
  await settle();
  expect(kiosk.callsOf('checkins.byCard')).toHaveLength(1);
});

test('the card screen works with a scanner when there is no camera', async () => {
  const kiosk = await watching();
  kiosk.camera.refuse = 'CAMERA_NONE';
  kiosk.actions.askCheckinNumber();
  kiosk.actions.askCard();
  await settle();
  expect(kiosk.screen('card').problem?.code).toBe('CAMERA_NONE');
  kiosk.actions.scan('TATAP1.a');
  await settle();
  expect(names(kiosk)).toEqual(['Andi']);
});

test('an answer for a number that comes after the person left greets nobody', async () => {
  const late = deferred<ReturnType<typeof greeting>>();
  const kiosk = await numbered({ 'checkins.byNumber': () => late.promise });
  await typePin(kiosk);
  await vi.advanceTimersByTimeAsync(status.idleAfterMs + stillThereForMs);
  expect(kiosk.at()).toBe('checkin');
  late.resolve(greeting({ firstName: 'Eka' }));
  await settle();
  expect(kiosk.screen('checkin').deck.shown).toHaveLength(0);
});
