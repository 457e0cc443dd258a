/** One line of an LFW pairs file: two pictures by their path inside the images folder, same person or not, and its fold. */
export interface Pair { a: string; b: string; same: boolean; fold: number }

function picture(name: string, number: string): string {
  return `${name}/${name}_${number.padStart(4, '0')}.jpg`;
}

/**
 * Reads both LFW formats. View 1: a first line "500", then 500 genuine and 500 impostor pairs. View 2: a first line "10 300", then
 * ten folds of 300 genuine and 300 impostor pairs. Genuine "name n1 n2", impostor "name1 n1 name2 n2".
 * @throws Error naming the line when the file has another format
 */
export function readPairs(text: string): { pairs: Pair[]; folds: number } {
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
  const header = (lines[0] ?? '').split(/\s+/).map(Number);
  if (header.length < 1 || header.length > 2 || header.some((value) => !Number.isInteger(value) || value < 1)) throw new Error('line 1: an LFW pairs file begins with "COUNT" or "FOLDS COUNT"');
  const [folds, perHalf] = header.length === 2 ? [header[0] ?? 1, header[1] ?? 0] : [1, header[0] ?? 0];
  const rest = lines.slice(1);
  if (rest.length !== folds * perHalf * 2) throw new Error(`line 1 promises ${folds * perHalf * 2} pairs, the file has ${rest.length}`);
  const pairs = rest.map((line, index): Pair => {
    const parts = line.split(/\s+/);
    const [first = '', second = '', third = '', fourth = ''] = parts;
    const fold = Math.floor(index / (perHalf * 2));
    if (parts.length === 3) return { a: picture(first, second), b: picture(first, third), same: true, fold };
    if (parts.length === 4) return { a: picture(first, second), b: picture(third, fourth), same: false, fold };
    throw new Error(`line ${index + 2}: expected "name n1 n2" or "name1 n1 name2 n2"`);
  });
  return { pairs, folds };
}

/** The person a picture is of: its folder. */
export function personOf(path: string): string {
  return path.split('/')[0] ?? '';
}
