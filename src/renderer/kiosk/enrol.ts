import { consentTextVersion } from '../../shared/consent.ts';
import { Refusal } from '../../shared/errors.ts';
import { isRefusal, pinDigits } from './pay.ts';
import type { Guidance } from '../camera/guidance.ts';
import { cancelEnrolment, createEnrolCards, emptyDraft } from './enrolCards.ts';
import type { Draft, OpenData } from './screens.ts';
import { isResting, type Stage } from './stage.ts';
import { asIdentifier, asName, identifierMin } from './typing.ts';

/** From consent to account. Nothing is kept unless the last step succeeds. */
export function createEnrol(stage: Stage) {
  const { needs, store } = stage;
  const cards = createEnrolCards(stage, afterConsent);

  function askConsent(): void {
    stage.show({ at: 'consent', draft: emptyDraft });
  }

  /** Who is in their own data already and has no face enrolled. */
  function askConsentFor(open: OpenData, name: string, identifier: string): void {
    stage.show({ at: 'consent', draft: { ...emptyDraft, open, name, identifier } });
  }

  /** Staff asked for somebody's face; an idle kiosk turns to them. */
  async function followRequest(): Promise<void> {
    const { screen } = store.getState();
    const asked = screen.at === 'consent' ? screen.draft.request : null;
    if (!isResting(screen) && asked === null) return;
    const isCurrent = stage.stillHere();
    const result = await needs.bridge.call('enrolments.pending', {});
    if (!isCurrent() || !result.ok) return;
    const { request } = result.value;
    if (request && request.requestId !== asked) stage.show({ at: 'consent', draft: { ...emptyDraft, request: request.requestId, name: request.name, identifier: request.identifier } });
    // Staff took it back, or it is too old.
    else if (!request && asked !== null) stage.home();
  }

  function listen(): () => void {
    return needs.bridge.on('enrolments.requestChanged', () => void followRequest());
  }

  function setMinor(minor: boolean): void {
    stage.touch();
    const screen = stage.at('consent');
    if (screen) stage.patch('consent', { draft: { ...screen.draft, minor } });
  }

  function acceptConsent(): void {
    const screen = stage.at('consent');
    if (!screen) return;
    const draft = { ...screen.draft, face: true };
    if (draft.minor) stage.show({ at: 'guardian', draft });
    else afterConsent(draft);
  }

  function afterConsent(draft: Draft): void {
    if (draft.open || draft.card || draft.request) beginWith(draft);
    else stage.show({ at: 'name', draft });
  }

  function declineConsent(): void {
    const screen = stage.at('consent');
    if (screen?.draft.request) void needs.bridge.call('enrolments.decline', { requestId: screen.draft.request });
    // Who has an account needs no other.
    if (screen?.draft.open || screen?.draft.request) stage.home();
    else if (screen) stage.show({ at: 'declined', draft: { ...screen.draft, face: false } });
  }

  function enrolWithPinOnly(): void {
    const screen = stage.at('declined');
    if (screen) afterConsent(screen.draft);
  }

  /** The text of whichever field is on screen. */
  function setText(text: string): void {
    stage.touch();
    const { screen } = store.getState();
    if (screen.at === 'guardian') stage.patch('guardian', { draft: { ...screen.draft, guardianName: asName(text) } });
    else if (screen.at === 'name') stage.patch('name', { draft: { ...screen.draft, name: asName(text) } });
    else if (screen.at === 'newIdentifier') stage.patch('newIdentifier', { draft: { ...screen.draft, identifier: asIdentifier(text) }, problem: null });
  }

  function submitText(): void {
    const { screen } = store.getState();
    if (screen.at === 'guardian' && screen.draft.guardianName.trim() !== '') afterConsent(screen.draft);
    else if (screen.at === 'name' && screen.draft.name.trim() !== '') stage.show({ at: 'newIdentifier', draft: screen.draft, problem: null });
    else if (screen.at === 'newIdentifier' && screen.draft.identifier.length >= identifierMin) beginWith(screen.draft);
  }

  function beginWith(draft: Draft): void {
    void (draft.face ? capture(draft) : beginWithoutFace(draft));
  }

  /** Starts the enrolment in main; what comes next is the PIN. */
  async function beginWithoutFace(draft: Draft): Promise<void> {
    // Shown anew, so that of two touches only the later one leads on.
    const isCurrent = stage.show(draft.card ? { at: 'declined', draft } : { at: 'newIdentifier', draft, problem: null });
    try {
      const nothingTaken = { consent: null, cameraId: null } as const;
      const { enrolmentId } = draft.card
        ? await stage.call('enrolments.beginFor', { proof: { card: draft.card }, ...nothingTaken })
        : await stage.call('enrolments.begin', { name: draft.name, identifier: draft.identifier, ...nothingTaken });
      if (!isCurrent()) return void needs.bridge.call('enrolments.cancel', { enrolmentId });
      stage.show({ at: 'choosePin', draft: { ...draft, enrolmentId }, digits: '', problem: null });
    } catch (error) {
      if (isCurrent()) notBegun(error, draft, draft);
    }
  }

  /** The number is asked again where it was the number; `draft` is as before the beginning, `begun` as far as it came. */
  function notBegun(error: unknown, draft: Draft, begun: Draft): void {
    if (isRefusal(error, 'IDENTIFIER_TAKEN')) stage.show({ at: 'newIdentifier', draft, problem: { code: error.code, data: error.data } });
    else stage.refuse(error, { flow: 'enrol', draft: begun });
  }

  /** Opens the camera, starts the enrolment in main (the consent goes with it) and guides through the poses. */
  async function capture(draft: Draft): Promise<void> {
    const isCurrent = stage.show({ at: 'capture', draft, video: null, guidance: null });
    const signal = stage.screenSignal();
    let begun = draft;
    try {
      const camera = await stage.openCamera();
      stage.patch('capture', { video: camera.video });
      const consent = { textVersion: consentTextVersion, language: store.getState().language, accepted: true, guardianName: draft.minor ? draft.guardianName : null } as const;
      const { cameraId } = camera;
      const proof = draft.request ? { request: draft.request } : draft.card ? { card: draft.card } : draft.open && { token: draft.open.token };
      const enrolment = proof
        ? await stage.call('enrolments.beginFor', { proof, consent, cameraId })
        : { ...(await stage.call('enrolments.begin', { name: draft.name, identifier: draft.identifier, consent, cameraId })), needsPin: true };
      begun = { ...draft, enrolmentId: enrolment.enrolmentId };
      if (!isCurrent()) return void needs.bridge.call('enrolments.cancel', { enrolmentId: enrolment.enrolmentId });
      stage.patch('capture', { draft: begun });
      await camera.enrolment({ enrolmentId: enrolment.enrolmentId, onProgress: (guidance) => guide(isCurrent, guidance), signal });
      if (!isCurrent()) return;
      if (enrolment.needsPin) stage.show({ at: 'choosePin', draft: begun, digits: '', problem: null });
      else {
        const person = await stage.call('enrolments.finish', { enrolmentId: enrolment.enrolmentId, pin: null });
        if (isCurrent()) enrolled(begun, person);
      }
    } catch (error) {
      if (isCurrent()) notBegun(error, draft, begun);
    }
  }

  function enrolled(draft: Draft, person: { name: string; identifier: string }): void {
    if (draft.open) void needs.bridge.call('me.close', { token: draft.open.token });
    stage.show({ at: 'enrolled', name: person.name, identifier: person.identifier, face: draft.face });
  }

  function guide(isCurrent: () => boolean, guidance: Guidance): void {
    if (!isCurrent()) return;
    if (guidance.advice !== 'noFace') stage.touch();
    stage.patch('capture', { guidance });
  }

  function submitChosenPin(): void {
    const screen = stage.at('choosePin');
    if (!screen || screen.digits.length < pinDigits) return;
    stage.show({ at: 'repeatPin', draft: screen.draft, chosen: screen.digits, digits: '', mismatch: false, busy: false });
  }

  async function submitRepeatedPin(): Promise<void> {
    const screen = stage.at('repeatPin');
    if (!screen || screen.busy || screen.digits.length < pinDigits) return;
    const { draft, chosen, digits } = screen;
    if (digits !== chosen) return stage.patch('repeatPin', { digits: '', mismatch: true });
    stage.touch();
    const isCurrent = stage.stillHere();
    stage.patch('repeatPin', { busy: true, mismatch: false });
    try {
      if (draft.reset) {
        await stage.call('pins.finishReset', { token: draft.reset, pin: chosen });
        if (isCurrent()) stage.show({ at: 'pinSet' });
        return;
      }
      if (!draft.enrolmentId) throw new Refusal('ENROLMENT_NOT_FOUND');
      const person = await stage.call('enrolments.finish', { enrolmentId: draft.enrolmentId, pin: chosen });
      if (isCurrent()) enrolled(draft, person);
    } catch (error) {
      if (!isCurrent()) return;
      if (isRefusal(error, 'PIN_WEAK')) stage.show({ at: 'choosePin', draft, digits: '', problem: { code: error.code, data: error.data } });
      else stage.refuse(error, draft.reset ? { flow: 'reset' } : { flow: 'enrol', draft });
    }
  }

  /** Again from a refusal: the old enrolment is given up, a new one begins with the same consent (or none) and details. */
  function beginAgain(draft: Draft): void {
    cancelEnrolment(stage, draft);
    beginWith({ ...draft, enrolmentId: null });
  }

  return { listen, askConsent, askConsentFor, ...cards, setMinor, acceptConsent, declineConsent, enrolWithPinOnly, setText, submitText, beginAgain, submitChosenPin, submitRepeatedPin };
}
