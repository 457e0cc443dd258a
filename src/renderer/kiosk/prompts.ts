import type { TFunction } from 'i18next';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Guidance } from '../camera/guidance.ts';
import { refusalText } from '../i18n/i18n.ts';
import type { Card } from './greetings.ts';
import type { Problem, Screen, ScreenAt } from './screens.ts';
import type { KioskState } from './stage.ts';

/*
 * What the kiosk says aloud. Whoever stands behind hears it too: no name, no number, no amount and no balance is ever among it, and of a
 * refusal only the wording without its values.
 */

/** `key` tells one prompt from the next; `afterMs`: how long it must hold before it is said, for hints that come and go. */
export interface Prompt { key: string; text: string; afterMs?: number }
type Words = TFunction<'kiosk'>;

/** A hint that lasts this long is worth a word, milliseconds. */
export const hintAfterMs = 1_200;

/** Whether the kiosk would speak now, were it not muted. */
export const canSpeak = ({ status, voices, language }: KioskState): boolean => status !== null && status.spokenPrompts && status.soundVolume > 0 && voices.includes(language);

/** The one thing to do now; null: nothing is said, and what is being said stops. */
export function instructionOf(state: KioskState, t: Words): Prompt | null {
  if (state.stillThere) return { key: 'stillThere', text: t('stillThere.title') };
  const { screen } = state;
  const problem = 'problem' in screen ? screen.problem : null;
  if (problem && screen.at !== 'checkin') return refusalPrompt(state, problem);
  if ('busy' in screen && screen.busy) return null;
  if ('guidance' in screen) return lookPrompt(screen, t);
  if (screen.at === 'checkin') return screen.challenge ? { key: `step ${screen.challenge.trackId} ${screen.challenge.step}`, text: t(`step.${screen.challenge.step}`) } : null;
  if (screen.at === 'confirm') return screen.paying ? null : { key: 'confirm', text: t(screen.authorisation.needsPin ? 'speech.confirmPin' : 'speech.confirm') };
  if (screen.at === 'refused') return refusalPrompt(state, screen);
  const text = standing(screen, t);
  return text === null ? null : { key: screen.at, text };
}

/** What a screen asks or tells for as long as it stands. */
function standing(screen: Screen, t: Words): string | null {
  switch (screen.at) {
    case 'amount': return t('amount.title');
    case 'identifier': case 'number': return t('identifier.title');
    case 'pin': case 'stepUp': case 'numberPin': return t('pin.title');
    case 'resetCode': return t('reset.code');
    case 'choosePin': return t('pin.choose');
    case 'repeatPin': return t(screen.mismatch ? 'pin.mismatch' : 'pin.repeat');
    case 'paid': return t('speech.paid');
    case 'consent': return `${t('consent.title')} ${t('consent.lead')}`;
    case 'declined': return t('declined.title');
    case 'card': case 'enrolCard': return t('card.title');
    case 'guardian': return t('guardian.title');
    case 'name': return t('name.title');
    case 'newIdentifier': return t('newIdentifier.title');
    case 'enrolled': return t('speech.enrolled');
    case 'pinSet': return t('reset.done');
    case 'meDoor': return t('me.doorTitle');
    case 'me': return t('speech.me');
    case 'meErase': return t('eraseFace.title');
    case 'meErased': return t('faceErased.title');
    default: return null;
  }
}

function refusalPrompt({ language }: KioskState, { code }: Pick<Problem, 'code'>): Prompt {
  return { key: `problem ${code}`, text: refusalText(language, code satisfies ErrorCode) };
}

function lookPrompt(screen: ScreenAt<'look' | 'meLook' | 'capture'>, t: Words): Prompt | null {
  const { guidance } = screen;
  if ('cheering' in screen && screen.cheering) return { key: 'cheer', text: t('look.cheer') };
  if (!screen.video) return null;
  if (!guidance) return { key: 'preparing', text: t('look.preparing') };
  if (!guidance.step) return { key: 'finishing', text: t(screen.at === 'capture' ? 'capture.finishing' : 'look.finishing') };
  return guidance.advice === 'ok' ? stepPrompt(guidance, guidance.step, t) : { key: `advice ${guidance.advice}`, text: t(`advice.${guidance.advice}`), afterMs: hintAfterMs };
}

const stepPrompt = ({ stepIndex }: Guidance, step: NonNullable<Guidance['step']>, t: Words): Prompt => ({ key: `step ${stepIndex} ${step}`, text: t(`step.${step}`) });

/** What happened to whoever walked up, oldest first: each is said once, one after the other. */
export function newsOf({ screen }: KioskState, t: Words): Prompt[] {
  if (screen.at !== 'checkin') return [];
  return screen.deck.shown.toReversed().map((card) => ({ key: card.key, text: greetingText(card, t) }));
}

/** The word of the card and what to do; to a mark there is nothing to add. */
function greetingText(card: Card, t: Words): string {
  const values = { status: card.status ? t(`status.${card.status}`) : '', course: card.courseName ?? t('greeting.aCourse'), time: '' };
  if (card.outcome === 'marked') return t(`greeting.${card.outcome}`, values);
  if (card.outcome === 'alreadyMarked' || card.outcome === 'tooEarly') return t(card.outcome === 'tooEarly' ? 'speech.tooEarly' : 'speech.alreadyMarked');
  return `${t(`greeting.${card.outcome}`, values)}. ${t(`greeting.${card.outcome}Lead`, values)}`;
}
