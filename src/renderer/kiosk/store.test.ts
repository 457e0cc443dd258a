import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { errorCodes, Refusal } from '../../shared/errors.ts';
import { authorisation, deferred, receipt, refusing, setUp, status } from './kiosk.testkit.ts';
import { stepsAfter } from './nextSteps.ts';
import { cheerForMs, resendEveryMs } from './pay.ts';
import type { NextStep, Origin } from './screens.ts';
import { paidForMs, refusedForMs, stillThereForMs } from './stage.ts';
import { statusRetryMs } from './store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
type SetUp = ReturnType<typeof setUp>;

/** A kiosk that has met its host. */
async function ready(answers: Parameters<typeof setUp>[0] = {}): Promise<SetUp> {
  const kiosk = setUp(answers);
  kiosk.start();
  await settle();
  return kiosk;
}

/** Amount typed, face chosen, camera open, attempt under way. */
async function looking(answers: Parameters<typeof setUp>[0] = {}): Promise<SetUp> {
  const kiosk = await ready(answers);
  kiosk.actions.askAmount();
  for (const digit of '15000') kiosk.actions.typeAmount(digit);
  kiosk.actions.payWithFace();
  await settle();
  kiosk.screen('look');
  return kiosk;
}

async function confirming(answers: Parameters<typeof setUp>[0] = {}, given = authorisation()): Promise<SetUp> {
  const kiosk = await looking(answers);
  kiosk.attempts[0]?.resolve(given);
  await settle();
  kiosk.screen('confirm');
  return kiosk;
}

async function typePin(kiosk: SetUp, pin: string): Promise<void> {
  for (const digit of pin) kiosk.actions.typePin(digit);
  kiosk.actions.submitPin();
  await settle();
}

test('the charge is committed before the camera opens', async () => {
  const created = deferred<{ chargeId: string; amount: typeof receipt.amount; expiresAtMs: number }>();
  const kiosk = await ready({ 'charges.create': () => created.promise });
  kiosk.actions.askAmount();
  kiosk.actions.quickAmount(5_000);
  kiosk.actions.payWithFace();
  await settle();
  expect(kiosk.camera.opened).toBe(0);
  created.resolve({ chargeId: 'charge-1', amount: receipt.amount, expiresAtMs: 1 });
  await settle();
  expect(kiosk.camera.opened).toBe(1);
});

test('look, tap, paid: and the receipt leaves by itself', async () => {
  const kiosk = await confirming();
  expect(kiosk.screen('confirm').authorisation.maskedName).toBe('S*** R*****');
  kiosk.actions.confirm();
  await settle();
  expect(kiosk.screen('paid').receipt.balance).toBe(35_000);
  await vi.advanceTimersByTimeAsync(paidForMs);
  expect(kiosk.at()).toBe('attract');
  expect(kiosk.played).toEqual(['ready', 'done']);
});

test('a person who does not tap in time is charged nothing and the screen returns', async () => {
  const kiosk = await confirming();
  await vi.advanceTimersByTimeAsync(status.confirmWithinMs);
  expect(kiosk.screen('refused').code).toBe('AUTHORISATION_EXPIRED');
  await vi.advanceTimersByTimeAsync(refusedForMs);
  expect(kiosk.at()).toBe('attract');
  expect(kiosk.callsOf('payments.confirm')).toHaveLength(0);
  expect(kiosk.callsOf('charges.cancel')).toHaveLength(1);
});

test('an authorisation that ends sooner than the tap time ends the screen sooner', async () => {
  const kiosk = await confirming({}, authorisation({ expiresAtMs: Date.now() + 4_000 }));
  await vi.advanceTimersByTimeAsync(4_100);
  expect(kiosk.screen('refused').code).toBe('AUTHORISATION_EXPIRED');
});

test('two taps confirm once', async () => {
  const answer = deferred<typeof receipt>();
  const kiosk = await confirming({ 'payments.confirm': () => answer.promise });
  kiosk.actions.confirm();
  kiosk.actions.confirm();
  await settle();
  expect(kiosk.callsOf('payments.confirm')).toHaveLength(1);
  answer.resolve(receipt);
  await settle();
  kiosk.actions.confirm();
  await settle();
  expect(kiosk.at()).toBe('paid');
  expect(kiosk.callsOf('payments.confirm')).toHaveLength(1);
});

test('the time to tap running out while the tap is on its way does not hide the receipt', async () => {
  const answer = deferred<typeof receipt>();
  const kiosk = await confirming({ 'payments.confirm': () => answer.promise });
  kiosk.actions.confirm();
  await vi.advanceTimersByTimeAsync(status.confirmWithinMs * 2);
  expect(kiosk.at()).toBe('confirm');
  kiosk.actions.back();
  kiosk.actions.payWithPin();
  expect(kiosk.at()).toBe('confirm');
  answer.resolve(receipt);
  await settle();
  expect(kiosk.at()).toBe('paid');
});

test('a tap whose answer is lost is sent again with the same key until the host answers', async () => {
  let lost = 2;
  const kiosk = await confirming({ 'payments.confirm': () => { if (lost-- > 0) throw new Refusal('HOST_UNREACHABLE'); return receipt; } });
  kiosk.actions.confirm();
  await settle();
  expect(kiosk.screen('confirm').uncertain).toBe(true);
  await vi.advanceTimersByTimeAsync(2 * resendEveryMs);
  expect(kiosk.at()).toBe('paid');
  const keys = kiosk.callsOf('payments.confirm').map((call) => (call.input as { idempotencyKey: string }).idempotencyKey);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
});

test('an amount asked again after a lost host is the same charge; another amount is another', async () => {
  const kiosk = await ready({ 'charges.create': refusing('HOST_UNREACHABLE') });
  const keys = () => kiosk.callsOf('charges.create').map((call) => (call.input as { idempotencyKey: string }).idempotencyKey);
  kiosk.actions.askAmount();
  kiosk.actions.quickAmount(5_000);
  kiosk.actions.payWithFace();
  await settle();
  expect(kiosk.screen('amount').problem?.code).toBe('HOST_UNREACHABLE');
  kiosk.actions.payWithFace();
  await settle();
  expect(keys()[1]).toBe(keys()[0]);
  kiosk.actions.quickAmount(10_000);
  kiosk.actions.payWithFace();
  await settle();
  expect(keys()[2]).not.toBe(keys()[0]);
});

test('an answer that comes after the person left is not given to the next one', async () => {
  const first = deferred<{ chargeId: string; amount: typeof receipt.amount; expiresAtMs: number }>();
  const kiosk = await ready({ 'charges.create': () => first.promise });
  kiosk.actions.askAmount();
  kiosk.actions.quickAmount(5_000);
  kiosk.actions.payWithFace();
  await vi.advanceTimersByTimeAsync(status.idleAfterMs + stillThereForMs);
  expect(kiosk.at()).toBe('attract');
  kiosk.actions.askAmount();
  first.resolve({ chargeId: 'charge-1', amount: receipt.amount, expiresAtMs: 1 });
  await settle();
  expect(kiosk.screen('amount').digits).toBe('');
  expect(kiosk.callsOf('charges.cancel')[0]?.input).toEqual({ chargeId: 'charge-1' });
});

test('an amount outside the limits asks nobody and says the limits', async () => {
  const kiosk = await ready();
  kiosk.actions.askAmount();
  for (const digit of '0499') kiosk.actions.typeAmount(digit);
  kiosk.actions.payWithFace();
  await settle();
  expect(kiosk.screen('amount')).toMatchObject({ digits: '499', problem: { code: 'AMOUNT_OUT_OF_RANGE', data: { min: 500, max: 10_000_000 } } });
  expect(kiosk.callsOf('charges.create')).toHaveLength(0);
});

test('a missed challenge is retried kindly twice on the same camera, then PIN is offered', async () => {
  const kiosk = await looking();
  for (let missed = 0; missed < 2; missed++) {
    kiosk.attempts[missed]?.reject(new Refusal('CHALLENGE_FAILED'));
    await settle();
    expect(kiosk.screen('look').cheering).toBe(true);
    await vi.advanceTimersByTimeAsync(cheerForMs);
    expect(kiosk.screen('look')).toMatchObject({ cheering: false, missed: missed + 1 });
  }
  kiosk.attempts[2]?.reject(new Refusal('CHALLENGE_FAILED'));
  await settle();
  expect(kiosk.screen('refused')).toMatchObject({ code: 'CHALLENGE_FAILED', next: 'pin' });
  expect(kiosk.camera).toMatchObject({ opened: 1, closed: 1 });
});

test('a second face is refused at once, not retried', async () => {
  const kiosk = await looking();
  kiosk.attempts[0]?.reject(new Refusal('MORE_THAN_ONE_FACE'));
  await settle();
  expect(kiosk.screen('refused')).toMatchObject({ code: 'MORE_THAN_ONE_FACE', next: 'look', also: 'pin' });
});

test('an unknown face goes on with PIN on the same charge', async () => {
  const kiosk = await looking();
  kiosk.attempts[0]?.reject(new Refusal('FACE_UNKNOWN'));
  await settle();
  kiosk.actions.follow(kiosk.screen('refused').next);
  kiosk.actions.setIdentifier('siti-01!');
  expect(kiosk.screen('identifier')).toMatchObject({ text: 'SITI-01', charge: { chargeId: 'charge-1' } });
  kiosk.actions.submitIdentifier();
  await typePin(kiosk, '193746');
  expect(kiosk.screen('confirm').authorisation.method).toBe('pin');
});

test('leaving the look closes the camera, cancels the charge and ignores what the attempt says later', async () => {
  const kiosk = await looking();
  kiosk.actions.back();
  expect(kiosk.at()).toBe('attract');
  expect(kiosk.camera.closed).toBe(1);
  expect(kiosk.callsOf('charges.cancel')).toHaveLength(1);
  kiosk.attempts[0]?.resolve(authorisation());
  await settle();
  expect(kiosk.at()).toBe('attract');
});

test('a wrong PIN stays on the PIN with the sentence and an empty field', async () => {
  const kiosk = await looking({ 'pins.authorise': refusing('PIN_WRONG', { left: 2 }) });
  kiosk.actions.payWithPin();
  kiosk.actions.setIdentifier('1234');
  kiosk.actions.submitIdentifier();
  await typePin(kiosk, '111111');
  expect(kiosk.screen('pin')).toMatchObject({ digits: '', busy: false, problem: { code: 'PIN_WRONG', data: { left: 2 } } });
});

test('a locked PIN says so and offers the face', async () => {
  const kiosk = await looking({ 'pins.authorise': refusing('PIN_LOCKED', { minutes: 15 }) });
  kiosk.actions.payWithPin();
  kiosk.actions.setIdentifier('1234');
  kiosk.actions.submitIdentifier();
  await typePin(kiosk, '111111');
  expect(kiosk.screen('refused')).toMatchObject({ code: 'PIN_LOCKED', data: { minutes: 15 }, next: 'look' });
});

test('over the face-only limit the tap asks for the PIN and sends both', async () => {
  let wrong = 1;
  const kiosk = await confirming({ 'payments.confirm': () => { if (wrong-- > 0) throw new Refusal('PIN_WRONG', { left: 2 }); return receipt; } }, authorisation({ needsPin: true }));
  kiosk.actions.confirm();
  await settle();
  expect(kiosk.callsOf('payments.confirm')).toHaveLength(0);
  await typePin(kiosk, '111111');
  expect(kiosk.screen('stepUp')).toMatchObject({ digits: '', problem: { code: 'PIN_WRONG' } });
  await typePin(kiosk, '193746');
  expect(kiosk.at()).toBe('paid');
  const inputs = kiosk.callsOf('payments.confirm').map((call) => call.input as { pin: string; idempotencyKey: string });
  expect(inputs.map((input) => input.pin)).toEqual(['111111', '193746']);
  expect(inputs[0]?.idempotencyKey).not.toBe(inputs[1]?.idempotencyKey);
});

test('not me: the charge stays, the person shown is forgotten', async () => {
  const kiosk = await confirming();
  kiosk.actions.payWithPin();
  expect(kiosk.screen('identifier').text).toBe('');
  expect(JSON.stringify(kiosk.state().screen)).not.toContain('S*** R*****');
});

test('nobody there: the kiosk asks, waits, then wipes everything including the language', async () => {
  const kiosk = await ready();
  kiosk.actions.setLanguage('en');
  kiosk.actions.askConsent();
  kiosk.actions.acceptConsent();
  kiosk.actions.setText('Siti');
  kiosk.actions.toggleSilhouette();
  await vi.advanceTimersByTimeAsync(status.idleAfterMs);
  expect(kiosk.state().stillThere).toBe(true);
  await vi.advanceTimersByTimeAsync(stillThereForMs);
  expect(kiosk.state()).toMatchObject({ screen: { at: 'attract' }, language: 'id', silhouette: false, stillThere: false });
  expect(JSON.stringify(kiosk.state())).not.toContain('Siti');
});

test('a touch on "still there" keeps the visit', async () => {
  const kiosk = await ready();
  kiosk.actions.askAmount();
  kiosk.actions.quickAmount(5_000);
  await vi.advanceTimersByTimeAsync(status.idleAfterMs);
  kiosk.actions.stay();
  await vi.advanceTimersByTimeAsync(status.idleAfterMs - 1);
  expect(kiosk.screen('amount').digits).toBe('5000');
  expect(kiosk.state().stillThere).toBe(false);
});

test('a face before the camera counts as somebody there; an empty picture does not', async () => {
  const kiosk = await looking();
  const guidance = { step: 'smile', stepIndex: 0, stepCount: 2, progress: 0, advice: 'ok' } as const;
  await vi.advanceTimersByTimeAsync(status.idleAfterMs - 1);
  kiosk.guides[0]?.(guidance);
  await vi.advanceTimersByTimeAsync(status.idleAfterMs - 1);
  expect(kiosk.state().stillThere).toBe(false);
  kiosk.guides[0]?.({ ...guidance, advice: 'noFace' });
  await vi.advanceTimersByTimeAsync(1 + stillThereForMs);
  expect(kiosk.at()).toBe('attract');
});

test.each(['CAMERA_NONE', 'CAMERA_IN_USE', 'CAMERA_DENIED'] as const)('%s while paying: try again or PIN', async (code) => {
  const kiosk = await ready();
  kiosk.camera.refuse = code;
  kiosk.actions.askAmount();
  kiosk.actions.quickAmount(5_000);
  kiosk.actions.payWithFace();
  await settle();
  expect(kiosk.screen('refused')).toMatchObject({ code, next: 'look', also: 'pin' });
  kiosk.camera.refuse = null;
  kiosk.actions.follow('look');
  await settle();
  expect(kiosk.at()).toBe('look');
});

test('enrolling: consent, name, number, poses, PIN twice', async () => {
  const kiosk = await ready();
  kiosk.actions.askConsent();
  kiosk.actions.setMinor(true);
  kiosk.actions.acceptConsent();
  kiosk.actions.setText('Dewi Lestari');
  kiosk.actions.submitText();
  kiosk.actions.setText('  Siti  Rahmawati');
  kiosk.actions.submitText();
  kiosk.actions.setText('1234');
  kiosk.actions.submitText();
  await settle();
  expect(kiosk.callsOf('enrolments.begin')[0]?.input).toMatchObject({
    name: 'Siti Rahmawati', identifier: '1234', cameraId: 'camera-1', consent: { accepted: true, language: 'id', guardianName: 'Dewi Lestari' },
  });
  kiosk.enrolments[0]?.resolve();
  await settle();
  expect(kiosk.camera.closed).toBe(1);
  await typePin(kiosk, '193746');
  await typePin(kiosk, '193747');
  expect(kiosk.screen('repeatPin')).toMatchObject({ mismatch: true, digits: '' });
  await typePin(kiosk, '193746');
  expect(kiosk.screen('enrolled')).toEqual({ at: 'enrolled', name: 'Siti Rahmawati', identifier: '1234', face: true });
  expect(kiosk.callsOf('enrolments.cancel')).toHaveLength(0);
});

test('a weak PIN is asked again without losing the capture', async () => {
  const kiosk = await enrolledUpToPin({ 'enrolments.finish': refusing('PIN_WEAK') });
  await typePin(kiosk, '123456');
  await typePin(kiosk, '123456');
  expect(kiosk.screen('choosePin')).toMatchObject({ problem: { code: 'PIN_WEAK' }, draft: { enrolmentId: 'enrol-1' } });
});

test('a number already taken goes back to the number, not to the start', async () => {
  const kiosk = await enrolling({ 'enrolments.begin': refusing('IDENTIFIER_TAKEN') });
  expect(kiosk.screen('newIdentifier')).toMatchObject({ problem: { code: 'IDENTIFIER_TAKEN' }, draft: { name: 'Siti' } });
  expect(kiosk.camera.closed).toBe(1);
});

test('declining or leaving an enrolment forgets what was captured', async () => {
  const kiosk = await enrolling();
  kiosk.actions.back();
  expect(kiosk.at()).toBe('attract');
  expect(kiosk.callsOf('enrolments.cancel')).toHaveLength(1);
  expect(JSON.stringify(kiosk.state())).not.toContain('Siti');
});

test('saying no to the face leads to an account with a PIN only: name, number, PIN twice, and never a camera', async () => {
  const kiosk = await withPinOnly({ 'enrolments.begin': () => ({ enrolmentId: 'enrol-1', poses: [], expiresAtMs: Number.MAX_SAFE_INTEGER }) });
  expect(kiosk.callsOf('enrolments.begin').map(({ input }) => input)).toEqual([{ name: 'Siti', identifier: '1234', consent: null, cameraId: null }]);
  await typePin(kiosk, '193746');
  await typePin(kiosk, '193746');
  expect(kiosk.screen('enrolled')).toMatchObject({ face: false });
  expect(kiosk.camera.opened).toBe(0);
  expect(kiosk.callsOf('enrolments.cancel')).toHaveLength(0);
});

test('with a PIN only, a number already taken is asked again in place, and the way back leads to the choice and the consent', async () => {
  const kiosk = await withPinOnly({ 'enrolments.begin': refusing('IDENTIFIER_TAKEN') });
  expect(kiosk.screen('newIdentifier')).toMatchObject({ problem: { code: 'IDENTIFIER_TAKEN' }, draft: { name: 'Siti', face: false } });
  for (const screen of ['name', 'declined', 'consent']) {
    kiosk.actions.back();
    expect(kiosk.at()).toBe(screen);
  }
  kiosk.actions.acceptConsent();
  expect(kiosk.screen('name').draft.face).toBe(true);
});

test('two touches on next, or leaving meanwhile, leave no second enrolment behind', async () => {
  let begun = 0;
  const first = deferred<void>();
  const kiosk = await withPinOnly({ 'enrolments.begin': async () => {
    const enrolmentId = `enrol-${(begun += 1)}`;
    await first.promise;
    return { enrolmentId, poses: [], expiresAtMs: Number.MAX_SAFE_INTEGER };
  } });
  kiosk.actions.submitText();
  first.resolve();
  await settle();
  expect(kiosk.screen('choosePin').draft.enrolmentId).toBe('enrol-2');
  expect(kiosk.callsOf('enrolments.cancel').map(({ input }) => input)).toEqual([{ enrolmentId: 'enrol-1' }]);
  kiosk.actions.back();
  expect(kiosk.callsOf('enrolments.cancel')).toHaveLength(2);
});

test('who wants neither face nor PIN leaves without a trace', async () => {
  const kiosk = await ready();
  kiosk.actions.askConsent();
  kiosk.actions.declineConsent();
  expect(kiosk.at()).toBe('declined');
  kiosk.actions.home();
  expect(kiosk.at()).toBe('attract');
  expect(kiosk.calls.map(({ method }) => method)).toEqual(['site.status']);
});

async function withPinOnly(answers: Parameters<typeof setUp>[0] = {}): Promise<SetUp> {
  const kiosk = await ready(answers);
  kiosk.actions.askConsent();
  kiosk.actions.declineConsent();
  kiosk.actions.enrolWithPinOnly();
  kiosk.actions.setText('Siti');
  kiosk.actions.submitText();
  kiosk.actions.setText('1234');
  kiosk.actions.submitText();
  await settle();
  return kiosk;
}

async function enrolling(answers: Parameters<typeof setUp>[0] = {}): Promise<SetUp> {
  const kiosk = await ready(answers);
  kiosk.actions.askConsent();
  kiosk.actions.acceptConsent();
  kiosk.actions.setText('Siti');
  kiosk.actions.submitText();
  kiosk.actions.setText('1234');
  kiosk.actions.submitText();
  await settle();
  return kiosk;
}

async function enrolledUpToPin(answers: Parameters<typeof setUp>[0]): Promise<SetUp> {
  const kiosk = await enrolling(answers);
  kiosk.enrolments[0]?.resolve();
  await settle();
  return kiosk;
}

test('where the kiosk rests follows from the status, and a lost host is asked again', async () => {
  let answer: typeof status | null = { ...status, setupDone: false };
  const kiosk = await ready({ 'site.status': () => { if (!answer) throw new Refusal('HOST_UNREACHABLE'); return answer; } });
  expect(kiosk.at()).toBe('setup');
  answer = null;
  await vi.advanceTimersByTimeAsync(15_000);
  expect(kiosk.at()).toBe('unreachable');
  answer = { ...status, payments: { open: false, reason: 'LEDGER_BROKEN' } };
  await vi.advanceTimersByTimeAsync(statusRetryMs);
  expect(kiosk.screen('closed').reason).toBe('LEDGER_BROKEN');
  answer = status;
  await vi.advanceTimersByTimeAsync(15_000);
  expect(kiosk.at()).toBe('attract');
});

test('a visit is not interrupted by a status change', async () => {
  let open = true;
  const kiosk = await ready({ 'site.status': () => ({ ...status, payments: { open, reason: null } }) });
  kiosk.actions.askAmount();
  open = false;
  await vi.advanceTimersByTimeAsync(15_000);
  expect(kiosk.at()).toBe('amount');
  kiosk.actions.back();
  expect(kiosk.at()).toBe('closed');
});

const draft = { face: true, minor: false, guardianName: '', name: 'Siti', identifier: '1234', enrolmentId: null, open: null, card: null, request: null, reset: null };
const charge = { chargeId: 'charge-1', amount: receipt.amount, expiresAtMs: 1 };
const origins: [string, Origin][] = [['paying', { flow: 'pay', charge }], ['before a charge', { flow: 'pay', charge: null }], ['enrolling', { flow: 'enrol', draft }], ['enrolling with a PIN only', { flow: 'enrol', draft: { ...draft, face: false } }], ['enrolling with a card', { flow: 'enrol', draft: { ...draft, card: 'TATAP1.a' } }], ['enrolling with a card and a PIN only', { flow: 'enrol', draft: { ...draft, face: false, card: 'TATAP1.a' } }], ['checking in', { flow: 'checkin' }], ['opening one\'s own data', { flow: 'me' }], ['choosing a new PIN', { flow: 'reset' }]];
const leadsTo: Record<NextStep, string> = { look: 'look', pin: 'identifier', amount: 'amount', capture: 'capture', newIdentifier: 'newIdentifier', choosePin: 'choosePin', consent: 'consent', home: 'attract', checkin: 'checkin', checkinNumber: 'number', meLook: 'meLook', meNumber: 'number', meDoor: 'meDoor', enrolCard: 'enrolCard', resetPin: 'number' };

test.each(origins)('every refusal code has a next step that leads somewhere: %s', async (_, origin) => {
  for (const code of errorCodes) {
    const steps = stepsAfter(code, origin);
    for (const step of [steps.next, steps.also]) {
      if (!step) continue;
      const kiosk = await ready();
      kiosk.store.setState({ screen: { at: 'refused', code, data: {}, origin, ...steps } });
      kiosk.actions.follow(step);
      // Without a face "again" never opens the camera.
      const again = origin.flow === 'enrol' && !origin.draft.face && step === 'capture';
      expect(kiosk.at(), `${code} -> ${step}`).toBe(again ? (origin.draft.card ? 'declined' : 'newIdentifier') : leadsTo[step]);
    }
  }
});
