import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../shared/errors.ts';
import { readTable, type Cell } from './readTable.ts';
import { xlsxOf, type MadeCell } from './xlsx.testkit.ts';

const limits = { maxRows: 10_000 };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (bytes: Uint8Array) => readTable(bytes, limits);
const cellsOf = async (bytes: Uint8Array): Promise<(readonly Cell[])[]> => {
  const { header, rows } = await read(bytes);
  return [header, ...rows.map(({ cells }) => cells)];
};
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'OK', (error: unknown) => {
  if (error instanceof Refusal) return error.code;
  throw error;
});

const wanted = [['NIS', 'Nama'], ['001', "Nur'aini"], ['002', 'Budi; Santoso, "Bud"\nJr']];

describe('a CSV file', () => {
  test.each([',', ';', '\t'])('is read with "%s" between its cells, whatever stands inside quotes', async (delimiter) => {
    const text = wanted.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter)).join('\r\n');
    expect(await cellsOf(utf8(text))).toEqual(wanted);
  });

  test('names its own delimiter in a line "sep=;", which is no row', async () => {
    const { header, rows } = await read(utf8('sep=;\r\nnama, lengkap;nis\r\nAni;001\r\n'));
    expect([header, rows]).toEqual([['nama, lengkap', 'nis'], [{ row: 2, cells: ['Ani', '001'] }]]);
  });

  test.each([
    ['UTF-8', utf8('nama;nis\nŻółć;1')],
    ['UTF-8 with a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('nama;nis\nŻółć;1')])],
    ['UTF-16 as Excel writes it', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('nama;nis\nŻółć;1', 'utf16le')])],
    ['UTF-16 the other way round', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('nama;nis\nŻółć;1', 'utf16le').swap16()])],
  ])('is read in %s', async (_, bytes) => {
    expect(await cellsOf(bytes)).toEqual([['nama', 'nis'], ['Żółć', '1']]);
  });

  test('is read in Windows-1252 when it is not UTF-8', async () => {
    expect(await cellsOf(Buffer.from('nama;nis\nRené “Ré”;1'.replace('“', '\x93').replace('”', '\x94'), 'latin1'))).toEqual([['nama', 'nis'], ['René “Ré”', '1']]);
  });

  test('keeps its row numbers over empty lines, mixed line ends and short rows', async () => {
    expect((await read(utf8('nama;nis\n\r\nAni;1\r;\nBudi'))).rows).toEqual([{ row: 3, cells: ['Ani', '1'] }, { row: 5, cells: ['Budi'] }]);
  });

  test('may hold quotes in the middle of a cell', async () => {
    expect(await cellsOf(utf8('nama;nis\nAli "Boy" Akbar;1'))).toEqual([['nama', 'nis'], ['Ali "Boy" Akbar', '1']]);
  });

  test.each([
    ['empty', utf8('')],
    ['of blanks', utf8(' \n\n ;; \n')],
    ['with a quote that never ends', utf8('nama;nis\n"Ani;1\nBudi;2')],
    ['that is a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
    ['that is an old .xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0, 0, 0])],
  ])('%s is unreadable', async (_, bytes) => {
    expect(await codeOf(read(bytes))).toBe('FILE_UNREADABLE');
  });

  test('of one row too many is too large; one of a hundred thousand empty lines too', async () => {
    const rows = (count: number) => utf8(`nama\n${'Ani\n'.repeat(count)}`);
    expect((await read(rows(10_000))).rows).toHaveLength(10_000);
    expect(await codeOf(read(rows(10_001)))).toBe('FILE_TOO_LARGE');
    expect(await codeOf(read(utf8(`nama\n${'\n'.repeat(100_000)}Ani`)))).toBe('FILE_TOO_LARGE');
  });
});

describe('an XLSX file', () => {
  test('is known by its content and read as it is shown: texts, whole numbers, days', async () => {
    const rows: MadeCell[][] = [
      ['nis', 'nama', 'dari'],
      ['007', "Nur'aini <&> Żółć", new Date('2026-07-13')],
      [20_250_001, 'Ani', new Date('2026-07-13T10:30:00Z')],
      [{ number: 42, format: '00000' }, null, '13/07/2026'],
      [{ number: '2.0250001E7', format: '0' }, 'Budi', { number: 0.5, format: '0.00' }],
      [{ number: '20250002.0', format: '0' }, 'Cici', 46_216],
    ];
    expect(await cellsOf(xlsxOf(rows))).toEqual([
      ['nis', 'nama', 'dari'],
      ['007', "Nur'aini <&> Żółć", { day: '2026-07-13' }],
      ['20250001', 'Ani', { day: '2026-07-13' }],
      ['00042', '', '13/07/2026'],
      ['20250001', 'Budi', '0.5'],
      ['20250002', 'Cici', '46216'],
    ]);
  });

  test('keeps its row numbers over empty rows', async () => {
    expect((await read(xlsxOf([['nama'], [], ['Ani'], [null], ['Budi']]))).rows.map(({ row }) => row)).toEqual([3, 5]);
  });

  test('of one row too many is too large', async () => {
    expect((await read(xlsxOf([['nama'], ...Array.from({ length: 10_000 }, () => ['Ani'])]))).rows).toHaveLength(10_000);
    expect(await codeOf(read(xlsxOf([['nama'], ...Array.from({ length: 10_001 }, () => ['Ani'])])))).toBe('FILE_TOO_LARGE');
  });

  const sheet = (data: string) => xlsxOf([['nama'], ['Ani']], { 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${data}</sheetData></worksheet>` });
  test.each([
    ['a cell in the last row and column there can be', '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>', 'FILE_TOO_LARGE'],
    ['a row nobody can reach', '<row r="999999999"><c r="A999999999"><v>1</v></c></row>', 'FILE_UNREADABLE'],
    ['a row number in exponents', '<row r="1e9"><c r="A1"><v>1</v></c></row>', 'FILE_UNREADABLE'],
    ['a row number hidden in entities', '<row r="&#49;&#48;&#48;&#48;&#48;&#48;&#48;&#48;"><c r="A1"><v>1</v></c></row>', 'FILE_UNREADABLE'],
    ['a row number hidden behind a prefix', '<x:row y:r="9999999"><x:c r="ZZZ9999999"><v>1</v></x:c></x:row>', 'FILE_TOO_LARGE'],
    ['a row number behind a bracket in quotes', '<row a=">" b="<" r="9999999"><c r="ZZZ9999999"><v>1</v></c></row>', 'FILE_UNREADABLE'],
    ['two hundred thousand empty rows', '<row/>'.repeat(200_000), 'FILE_TOO_LARGE'],
    ['an unknown style', '<row r="1"><c r="A1" s="99"><v>1</v></c></row>', 'FILE_UNREADABLE'],
    ['a shared string that is not there', '<row r="1"><c r="A1" t="s"><v>99</v></c></row>', 'FILE_UNREADABLE'],
    ['tags that do not close', '<row r="1"><c r="A1"><v>1', 'FILE_UNREADABLE'],
  ])('with %s is refused', async (_, data, code) => {
    expect(await codeOf(read(sheet(data)))).toBe(code);
  });

  test('that unpacks to more than a register holds is too large, also when it lies about that', async () => {
    const honest = zipSync({ 'xl/workbook.xml': new Uint8Array(40 * 2 ** 20) });
    expect(honest.length).toBeLessThan(900 * 1024);
    expect(await codeOf(read(honest))).toBe('FILE_TOO_LARGE');
    const lying = honest.slice();
    const view = new DataView(lying.buffer);
    // The central directory's record of the file; its unpacked size is 24 bytes in.
    for (let at = 0; at < lying.length - 4; at += 1) if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 1_000, true);
    expect(await codeOf(read(lying))).toBe('FILE_UNREADABLE');
  });

  test.each([
    ['a zip that is no workbook', zipSync({ 'readme.txt': utf8('hello') })],
    ['a zip cut off in the middle', xlsxOf([['nama'], ['Ani']]).slice(0, 700)],
    ['the first bytes of a zip', Buffer.from('PK\x03\x04')],
  ])('%s is unreadable', async (_, bytes) => {
    expect(await codeOf(read(bytes))).toBe('FILE_UNREADABLE');
  });
});

describe('whatever comes', () => {
  test('random bytes are a table or a refusal', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      await codeOf(read(bytes));
    }), { numRuns: 500 });
  });

  test('a workbook with bytes changed is a table or a refusal', async () => {
    const whole = xlsxOf([['nis', 'nama'], [1, 'Ani'], [{ number: 2, format: '000' }, 'Budi']]);
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 });
    await fc.assert(fc.asyncProperty(changes, async (given) => {
      const bytes = whole.slice();
      for (const [at, value] of given) bytes[at] = value;
      await codeOf(read(bytes));
    }), { numRuns: 300 });
  });

  test('a sheet of random XML is a table or a refusal', async () => {
    const piece = fc.constantFrom('<row', '<c', '</row>', '</c>', '<v>', '</v>', ' r="A1"', ' r="2"', ' r="B9"', ' t="s"', ' t="inlineStr"', '<is><t>', '</t></is>', '>', '/>', '"', '&lt;', '1', '<![CDATA[', ']]>', '<!--', '-->', 'é', '\n');
    await fc.assert(fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
      await codeOf(read(xlsxOf([['nama']], { 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${pieces.join('')}</sheetData></worksheet>` })));
    }), { numRuns: 500 });
  });

  test('any table written as CSV is read back', async () => {
    const cell = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0') && text.isWellFormed());
    // A heading of two words, so that it is known which delimiter is meant.
    await fc.assert(fc.asyncProperty(fc.constantFrom(',', ';', '\t'), fc.array(fc.tuple(cell, cell), { maxLength: 8 }), async (delimiter, rows) => {
      const text = [['nis', 'nama'], ...rows].map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter)).join('\r\n');
      const filled = rows.filter((row) => row.some((value) => value.trim() !== ''));
      expect(await cellsOf(utf8(text))).toEqual([['nis', 'nama'], ...filled]);
    }), { numRuns: 300 });
  });
});
