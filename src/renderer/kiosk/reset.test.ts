import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { refusing, setUp } from './kiosk.testkit.ts';

/* A code from staff becomes a PIN of one's own; and staff send somebody to the kiosk to be enrolled. */

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
const request = { requestId: 'r-1', name: 'Sari Uji', identifier: '3001', needsPin: true, expiresAtMs: Number.MAX_SAFE_INTEGER };
type Kiosk = ReturnType<typeof setUp>;

async function ready(answers: Parameters<typeof setUp>[0] = {}): Promise<Kiosk> {
  const kiosk = setUp({ 'pins.openReset': () => ({ token: 'reset-1' }), 'pins.finishReset': () => ({}), 'enrolments.pending': () => ({ request }), 'enrolments.decline': () => ({}), ...answers });
  kiosk.start();
  await settle();
  return kiosk;
}

async function type(kiosk: Kiosk, digits: string): Promise<void> {
  for (const digit of digits) kiosk.actions.typePin(digit);
  kiosk.actions.submitPin();
  await settle();
}

async function atCode(kiosk: Kiosk): Promise<void> {
  kiosk.actions.askReset();
  kiosk.actions.setNumber('1001');
  kiosk.actions.submitNumber();
  await settle();
}

test('number, code, and the new PIN twice; nothing is enrolled', async () => {
  const kiosk = await ready();
  await atCode(kiosk);
  await type(kiosk, '12345678');
  await type(kiosk, '839174');
  await type(kiosk, '839174');
  expect(kiosk.at()).toBe('pinSet');
  expect(kiosk.callsOf('pins.openReset')).toEqual([{ method: 'pins.openReset', input: { identifier: '1001', code: '12345678' } }]);
  expect(kiosk.callsOf('pins.finishReset').map(({ input }) => input)).toEqual([{ token: 'reset-1', pin: '839174' }]);
  expect(kiosk.callsOf('enrolments.finish')).toEqual([]);
});

test('a wrong code is asked again beside the field; one that is void sends to staff', async () => {
  const kiosk = await ready({ 'pins.openReset': refusing('CODE_WRONG', { left: 4 }) });
  await atCode(kiosk);
  await type(kiosk, '12345678');
  expect(kiosk.screen('resetCode')).toMatchObject({ digits: '', busy: false, problem: { code: 'CODE_WRONG' } });
  const other = await ready({ 'pins.openReset': refusing('PIN_STAFF_NEEDED') });
  await atCode(other);
  await type(other, '12345678');
  expect(other.screen('refused')).toMatchObject({ code: 'PIN_STAFF_NEEDED', next: 'home' });
});

test('a weak PIN is chosen again with the same code', async () => {
  const kiosk = await ready({ 'pins.finishReset': refusing('PIN_WEAK', { reason: 'sequence' }) });
  await atCode(kiosk);
  for (const digits of ['12345678', '123456', '123456']) await type(kiosk, digits);
  expect(kiosk.screen('choosePin')).toMatchObject({ digits: '', problem: { code: 'PIN_WEAK' }, draft: { reset: 'reset-1' } });
});

test('whoever forgot the PIN while paying leaves the charge behind', async () => {
  const kiosk = await ready();
  kiosk.actions.askAmount();
  kiosk.actions.quickAmount(5_000);
  kiosk.actions.payWithPin();
  await settle();
  kiosk.actions.askReset();
  expect(kiosk.screen('number').purpose).toBe('reset');
  expect(kiosk.callsOf('charges.cancel')).toHaveLength(1);
});

test('a request by staff turns an idle kiosk to that person, and their yes begins with it', async () => {
  const kiosk = await ready();
  kiosk.emit('enrolments.requestChanged');
  await settle();
  expect(kiosk.screen('consent').draft).toMatchObject({ request: 'r-1', name: 'Sari Uji', identifier: '3001' });
  kiosk.actions.acceptConsent();
  await settle();
  expect(kiosk.callsOf('enrolments.beginFor').map(({ input }) => input)).toMatchObject([{ proof: { request: 'r-1' } }]);
});

test('a no is told to staff; who is in the middle of something is not interrupted', async () => {
  const kiosk = await ready();
  kiosk.emit('enrolments.requestChanged');
  await settle();
  kiosk.actions.declineConsent();
  expect(kiosk.at()).toBe('attract');
  expect(kiosk.callsOf('enrolments.decline').map(({ input }) => input)).toEqual([{ requestId: 'r-1' }]);
  kiosk.actions.askAmount();
  kiosk.emit('enrolments.requestChanged');
  await settle();
  expect(kiosk.at()).toBe('amount');
});

test('a request that is taken back leaves the consent again', async () => {
  let pending: typeof request | null = request;
  const kiosk = await ready({ 'enrolments.pending': () => ({ request: pending }) });
  kiosk.emit('enrolments.requestChanged');
  await settle();
  pending = null;
  kiosk.emit('enrolments.requestChanged');
  await settle();
  expect(kiosk.at()).toBe('attract');
});
