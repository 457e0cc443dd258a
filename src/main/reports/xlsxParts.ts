import { Refusal } from '../../shared/errors.ts';

/* What has to be known of a workbook's XML before a library reads it. Only shapes that every spreadsheet program writes are admitted. */

/** Cells a sheet may span, from A1 to its last row and column: Excel sometimes leaves a formatted cell in its very last row. */
const maxCells = 4_000_000;

/** `<c ...>` and `<row ...>`, with whatever prefix, up to the next tag. */
const cellTags = /<(?:[^\s<>/]*:)?(c|row)(?=[\s/>])([^<]*)/g;
/** Attributes without entities, which could hide a number from us that the library sees. */
const plainAttributes = /^(?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"<&]*"|'[^'<&]*'))*\s*\/?>/;
const placeAttribute = /[\s:]r\s*=\s*["']([^"']*)/g;

/**
 * Rows that a sheet leaves out are filled in by whoever reads it: `<row r="1048576">` alone would be a million rows.
 * @throws Refusal FILE_UNREADABLE FILE_TOO_LARGE
 */
export function requireSmallSheet(xml: string, maxRows: number): void {
  let [rows, lastRow, lastColumn] = [0, 0, 0];
  for (const [, tag, rest = ''] of xml.matchAll(cellTags)) {
    if (!plainAttributes.test(rest)) throw new Refusal('FILE_UNREADABLE');
    if (tag === 'row') rows += 1;
    for (const [, place = ''] of rest.matchAll(placeAttribute)) {
      const [, letters = '', digits] = /^([A-Z]{0,3})([1-9]\d{0,6})$/.exec(place) ?? [];
      if (digits === undefined) throw new Refusal('FILE_UNREADABLE');
      lastRow = Math.max(lastRow, Number(digits));
      lastColumn = Math.max(lastColumn, columnOf(letters));
    }
  }
  if (rows > maxRows || Math.max(rows, lastRow) * Math.max(lastColumn, 1) > maxCells) throw new Refusal('FILE_TOO_LARGE', { max: maxRows });
}

/** "A" -> 1, "AA" -> 27; none -> 0. */
function columnOf(letters: string): number {
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);
}

/**
 * The zeros a sheet shows in front of a number: in a column formatted "00000" the number 123 is the identifier 00123. Such cells become texts;
 * everything else stays as it is.
 */
export function showLeadingZeros(parts: ReadonlyMap<string, string>): Map<string, string> {
  const widths = zeroFormats(parts.get('xl/styles.xml') ?? '');
  const shown = new Map(parts);
  if (widths.size === 0) return shown;
  for (const [name, xml] of parts) {
    if (!name.startsWith('xl/worksheets/')) continue;
    shown.set(name, xml.replace(/<c((?:\s+[^\s=<>"'/]+="[^"<]*")*)\s*>\s*<v>(\d{1,15})<\/v>\s*<\/c>/g, (cell, attributes: string, digits: string) => {
      const width = widths.get(Number(/\ss="(\d+)"/.exec(attributes)?.[1] ?? -1));
      if (width === undefined || /\st="(?!n")/.test(attributes)) return cell;
      return `<c${/\sr="[^"]*"/.exec(attributes)?.[0] ?? ''} t="str"><v>${digits.padStart(width, '0')}</v></c>`;
    }));
  }
  return shown;
}

/** How many digits a cell style shows at least, for styles whose format is zeros only. */
function zeroFormats(styles: string): Map<number, number> {
  const byFormat = new Map<string, number>();
  for (const [tag] of styles.matchAll(/<numFmt\s[^<>]*>/g)) {
    const zeros = /\sformatCode="(0{2,20})"/.exec(tag)?.[1];
    const id = /\snumFmtId="(\d+)"/.exec(tag)?.[1];
    if (zeros && id) byFormat.set(id, zeros.length);
  }
  const cellStyles = styles.slice(Math.max(styles.indexOf('<cellXfs'), 0), Math.max(styles.indexOf('</cellXfs>'), 0));
  return new Map([...cellStyles.matchAll(/<xf\s[^<>]*>/g)].flatMap(([tag], style) => {
    const width = byFormat.get(/\snumFmtId="(\d+)"/.exec(tag)?.[1] ?? '');
    return width === undefined ? [] : [[style, width] as const];
  }));
}
