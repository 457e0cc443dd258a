import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refusal } from '../../shared/errors.ts';
import { deferred, overview, refusing, setUp, status } from './kiosk.testkit.ts';
import { cheerForMs } from './pay.ts';
import { paidForMs, stillThereForMs } from './stage.ts';

beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => void vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
const idleAfterMs = 60_000;

async function atDoor(answers: Parameters<typeof setUp>[0] = {}) {
  const kiosk = setUp({ 'site.status': () => ({ ...status, kioskMode: 'both' }), ...answers });
  kiosk.start();
  await settle();
  kiosk.actions.askMe();
  return kiosk;
}

async function byNumber(answers: Parameters<typeof setUp>[0] = {}) {
  const kiosk = await atDoor(answers);
  kiosk.actions.askMeNumber();
  kiosk.actions.setNumber('1234');
  kiosk.actions.submitNumber();
  for (const digit of '528491') kiosk.actions.typePin(digit);
  kiosk.actions.submitPin();
  await settle();
  return kiosk;
}

async function inside(answers: Parameters<typeof setUp>[0] = {}) {
  const kiosk = await byNumber(answers);
  expect(kiosk.screen('me').overview.name).toBe('Siti Rahmawati');
  return kiosk;
}

const wiped = (kiosk: ReturnType<typeof setUp>) => !JSON.stringify(kiosk.state()).match(/Siti Rahmawati|token-1/);

test('a look opens the data, and no charge is made for it', async () => {
  const kiosk = await atDoor();
  kiosk.actions.lookForMe();
  await settle();
  kiosk.looks[0]?.resolve({ attemptId: 'a', nonce: 'n' });
  await settle();
  expect(kiosk.screen('me')).toMatchObject({ tab: 'today', overview: { name: 'Siti Rahmawati' } });
  expect(kiosk.callsOf('me.openByFace')[0]?.input).toEqual({ attemptId: 'a', nonce: 'n' });
  expect(kiosk.callsOf('charges.create')).toHaveLength(0);
  expect(kiosk.camera).toMatchObject({ opened: 1, closed: 1 });
});

test('a missed movement is asked again kindly; a face nobody knows goes on with number and PIN', async () => {
  const kiosk = await atDoor({ 'me.openByFace': refusing('FACE_UNKNOWN') });
  kiosk.actions.lookForMe();
  await settle();
  kiosk.looks[0]?.reject(new Refusal('CHALLENGE_FAILED'));
  await settle();
  expect(kiosk.screen('meLook').cheering).toBe(true);
  await vi.advanceTimersByTimeAsync(cheerForMs);
  kiosk.looks[1]?.resolve({ attemptId: 'a', nonce: 'n' });
  await settle();
  expect(kiosk.screen('refused')).toMatchObject({ code: 'FACE_UNKNOWN', next: 'meNumber' });
  kiosk.actions.follow('meNumber');
  expect(kiosk.screen('number').purpose).toBe('me');
});

test('logging out closes the data in main and wipes it from this page', async () => {
  const kiosk = await inside();
  kiosk.actions.home();
  expect(kiosk.at()).toBe('attract');
  expect(kiosk.callsOf('me.close')[0]?.input).toEqual({ token: 'token-1' });
  expect(wiped(kiosk)).toBe(true);
});

test('nobody touches anything: the last ten seconds are counted down, then it logs out by itself', async () => {
  const kiosk = await inside();
  await vi.advanceTimersByTimeAsync(idleAfterMs - stillThereForMs - 1);
  expect(kiosk.state().stillThere).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(kiosk.state().stillThere).toBe(true);
  await vi.advanceTimersByTimeAsync(stillThereForMs);
  expect(kiosk.at()).toBe('attract');
  expect(kiosk.callsOf('me.close')).toHaveLength(1);
  expect(wiped(kiosk)).toBe(true);
});

test('"I am still here" keeps the data open here and in main', async () => {
  const kiosk = await inside();
  await vi.advanceTimersByTimeAsync(idleAfterMs - 5_000);
  kiosk.actions.stay();
  expect(kiosk.state().stillThere).toBe(false);
  expect(kiosk.callsOf('me.overview')).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(idleAfterMs - 15_000);
  expect(kiosk.at()).toBe('me');
});

test('data that main has closed meanwhile is not shown on', async () => {
  let closed = false;
  const kiosk = await inside({ 'me.overview': () => { if (closed) throw new Refusal('ME_CLOSED'); return overview; } });
  closed = true;
  await vi.advanceTimersByTimeAsync(20_000);
  kiosk.actions.stay();
  await settle();
  expect(kiosk.screen('refused')).toMatchObject({ code: 'ME_CLOSED', next: 'meLook' });
  expect(wiped(kiosk)).toBe(true);
});

test('a door that opens after the person left is closed again', async () => {
  const open = deferred<{ token: string; idleAfterMs: number }>();
  const kiosk = await byNumber({ 'me.openByPin': () => open.promise });
  kiosk.actions.home();
  open.resolve({ token: 'token-1', idleAfterMs });
  await settle();
  expect(kiosk.at()).toBe('attract');
  expect(kiosk.callsOf('me.close')).toHaveLength(1);
  expect(kiosk.callsOf('me.overview')).toHaveLength(0);
});

test('changing the language in the middle keeps the data, its part and the clock', async () => {
  const kiosk = await inside();
  kiosk.actions.showTab('money');
  kiosk.actions.setLanguage('en');
  expect(kiosk.screen('me')).toMatchObject({ tab: 'money', overview: { name: 'Siti Rahmawati' } });
  await vi.advanceTimersByTimeAsync(idleAfterMs);
  expect(kiosk.state()).toMatchObject({ language: 'id', screen: { at: 'attract' } });
});

test('a face is erased only after the person said so twice, and the data is closed with it', async () => {
  const kiosk = await inside();
  kiosk.actions.eraseFace();
  kiosk.actions.askErase();
  expect(kiosk.callsOf('me.eraseFace')).toHaveLength(0);
  kiosk.actions.keepFace();
  expect(kiosk.at()).toBe('me');
  kiosk.actions.askErase();
  kiosk.actions.eraseFace();
  kiosk.actions.eraseFace();
  await settle();
  expect(kiosk.at()).toBe('meErased');
  expect(kiosk.callsOf('me.eraseFace')).toHaveLength(1);
  expect(kiosk.callsOf('me.close')).toHaveLength(1);
  expect(wiped(kiosk)).toBe(true);
  await vi.advanceTimersByTimeAsync(paidForMs);
  expect(kiosk.at()).toBe('attract');
});

test('who has no face enrolled is not asked to erase one', async () => {
  const kiosk = await inside({ 'me.overview': () => ({ ...overview, hasFace: false }) });
  kiosk.actions.askErase();
  expect(kiosk.at()).toBe('me');
});

test('who has no face enrolled enrols it from their own data: no name, number or PIN is asked again', async () => {
  const kiosk = await inside({ 'me.overview': () => ({ ...overview, hasFace: false }) });
  kiosk.actions.enrolMyFace();
  kiosk.actions.acceptConsent();
  await settle();
  expect(kiosk.screen('capture').draft.name).toBe('Siti Rahmawati');
  expect(kiosk.callsOf('enrolments.beginFor')[0]?.input).toMatchObject({ proof: { token: 'token-1' }, cameraId: 'camera-1' });
  kiosk.enrolments[0]?.resolve();
  await settle();
  expect(kiosk.screen('enrolled')).toMatchObject({ name: 'Siti Rahmawati', face: true });
  expect(kiosk.callsOf('enrolments.finish')[0]?.input).toEqual({ enrolmentId: 'enrol-1', pin: null });
  expect(kiosk.callsOf('me.close')).toHaveLength(1);
});

test('leaving in the middle of enrolling from one\'s own data closes both', async () => {
  const kiosk = await inside({ 'me.overview': () => ({ ...overview, hasFace: false }) });
  kiosk.actions.enrolMyFace();
  kiosk.actions.acceptConsent();
  await settle();
  kiosk.actions.home();
  expect(kiosk.callsOf('enrolments.cancel')).toHaveLength(1);
  expect(kiosk.callsOf('me.close')).toHaveLength(1);
  expect(wiped(kiosk)).toBe(true);
});

test('a host that is lost while erasing says so and leaves the face question open', async () => {
  const kiosk = await inside({ 'me.eraseFace': refusing('HOST_UNREACHABLE') });
  kiosk.actions.askErase();
  kiosk.actions.eraseFace();
  await settle();
  expect(kiosk.screen('meErase')).toMatchObject({ busy: false, problem: { code: 'HOST_UNREACHABLE' } });
});

test('a lost camera offers to look again, or number and PIN', async () => {
  const kiosk = await atDoor();
  kiosk.camera.refuse = 'CAMERA_NONE';
  kiosk.actions.lookForMe();
  await settle();
  expect(kiosk.screen('refused')).toMatchObject({ code: 'CAMERA_NONE', next: 'meLook', also: 'meNumber' });
});

test('one\'s own data is open while payments are closed, and the way back leads to the closed screen', async () => {
  const kiosk = await inside({ 'site.status': () => ({ ...status, payments: { open: false, reason: 'LEDGER_BROKEN' } }) });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(kiosk.at()).toBe('me');
  kiosk.actions.home();
  expect(kiosk.at()).toBe('closed');
  expect(wiped(kiosk)).toBe(true);
});

test('a kiosk for paying leads to one\'s own data too, and shows the money first', async () => {
  const kiosk = await inside({ 'site.status': () => ({ ...status, kioskMode: 'pay' }) });
  expect(kiosk.screen('me').tab).toBe('money');
  kiosk.actions.askErase();
  kiosk.actions.keepFace();
  expect(kiosk.screen('me').tab).toBe('money');
  kiosk.actions.home();
  expect(kiosk.at()).toBe('attract');
});
