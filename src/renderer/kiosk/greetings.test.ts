import { expect, test } from 'vitest';
import { adviceForMs, advance, changesAt, leastShownMs, markedForMs, mostCards, noCards, plainCard, type Card } from './greetings.ts';

const marked = (firstName: string, key = firstName): Card => ({ ...plainCard(key, 'marked'), firstName, status: 'present' });
const names = (deck: ReturnType<typeof advance>) => deck.shown.map((card) => card.firstName);

test('the next person is shown at once, beside those still there, newest first', () => {
  let deck = advance(noCards, [marked('Andi')], 0);
  deck = advance(deck, [marked('Budi')], 300);
  expect(names(deck)).toEqual(['Budi', 'Andi']);
  expect(names(advance(deck, [], markedForMs))).toEqual(['Budi']);
});

test('five at once: three stand side by side, the others follow when these were seen for a moment', () => {
  let deck = advance(noCards, ['A', 'B', 'C', 'D', 'E'].map((name) => marked(name)), 0);
  expect(deck.shown).toHaveLength(mostCards);
  expect(changesAt(deck)).toBe(leastShownMs);
  expect(names(advance(deck, [], leastShownMs - 1))).toEqual(['C', 'B', 'A']);
  deck = advance(deck, [], leastShownMs);
  expect(names(deck)).toEqual(['E', 'D', 'C']);
  expect(deck.waiting).toHaveLength(0);
});

test('thirty people in a minute are each shown', () => {
  let deck = noCards;
  const seen = new Set<string>();
  for (let person = 0; person < 30; person += 1) {
    deck = advance(deck, [marked('Ani', `greeting-${person}`)], person * 2_000);
    for (const card of deck.shown) seen.add(card.key);
  }
  expect(seen.size).toBe(30);
});

test('the same advice to the same person is one card that stays; two marks of one name are two people', () => {
  const unknown = (key: string) => plainCard(key, 'unknown');
  let deck = advance(noCards, [unknown('a')], 0);
  deck = advance(deck, [unknown('b')], 5_000);
  expect(deck.shown.map(({ key }) => key)).toEqual(['a']);
  expect(advance(deck, [], adviceForMs).shown).toHaveLength(1);
  expect(advance(deck, [], 5_000 + adviceForMs).shown).toHaveLength(0);
  expect(names(advance(noCards, [marked('Andi', '1'), marked('Andi', '2')], 0))).toEqual(['Andi', 'Andi']);
});

test('a greeting told twice is shown once', () => {
  const deck = advance(noCards, [marked('Andi', 'greeting-7')], 0);
  expect(advance(deck, [marked('Andi', 'greeting-7')], 100)).toEqual(deck);
});
