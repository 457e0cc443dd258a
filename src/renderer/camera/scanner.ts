import { asCard } from './card.ts';

/** A hand scanner types a character every few milliseconds; a pause longer than this is somebody typing. */
const mostBetweenMs = 250;

/** Listens to keys as a hand scanner types them: fast, and Enter at the end. Answers a card's text with the Enter that ends it. */
export function createScanner() {
  let typed = '';
  let lastAtMs = Number.NEGATIVE_INFINITY;
  return (key: string, atMs: number): string | null => {
    if (atMs - lastAtMs > mostBetweenMs) typed = '';
    lastAtMs = atMs;
    if (key === 'Enter') {
      const card = asCard(typed);
      typed = '';
      return card;
    }
    // Shift and its like are keys too, with names longer than one character.
    if ([...key].length === 1) typed = (typed + key).slice(-400);
    return null;
  };
}
