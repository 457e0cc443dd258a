import { emptyDraft } from './enrolCards.ts';
import { cardOf } from './greetings.ts';
import type { createCheckin } from './checkin.ts';
import type { createMe } from './me.ts';
import { isRefusal, pinDigits } from './pay.ts';
import type { Purpose } from './screens.ts';
import type { Stage } from './stage.ts';
import { asIdentifier, identifierMin } from './typing.ts';

/** Of the code staff hand over. */
export const codeDigits = 8;

/** Number and PIN: the equal way in for who does not want, or cannot have, their face used. */
export function createNumber(stage: Stage, checkin: Pick<ReturnType<typeof createCheckin>, 'greet'>, me: Pick<ReturnType<typeof createMe>, 'enter'>) {
  function ask(purpose: Purpose, text = ''): void {
    stage.show({ at: 'number', purpose, text });
  }

  function setText(text: string): void {
    stage.touch();
    stage.patch('number', { text: asIdentifier(text) });
  }

  function submitText(): void {
    const screen = stage.at('number');
    if (!screen || screen.text.length < identifierMin) return;
    if (screen.purpose === 'reset') stage.show({ at: 'resetCode', identifier: screen.text, digits: '', problem: null, busy: false });
    else stage.show({ at: 'numberPin', purpose: screen.purpose, identifier: screen.text, digits: '', problem: null, busy: false });
  }

  /** Number and code open the choice of a new PIN. */
  async function submitCode(): Promise<void> {
    const screen = stage.at('resetCode');
    if (!screen || screen.busy || screen.digits.length < codeDigits) return;
    const { identifier, digits } = screen;
    stage.touch();
    const isCurrent = stage.stillHere();
    stage.patch('resetCode', { busy: true, problem: null });
    try {
      const { token } = await stage.call('pins.openReset', { identifier, code: digits });
      if (isCurrent()) stage.show({ at: 'choosePin', draft: { ...emptyDraft, face: false, identifier, reset: token }, digits: '', problem: null });
    } catch (error) {
      if (!isCurrent()) return;
      if (isRefusal(error, 'CODE_WRONG', 'HOST_UNREACHABLE', 'BUSY')) stage.patch('resetCode', { busy: false, digits: '', problem: { code: error.code, data: error.data } });
      else stage.refuse(error, { flow: 'reset' });
    }
  }

  /** `withoutPin`: the person says they have none; main decides whether the number alone is enough here. */
  async function submitPin(withoutPin = false): Promise<void> {
    const screen = stage.at('numberPin');
    if (!screen || screen.busy || (!withoutPin && screen.digits.length < pinDigits)) return;
    const { purpose, identifier, digits } = screen;
    stage.touch();
    const isCurrent = stage.stillHere();
    stage.patch('numberPin', { busy: true, problem: null });
    try {
      if (purpose === 'me') await me.enter(await stage.call('me.openByPin', { identifier, pin: digits }), isCurrent);
      else {
        const greeting = await stage.call('checkins.byNumber', { identifier, pin: withoutPin ? null : digits });
        if (isCurrent()) checkin.greet([cardOf(greeting)]);
      }
    } catch (error) {
      if (!isCurrent()) return;
      if (isRefusal(error, 'PIN_WRONG', 'PIN_NEEDED', 'HOST_UNREACHABLE', 'BUSY')) stage.patch('numberPin', { busy: false, digits: '', problem: { code: error.code, data: error.data } });
      else stage.refuse(error, { flow: purpose });
    }
  }

  return { ask, setText, submitText, submitPin, submitCode };
}
