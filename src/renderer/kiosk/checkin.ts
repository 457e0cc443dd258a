import { Refusal } from '../../shared/errors.ts';
import type { CheckinAnswer } from '../camera/checkin.ts';
import { createBoardWatch } from './board.ts';
import { advance, cardOf, changesAt, noCards, plainCard, type Card } from './greetings.ts';
import type { Board, Screen, ScreenAt } from './screens.ts';
import { checkinScreen, type Stage } from './stage.ts';

/** The camera is on this long before check-in opens, and this long after somebody was seen or touched "check in". Milliseconds. */
export const wakeBeforeMs = 5 * 60_000;
export const awakeForMs = 60_000;
/** A camera or a main that failed is tried again by itself, milliseconds. */
export const retryEveryMs = 4_000;
/** After this long without anybody the language and the silhouette of the last person are forgotten, milliseconds. */
const forgetAfterMs = 30_000;

/** What a card's outcome sounds like. A stranger who merely walks past makes no noise. */
const toneOf = (card: Card) => (card.outcome === 'marked' ? 'done' : card.outcome === 'alreadyMarked' ? 'ready' : card.outcome === 'unknown' ? null : 'notDone');

/** One stay on the check-in screen, from the moment it is shown until another screen is. */
interface Stay {
  home: boolean;
  isCurrent(): boolean;
  /** The board may have changed. */
  refresh(): void;
  /** Looks again whether the camera should be on, or tries again what failed. */
  nudge(): void;
  /** Somebody wants to be seen, whatever the timetable says. */
  wake(): void;
}

/** The walk-up screen: camera, cards and board, each going on by itself. */
export function createCheckin(stage: Stage) {
  const { needs, store } = stage;
  let stay: Stay | null = null;
  let deckTimer: ReturnType<typeof setTimeout> | undefined;

  /** Cards come, and go by themselves. */
  function deal(cards: readonly Card[]): void {
    clearTimeout(deckTimer);
    const screen = stage.at('checkin');
    if (!screen) return;
    const deck = advance(screen.deck, cards, needs.now());
    const before = new Set(screen.deck.shown.map(({ key }) => key));
    const tones = deck.shown.filter(({ key }) => !before.has(key)).map(toneOf);
    // One tone for several at once: the best news.
    const tone = tones.find((one) => one === 'done') ?? tones.find((one) => one !== null);
    if (tone) stage.play(tone);
    stage.patch('checkin', { deck });
    const at = changesAt(deck);
    if (at !== null) deckTimer = setTimeout(() => deal([]), Math.max(0, at - needs.now()));
  }

  function isAwake(board: Board | null, wokenAtMs: number): boolean {
    const now = needs.now();
    return now - wokenAtMs < awakeForMs || (board !== null && (board.open.length > 0 || (board.next !== null && board.next.opensAtMs - now <= wakeBeforeMs)));
  }

  function begin(screen: Screen, isCurrent: () => boolean): void {
    clearTimeout(deckTimer);
    stay = null;
    if (screen.at !== 'checkin') return;
    let wokenAtMs = screen.home ? Number.NEGATIVE_INFINITY : needs.now();
    let seenAtMs = needs.now();
    let resume: () => void = () => undefined;
    let watching = new AbortController();
    const left = stage.screenSignal();
    // A visit from the start screen ends by the idle clock, not by the timetable.
    const awake = () => !screen.home || isAwake(stage.at('checkin')?.board ?? null, wokenAtMs);
    const nudge = () => {
      resume();
      if (!awake()) watching.abort(new DOMException('no class is near', 'AbortError'));
    };
    const board = createBoardWatch(stage, isCurrent, (fresh) => {
      stage.patch('checkin', { board: fresh });
      if (needs.now() - seenAtMs > forgetAfterMs) forgetLooks();
      nudge();
    });
    const wake = () => { wokenAtMs = needs.now(); nudge(); };
    stay = { home: screen.home, isCurrent, refresh: board.refresh, nudge: () => resume(), wake };
    const unsubscribe = store.subscribe((now, before) => {
      if (now.language !== before.language || now.silhouette !== before.silhouette) seenAtMs = needs.now();
    });
    left.addEventListener('abort', () => { board.stop(); unsubscribe(); resume(); }, { once: true });

    const pause = (ms: number | null) => new Promise<void>((resolve) => {
      const timer = ms === null ? undefined : setTimeout(resolve, ms);
      resume = () => { clearTimeout(timer); resolve(); };
    });
    const onAnswer = (answer: CheckinAnswer) => {
      if (!isCurrent()) return;
      if (answer.faces.length > 0) {
        seenAtMs = needs.now();
        if (wokenAtMs > 0) wokenAtMs = needs.now();
        if (!screen.home) stage.touch();
      }
      show(answer);
    };

    async function live(): Promise<void> {
      // Until the first board nobody knows whether a class is near.
      if (screen.at === 'checkin' && screen.home && screen.board === null) await pause(retryEveryMs);
      while (isCurrent()) {
        if (!awake()) {
          stage.closeCamera();
          stage.patch('checkin', { phase: 'asleep', problem: null, video: null, faces: [], challenge: null });
          await pause(null);
          continue;
        }
        watching = new AbortController();
        try {
          await watchWith(AbortSignal.any([left, watching.signal]), onAnswer);
        } catch (error) {
          const asleep = watching.signal.aborted;
          // Whatever else looked at this camera stops with it.
          watching.abort();
          if (!isCurrent()) return;
          if (asleep) continue;
          if (!(error instanceof Refusal)) console.error(error);
          const { code, data } = error instanceof Refusal ? error : new Refusal('INTERNAL');
          stage.closeCamera();
          stage.patch('checkin', { phase: 'trouble', problem: { code, data }, video: null, faces: [], challenge: null });
          await pause(retryEveryMs);
        }
      }
    }
    void live();
  }

  async function watchWith(signal: AbortSignal, onAnswer: (answer: CheckinAnswer) => void): Promise<void> {
    if (stage.at('checkin')?.phase !== 'trouble') stage.patch('checkin', { phase: 'opening', problem: null });
    const camera = await stage.openCamera();
    signal.throwIfAborted();
    stage.patch('checkin', { phase: 'watching', problem: null, video: camera.video });
    camera.cards({ onCard: (text) => void useCard(text), signal });
    await camera.checkin({ onAnswer, signal });
  }

  function show({ faces, greetings, challenge, advice }: CheckinAnswer): void {
    const before = stage.at('checkin');
    if (!before) return;
    if (challenge && before.challenge?.trackId !== challenge.trackId) stage.play('ready');
    stage.patch('checkin', { faces, challenge, advice });
    if (greetings.length > 0) deal(greetings.map(cardOf));
  }

  /** What the last person chose is not the next one's. */
  function forgetLooks(): void {
    const { status, language, silhouette } = store.getState();
    if (!stay?.home || !status || (language === status.language && !silhouette)) return;
    store.setState({ language: status.language, silhouette: false });
    needs.applyLanguage(status.language);
  }

  /** Back at the check-in screen with a card that came another way than by the camera. */
  function greet(cards: readonly Card[]): void {
    if (!stage.at('checkin')) enter();
    deal(cards);
  }

  function enter(): void {
    const home = store.getState().status?.kioskMode === 'attendance';
    const shown: ScreenAt<'checkin'> = { ...checkinScreen(home), deck: noCards };
    stage.show(shown);
  }

  let cardsRead = 0;
  /** A card, from the camera or from a hand scanner. Ignored wherever nobody is checking in. */
  async function useCard(text: string): Promise<void> {
    const { screen } = store.getState();
    const mine = screen.at === 'checkin' || screen.at === 'card' || ((screen.at === 'number' || screen.at === 'numberPin') && screen.purpose === 'checkin');
    if (!mine || ('busy' in screen && screen.busy)) return;
    stage.touch();
    const isCurrent = stage.stillHere();
    stage.patch('card', { busy: true, problem: null });
    const result = await needs.bridge.call('checkins.byCard', { text });
    if (!isCurrent()) return;
    if (result.ok) return greet([cardOf(result.value)]);
    if (screen.at === 'card') return stage.patch('card', { busy: false, problem: { code: result.code, data: result.data } });
    greet([plainCard(`card-${++cardsRead}`, result.code === 'CARD_REFUSED' ? 'cardRefused' : 'notHeard')]);
  }

  async function askCard(): Promise<void> {
    const isCurrent = stage.show({ at: 'card', video: null, busy: false, problem: null });
    const signal = stage.screenSignal();
    try {
      const camera = await stage.openCamera();
      stage.patch('card', { video: camera.video });
      camera.cards({ onCard: (text) => void useCard(text), signal });
    } catch (error) {
      // A hand scanner works without a camera: the screen stays and says what is the matter.
      if (isCurrent() && error instanceof Refusal) stage.patch('card', { problem: { code: error.code, data: error.data } });
    }
  }

  /** Listens to what main tells everybody. Returns how to stop. */
  function listen(): () => void {
    const refresh = () => stay?.refresh();
    const stops = [needs.bridge.on('attendance.changed', refresh), needs.bridge.on('register.changed', refresh)];
    return () => { for (const stop of stops) stop(); };
  }

  stage.whenShown(begin);

  return {
    enter, greet, useCard, listen,
    askCard: () => void askCard(),
    wake: () => stay?.wake(),
    retry: () => stay?.nudge(),
  };
}
