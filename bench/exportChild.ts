import { stringify } from 'csv-stringify/sync';
import { writeXlsx } from 'hucre/xlsx';
import { statSync, writeFileSync } from 'node:fs';
import { openReadOnly } from '../src/main/db/open.ts';
import { runExport, type ExportJob } from '../src/main/services/exportRun.ts';
import { openTable } from '../src/main/services/exportTables.ts';

/* One export in a process of its own, so that its memory is nobody else's: `exportChild.ts product|naive JOB`, and one line of JSON comes back. */

export interface Written { rows: number; ms: number; /** Most the process ever had, above what it had before it began. */ growthMiB: number; fileMiB: number }

const [, , who, text = ''] = process.argv;
// The bench that started this process wrote it.
const job = JSON.parse(text) as ExportJob;
const beforeKiB = process.memoryUsage.rss() / 1024;
const startedAt = performance.now();
const rows = who === 'product' ? await streamed() : await atOnce();
const ms = performance.now() - startedAt;
const written: Written = { rows, ms, growthMiB: (process.resourceUsage().maxRSS - beforeKiB) / 1024, fileMiB: statSync(job.outFile).size / 2 ** 20 };
process.stdout.write(JSON.stringify(written));

async function streamed(): Promise<number> {
  let done = -1;
  await runExport(job, (note) => {
    if (note.at === 'failed') throw new Error(note.bug ?? note.code);
    if (note.at === 'done') done = note.rows;
  });
  return done;
}

/** What one writes first: all rows read, the file made of them in memory, and then put on the disk. */
async function atOnce(): Promise<number> {
  const db = openReadOnly(job.dbFile);
  const table = openTable(db, job);
  const rows = [...table.rows].map((row) => row.map((cell, at) => (typeof cell === 'number' && table.columns[at]?.kind === 'dateTime' ? new Date(cell) : cell)));
  const all = [table.columns.map(({ title }) => title), ...rows];
  writeFileSync(job.outFile, job.format === 'csv' ? stringify(all, { cast: { date: (date) => date.toISOString() } }) : await writeXlsx({ sheets: [{ name: 'Sheet', rows: all }] }));
  db.sqlite.close();
  return rows.length;
}
