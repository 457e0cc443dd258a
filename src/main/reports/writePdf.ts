import PDFDocument from 'pdfkit';
import type { Readable } from 'node:stream';
import { byDirection, createFontChoice, fontsHere, unshown, type OpenFont, type PdfFont, type SetText } from './pdfFonts.ts';
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

export interface PdfWords { page: string; /** Said at the end where letters could not be shown; "{count}" cells, "{sign}" in their place. */ lost: string }

/**
 * A4, lying where the columns need it; site, title and filters on the first page, the heading of the table and the page number on each. Letters: `pdfFonts.ts`.
 */
export function pdfStream(table: Table, words: PdfWords, fonts: readonly PdfFont[] = fontsHere()): Readable {
  const characters = table.columns.reduce((sum, { width }) => sum + width, 0);
  const doc = new PDFDocument({ size: 'A4', layout: characters > uprightWidth ? 'landscape' : 'portrait', margin, bufferPages: false, autoFirstPage: false, info: { Title: table.title, Author: table.siteName, Producer: 'Tatap', Creator: 'Tatap' } });
  // The caller attaches its reader before the first page is drawn.
  setImmediate(() => {
    try {
      draw(doc, table, words, characters, fonts);
      doc.end();
    } catch (error) {
      doc.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  // pdfkit's types know it as a PDFKit document; it is a stream.Readable.
  return doc as unknown as Readable;
}

function draw(doc: Doc, table: Table, words: PdfWords, characters: number, fonts: readonly PdfFont[]): void {
  const set = createFontChoice(openFontOf(doc), fonts);
  let lost = 0;
  let page = 0;
  let y = 0;
  const newPage = (): void => {
    doc.addPage();
    page += 1;
    // The foot lies in the margin, where pdfkit would begin a page of its own.
    doc.page.margins.bottom = 0;
    const bottom = doc.page.height - 26;
    doc.font('Helvetica').fontSize(7).fillColor('#5b6470');
    line(`${table.siteName} - ${table.title}`, 'Helvetica', margin, bottom, { lineBreak: false });
    doc.font('Helvetica').text(`${words.page} ${page}`, margin, bottom, { width: doc.page.width - 2 * margin, align: 'right', lineBreak: false });
    y = margin;
  };
  newPage();
  const wide = doc.page.width - 2 * margin;
  const lowest = doc.page.height - 40;
  const widths = table.columns.map(({ width }) => wide * width / characters);

  doc.fillColor('#5b6470').fontSize(9);
  line(table.siteName, 'Helvetica', margin, y, { width: wide });
  doc.fillColor('#10242b').fontSize(16);
  line(table.title, 'Helvetica-Bold', margin, doc.y + 2, { width: wide });
  doc.fillColor('#5b6470').fontSize(9);
  for (const about of table.about) line(about, 'Helvetica', margin, doc.y + 2, { width: wide });
  y = doc.y + 10;
  head();
  let shaded = false;
  for (const row of table.rows) {
    const texts = table.columns.map((column, at) => set(pdfText(column, row[at] ?? null)));
    lost += texts.filter((text) => text.lost).length;
    doc.fontSize(size);
    const lines = Math.min(linesOfCell, Math.max(1, ...texts.map(({ text, font }, at) => Math.ceil(doc.font(font ?? 'Helvetica').heightOfString(text || ' ', { width: (widths[at] ?? 0) - 2 * padding }) / lineHeight - 0.2))));
    const height = lines * lineHeight + 5;
    if (y + height > lowest) {
      newPage();
      head();
    }
    if (shaded) doc.rect(margin, y, wide, height).fill('#f3f5f4');
    shaded = !shaded;
    doc.fillColor('#10242b').fontSize(size);
    cells(texts, 'Helvetica', y + 3, lines);
    y += height;
  }
  const foot = [...table.foot, ...(lost > 0 ? [words.lost.replace('{count}', String(lost)).replace('{sign}', unshown)] : [])];
  if (y + (foot.length + 1) * 13 > lowest) newPage();
  doc.moveTo(margin, y + 2).lineTo(margin + wide, y + 2).lineWidth(0.7).strokeColor('#0f6b63').stroke();
  doc.fillColor('#10242b').fontSize(9);
  foot.forEach((text, at) => { line(text, 'Helvetica-Bold', margin, y + 8 + at * 13, { width: wide, align: 'right', lineBreak: false }); });

  /** One text in the font that has its letters; `font`: where Helvetica will do. */
  function line(given: string, font: string, x: number, top: number, options: PDFKit.Mixins.TextOptions): void {
    put(set(given), font, x, top, options);
  }

  function put({ text, font: other }: SetText, font: string, x: number, top: number, options: PDFKit.Mixins.TextOptions): void {
    doc.font(other ?? font);
    const [first = '', ...others] = other === null ? [text] : byDirection(text);
    // With features a line is laid out whole: word by word, Arabic words would stand in the wrong order.
    const how = other === null ? options : { ...options, features: [] };
    doc.text(first, x, top, others.length > 0 ? { ...how, continued: true } : how);
    others.forEach((part, at) => { doc.text(part, { continued: at < others.length - 1 }); });
  }

  function head(): void {
    doc.rect(margin, y, wide, 17).fill('#0f6b63');
    doc.fillColor('#ffffff').fontSize(size);
    cells(table.columns.map(({ title }) => set(title)), 'Helvetica-Bold', y + 4, 1);
    y += 17;
  }

  function cells(texts: readonly SetText[], font: string, top: number, lines: number): void {
    let x = margin;
    texts.forEach((text, at) => {
      const width = widths[at] ?? 0;
      const { kind } = table.columns[at] ?? { kind: 'text' };
      const align = kind === 'money' || kind === 'integer' ? 'right' : 'left';
      if (text.text !== '') put(text, font, x + padding, top, { width: width - 2 * padding, height: lines * lineHeight, ellipsis: true, align, lineGap: 0.7 });
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

function openFontOf(doc: Doc): OpenFont {
  return (name, { file, family }) => {
    try {
      doc.registerFont(name, file, family);
      // pdfkit shows its fonts to nobody, and fontkit, which it brings along, knows the letters.
      const { font } = (doc.font(name) as unknown as { _font: { font: { hasGlyphForCodePoint(codePoint: number): boolean } } })._font;
      return (codePoint) => font.hasGlyphForCodePoint(codePoint);
    } catch {
      // Another file under that name, or one that is damaged: the next font may do.
      return null;
    }
  };
}
