import PDFDocument from 'pdfkit';
import type { Readable } from 'node:stream';
import { dateTimeText, type Cell, type Column, type Table } from './table.ts';

/** A pile of paper nobody prints, and minutes of work: longer lists are for CSV and XLSX. */
export const pdfMaxRows = 20_000;

const margin = 36;
const padding = 4;
const size = 8;
const lineHeight = 10;
/** Lines of one cell; what is longer ends in an ellipsis. */
const linesOfCell = 3;
/** Characters that fit across an upright A4 page. */
const uprightWidth = 96;

type Doc = InstanceType<typeof PDFDocument>;

/**
 * A4, lying where the columns need it; site, title and filters on the first page, the heading of the table and the page number on each. Helvetica, which every
 * reader has: pdfkit cannot embed the WOFF2 of the windows' own typeface. Its letters are those of Windows-1252; others lose their accents or become "?".
 */
export function pdfStream(table: Table, pageWord: string): Readable {
  const characters = table.columns.reduce((sum, { width }) => sum + width, 0);
  const doc = new PDFDocument({ size: 'A4', layout: characters > uprightWidth ? 'landscape' : 'portrait', margin, bufferPages: false, autoFirstPage: false, info: { Title: plain(table.title), Author: plain(table.siteName), Producer: 'Tatap', Creator: 'Tatap' } });
  // The caller attaches its reader before the first page is drawn.
  setImmediate(() => {
    try {
      draw(doc, table, pageWord, characters);
      doc.end();
    } catch (error) {
      doc.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  // pdfkit's types know it as a PDFKit document; it is a stream.Readable.
  return doc as unknown as Readable;
}

function draw(doc: Doc, table: Table, pageWord: string, characters: number): void {
  let page = 0;
  let y = 0;
  const newPage = (): void => {
    doc.addPage();
    page += 1;
    // The foot lies in the margin, where pdfkit would begin a page of its own.
    doc.page.margins.bottom = 0;
    const bottom = doc.page.height - 26;
    doc.font('Helvetica').fontSize(7).fillColor('#5b6470');
    doc.text(plain(`${table.siteName} - ${table.title}`), margin, bottom, { lineBreak: false });
    doc.text(`${pageWord} ${page}`, margin, bottom, { width: doc.page.width - 2 * margin, align: 'right', lineBreak: false });
    y = margin;
  };
  newPage();
  const wide = doc.page.width - 2 * margin;
  const lowest = doc.page.height - 40;
  const widths = table.columns.map(({ width }) => wide * width / characters);

  doc.fillColor('#5b6470').font('Helvetica').fontSize(9).text(plain(table.siteName), margin, y, { width: wide });
  doc.fillColor('#10242b').font('Helvetica-Bold').fontSize(16).text(plain(table.title), margin, doc.y + 2, { width: wide });
  doc.fillColor('#5b6470').font('Helvetica').fontSize(9);
  for (const line of table.about) doc.text(plain(line), margin, doc.y + 2, { width: wide });
  y = doc.y + 10;
  head();
  let shaded = false;
  for (const row of table.rows) {
    const texts = table.columns.map((column, at) => plain(pdfText(column, row[at] ?? null)));
    doc.font('Helvetica').fontSize(size);
    const lines = Math.min(linesOfCell, Math.max(1, ...texts.map((text, at) => Math.ceil(doc.heightOfString(text || ' ', { width: (widths[at] ?? 0) - 2 * padding }) / lineHeight - 0.2))));
    const height = lines * lineHeight + 5;
    if (y + height > lowest) {
      newPage();
      head();
    }
    if (shaded) doc.rect(margin, y, wide, height).fill('#f3f5f4');
    shaded = !shaded;
    doc.fillColor('#10242b').font('Helvetica').fontSize(size);
    cells(texts, y + 3, lines);
    y += height;
  }
  if (y + (table.foot.length + 1) * 13 > lowest) newPage();
  doc.moveTo(margin, y + 2).lineTo(margin + wide, y + 2).lineWidth(0.7).strokeColor('#0f6b63').stroke();
  doc.fillColor('#10242b').font('Helvetica-Bold').fontSize(9);
  table.foot.forEach((line, at) => { doc.text(plain(line), margin, y + 8 + at * 13, { width: wide, align: 'right', lineBreak: false }); });

  function head(): void {
    doc.rect(margin, y, wide, 17).fill('#0f6b63');
    doc.fillColor('#ffffff').font('Helvetica-Bold').fontSize(size);
    cells(table.columns.map(({ title }) => plain(title)), y + 4, 1);
    y += 17;
  }

  function cells(texts: readonly string[], top: number, lines: number): void {
    let x = margin;
    texts.forEach((text, at) => {
      const width = widths[at] ?? 0;
      const { kind } = table.columns[at] ?? { kind: 'text' };
      const align = kind === 'money' || kind === 'integer' ? 'right' : 'left';
      if (text !== '') doc.text(text, x + padding, top, { width: width - 2 * padding, height: lines * lineHeight, ellipsis: true, align, lineGap: 0.7 });
      x += width;
    });
  }
}

const grouped = new Intl.NumberFormat('id-ID');

function pdfText({ kind }: Column, cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  if (kind === 'dateTime') return dateTimeText(cell);
  return kind === 'money' ? grouped.format(cell) : String(cell);
}

// Windows-1252 beyond Latin-1: what else Helvetica has.
const alsoThere = /[€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/;

/** Only what Helvetica can show, on one line. */
function plain(text: string): string {
  let shown = '';
  for (const character of text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\p{Cf}/gu, '').normalize('NFC')) {
    if (character <= '\u00ff' || alsoThere.test(character)) shown += character;
    else shown += character.normalize('NFKD').replace(/[^\x20-\x7e]/g, '') || (/\p{M}/u.test(character) ? '' : '?');
  }
  return shown;
}
