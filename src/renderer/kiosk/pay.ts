import type { Authorisation, Receipt } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { rupiah } from '../../shared/money.ts';
import { kindlyRetried, kindRetries } from './nextSteps.ts';
import type { Guidance } from '../camera/guidance.ts';
import type { Charge } from './screens.ts';
import type { Stage } from './stage.ts';
import { asIdentifier, identifierMin } from './typing.ts';

/** Pause between "no problem, let's try again" and the next attempt, milliseconds. */
export const cheerForMs = 1_800;
/** A tap whose answer was lost is sent again with the same key this often and this long, milliseconds. */
export const resendEveryMs = 2_000;
export const resendForMs = 60_000;
const maxDigits = 9;
const pinDigits = 6;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const isRefusal = (error: unknown, ...codes: readonly string[]): error is Refusal => error instanceof Refusal && codes.includes(error.code);
const withDigit = (digits: string, digit: string, limit: number) => (digits.length < limit ? digits + digit : digits);

/** From amount to receipt. Each action reads the screen it belongs to and does nothing on any other, so a stray tap is harmless. */
export function createPay(stage: Stage) {
  const { needs, store } = stage;

  function askAmount(): void {
    stage.show({ at: 'amount', digits: '', busy: false, problem: null, idempotencyKey: needs.newId() });
  }

  /** Another amount is another intent, so it gets another key. */
  function setDigits(digits: string): void {
    stage.touch();
    stage.patch('amount', { digits: digits.replace(/^0+/, ''), problem: null, idempotencyKey: needs.newId() });
  }

  function typeAmount(key: string): void {
    const screen = stage.at('amount');
    if (screen && !screen.busy) setDigits(withDigit(screen.digits, key, maxDigits));
  }

  function eraseAmount(): void {
    const screen = stage.at('amount');
    if (screen && !screen.busy) setDigits(screen.digits.slice(0, -1));
  }

  function quickAmount(amount: number): void {
    const screen = stage.at('amount');
    if (screen && !screen.busy) setDigits(String(amount));
  }

  /** Commits the charge before any camera opens, then goes on by `way`. */
  async function submitAmount(way: 'look' | 'pin'): Promise<void> {
    const screen = stage.at('amount');
    const { status } = store.getState();
    if (!screen || screen.busy || !status) return;
    const amount = Number(screen.digits);
    const { minAmount: min, maxAmount: max } = status.limits;
    if (amount < min || amount > max) return stage.patch('amount', { problem: { code: 'AMOUNT_OUT_OF_RANGE', data: { min, max } } });
    stage.touch();
    const isCurrent = stage.stillHere();
    stage.patch('amount', { busy: true, problem: null });
    try {
      const charge = await stage.call('charges.create', { amount: rupiah(amount), idempotencyKey: screen.idempotencyKey });
      if (!isCurrent()) return void needs.bridge.call('charges.cancel', { chargeId: charge.chargeId });
      if (way === 'look') await look(charge);
      else askIdentifier(charge);
    } catch (error) {
      if (!isCurrent()) return;
      // The key stays: the same amount asked again is the same charge.
      if (isRefusal(error, 'AMOUNT_OUT_OF_RANGE', 'HOST_UNREACHABLE', 'BUSY')) stage.patch('amount', { busy: false, problem: { code: error.code, data: error.data } });
      else stage.refuse(error, { flow: 'pay', charge: null });
    }
  }

  async function look(charge: Charge, missed = 0): Promise<void> {
    const isCurrent = stage.show({ at: 'look', charge, video: null, guidance: null, missed, cheering: false });
    const signal = stage.screenSignal();
    const onProgress = (guidance: Guidance) => {
      if (!isCurrent()) return;
      if (guidance.advice !== 'noFace') stage.touch();
      stage.patch('look', { guidance });
    };
    try {
      const camera = await stage.openCamera();
      stage.patch('look', { video: camera.video });
      const authorisation = await camera.attempt({ chargeId: charge.chargeId, onProgress, signal });
      if (isCurrent()) askToConfirm(charge, authorisation);
    } catch (error) {
      if (!isCurrent()) return;
      if (error instanceof Refusal && kindlyRetried.has(error.code) && missed < kindRetries) {
        stage.patch('look', { cheering: true, guidance: null });
        await wait(cheerForMs);
        if (isCurrent()) await look(charge, missed + 1);
      } else stage.refuse(error, { flow: 'pay', charge });
    }
  }

  function askToConfirm(charge: Charge, authorisation: Authorisation): void {
    const within = store.getState().status?.confirmWithinMs ?? Number.POSITIVE_INFINITY;
    const withinMs = Math.max(0, Math.min(within, authorisation.expiresAtMs - needs.now()));
    stage.show({ at: 'confirm', charge, authorisation, withinMs, paying: false, uncertain: false, idempotencyKey: needs.newId() });
  }

  /** The tap. A second tap while the first is on its way does nothing. */
  async function confirm(): Promise<void> {
    const screen = stage.at('confirm');
    if (!screen || screen.paying) return;
    const { charge, authorisation, idempotencyKey } = screen;
    if (authorisation.needsPin) return askStepUp(charge, authorisation);
    stage.patch('confirm', { paying: true });
    try {
      const receipt = await pay(authorisation, null, idempotencyKey, () => stage.patch('confirm', { uncertain: true }));
      stage.show({ at: 'paid', receipt });
    } catch (error) {
      if (isRefusal(error, 'PIN_NEEDED')) askStepUp(charge, { ...authorisation, needsPin: true });
      else stage.refuse(error, { flow: 'pay', charge });
    }
  }

  /** Sends the tap until main answers. Only a lost answer is sent again, and always with the key it had. */
  async function pay(authorisation: Authorisation, pin: string | null, idempotencyKey: string, onUncertain: () => void): Promise<Receipt> {
    const giveUpAtMs = needs.now() + resendForMs;
    for (;;) {
      try {
        return await stage.call('payments.confirm', { authorisationId: authorisation.authorisationId, pin, idempotencyKey });
      } catch (error) {
        if (!isRefusal(error, 'HOST_UNREACHABLE') || needs.now() >= giveUpAtMs) throw error;
        onUncertain();
        await wait(resendEveryMs);
      }
    }
  }

  function askStepUp(charge: Charge, authorisation: Authorisation): void {
    stage.show({ at: 'stepUp', charge, authorisation, digits: '', problem: null, busy: false, uncertain: false, idempotencyKey: needs.newId() });
  }

  async function submitStepUp(): Promise<void> {
    const screen = stage.at('stepUp');
    if (!screen || screen.busy || screen.digits.length < pinDigits) return;
    const { charge, authorisation, digits, idempotencyKey } = screen;
    stage.patch('stepUp', { busy: true, problem: null });
    try {
      const receipt = await pay(authorisation, digits, idempotencyKey, () => stage.patch('stepUp', { uncertain: true }));
      stage.show({ at: 'paid', receipt });
    } catch (error) {
      // Another PIN is another request: it gets another key.
      if (isRefusal(error, 'PIN_WRONG')) stage.show({ ...screen, digits: '', idempotencyKey: needs.newId(), problem: { code: error.code, data: error.data } });
      else stage.refuse(error, { flow: 'pay', charge });
    }
  }

  function askIdentifier(charge: Charge, text = ''): void {
    stage.show({ at: 'identifier', charge, text });
  }

  /** "Not me", and "pay with PIN instead" wherever it stands. */
  function payWithPin(): void {
    const { screen } = store.getState();
    if (screen.at === 'amount') void submitAmount('pin');
    else if (screen.at === 'confirm' && screen.paying) return;
    else if (screen.at === 'look' || screen.at === 'confirm') askIdentifier(screen.charge);
  }

  function payWithFace(): void {
    const { screen } = store.getState();
    if (screen.at === 'amount') void submitAmount('look');
    else if (screen.at === 'identifier' || (screen.at === 'pin' && !screen.busy)) void look(screen.charge);
  }

  function setIdentifier(text: string): void {
    stage.touch();
    stage.patch('identifier', { text: asIdentifier(text) });
  }

  function submitIdentifier(): void {
    const screen = stage.at('identifier');
    if (screen && screen.text.length >= identifierMin) stage.show({ at: 'pin', charge: screen.charge, identifier: screen.text, digits: '', problem: null, busy: false });
  }

  async function submitPin(): Promise<void> {
    const screen = stage.at('pin');
    if (!screen || screen.busy || screen.digits.length < pinDigits) return;
    const { charge, identifier, digits } = screen;
    stage.touch();
    const isCurrent = stage.stillHere();
    stage.patch('pin', { busy: true, problem: null });
    try {
      const authorisation = await stage.call('pins.authorise', { chargeId: charge.chargeId, identifier, pin: digits });
      if (isCurrent()) askToConfirm(charge, authorisation);
    } catch (error) {
      if (!isCurrent()) return;
      if (isRefusal(error, 'PIN_WRONG', 'HOST_UNREACHABLE', 'BUSY')) stage.patch('pin', { busy: false, digits: '', problem: { code: error.code, data: error.data } });
      else stage.refuse(error, { flow: 'pay', charge });
    }
  }

  return {
    askAmount, typeAmount, eraseAmount, quickAmount, look, confirm, submitStepUp, askIdentifier, payWithPin, payWithFace,
    setIdentifier, submitIdentifier, submitPin,
  };
}

export { isRefusal, pinDigits, withDigit };
