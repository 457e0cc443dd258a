/** "Siti Rahmawati" -> "S*** R*********": enough to recognise oneself on the confirm screen, not enough for others to learn a name. */
export function maskName(name: string): string {
  return name
    .trim()
    .split(/\s+/u)
    .map((word) => {
      const [first = '', ...rest] = [...word];
      return first + '*'.repeat(Math.min(rest.length, 8));
    })
    .join(' ');
}

/** For searching: lower case, accents dropped, spaces single. "Al‑Ḥusnā  Ali" -> "al‑husna ali". */
export function foldName(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** A first name on a screen is at most this long, in characters (code points). */
const firstNameMax = 24;
/** Marks that turn the direction of what follows: a name that carries one would turn round the sentence it stands in. */
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * The first word of a name, for others to see: "Siti Rahmawati" -> "Siti". Without marks that turn the direction of writing; a longer word is cut
 * between two letters, never within one, to 24 characters and then ends in an ellipsis.
 */
export function firstNameOf(name: string): string {
  const [word = ''] = name.replace(directionMarks, '').trim().split(/\s+/u);
  if ([...word].length <= firstNameMax) return word === '' ? '–' : word;
  let cut = '';
  for (const { segment } of letters.segment(word)) {
    if ([...cut + segment].length >= firstNameMax) break;
    cut += segment;
  }
  // One letter under a pile of accents: its base is all there is room for.
  return `${cut === '' ? [...word].slice(0, 1).join('') : cut}…`;
}
