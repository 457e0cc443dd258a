import type { CheckinAnswer } from '../camera/checkin.ts';
import { showForCard } from './heldCard.ts';
import { advance, cardOf, changesAt, noCards, plainCard, type Card } from './greetings.ts';
import type { Screen, ScreenAt } from './screens.ts';
import { checkinScreen, type Stage } from './stage.ts';
import { createStay, type Stay } from './stay.ts';

/** After this long without anybody the language and the silhouette of the last person are forgotten, milliseconds. */
const forgetAfterMs = 30_000;

/** What a card's outcome sounds like. A stranger who merely walks past makes no noise. */
const toneOf = (card: Card) => (card.outcome === 'marked' ? 'done' : card.outcome === 'alreadyMarked' ? 'ready' : card.outcome === 'unknown' ? null : 'notDone');

/** The walk-up screen: camera, cards and board, each going on by itself. */
export function createCheckin(stage: Stage) {
  const { needs, store } = stage;
  let stay: Stay | null = null;
  let deckTimer: ReturnType<typeof setTimeout> | undefined;
  let seenAtMs = 0;

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

  function begin(screen: Screen, isCurrent: () => boolean): void {
    clearTimeout(deckTimer);
    stay = null;
    if (screen.at !== 'checkin') return;
    seenAtMs = needs.now();
    const onAnswer = (answer: CheckinAnswer) => { if (isCurrent()) show(answer); };
    stay = createStay({ stage, home: screen.home, isCurrent, watch: (signal) => watchWith(signal, onAnswer), onBoard: forgetLooks });
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
    if (faces.length > 0) {
      seenAtMs = needs.now();
      stay?.seen();
      // A visit goes on while somebody is seen; the home screen has no clock.
      stage.touch();
    }
    if (challenge && before.challenge?.trackId !== challenge.trackId) stage.play('ready');
    stage.patch('checkin', { faces, challenge, advice });
    if (greetings.length > 0) deal(greetings.map(cardOf));
  }

  /** What the last person chose is not the next one's. */
  function forgetLooks(): void {
    if (stay?.home && needs.now() - seenAtMs >= forgetAfterMs) stage.forgetChoices();
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

  /** Listens to what main tells everybody. Returns how to stop. */
  function listen(): () => void {
    const refresh = () => stay?.refresh();
    const stops = [needs.bridge.on('attendance.changed', refresh), needs.bridge.on('register.changed', refresh)];
    return () => { for (const stop of stops) stop(); };
  }

  stage.whenShown(begin);
  store.subscribe((now, before) => {
    if (now.language !== before.language || now.silhouette !== before.silhouette) seenAtMs = needs.now();
  });

  return {
    enter, greet, useCard, listen,
    askCard: () => void showForCard(stage, { at: 'card', video: null, busy: false, problem: null }, (text) => void useCard(text)),
    wake: () => stay?.wake(),
    retry: () => stay?.retry(),
  };
}
