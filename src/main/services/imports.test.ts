import { zipSync } from 'fflate';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ImportKind } from '../../shared/attendance.ts';
import { Refusal } from '../../shared/errors.ts';
import { postTransfer } from './ledger.ts';
import { xlsxOf } from '../reports/xlsx.testkit.ts';
import { adminWindow, kioskWindow, startTestApp } from '../app.testkit.ts';
import { createImports } from './imports.ts';
import { openRegister, refusalOf } from './register.testkit.ts';

let school: ReturnType<typeof openRegister>;
let told: string[];
let imports: ReturnType<typeof createImports>;

beforeEach(() => {
  school = openRegister();
  told = [];
  imports = createImports({ ...school, today: () => '2026-11-21', monotonicMs: () => school.time.monoMs, onPeopleChanged: () => told.push('people'), onRegisterChanged: () => told.push('register') });
});

const preview = (kind: ImportKind, text: string, fileName = 'daftar.csv') => imports.preview({ kind, fileName, bytes: new TextEncoder().encode(text) }, school.owner);
const verdictsOf = async (kind: ImportKind, text: string) => (await preview(kind, text)).rows.map(({ verdict }) => verdict);
const problemsOf = async (kind: ImportKind, text: string) => (await preview(kind, text)).rows.flatMap(({ row, problems }) => problems.map(({ column, problem, value }) => [row, column, problem, value]));
async function importAll(kind: ImportKind, text: string) {
  const { importId } = await preview(kind, text);
  return imports.commit({ importId }, school.owner);
}
const undo = (importId: string) => imports.undo({ importId }, school.owner);
const person = (identifier: string) => school.db.sqlite.prepare('SELECT * FROM people WHERE identifier = ?').get(identifier);

/** Everything in the database but what is meant to tell of the import. */
function dump(): Record<string, unknown[]> {
  const tables = school.db.sqlite.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('imports', 'import_items', 'audit', 'chain_heads') ORDER BY name").pluck().all();
  const rowsOf = (table: string) => school.db.sqlite.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`).all();
  // A revision counts edits and only grows: undoing an edit is one more, so that an open form still notices it.
  return Object.fromEntries(tables.map((table) => [table, rowsOf(table).map((row) => ('revision' in row ? { ...row, revision: 0 } : row))]));
}

describe('looking at a file', () => {
  test('says what each row would do and changes nothing', async () => {
    const before = dump();
    const result = await preview('people', 'NIS;Nama\n2001;Dewi Anggraini\nNIS-ANILESTARI;Ani Lestari\nnis-bayupratama;Bayu P.\n');
    expect(result).toMatchObject({ kind: 'people', fileName: 'daftar.csv', counts: { new: 1, change: 1, same: 1, bad: 0 }, expiresAtMs: school.time.wallMs + 30 * 60_000 });
    expect(result.rows).toEqual([
      { row: 2, verdict: 'new', text: '2001 Dewi Anggraini', problems: [] },
      { row: 3, verdict: 'same', text: 'NIS-ANILESTARI Ani Lestari', problems: [] },
      { row: 4, verdict: 'change', text: 'nis-bayupratama Bayu P.', problems: [] },
    ]);
    expect([dump(), school.count('imports'), school.audited(), told]).toEqual([before, 0, [], []]);
  });

  test('explains every cell that is wrong, by the heading the file has', async () => {
    const long = 'x'.repeat(200);
    expect(await problemsOf('people', `Nama lengkap,No. Induk\n,2001\n${long},2002\nAni\u0007,2003\nBudi,\nCici,12\nDedi,a/b\nEko,2009\nEko lagi,2009\n`)).toEqual([
      [2, 'Nama lengkap', 'missing', ''],
      [3, 'Nama lengkap', 'tooLong', 'x'.repeat(60)],
      [4, 'Nama lengkap', 'badCharacters', 'Ani\u0007'],
      [5, 'No. Induk', 'missing', ''],
      [6, 'No. Induk', 'tooShort', '12'],
      [7, 'No. Induk', 'badCharacters', 'a/b'],
      [9, 'No. Induk', 'twiceInFile', '2009'],
    ]);
  });

  test('knows columns in both languages, however they are written, and prefers NIS to a row number', async () => {
    for (const heading of ['nis,nama', 'NAME,Identifier', 'Nomor,NIS,Nama', 'NIM;Nama Lengkap', '"no_induk"\t" náma "', 'number,full name']) {
      const cells = heading.split(/[,;\t]/).map((name) => (/n[aá]m/i.test(name) && !/nim/i.test(name) ? 'Dewi' : /^nomor$/i.test(name) ? '7' : '2001'));
      const delimiter = /[;\t]/.exec(heading)?.[0] ?? ',';
      expect(await verdictsOf('people', `${heading}\n${cells.join(delimiter)}`), heading).toEqual(['new']);
    }
  });

  test('names the columns that are missing', async () => {
    await expect(preview('people', 'nama,alamat\nAni,Jl. Mawar')).rejects.toMatchObject({ code: 'COLUMNS_MISSING', data: { columns: 'nis / identifier' } });
    await expect(preview('memberships', 'alamat,kota\n1,2')).rejects.toMatchObject({ code: 'COLUMNS_MISSING', data: { columns: 'nis / identifier, kode kelas / course' } });
  });

  test('takes names as they are, without marks nobody sees', async () => {
    await importAll('people', "nis,nama\n2001,Nur'aini D’Souza\n2002,\u202eعلي\u202c\u200f\n2003,Rene\u0301\n");
    expect(school.db.sqlite.prepare("SELECT name FROM people WHERE identifier LIKE '200_' ORDER BY identifier").pluck().all()).toEqual(["Nur'aini D’Souza", 'علي', 'Ren\u00e9']);
  });

  test('shows all bad rows and the first 200 others', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => (i % 6 === 0 ? `,Orang ${i}` : `${3000 + i},Orang ${i}`));
    const result = await preview('people', `nis,nama\n${rows.join('\n')}`);
    expect(result.counts).toEqual({ new: 250, change: 0, same: 0, bad: 50 });
    expect(result.rows.filter(({ verdict }) => verdict === 'bad')).toHaveLength(50);
    expect(result.rows.filter(({ verdict }) => verdict === 'bad').every(({ problems }) => problems[0]?.problem === 'missing')).toBe(true);
    expect(result.rows).toHaveLength(250);
    expect(result.rows.map(({ row }) => row)).toEqual(result.rows.map(({ row }) => row).sort((a, b) => a - b));
  });

  test('of courses: a teacher by user name, an archived course, an unknown teacher', async () => {
    school.db.sqlite.prepare('UPDATE courses SET archived_at_ms = 1 WHERE id = ?').run(school.science);
    expect(await verdictsOf('courses', 'kode,nama,guru\nmtk-7a,Matematika 7A,Budi\nMTK-7A.2,Aljabar,ratna\n')).toEqual(['same', 'new']);
    expect(await verdictsOf('courses', 'kode,nama,guru\nMTK-7A,Matematika 7A,ratna\n')).toEqual(['change']);
    expect(await verdictsOf('courses', 'kode,nama\nMTK-7A,Matematika 7A\n')).toEqual(['same']);
    expect(await problemsOf('courses', 'kode,nama,guru\nBIO-1,Biologi,siapa\nIPA-8B,IPA,ratna\nB_1,Biologi,\n')).toEqual([
      [2, 'guru', 'unknownTeacher', 'siapa'], [3, 'kode', 'archivedCourse', 'IPA-8B'], [4, 'kode', 'badCharacters', 'B_1'],
    ]);
  });

  test('of memberships: days in three ways of writing, unknown people and courses, days the wrong way round', async () => {
    school.db.sqlite.prepare('UPDATE people SET deactivated_at_ms = 1 WHERE id = ?').run(school.bayu);
    expect(await problemsOf('memberships', [
      'nis,kelas,mulai,sampai',
      'NIS-CITRADEWI,IPA-8B,2026-07-13,31/12/2026', 'NIS-CITRADEWI,MTK-7A,13.7.2026,', 'NIS-ANILESTARI,MTK-7A,31/02/2026,', 'NIS-ANILESTARI,IPA-8B,2026-12-01,2026-11-01',
      '9999,IPA-8B,,', 'NIS-ANILESTARI,FIS-1,,', 'NIS-BAYUPRATAMA,MTK-7A,,', 'NIS-CITRADEWI,IPA-8B,,',
    ].join('\n'))).toEqual([
      [4, 'mulai', 'badDate', '31/02/2026'], [5, 'sampai', 'untilBeforeFrom', '2026-11-01'], [6, 'nis', 'unknownPerson', '9999'],
      [7, 'kelas', 'unknownCourse', 'FIS-1'], [8, 'nis', 'deactivatedPerson', 'NIS-BAYUPRATAMA'], [9, 'nis', 'twiceInFile', 'NIS-CITRADEWI'],
    ]);
  });

  test('of an XLSX file reads its days and keeps the zeros in front of a number', async () => {
    const bytes = xlsxOf([['NIS', 'Nama'], [{ number: 42, format: '00000' }, "Nur'aini"], ['007', 'Bond'], [20_250_001, 'Ani'], [new Date('2026-02-01'), 'Excel']]);
    const people = await imports.preview({ kind: 'people', fileName: 'a.csv', bytes }, school.owner);
    expect(people.rows.map(({ text, verdict }) => [text, verdict])).toEqual([["00042 Nur'aini", 'new'], ['007 Bond', 'new'], ['20250001 Ani', 'new'], ['2026-02-01 Excel', 'bad']]);
    const members = await imports.preview({ kind: 'memberships', fileName: 'b.xlsx', bytes: xlsxOf([['nis', 'kelas', 'dari'], ['NIS-ANILESTARI', 'MTK-7A', new Date('2026-01-01')]]) }, school.owner);
    expect(members.counts).toMatchObject({ same: 1 });
  });
});

describe('confirming', () => {
  test('adds people without a face and without a PIN, with an account of nothing; bad rows are left out', async () => {
    const run = await importAll('people', 'nis,nama\n2001,Dewi Anggraini\n,Tanpa Nomor\nNIS-BAYUPRATAMA,Bayu P.\nNIS-ANILESTARI,Ani Lestari\n');
    expect(run).toMatchObject({ kind: 'people', added: 1, changed: 1, leftOut: 1, staffName: 'Pemilik', atMs: school.time.wallMs, undoneAtMs: null, undoneBy: null });
    expect(person('2001')).toMatchObject({ name: 'Dewi Anggraini', name_folded: 'dewi anggraini', wrapped_key: null, pin_hash: null, created_at_ms: school.time.wallMs, kiosk_id: school.kioskId });
    expect(school.db.sqlite.prepare("SELECT a.kind, a.balance FROM accounts a JOIN people p ON p.id = a.person_id WHERE p.identifier = '2001'").get()).toEqual({ kind: 'person', balance: 0 });
    expect(person('NIS-BAYUPRATAMA')).toMatchObject({ id: school.bayu, name: 'Bayu P.', name_folded: 'bayu p.', pin_hash: '-' });
    expect(school.db.sqlite.prepare('SELECT action, actor_id, detail FROM audit').all()).toEqual([
      { action: 'import.committed', actor_id: school.owner.staffId, detail: '{"kind":"people","added":1,"changed":1,"leftOut":1}' },
    ]);
    expect(told).toEqual(['people']);
  });

  test('adds courses and memberships; an empty day is today, or what was there', async () => {
    await importAll('courses', 'code,name,teacher\nBIO-9A,Biologi 9A,ratna\n');
    const run = await importAll('memberships', 'nis,kelas,mulai,sampai\nNIS-CITRADEWI,BIO-9A,,\nNIS-ANILESTARI,BIO-9A,01/12/2026,2026-12-31\nNIS-BAYUPRATAMA,MTK-7A,,2026-12-01\nNIS-ANILESTARI,MTK-7A,,\n');
    expect(run).toMatchObject({ added: 2, changed: 1 });
    expect(school.db.sqlite.prepare("SELECT p.name, c.code, m.from_date, m.until_date FROM memberships m JOIN people p ON p.id = m.person_id JOIN courses c ON c.id = m.course_id ORDER BY c.code, p.name").raw().all()).toEqual([
      ['Ani Lestari', 'BIO-9A', '2026-12-01', '2026-12-31'], ['Citra Dewi', 'BIO-9A', '2026-11-21', null],
      ['Ani Lestari', 'MTK-7A', '2026-01-01', null], ['Bayu Pratama', 'MTK-7A', '2026-01-01', '2026-12-01'],
    ]);
    expect(told).toEqual(['register', 'register']);
  });

  test('who left a course is taken in anew from today', async () => {
    school.join(school.science, school.citra, '2026-01-01', '2026-06-30');
    await importAll('memberships', 'nis,kelas\nNIS-CITRADEWI,IPA-8B\n');
    expect(school.db.sqlite.prepare('SELECT from_date, until_date FROM memberships WHERE person_id = ?').get(school.citra)).toEqual({ from_date: '2026-11-21', until_date: null });
  });

  test('twice answers the same and adds nothing more', async () => {
    const { importId } = await preview('people', 'nis,nama\n2001,Dewi\n');
    const first = imports.commit({ importId }, school.owner);
    expect(imports.commit({ importId }, school.owner)).toEqual(first);
    expect([school.count('imports'), school.count('people')]).toEqual([1, 4]);
    expect(await verdictsOf('people', 'nis,nama\n2001,Dewi\n')).toEqual(['same']);
  });

  test.each([
    ['somebody took the number', () => school.addPerson('Orang Lain', '2001')],
    ['the name was changed', () => school.db.sqlite.prepare("UPDATE people SET name = 'Ani L.' WHERE id = ?").run(school.ani)],
    ['somebody was deactivated', () => school.db.sqlite.prepare('UPDATE people SET deactivated_at_ms = 1 WHERE id = ?').run(school.ani)],
    ['another import came first', () => importAll('people', 'nis,nama\n2001,Dewi\n')],
  ])('is refused when meanwhile %s', async (_, meanwhile) => {
    const { importId } = await preview('people', 'nis,nama\n2001,Dewi\nNIS-ANILESTARI,Ani Lestari Putri\n');
    await meanwhile();
    const before = dump();
    expect(await refusalOf(() => imports.commit({ importId }, school.owner))).toBe('IMPORT_OUTDATED');
    expect(dump()).toEqual(before);
    expect(await refusalOf(() => imports.commit({ importId }, school.owner))).toBe('IMPORT_NOT_FOUND');
  });

  test('is refused after 30 minutes, to another member of staff, and for what was never previewed', async () => {
    const { importId } = await preview('people', 'nis,nama\n2001,Dewi\n');
    expect(await refusalOf(() => imports.commit({ importId }, school.teacher))).toBe('IMPORT_NOT_FOUND');
    school.time.setWall(24 * 3_600_000);
    school.time.pass(30 * 60_000 - 1);
    const { importId: late } = await preview('people', 'nis,nama\n2002,Eko\n');
    expect(imports.commit({ importId }, school.owner).added).toBe(1);
    school.time.pass(30 * 60_000);
    imports.sweep();
    expect(await refusalOf(() => imports.commit({ importId: late }, school.owner))).toBe('IMPORT_NOT_FOUND');
    expect(await refusalOf(() => imports.commit({ importId: crypto.randomUUID() }, school.owner))).toBe('IMPORT_NOT_FOUND');
  });

  test('leaves nothing behind when it cannot be written down', async () => {
    const { importId } = await preview('people', 'nis,nama\n2001,Dewi\n');
    const before = dump();
    school.db.sqlite.exec("INSERT INTO chain_heads (name, seq, hash, mac) VALUES ('audit', 1, x'00', x'00')");
    expect(await refusalOf(() => imports.commit({ importId }, school.owner))).toBe('LEDGER_BROKEN');
    expect([dump(), school.count('imports'), school.count('import_items'), told]).toEqual([before, 0, 0, []]);
  });
});

describe('undoing', () => {
  const files: [ImportKind, string][] = [
    ['people', 'nis,nama\n2001,Dewi\n2002,Eko\nNIS-ANILESTARI,Ani Lestari Putri\n'],
    ['courses', 'kode,nama,guru\nBIO-9A,Biologi,ratna\nMTK-7A,Matematika Tujuh A,ratna\n'],
    ['memberships', 'nis,kelas,dari,sampai\nNIS-CITRADEWI,MTK-7A,,\nNIS-ANILESTARI,MTK-7A,2026-02-01,2026-12-31\n'],
  ];
  test.each(files)('an import of %s puts every table back exactly as it was', async (kind, text) => {
    const before = dump();
    const { importId, added, changed } = await importAll(kind, text);
    expect([added > 0, changed > 0]).toEqual([true, true]);
    expect(dump()).not.toEqual(before);
    school.time.pass(1_000);
    expect(undo(importId)).toMatchObject({ importId, undoneAtMs: school.time.wallMs, undoneBy: 'Pemilik' });
    expect(dump()).toEqual(before);
    expect(school.audited()).toEqual(['import.committed', 'import.undone']);
    expect(told.length).toBe(2);
    expect(await refusalOf(() => undo(importId))).toBe('IMPORT_UNDONE');
  });

  test('whatever was imported on top, from last to first, ends where it began', async () => {
    const cell = (values: readonly string[]) => fc.constantFrom(...values);
    const numbers = cell(['2001', '2002', '007', 'NIS-ANILESTARI', 'NIS-CITRADEWI', '1']);
    const codes = cell(['MTK-7A', 'IPA-8B', 'BIO-9A', 'x']);
    const file = fc.oneof(
      fc.record({ kind: fc.constant<ImportKind>('people'), rows: fc.array(fc.tuple(numbers, cell(['Dewi', 'Eko', 'Ani Lestari', ''])), { maxLength: 5 }), head: fc.constant('nis,nama') }),
      fc.record({ kind: fc.constant<ImportKind>('courses'), rows: fc.array(fc.tuple(codes, cell(['Biologi', 'Aljabar']), cell(['budi', 'ratna', ''])), { maxLength: 5 }), head: fc.constant('kode,nama,guru') }),
      fc.record({ kind: fc.constant<ImportKind>('memberships'), rows: fc.array(fc.tuple(numbers, codes, cell(['', '2026-02-01', '1/12/2026']), cell(['', '2026-06-30', '2026-12-31'])), { maxLength: 5 }), head: fc.constant('nis,kelas,dari,sampai') }),
    );
    await fc.assert(fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 6 }), async (given) => {
      const before = dump();
      const done: string[] = [];
      for (const { kind, rows, head } of given) done.push((await importAll(kind, [head, ...rows.map((row) => row.join(','))].join('\n'))).importId);
      for (const importId of done.reverse()) undo(importId);
      expect(dump()).toEqual(before);
    }), { numRuns: 100 });
  });

  test('is refused with the number of rows that were used or changed since, and then undoes none', async () => {
    const { importId } = await importAll('people', 'nis,nama\n2001,Dewi\n2002,Eko\n2003,Fani\n2004,Gita\n2005,Hari\n2006,Indra\nNIS-ANILESTARI,Ani L.\nNIS-BAYUPRATAMA,Bayu P.\n');
    const idOf = (identifier: string) => String(school.db.sqlite.prepare('SELECT id FROM people WHERE identifier = ?').pluck().get(identifier));
    school.join(school.maths, idOf('2001'));
    const transfer = { chargeId: null, authorisationId: null, reversesId: null, staffId: school.owner.staffId, fromAccountId: 'cash', method: 'cash', atMs: 1 } as const;
    school.db.sqlite.transaction(() => {
      postTransfer({ db: school.db, kioskId: school.kioskId, mac: school.vault.ledgerMac }, { ...transfer, id: crypto.randomUUID(), kind: 'topup', personId: idOf('2002'), toAccountId: idOf('2002'), amount: 5_000 });
    })();
    school.addMark(school.addSession({ courseId: school.maths, roomId: school.room, startsInMin: 0 }), idOf('2003'), 'present');
    school.db.sqlite.prepare("UPDATE people SET pin_hash = 'x' WHERE identifier = '2004'").run();
    school.db.sqlite.prepare("UPDATE people SET name = 'Hari H.' WHERE identifier = '2005'").run();
    school.db.sqlite.prepare("UPDATE people SET name = 'Ani' WHERE id = ?").run(school.ani);
    // Somebody who was there before may be used as they like: only their name goes back.
    school.join(school.science, school.bayu);
    const before = dump();
    await expect(async () => undo(importId)).rejects.toMatchObject({ code: 'IMPORT_IN_USE', data: { count: 6 } });
    expect(dump()).toEqual(before);
  });

  test('a course with a timetable, rules or members stays, and so does a membership somebody was marked by', async () => {
    const courses = await importAll('courses', 'kode,nama\nBIO-9A,Biologi\n');
    const courseId = String(school.db.sqlite.prepare("SELECT id FROM courses WHERE code = 'BIO-9A'").pluck().get());
    const members = await importAll('memberships', 'nis,kelas\nNIS-CITRADEWI,BIO-9A\n');
    expect(await refusalOf(() => undo(courses.importId))).toBe('IMPORT_IN_USE');
    school.time.pass(60_000);
    school.addMark(school.addSession({ courseId, roomId: school.room, startsInMin: 0 }), school.citra, 'present');
    expect(await refusalOf(() => undo(members.importId))).toBe('IMPORT_IN_USE');
  });

  test('wrong PINs typed for an imported number do not keep it, and go with it', async () => {
    const { importId } = await importAll('people', 'nis,nama\n2001,Dewi\n');
    const id = String(school.db.sqlite.prepare("SELECT id FROM people WHERE identifier = '2001'").pluck().get());
    school.db.sqlite.prepare('INSERT INTO pin_guard VALUES (?, 1, 0, 0, 0, 0)').run(id);
    undo(importId);
    expect([school.count('pin_guard'), school.count('people')]).toEqual([0, 3]);
  });

  test('what is not there cannot be undone', async () => {
    expect(await refusalOf(() => undo(crypto.randomUUID()))).toBe('IMPORT_NOT_FOUND');
  });
});

test('the list shows the newest first, with who did what', async () => {
  const first = await importAll('people', 'nis,nama\n2001,Dewi\n');
  school.time.pass(1_000);
  const second = await importAll('courses', 'kode,nama\nBIO-9A,Biologi\n,x\n');
  undo(first.importId);
  expect(imports.list().rows).toEqual([second, { ...first, undoneAtMs: school.time.wallMs, undoneBy: 'Pemilik' }]);
});

test('a long value is cut at 60, never in the middle of a character', async () => {
  expect(await problemsOf('people', `nis,nama\n${'x'.repeat(59)}\u{1f600}x,Ani\n`)).toEqual([[2, 'nis', 'tooLong', 'x'.repeat(59)]]);
});

test('file names are shown without marks that turn them round', async () => {
  expect((await preview('people', 'nis,nama\n2001,A\n', 'data\u202evsc.exe\n')).fileName).toBe('datavsc.exe');
});

test('random tables of every kind are previewed or refused, and change nothing', async () => {
  const before = dump();
  const cell = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom('nis', 'nama', 'kode', 'kelas', 'guru', 'dari', '2001', '13/07/2026', 'MTK-7A', '__proto__', 'constructor'));
  await fc.assert(fc.asyncProperty(fc.constantFrom<ImportKind>('people', 'courses', 'memberships'), fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 8 }), async (kind, rows) => {
    const head = { people: 'nis;nama', courses: 'kode;nama;guru', memberships: 'nis;kelas;dari;sampai' }[kind];
    const csv = [head, ...rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(';'))].join('\n');
    for (const bytes of [new TextEncoder().encode(csv), new TextEncoder().encode(rows.join('\n')), xlsxOf(rows.map((row) => row.map((value) => value.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, ''))))]) {
      await imports.preview({ kind, fileName: 'f', bytes }, school.owner).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      });
    }
  }), { numRuns: 150 });
  expect(dump()).toEqual(before);
});

test('through the contract: looked at, confirmed, listed and undone; windows hear of it, and nobody else may', async () => {
  const tatap = await startTestApp();
  try {
    const events: string[] = [];
    tatap.app.subscribe(({ event }) => events.push(event));
    const bytes = new TextEncoder().encode('nis;nama\r\n2001;Dewi\r\n');
    const file = { kind: 'people' as const, fileName: 'siswa.csv', bytes };
    const seen = await tatap.must(adminWindow, 'imports.preview', file);
    expect(seen.counts).toEqual({ new: 1, change: 0, same: 0, bad: 0 });
    expect(events).toEqual([]);
    const run = await tatap.must(adminWindow, 'imports.commit', { importId: seen.importId });
    expect(await tatap.must(adminWindow, 'imports.list', {})).toEqual({ rows: [run] });
    expect((await tatap.must(adminWindow, 'people.list', {})).rows).toMatchObject([{ name: 'Dewi', identifier: '2001', balance: 0, hasFace: false, hasPin: false }]);
    expect(await tatap.must(adminWindow, 'imports.undo', { importId: run.importId })).toMatchObject({ undoneBy: 'Pemilik' });
    expect((await tatap.must(adminWindow, 'people.list', {})).total).toBe(0);
    expect(events).toEqual(['people.changed', 'people.changed']);
    expect(await tatap.call(kioskWindow, 'imports.preview', file)).toMatchObject({ ok: false, code: 'NOT_ALLOWED' });
    expect(await tatap.call(adminWindow, 'imports.preview', { ...file, bytes: new Uint8Array(900 * 1024 + 1) })).toMatchObject({ ok: false, code: 'BAD_INPUT' });
    expect(await tatap.call(adminWindow, 'imports.preview', { ...file, bytes: new Uint8Array(900 * 1024) })).toMatchObject({ ok: false, code: 'FILE_UNREADABLE' });
  } finally {
    await tatap.close();
  }
});

test('through the method: a workbook that unpacks to two hundred megabytes and files of other kinds are refused in words, and nothing is written', async () => {
  const tatap = await startTestApp();
  try {
    const preview = async (fileName: string, bytes: Uint8Array<ArrayBuffer>) => {
      const answer = await tatap.call(adminWindow, 'imports.preview', { kind: 'people', fileName, bytes });
      return answer.ok ? 'taken' : answer.code;
    };
    const bomb = Uint8Array.from(zipSync({ 'xl/workbook.xml': new Uint8Array(40 * 2 ** 20), ...Object.fromEntries(Array.from({ length: 4 }, (_, n) => [`xl/worksheets/sheet${n}.xml`, new Uint8Array(40 * 2 ** 20)])) }));
    expect(bomb.length).toBeLessThan(900 * 1024);
    expect(await preview('siswa.xlsx', bomb)).toBe('FILE_TOO_LARGE');
    const bytes = (text: string) => new TextEncoder().encode(text);
    const strange = [['foto.csv', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])], ['surat.xlsx', bytes('%PDF-1.7\n%\xe2\xe3')], ['program.xlsx', bytes('MZ\u0000\u0090\u0000')], ['dokumen.xlsx', Uint8Array.from(zipSync({ 'word/document.xml': bytes('<w:document/>') }))]] as const;
    for (const [name, content] of strange) expect(['FILE_UNREADABLE', 'COLUMNS_MISSING'], name).toContain(await preview(name, content));
    expect((await tatap.must(adminWindow, 'people.list', {})).total).toBe(0);
    expect(await tatap.must(adminWindow, 'imports.list', {})).toEqual({ rows: [] });
  } finally {
    await tatap.close();
  }
});
