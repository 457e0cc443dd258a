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
export function withoutCard(text: string): string {
  const from = text.toUpperCase().indexOf(cardPrefix);
  return from < 0 ? text : text.slice(0, from).trimEnd();
}
