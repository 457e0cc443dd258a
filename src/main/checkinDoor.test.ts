import { afterEach, expect, test } from 'vitest';
import { adminWindow, kioskWindow, startTestApp, type TestApp } from './app.testkit.ts';
import { scripted } from './scriptedVision.testkit.ts';

let started: TestApp | null = null;
afterEach(async () => {
  await started?.close();
  started = null;
});

test('through the door a stranger is watched, told so, and nothing is written', async () => {
  started = await startTestApp();
  const { must, clock } = started;
  const { watchId } = await must(kioskWindow, 'checkins.begin', { cameraId: 'webcam' });
  const outcomes: string[] = [];
  for (let i = 0; i < 40; i += 1) {
    clock.pass(66);
    const { greetings, faces } = await must(kioskWindow, 'checkins.frame', { watchId, capturedAtMs: i, jpeg: scripted({ person: 'stranger' }) });
    expect(faces.length).toBe(1);
    outcomes.push(...greetings.map(({ outcome }) => outcome));
  }
  expect(outcomes).toEqual(['unknown']);
  await must(kioskWindow, 'checkins.end', { watchId });
  expect(await started.call(kioskWindow, 'checkins.frame', { watchId, capturedAtMs: 99, jpeg: scripted() })).toMatchObject({ ok: false, code: 'WATCH_NOT_FOUND' });
});

test('a watch without frames ends by itself', async () => {
  started = await startTestApp();
  const { watchId } = await started.must(kioskWindow, 'checkins.begin', { cameraId: 'webcam' });
  started.clock.pass(11_000);
  await started.app.tick();
  expect(await started.call(kioskWindow, 'checkins.frame', { watchId, capturedAtMs: 1, jpeg: scripted() })).toMatchObject({ ok: false, code: 'WATCH_NOT_FOUND' });
});

test('before the set-up nobody checks in, cards and numbers included', async () => {
  started = await startTestApp({ setUp: false });
  const { call } = started;
  expect(await call(kioskWindow, 'checkins.begin', { cameraId: 'webcam' })).toMatchObject({ ok: false, code: 'SETUP_NEEDED' });
  expect(await call(kioskWindow, 'checkins.byNumber', { identifier: 'NIS-1', pin: '528491' })).toMatchObject({ ok: false, code: 'SETUP_NEEDED' });
  expect(await call(kioskWindow, 'checkins.byCard', { text: 'TATAP1.x' })).toMatchObject({ ok: false, code: 'SETUP_NEEDED' });
});

test('a forged card and an unknown number are refused at the door, and the admin window cannot check anybody in', async () => {
  started = await startTestApp();
  const { call } = started;
  expect(await call(kioskWindow, 'checkins.byCard', { text: 'TATAP1.AAAAAAAAAAAAAAAAAAAAAA.1.AAAAAAAAAAAAAAAAAAAAAA' })).toMatchObject({ ok: false, code: 'CARD_REFUSED' });
  expect(await call(kioskWindow, 'checkins.byNumber', { identifier: 'NIS-1', pin: null })).toMatchObject({ ok: false, code: 'PIN_NEEDED' });
  expect(await call(kioskWindow, 'checkins.byNumber', { identifier: 'NIS-1', pin: '528491' })).toMatchObject({ ok: false, code: 'PIN_WRONG' });
  expect(await call(adminWindow, 'checkins.begin', { cameraId: 'webcam' })).toMatchObject({ ok: false, code: 'NOT_ALLOWED' });
});
