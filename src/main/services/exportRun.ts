import { createWriteStream, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExportFormat } from '../../shared/contractExports.ts';
import { Refusal, type ErrorCode, type RefusalData } from '../../shared/errors.ts';
import { openReadOnly } from '../db/open.ts';
import type { Row } from '../reports/table.ts';
import { csvChunks } from '../reports/writeCsv.ts';
import { pdfMaxRows, pdfStream } from '../reports/writePdf.ts';
import { xlsxStream } from '../reports/writeXlsx.ts';
import type { ListedTable, TableJob } from './exportJob.ts';
import { openTable } from './exportTables.ts';
import { wordsOf } from './exportWords.ts';
import { failureOf } from './taskFailure.ts';

export interface ExportJob extends TableJob {
  dbFile: string;
  /** Made here, mode 0600; must not exist. */
  outFile: string;
  format: ExportFormat;
}

export type ExportNote =
  | { at: 'opened'; total: number }
  | { at: 'writing'; rows: number }
  | { at: 'done'; rows: number }
  | { at: 'failed'; code: ErrorCode; data: RefusalData; bug: string | null };

/** Windows hear of progress about four times a second. */
const noteEveryMs = 250;
const looksAtClockEvery = 512;

/**
 * Writes one list into a file, over a connection of its own that reads and never writes: one read transaction, so that the rows are those of one moment
 * whatever the kiosk does meanwhile. Never throws; what went wrong is told, and no part of a file is left.
 */
export async function runExport(job: ExportJob, tell: (note: ExportNote) => void): Promise<void> {
  let begun = false;
  try {
    const db = openReadOnly(job.dbFile);
    try {
      db.sqlite.exec('BEGIN');
      const table = openTable(db, job);
      if (job.format === 'pdf' && table.total > pdfMaxRows) throw new Refusal('EXPORT_TOO_LARGE', { rows: table.total, most: pdfMaxRows });
      tell({ at: 'opened', total: table.total });
      let written = 0;
      const counted = { ...table, rows: counting(table.rows, (rows) => { tell({ at: 'writing', rows }); }, (rows) => { written = rows; }) };
      const out = createWriteStream(job.outFile, { flags: 'wx', mode: 0o600 });
      begun = true;
      await pipeline(bytesOf(job, counted), out);
      tell({ at: 'done', rows: written });
    } finally {
      db.sqlite.close();
    }
  } catch (error) {
    if (begun) rmSync(job.outFile, { force: true });
    tell({ at: 'failed', ...failureOf(error) });
  }
}

function bytesOf({ format, language }: ExportJob, table: ListedTable): Readable {
  if (format === 'pdf') return pdfStream(table, { page: wordsOf(language)('page'), lost: wordsOf(language)('lettersLost') });
  if (format === 'csv') return Readable.from(csvChunks(table));
  // Node's own ReadableStream and the one of the DOM's types are the same thing at run time.
  return Readable.fromWeb(xlsxStream(table) as Parameters<typeof Readable.fromWeb>[0]);
}

function* counting(rows: Iterable<Row>, onProgress: (rows: number) => void, onEnd: (rows: number) => void): Generator<Row> {
  let count = 0;
  let toldAtMs = performance.now();
  for (const row of rows) {
    yield row;
    count += 1;
    if (count % looksAtClockEvery !== 0 || performance.now() - toldAtMs < noteEveryMs) continue;
    toldAtMs = performance.now();
    onProgress(count);
  }
  onEnd(count);
}
