import { parse } from 'csv-parse/sync';
import { zipSync } from 'fflate';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSheet } from 'read-excel-file/universal';
import { openDatabase } from '../src/main/db/open.ts';
import { insertStaff } from '../src/main/db/queries/staff.ts';
import { createImports } from '../src/main/services/imports.ts';
import { createHasher } from '../src/main/vault/hasher.ts';
import { vaultOver } from '../src/main/vault/vault.ts';
import type { BenchOptions, Row } from './row.ts';
import { quantile, ratioOf } from './row.ts';

const names = ['Siti Rahmawati', "Nur'aini Putri", 'Muhammad Rizky Ramadhan', 'I Made Wirawan', 'Ni Luh Ayu Lestari', 'Budi Santoso'];
const owner = { staffId: randomUUID() };

type Bytes = Uint8Array<ArrayBuffer>;
interface Kind { name: string; write(rows: readonly string[][]): Bytes; peer: string; read(file: Bytes): unknown }

const kinds: readonly Kind[] = [
  { name: 'CSV', write: (rows) => new TextEncoder().encode(rows.map((row) => row.join(';')).join('\r\n')), peer: 'csv-parse alone', read: (file) => parse(file, { delimiter: ';' }) },
  { name: 'XLSX', write: workbook, peer: 'read-excel-file alone', read: (file) => readSheet(new Blob([file])) },
];

/** Times of people imported from a file: looked at, confirmed and undone, each into an empty database on disk. */
export async function* run(options: BenchOptions): AsyncIterable<Row> {
  const repeats = options.repeats ?? 5;
  for (const count of [1_000, 10_000]) {
    const rows = [['NIS', 'Nama'], ...Array.from({ length: count }, (_, i) => [String(20_260_001 + i), `${names[i % names.length]} ${i}`])];
    for (const { name, write, peer, read } of kinds) {
      const file = write(rows);
      const times = { preview: [] as number[], commit: [] as number[], undo: [] as number[], peer: [] as number[] };
      // The first run warms the compiler and is not counted.
      for (let i = -1; i < repeats; i += 1) {
        const once = await importOnce(file, count);
        const peerMs = await timed(() => read(file));
        if (i < 0) continue;
        for (const step of ['preview', 'commit', 'undo'] as const) times[step].push(once[step]);
        times.peer.push(peerMs);
      }
      const [value, peerValue] = [quantile(times.preview, 0.5), quantile(times.peer, 0.5)];
      const what = `${count} people from ${name} (${Math.round(file.length / 1024)} KiB)`;
      yield { bench: 'imports', metric: `${what}: read, check and explain, p50`, value, unit: 'ms', peer: `${peer}: read`, peerValue, ratio: ratioOf(value, peerValue, 'lower') };
      for (const step of ['commit', 'undo'] as const) yield { bench: 'imports', metric: `${what}: ${step}, p50`, value: quantile(times[step], 0.5), unit: 'ms', peer: null, peerValue: null, ratio: null };
    }
  }
}

async function importOnce(file: Bytes, count: number): Promise<{ preview: number; commit: number; undo: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'tatap-imports-'));
  const hasher = createHasher();
  const db = openDatabase(join(folder, 'tatap.db'));
  try {
    insertStaff(db, { id: owner.staffId, username: 'owner', name: 'Owner', role: 'owner', passwordHash: '-', createdAtMs: 0 });
    const audit = { db, kioskId: 'bench', mac: vaultOver(randomBytes(32), hasher, randomBytes).auditMac };
    const imports = createImports({ db, audit, kioskId: 'bench', today: () => '2026-11-21', onPeopleChanged: () => {}, onRegisterChanged: () => {}, now: Date.now, monotonicMs: () => performance.now(), newId: randomUUID });
    let importId = '';
    const preview = await timed(async () => {
      const seen = await imports.preview({ kind: 'people', fileName: 'people', bytes: file }, owner);
      if (seen.counts.new !== count) throw new Error(`${seen.counts.new} of ${count} rows are new`);
      importId = seen.importId;
    });
    const commit = await timed(() => imports.commit({ importId }, owner));
    const undo = await timed(() => imports.undo({ importId }, owner));
    return { preview, commit, undo };
  } finally {
    db.sqlite.close();
    await hasher.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The least that is a workbook, with its texts in the cells. */
function workbook(rows: readonly string[][]): Bytes {
  const sheet = rows.map((row, y) => `<row r="${y + 1}">${row.map((text, x) => `<c r="${'AB'[x]}${y + 1}" t="inlineStr"><is><t>${text.replaceAll("'", '&apos;')}</t></is></c>`).join('')}</row>`).join('');
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const parts = {
    'xl/workbook.xml': `<workbook xmlns:r="${office}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
  };
  return Uint8Array.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, new TextEncoder().encode(xml)]))));
}

/** Milliseconds. */
async function timed(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
