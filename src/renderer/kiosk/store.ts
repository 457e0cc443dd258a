import type { Appearance } from '../../shared/appearance.ts';
import type { Language } from '../../shared/contract.ts';
import { createCheckin } from './checkin.ts';
import { createEnrol } from './enrol.ts';
import { createMe } from './me.ts';
import { codeDigits, createNumber } from './number.ts';
import { createPay, pinDigits, withDigit } from './pay.ts';
import type { NextStep, ScreenAt } from './screens.ts';
import { createStage, homeScreen, isResting, type KioskNeeds } from './stage.ts';

/** How often the host is asked how it is: at rest, and while it does not answer. Milliseconds. */
export const statusEveryMs = 15_000;
export const statusRetryMs = 2_000;

/** The kiosk: one store, and the actions its screens call. `start()` begins to watch the host and returns how to stop. */
export function createKiosk(needs: KioskNeeds) {
  const stage = createStage(needs);
  const { store } = stage;
  const pay = createPay(stage);
  const enrol = createEnrol(stage);
  const checkin = createCheckin(stage);
  const me = createMe(stage);
  const number = createNumber(stage, checkin, me);

  /** Asks the host; a visit in progress is never interrupted, it meets a lost host at its own next call. */
  async function refreshStatus(): Promise<boolean> {
    const result = await needs.bridge.call('site.status', {});
    const { screen, status: before } = store.getState();
    if (!result.ok) {
      if (isResting(screen) && screen.at !== 'unreachable') stage.show({ at: 'unreachable' });
      return false;
    }
    store.setState({ status: result.value });
    stage.followSite(before);
    const rest = homeScreen(result.value);
    if (isResting(screen) && (rest.at !== screen.at || rest.at === 'closed')) stage.show(rest);
    return true;
  }

  function start(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const beat = async () => {
      clearTimeout(timer);
      const answered = await refreshStatus();
      // Another beat may have ended meanwhile: one chain is enough.
      clearTimeout(timer);
      if (!stopped) timer = setTimeout(() => void beat(), answered ? statusEveryMs : statusRetryMs);
    };
    const unlisten = needs.bridge.on('site.changed', () => void beat());
    const unlistenCheckin = checkin.listen();
    const unlistenRequests = enrol.listen();
    void beat();
    return () => {
      stopped = true;
      clearTimeout(timer);
      unlisten();
      unlistenCheckin();
      unlistenRequests();
    };
  }

  /** Staff opens the desk. In the browser host the answer is an address that works once. */
  async function openAdmin(): Promise<void> {
    const result = await needs.bridge.call('windows.openAdmin', {});
    if (result.ok && result.value.url) needs.openWindow(result.value.url);
  }

  /** The PIN field on whichever screen has one. */
  function editPin(change: (digits: string) => string): void {
    const { screen } = store.getState();
    stage.touch();
    if (screen.at === 'pin' && !screen.busy) stage.patch('pin', { digits: change(screen.digits), problem: null });
    else if (screen.at === 'stepUp' && !screen.busy) stage.patch('stepUp', { digits: change(screen.digits), problem: null });
    else if (screen.at === 'numberPin' && !screen.busy) stage.patch('numberPin', { digits: change(screen.digits), problem: null });
    else if (screen.at === 'resetCode' && !screen.busy) stage.patch('resetCode', { digits: change(screen.digits), problem: null });
    else if (screen.at === 'choosePin') stage.patch('choosePin', { digits: change(screen.digits), problem: null });
    else if (screen.at === 'repeatPin' && !screen.busy) stage.patch('repeatPin', { digits: change(screen.digits), mismatch: false });
  }

  function submitPin(): void {
    const { at } = store.getState().screen;
    if (at === 'pin') void pay.submitPin();
    else if (at === 'stepUp') void pay.submitStepUp();
    else if (at === 'numberPin') void number.submitPin();
    else if (at === 'resetCode') void number.submitCode();
    else if (at === 'choosePin') enrol.submitChosenPin();
    else if (at === 'repeatPin') void enrol.submitRepeatedPin();
  }

  /** One step back where there is one, else home. Never while money may be moving. */
  function back(): void {
    const { screen } = store.getState();
    if (('busy' in screen && screen.busy) || (screen.at === 'confirm' && screen.paying)) return;
    if (screen.at === 'pin') pay.askIdentifier(screen.charge, screen.identifier);
    else if (screen.at === 'guardian' || screen.at === 'declined' || screen.at === 'enrolCard') stage.show({ at: 'consent', draft: screen.draft });
    else if (screen.at === 'name') stage.show({ at: !screen.draft.face ? 'declined' : screen.draft.minor ? 'guardian' : 'consent', draft: screen.draft });
    else if (screen.at === 'newIdentifier') stage.show({ at: 'name', draft: screen.draft });
    else if (screen.at === 'repeatPin') stage.show({ at: 'choosePin', draft: screen.draft, digits: '', problem: null });
    else if (screen.at === 'numberPin') number.ask(screen.purpose, screen.identifier);
    else if (screen.at === 'resetCode') number.ask('reset', screen.identifier);
    else if (screen.at === 'card') number.ask('checkin');
    else if (screen.at === 'number' && screen.purpose === 'checkin') checkin.enter();
    else if (screen.at === 'number' && screen.purpose === 'reset') stage.home();
    else if (screen.at === 'number' || screen.at === 'meLook') me.askDoor();
    else if (screen.at === 'meErase') me.keepFace();
    else stage.home();
  }

  /** Whoever turns from enrolling to their own data enrols no more. */
  function askMe(): void {
    stage.giveUp();
    me.askDoor();
  }

  /** Who forgot the PIN gives up what they were about; a charge is cancelled. */
  function askReset(): void {
    stage.giveUp();
    number.ask('reset');
  }

  /** The button of a refusal. */
  function follow(step: NextStep): void {
    const screen = stage.at('refused');
    if (!screen) return;
    if (step === 'resetPin') askReset();
    else if (screen.origin.flow === 'pay') followWhilePaying(step, screen.origin.charge);
    else if (screen.origin.flow === 'enrol') followWhileEnrolling(step, screen.origin.draft);
    else if (step === 'meLook') me.look();
    else if (step === 'meNumber') number.ask('me');
    else if (step === 'checkinNumber') number.ask('checkin');
    else if (step === 'checkin') checkin.enter();
    else stage.home();
  }

  function followWhilePaying(step: NextStep, charge: ScreenAt<'look'>['charge'] | null): void {
    if (step === 'look' && charge) void pay.look(charge);
    else if (step === 'pin' && charge) pay.askIdentifier(charge);
    else if (step === 'home') stage.home();
    else {
      if (charge) void needs.bridge.call('charges.cancel', { chargeId: charge.chargeId });
      pay.askAmount();
    }
  }

  function followWhileEnrolling(step: NextStep, draft: ScreenAt<'consent'>['draft']): void {
    if (step === 'capture') enrol.beginAgain(draft);
    else if (step === 'newIdentifier') stage.show({ at: 'newIdentifier', draft, problem: null });
    else if (step === 'choosePin') stage.show({ at: 'choosePin', draft, digits: '', problem: null });
    else if (step === 'consent') stage.show({ at: 'consent', draft });
    else if (step === 'enrolCard') enrol.askOtherCard(draft);
    else if (step === 'meDoor') askMe();
    else stage.home();
  }

  const actions = {
    askAmount: pay.askAmount,
    typeAmount: pay.typeAmount,
    eraseAmount: pay.eraseAmount,
    quickAmount: pay.quickAmount,
    payWithFace: pay.payWithFace,
    payWithPin: pay.payWithPin,
    confirm: () => void pay.confirm(),
    setIdentifier: pay.setIdentifier,
    submitIdentifier: pay.submitIdentifier,
    typePin: (digit: string) => editPin((digits) => withDigit(digits, digit, store.getState().screen.at === 'resetCode' ? codeDigits : pinDigits)),
    erasePin: () => editPin((digits) => digits.slice(0, -1)),
    submitPin,
    askConsent: enrol.askConsent,
    setMinor: enrol.setMinor,
    acceptConsent: enrol.acceptConsent,
    declineConsent: enrol.declineConsent,
    enrolWithPinOnly: enrol.enrolWithPinOnly,
    askEnrolCard: () => {
      const screen = stage.at('consent');
      if (screen && !screen.draft.open) enrol.askCard(screen.draft);
    },
    enrolWithoutCard: enrol.withoutTheCard,
    notMyCard: enrol.notMe,
    checkIn: checkin.enter,
    wakeCamera: checkin.wake,
    retryCamera: checkin.retry,
    askCheckinNumber: () => number.ask('checkin'),
    askCard: checkin.askCard,
    /** A card's text from a hand scanner. */
    scan: (text: string) => {
      void checkin.useCard(text);
      void enrol.useCard(text);
    },
    setNumber: number.setText,
    submitNumber: number.submitText,
    checkInWithoutPin: () => void number.submitPin(true),
    askMe,
    askReset,
    lookForMe: me.look,
    askMeNumber: () => number.ask('me'),
    showTab: me.showTab,
    askErase: me.askErase,
    /** From one's own data, for who has no face enrolled. */
    enrolMyFace: () => {
      const screen = stage.at('me');
      if (screen && !screen.overview.hasFace) enrol.askConsentFor(screen.open, screen.overview.name, screen.overview.identifier);
    },
    keepFace: me.keepFace,
    eraseFace: me.eraseFace,
    setText: enrol.setText,
    submitText: enrol.submitText,
    back,
    home: stage.home,
    follow,
    setLanguage: (language: Language) => stage.choose({ language }),
    setAppearance: (change: Partial<Appearance>) => stage.choose({ appearance: { ...store.getState().appearance, ...change } }),
    setMuted: (muted: boolean) => stage.choose({ muted }),
    toggleSilhouette: () => {
      stage.touch();
      store.setState({ silhouette: !store.getState().silhouette });
    },
    stand: stage.stand,
    stay: () => {
      stage.touch();
      me.keepOpen();
    },
    print: needs.print,
    openAdmin: () => void openAdmin(),
  };

  return { store, actions, start };
}

export type Kiosk = ReturnType<typeof createKiosk>;
export type KioskActions = Kiosk['actions'];
