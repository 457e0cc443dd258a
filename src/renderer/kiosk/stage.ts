import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Appearance } from '../../shared/appearance.ts';
import type { Bridge, Input, Language, Method, Output, SiteStatus } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import type { CameraSession, Cast, KioskCamera } from './camera.ts';
import { createChoices, plainAppearance, type Choices } from './choices.ts';
import { stepsAfter } from './nextSteps.ts';
import { noCards } from './greetings.ts';
import type { Origin, Screen, ScreenAt, ScreenName } from './screens.ts';

export interface KioskState {
  screen: Screen;
  /** null until the host answered once. */
  status: SiteStatus | null;
  language: Language;
  appearance: Appearance;
  muted: boolean;
  /** Languages this machine has a voice for. */
  voices: readonly Language[];
  /** The camera circle shows a drawn head instead of the person. */
  silhouette: boolean;
  /** Demo only, while the simulated camera is open. */
  cast: Cast | null;
  /** Nobody has touched anything for a while: ask before leaving. */
  stillThere: boolean;
}

export type Tone = 'ready' | 'done' | 'notDone';

/** The machine around the store; each is a stand-in in tests. */
export interface KioskNeeds {
  bridge: Pick<Bridge, 'call' | 'on'>;
  camera: KioskCamera;
  /** Milliseconds since epoch. */
  now(): number;
  /** UUID, for idempotency keys. */
  newId(): string;
  /** Applies the language to the page. */
  applyLanguage(language: Language): void;
  /** Likewise text size and contrast. */
  applyAppearance(appearance: Appearance): void;
  play(tone: Tone, volume: number): void;
  openWindow(url: string): void;
  print(): void;
}

/** How long a finished or failed visit stays on screen, milliseconds. */
export const paidForMs = 8_000;
export const refusedForMs = 20_000;
/** How long "are you still there?" waits for a touch, milliseconds. */
export const stillThereForMs = 10_000;

/** The first drawing is on screen by then. Milliseconds. */
const drawAgainAfterMs = 500;

const resting: ReadonlySet<ScreenName> = new Set(['starting', 'unreachable', 'setup', 'closed', 'attract']);
const usesCamera: ReadonlySet<ScreenName> = new Set(['look', 'capture', 'checkin', 'card', 'enrolCard', 'meLook']);

/** True when nobody is being served: status changes may replace the screen. */
export const isResting = (screen: Screen): boolean => resting.has(screen.at) || (screen.at === 'checkin' && screen.home);

/** The check-in screen before it knows anything. */
export const checkinScreen = (home: boolean): ScreenAt<'checkin'> => ({
  at: 'checkin', home, phase: 'opening', problem: null, video: null, faces: [], challenge: null, advice: 'ok', deck: noCards, board: null,
});

/** Where the kiosk waits for the next person. */
export function homeScreen(status: SiteStatus | null): Screen {
  if (!status) return { at: 'starting' };
  if (!status.setupDone) return { at: 'setup' };
  if (status.kioskMode === 'attendance') return checkinScreen(true);
  // Attendance goes on while payments are closed.
  if (!status.payments.open && status.kioskMode === 'pay') return { at: 'closed', reason: status.payments.reason };
  return { at: 'attract' };
}

export interface Stage {
  readonly store: StoreApi<KioskState>;
  readonly needs: KioskNeeds;
  /** @throws Refusal for every answer that is not a value */
  call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>>;
  /** Replaces the screen, rearms its clock, lets go of a camera it does not use. Returns whether it is still the one shown. */
  show(screen: Screen): () => boolean;
  /** Whether what is awaited from now on is still wanted when it comes: true until another screen is shown. */
  stillHere(): () => boolean;
  /** Changes fields of the screen shown, if it still is `at`; does not touch its clock. */
  patch<N extends ScreenName>(at: N, change: Partial<Omit<ScreenAt<N>, 'at'>>): void;
  /** The screen shown, if it is `at`. */
  at<N extends ScreenName>(name: N): ScreenAt<N> | null;
  /** Somebody is there: the idle clock starts again. */
  touch(): void;
  /** Language, appearance, silence: as the person in front wants it, until they leave. */
  choose(change: Partial<Choices>): void;
  /** What somebody chose, and the silhouette, go back to how the site wants them. */
  forgetChoices(): void;
  /** The status changed; who chose nothing follows the site. */
  followSite(before: SiteStatus | null): void;
  /** Tells main that nobody will finish what the screen shown had begun. */
  giveUp(): void;
  /** Back to the start: gives up what is open in main and forgets the person. */
  home(): void;
  /** Shows what happened and what to do about it. Anything but a Refusal is a bug of this page, shown as INTERNAL. */
  refuse(error: unknown, origin: Origin): void;
  /** Opens the camera once per visit; the next screen without one closes it. */
  openCamera(): Promise<CameraSession>;
  /** Demo only: puts somebody else before the simulated camera. */
  stand(id: string): void;
  /** Lets go of the camera while the screen stays. */
  closeCamera(): void;
  play(tone: Tone): void;
  /** Told of every screen as it is shown, with whether it still is; a change of its fields is not a new screen. */
  whenShown(listener: (screen: Screen, isCurrent: () => boolean) => void): void;
  /** Aborted when the screen that asked for it is left. */
  screenSignal(): AbortSignal;
}

export function createStage(needs: KioskNeeds): Stage {
  const store = createStore<KioskState>(() => ({ screen: { at: 'starting' }, status: null, language: 'id', appearance: plainAppearance, muted: false, voices: [], silhouette: false, cast: null, stillThere: false }));
  let turn = 0;
  let clock: ReturnType<typeof setTimeout> | undefined;
  let session: CameraSession | null = null;
  let leaving = new AbortController();
  const choices = createChoices(store, needs, () => isResting(store.getState().screen));
  const listeners: ((screen: Screen, isCurrent: () => boolean) => void)[] = [];

  async function call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>> {
    const result = await needs.bridge.call(method, input);
    if (!result.ok) throw new Refusal(result.code, result.data);
    return result.value;
  }

  function show(screen: Screen): () => boolean {
    const mine = ++turn;
    leaving.abort();
    leaving = new AbortController();
    if (!usesCamera.has(screen.at)) closeCamera();
    store.setState({ screen, stillThere: false });
    armClock();
    playFor(screen);
    const isCurrent = () => turn === mine;
    if (resting.has(screen.at)) drawAgain(screen, isCurrent);
    for (const listener of listeners) listener(screen, isCurrent);
    return isCurrent;
  }

  /** React keeps what it drew last beside what it draws now: names and numbers of a visit are out of memory only after a second drawing. */
  function drawAgain(screen: Screen, isCurrent: () => boolean): void {
    setTimeout(() => { if (isCurrent() && store.getState().screen === screen) store.setState({ screen: { ...screen } }); }, drawAgainAfterMs);
  }

  function playFor(screen: Screen): void {
    const tone: Tone | null = screen.at === 'confirm' ? 'ready' : screen.at === 'paid' || screen.at === 'enrolled' || screen.at === 'meErased' ? 'done' : screen.at === 'refused' ? 'notDone' : null;
    if (tone) play(tone);
  }

  function play(tone: Tone): void {
    const volume = store.getState().status?.soundVolume ?? 0;
    if (volume > 0) needs.play(tone, volume);
  }

  function closeCamera(): void {
    session?.close();
    session = null;
    store.setState({ cast: null });
  }

  function armClock(): void {
    clearTimeout(clock);
    const { screen, status } = store.getState();
    if (isResting(screen)) return;
    if (screen.at === 'confirm' || screen.at === 'stepUp') {
      const left = screen.at === 'confirm' ? screen.withinMs : screen.authorisation.expiresAtMs - needs.now();
      clock = setTimeout(runOut, Math.max(0, left));
    } else if (screen.at === 'me' || screen.at === 'meErase') {
      // Main closes the data by its own clock: the question comes while there is still time to answer it.
      clock = setTimeout(askStillThere, Math.max(0, screen.open.idleAfterMs - stillThereForMs));
    } else if (screen.at === 'paid' || screen.at === 'enrolled' || screen.at === 'meErased' || screen.at === 'pinSet') {
      clock = setTimeout(home, paidForMs);
    } else if (screen.at === 'refused') {
      clock = setTimeout(home, refusedForMs);
    } else {
      const idleAfterMs = Math.max(stillThereForMs, status?.idleAfterMs ?? 30_000);
      clock = setTimeout(askStillThere, idleAfterMs);
    }
  }

  function runOut(): void {
    const { screen } = store.getState();
    if (screen.at !== 'confirm' && screen.at !== 'stepUp') return;
    // The tap is on its way: only main's answer may end this screen.
    if (screen.at === 'stepUp' ? screen.busy : screen.paying) return;
    refuse(new Refusal('AUTHORISATION_EXPIRED'), { flow: 'pay', charge: screen.charge });
  }

  function askStillThere(): void {
    store.setState({ stillThere: true });
    clock = setTimeout(home, stillThereForMs);
  }

  function touch(): void {
    const { screen, stillThere } = store.getState();
    if (stillThere) store.setState({ stillThere: false });
    choices.touch();
    // A tap cannot prolong an authorisation: its clock runs from when main gave it.
    if (screen.at !== 'confirm' && screen.at !== 'stepUp') armClock();
  }

  function home(): void {
    giveUp();
    show(homeScreen(store.getState().status));
    forgetChoices();
  }

  function forgetChoices(): void {
    store.setState({ silhouette: false });
    choices.reset();
  }

  /** Not waited for: an unpaid charge expires by itself. */
  function giveUp(): void {
    const { screen } = store.getState();
    const charge = 'charge' in screen ? screen.charge : screen.at === 'refused' && screen.origin.flow === 'pay' ? screen.origin.charge : null;
    const draft = 'draft' in screen ? screen.draft : screen.at === 'refused' && screen.origin.flow === 'enrol' ? screen.origin.draft : null;
    if (charge) void needs.bridge.call('charges.cancel', { chargeId: charge.chargeId });
    const open = 'open' in screen ? screen.open : draft?.open;
    if (open) void needs.bridge.call('me.close', { token: open.token });
    if (draft?.enrolmentId) void needs.bridge.call('enrolments.cancel', { enrolmentId: draft.enrolmentId });
  }

  function refuse(error: unknown, origin: Origin): void {
    if (!(error instanceof Refusal)) console.error(error);
    const refusal = error instanceof Refusal ? error : new Refusal('INTERNAL');
    show({ at: 'refused', code: refusal.code, data: refusal.data, origin, ...stepsAfter(refusal.code, origin) });
  }

  async function openCamera(): Promise<CameraSession> {
    if (session) return session;
    const asked = turn;
    const opened = await needs.camera.open(store.getState().status?.demo ?? false);
    if (asked !== turn) {
      opened.close();
      throw new DOMException('left before the camera opened', 'AbortError');
    }
    session = opened;
    store.setState({ cast: opened.cast });
    return opened;
  }

  return {
    store, needs, call, show, touch, giveUp, home, refuse, openCamera, closeCamera, play,
    whenShown: (listener) => void listeners.push(listener),
    screenSignal: () => leaving.signal,
    forgetChoices,
    followSite: choices.follow,
    choose: (change) => {
      choices.change(change);
      touch();
    },
    stillHere: () => {
      const mine = turn;
      return () => turn === mine;
    },
    stand: (id) => {
      const { cast } = store.getState();
      session?.stand(id);
      if (session && cast) store.setState({ cast: { ...cast, shown: id } });
    },
    patch: (at, change) => {
      const { screen } = store.getState();
      // `change` holds fields of the very member that `at` names.
      if (screen.at === at) store.setState({ screen: { ...screen, ...change } as Screen });
    },
    at: <N extends ScreenName>(name: N) => {
      const { screen } = store.getState();
      // The name is the discriminant, so equality is the proof.
      return screen.at === name ? (screen as ScreenAt<N>) : null;
    },
  };
}
