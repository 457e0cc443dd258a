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
