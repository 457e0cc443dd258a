import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { readSheet } from 'read-excel-file/node';
import { expect, test } from 'vitest';
import { formulas, opensFormula } from '../../../bench/formulas.ts';
import { inert } from './inert.ts';
import { byDirection, type PdfFont } from './pdfFonts.ts';
import type { Row, Table } from './table.ts';
import { csvChunks } from './writeCsv.ts';
import { pdfStream } from './writePdf.ts';
import { xlsxStream } from './writeXlsx.ts';

const columns: Table['columns'] = [
  { title: 'Nama', kind: 'text', width: 30 }, { title: 'Jumlah', kind: 'money', width: 14 }, { title: 'Waktu', kind: 'dateTime', width: 18 }, { title: 'Hari', kind: 'date', width: 12 },
];
const tableOf = (rows: Iterable<Row>): Table => ({ title: 'Transaksi', siteName: 'Kantin Uji', about: ['Semua'], foot: ['Jumlah: 3'], columns, rows });
const pdfWords = { page: 'Halaman', lost: '{count} hilang, ditandai {sign}' };
const csvOf = (rows: Iterable<Row>): string[][] => parse([...csvChunks(tableOf(rows))].join(''), { bom: true });
const xlsxOf = async (rows: Iterable<Row>, sheetRows?: number): Promise<Buffer> => buffer(xlsxStream(tableOf(rows), sheetRows));

const at = Date.UTC(2026, 10, 21, 8, 30);

test('more than 200 formulas are text in CSV and XLSX, and negative numbers stay numbers', async () => {
  expect(formulas.length).toBeGreaterThan(200);
  const rows = formulas.map((text): Row => [text, -15_000, at, '2026-11-21']);
  const csv = csvOf(rows).slice(1);
  expect(csv).toHaveLength(formulas.length);
  expect(csv.filter(([text = '']) => opensFormula.test(text))).toEqual([]);
  expect(csv.every(([, amount]) => amount === '-15000')).toBe(true);
  // As readers take it to whom a CR or an LF alone ends the line.
  const anyBreak = parse([...csvChunks(tableOf(rows))].join(''), { bom: true, record_delimiter: ['\r\n', '\n', '\r'] }).slice(1);
  expect(anyBreak).toEqual(csv);
  const sheet = (await readSheet(await xlsxOf(rows))).slice(1);
  expect(sheet).toHaveLength(formulas.length);
  expect(sheet.filter(([text]) => opensFormula.test(String(text)))).toEqual([]);
  expect(sheet.every(([, amount]) => amount === -15_000)).toBe(true);
});

test('whatever text there is, it comes back as it was or with an apostrophe before it, and never as a formula', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.integer()), { minLength: 1, maxLength: 20 }), async (pairs) => {
    const rows = pairs.map(([text, amount]): Row => [text, amount, at, null]);
    const texts = csvOf(rows).slice(1).map(([text]) => text);
    expect(texts).toEqual(pairs.map(([text]) => inert(text)));
    expect(texts.some((text) => opensFormula.test(text ?? ''))).toBe(false);
    const sheet = await readSheet(await xlsxOf(rows));
    expect(sheet.slice(1).map((row) => row[1])).toEqual(pairs.map(([, amount]) => amount));
  }), { numRuns: 25 });
});

test('dates and numbers of a workbook are dates and numbers, and what does not fit on a sheet goes to the next with its heading', async () => {
  const rows = Array.from({ length: 5 }, (_, n): Row => [`Orang ${n}`, n * 1000, at, '2026-11-21']);
  const file = await xlsxOf(rows, 3);
  const sheets = await Promise.all([1, 2, 3].map((sheet) => readSheet(file, sheet)));
  expect(sheets.map((sheet) => sheet.length)).toEqual([3, 3, 2]);
  expect(sheets.map(([head]) => head?.[0])).toEqual(['Nama', 'Nama', 'Nama']);
  expect(sheets[0]?.[1]).toEqual(['Orang 0', 0, new Date(at), new Date(Date.UTC(2026, 10, 21))]);
});

test('rows are read no faster than the bytes are taken', async () => {
  let read = 0;
  function* endless(): Generator<Row> {
    for (;;) yield [`Orang ${++read}`, read, at, null];
  }
  const reader = xlsxStream(tableOf(endless())).getReader();
  for (let n = 0; n < 5; n++) await reader.read();
  expect(read).toBeLessThan(200_000);
  await reader.cancel();
  const chunks = csvChunks(tableOf(endless()));
  read = 0;
  chunks.next();
  chunks.next();
  expect(read).toBe(1000);
});

const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

test.skipIf(!has('pdftotext'))('pdftotext finds every row of a PDF, the heading on each page, and the sums', async () => {
  const pdf = await buffer(pdfStream(tableOf(Array.from({ length: 120 }, (_, n): Row => [`Orang ${n} Ünal`, 1_000_000 + n, at, '2026-11-21'])), pdfWords));
  const { stdout } = spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
  expect(stdout.match(/Orang \d+ Ünal/g)).toHaveLength(120);
  const pages = stdout.split('\f').filter((page) => page.trim() !== '');
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.every((page) => page.includes('Jumlah') && page.includes('Halaman'))).toBe(true);
  expect(stdout).toContain('1.000.119');
  expect(stdout).toContain('Jumlah: 3');
});

test.skipIf(!has('soffice'))('LibreOffice reads a workbook as it was meant: counts, sums, and formulas as text', { timeout: 120_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'tatap-xlsx-'));
  try {
    const texts = ['Siti', ...formulas];
    writeFileSync(join(dir, 'list.xlsx'), await xlsxOf(texts.map((text, n): Row => [text, n - 10, at, '2026-11-21'])));
    const run = spawnSync('soffice', [`-env:UserInstallation=file://${dir}/profile`, '--headless', '--convert-to', 'csv', '--outdir', dir, join(dir, 'list.xlsx')], { encoding: 'utf8' });
    expect(run.status).toBe(0);
    const [, ...rows] = parse(readFileSync(join(dir, 'list.csv'), 'utf8'), { bom: true });
    expect(rows).toHaveLength(texts.length);
    expect(rows.filter(([text = '']) => opensFormula.test(text))).toEqual([]);
    const sum = texts.reduce((total, _, n) => total + n - 10, 0);
    expect(rows.reduce((total, [, amount = '']) => total + Number(amount.replaceAll(/[^\d-]/g, '')), 0)).toBe(sum);
    expect(rows[0]?.[2]).toMatch(/^2026-11-21 08:30/);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

/** Set in PDFs as pdftotext reads them; names of people from beyond Windows-1252. */
const paperOf = async (names: readonly string[], fonts?: PdfFont[]): Promise<string> => {
  const pdf = await buffer(pdfStream(tableOf(names.map((name): Row => [name, 1_000, at, '2026-11-21'])), pdfWords, fonts));
  return spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' }).stdout;
};
const western = ['Zoë Ñuñez', 'I Gusti Ngurah Àgung', 'Siti ‘Aisyah – “Ica”', 'José D’Étoile', 'Müller & Söhne'];

test.skipIf(!has('pdftotext'))('names of western letters come back from a PDF as they were, without any font of the computer', async () => {
  const paper = await paperOf(western, []);
  for (const name of western) expect(paper).toContain(name);
  expect(paper).not.toContain('hilang');
});

test.skipIf(!has('pdftotext'))('letters that no font has are never guessed: one sign stands for them, the rest of the name stays, and the end of the paper says so', async () => {
  const paper = await paperOf(['王伟', 'Li 王 伟 Chen', 'محمد', 'Nguyễn Văn Ân', 'Ani'], []);
  expect(paper).toContain('Li (…) Chen');
  expect(paper).toContain('Nguy(…)n V(…)n Ân');
  expect(paper).not.toMatch(/[?□\ufffd]/);
  expect(paper).toContain('4 hilang, ditandai (…)');
});

const dejavu: PdfFont = { file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' };
test.skipIf(!has('pdftotext') || !existsSync(dejavu.file))('a font of the computer sets what Helvetica has not: Vietnamese, Polish, Cyrillic, Greek and Arabic, in their order', async () => {
  const names = ['Nguyễn Văn Ân', 'Łukasz Wiśniewski', 'Дмитрий Иванов', 'Γιώργος', 'Ş. Çağlar'];
  const paper = await paperOf([...names, 'محمد عبد الرحمن', 'Al-Hikmah مدرسة الحكمة 12', 'Siti'], [{ file: '/nowhere.ttf' }, { file: import.meta.filename }, dejavu]);
  for (const name of names) expect(paper.normalize('NFC')).toContain(name);
  // pdftotext marks which way it runs.
  const plain = paper.normalize('NFKC').replaceAll(/\p{Cf}/gu, '');
  expect(plain).toContain('محمد عبد الرحمن');
  expect(plain).toMatch(/Al-Hikmah\s*مدرسة الحكمة\s*12/);
  expect(paper).not.toContain('hilang');
});

test('a line is parted where the direction changes; figures go with the line', () => {
  expect(byDirection('Al-Hikmah مدرسة الحكمة 12')).toEqual(['Al-Hikmah ', 'مدرسة الحكمة', ' 12']);
  expect(byDirection('محمد')).toEqual(['محمد']);
  expect(byDirection('Siti Rahma')).toEqual(['Siti Rahma']);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => byDirection(text).join('') === text));
});
