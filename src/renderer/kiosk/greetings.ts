import type { CheckinOutcome, MarkStatus } from '../../shared/attendance.ts';
import type { Greeting } from '../../shared/contractAttendance.ts';

/** What a card on the check-in screen says; two of them are the kiosk's own: a card that is none, and a main that did not answer. */
export interface Card {
  /** Tells cards apart while they are on screen. */
  key: string;
  outcome: CheckinOutcome | 'cardRefused' | 'notHeard';
  firstName: string | null;
  status: MarkStatus | null;
  courseName: string | null;
  roomName: string | null;
  markedAtMs: number | null;
  opensAtMs: number | null;
}

export interface ShownCard extends Card {
  /** Milliseconds since epoch. */
  shownAtMs: number;
}

/** What is shown, newest first, and what waits for a place, oldest first. */
export interface Deck {
  shown: readonly ShownCard[];
  waiting: readonly Card[];
}

export const noCards: Deck = { shown: [], waiting: [] };
/** Side by side. */
export const mostCards = 3;
/** A good word is read at a glance; what to do takes longer. Milliseconds. */
export const markedForMs = 4_000;
export const adviceForMs = 7_000;
/** Nobody's card leaves sooner than this for the next person's, milliseconds. */
export const leastShownMs = 900;

export const cardOf = (greeting: Greeting): Card => ({ ...greeting, key: `greeting-${greeting.greetingId}` });
export const plainCard = (key: string, outcome: Card['outcome']): Card => ({ key, outcome, firstName: null, status: null, courseName: null, roomName: null, markedAtMs: null, opensAtMs: null });

const leavesAt = (card: ShownCard) => card.shownAtMs + (card.outcome === 'marked' ? markedForMs : adviceForMs);
/** Two marks are two people, even of one name; anything else said twice to the same name is one card that stays. */
const sameWord = (a: Card, b: Card) => a.key === b.key || (a.outcome !== 'marked' && a.outcome === b.outcome && a.firstName === b.firstName && a.courseName === b.courseName);

/** Whose time is over goes, who came is shown at once; a full row keeps each card for a moment. */
export function advance(deck: Deck, arrived: readonly Card[], nowMs: number): Deck {
  let shown = deck.shown.filter((card) => nowMs < leavesAt(card));
  const waiting: Card[] = [...deck.waiting];
  for (const card of arrived) {
    if (shown.some((other) => sameWord(other, card))) shown = shown.map((other) => (sameWord(other, card) && other.key !== card.key ? { ...other, shownAtMs: nowMs } : other));
    else if (!waiting.some((other) => sameWord(other, card))) waiting.push(card);
  }
  while (waiting.length > 0) {
    const oldest = shown.at(-1);
    if (oldest && shown.length >= mostCards) {
      if (nowMs - oldest.shownAtMs < leastShownMs) break;
      shown = shown.slice(0, -1);
    }
    const next = waiting.shift();
    if (next) shown = [{ ...next, shownAtMs: nowMs }, ...shown];
  }
  return { shown, waiting };
}

/** When the deck changes by itself, milliseconds since epoch; null when it does not. */
export function changesAt(deck: Deck): number | null {
  const oldest = deck.shown.at(-1);
  if (!oldest) return null;
  const leaving = Math.min(...deck.shown.map(leavesAt));
  return deck.waiting.length > 0 ? Math.min(leaving, oldest.shownAtMs + leastShownMs) : leaving;
}
