import { cardPrefix } from '../camera/card.ts';

/*
 * What the keyboards may type, so that a person meets the limits of the contract while typing and not after it.
 */

/** Shortest and longest identifier the contract takes. */
export const identifierMin = 3;
const identifierMax = 20;
const nameMax = 80;

/** Upper case, only A-Z 0-9 . - and at most 20. */
export function asIdentifier(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9.-]/g, '').slice(0, identifierMax);
}

/** No control characters, no leading or doubled spaces, at most 80. */
export function asName(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '').replaceAll(/ {2,}/g, ' ').trimStart().slice(0, nameMax);
}

/** What was typed before a hand scanner typed a card into the same field. */
export const nameWithoutCard = (text: string): string => withoutCard(text, nameMax);
export const identifierWithoutCard = (text: string): string => withoutCard(text, identifierMax);

function withoutCard(text: string, longest: number): string {
  const upper = text.toUpperCase();
  const from = upper.indexOf(cardPrefix);
  if (from >= 0) return text.slice(0, from).trimEnd();
  if (text.length < longest) return text;
  // The field was full before the card's first letters were over.
  for (let fitting = cardPrefix.length - 1; fitting > 0; fitting -= 1) if (upper.endsWith(cardPrefix.slice(0, fitting))) return text.slice(0, -fitting).trimEnd();
  return text;
}
