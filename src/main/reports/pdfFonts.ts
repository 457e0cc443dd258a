import { existsSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Which font a text of a PDF is set in. Helvetica, which every reader has, holds the letters of Windows-1252: Indonesian and the rest of western Europe. Any
 * other name is set in a font of the computer that has all its letters, embedded in the file. The windows' own typeface comes as WOFF2, which pdfkit
 * cannot embed, and no package here ships one that it can. Where no font of the computer has the letters, the text says "(…)" in their place: a name that is
 * missing can be looked up by its number, a wrong one cannot.
 */

/** What stands for letters that no font has. */
export const unshown = '(…)';

/** A font file; `family` chooses one of a collection, by its PostScript name. */
export interface PdfFont { file: string; family?: string }

/** Fonts with many letters where operating systems keep them; wider known ones first. */
const linux = '/usr/share/fonts';
const windows = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'Fonts');
const mac = '/System/Library/Fonts';
const places: readonly PdfFont[] = [
  { file: `${linux}/truetype/noto/NotoSans-Regular.ttf` }, { file: `${linux}/truetype/dejavu/DejaVuSans.ttf` }, { file: `${linux}/truetype/liberation/LiberationSans-Regular.ttf` },
  { file: `${linux}/truetype/noto/NotoSansArabic-Regular.ttf` }, { file: `${linux}/truetype/noto/NotoSansJavanese-Regular.ttf` },
  { file: `${linux}/opentype/noto/NotoSansCJK-Regular.ttc`, family: 'NotoSansCJKsc-Regular' }, { file: `${linux}/truetype/wqy/wqy-microhei.ttc`, family: 'WenQuanYiMicroHei' },
  { file: `${linux}/truetype/droid/DroidSansFallbackFull.ttf` },
  { file: join(windows, 'segoeui.ttf') }, { file: join(windows, 'arial.ttf') }, { file: join(windows, 'msyh.ttc'), family: 'MicrosoftYaHei' }, { file: join(windows, 'malgun.ttf') }, { file: join(windows, 'Nirmala.ttf') },
  { file: `${mac}/Supplemental/Arial Unicode.ttf` }, { file: '/Library/Fonts/Arial Unicode.ttf' },
];

/** Those of this computer. */
export const fontsHere = (): PdfFont[] => places.filter(({ file }) => existsSync(file));

/** A text as it can be set: in `font`, or in Helvetica (null). `lost`: some letters are not there. */
export interface SetText { text: string; font: string | null; lost: boolean }

/** Makes a font known to the document and answers which of its letters there are; null when the file is no font. */
export type OpenFont = (name: string, font: PdfFont) => ((codePoint: number) => boolean) | null;

// Windows-1252 beyond Latin-1: what else Helvetica has.
const alsoThere = /[€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/;
const inHelvetica = (character: string): boolean => (character <= '\u00ff' && character !== '\u00ad') || alsoThere.test(character);
/** Says how letters join or which way they run: where a font has nothing for it, nothing is to be seen. */
const unseen = /^\p{Cf}$/u;

/** Chooses the font of each text; a font file is read when the first text needs it. */
export function createFontChoice(open: OpenFont, here: readonly PdfFont[]) {
  const opened = new Map<number, { name: string; has(codePoint: number): boolean } | null>();

  function fontAt(at: number) {
    const font = here[at];
    if (!opened.has(at) && font) {
      const name = `letters-${at}`;
      const has = open(name, font);
      opened.set(at, has && { name, has });
    }
    return opened.get(at) ?? null;
  }

  return function set(given: string): SetText {
    const text = given.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').normalize('NFC');
    let best = { missing: missingIn(text, inHelvetica), name: null as string | null, has: inHelvetica };
    for (let at = 0; at < here.length && best.missing > 0; at += 1) {
      const font = fontAt(at);
      if (!font) continue;
      const has = (character: string): boolean => font.has(character.codePointAt(0) ?? 0);
      const missing = missingIn(text, has);
      if (missing < best.missing) best = { missing, name: font.name, has };
    }
    return { text: shownIn(text, best.has), font: best.name, lost: best.missing > 0 };
  };
}

function missingIn(text: string, has: (character: string) => boolean): number {
  return [...text].filter((character) => !has(character) && !unseen.test(character)).length;
}

/** Runs of what is not there become one sign. */
function shownIn(text: string, has: (character: string) => boolean): string {
  let shown = '';
  for (const character of text) {
    if (has(character)) shown += character;
    else if (shown.trimEnd().endsWith(unshown)) shown = shown.trimEnd();
    else if (!unseen.test(character)) shown += unshown;
  }
  return shown;
}

const fromRight = '(?!\\p{Nd})[\\p{Script=Arabic}\\p{Script=Hebrew}\\p{Script=Syriac}\\p{Script=Thaana}]';
const partFromRight = new RegExp(`(${fromRight}(?:[\\s\\p{Mn}\\p{Cf}]*${fromRight}|[\\p{Mn}\\p{Cf}])*)`, 'u');

/** Parts that run one way each, in the order of a line that runs to the right: a part that holds both would be set as one, letters unjoined. */
export function byDirection(text: string): string[] {
  return text.split(partFromRight).filter((part) => part !== '');
}
