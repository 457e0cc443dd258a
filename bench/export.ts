import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportFilters, ExportFormat } from '../src/shared/contractExports.ts';
import type { ExportJob } from '../src/main/services/exportRun.ts';
import type { Written } from './exportChild.ts';
import { buildActivity, type ActivityData } from './exportData.ts';
import type { BenchOptions, Row } from './row.ts';
import { ratioOf } from './row.ts';

const rowsWritten = 1_000_000;
/** What LibreOffice is given when the whole does not open in its time. */
const fewerRows = 100_000;
const officeLimitMs = 5 * 60_000;
const allowedMiB = 150;

interface Read { rows: number; amount: number; formulas: number; inert: number }
/** What must be found. */
type Wanted = Omit<Read, 'formulas'>;
type Ground = BenchOptions & { folder: string; dbFile: string; activity: ActivityData };

/**
 * A million rows of the activity log as CSV and XLSX, beside the same table with all rows in memory and the file written at once, each in a process of its
 * own; then the files are read by programs that know nothing of this one, and counted.
 */
export async function* run(options: BenchOptions): AsyncIterable<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'tatap-export-'));
  try {
    const dbFile = join(folder, 'tatap.db');
    const ground: Ground = { ...options, folder, dbFile, activity: buildActivity(dbFile, rowsWritten) };
    for (const format of ['csv', 'xlsx'] as const) yield* measured(ground, format);
    yield* throughLibreOffice(ground);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function* measured(ground: Ground, format: 'csv' | 'xlsx'): Generator<Row> {
  const [file, naiveFile] = [join(ground.folder, `product.${format}`), join(ground.folder, `naive.${format}`)];
  const product = written(ground, 'product', format, file);
  const naive = written(ground, 'naive', format, naiveFile);
  rmSync(naiveFile, { force: true });
  if (product.rows !== rowsWritten) throw new Error(`${product.rows} rows were written`);
  const what = `${rowsWritten} rows as ${format.toUpperCase()} (${product.fileMiB.toFixed(0)} MiB)`;
  const peer = `all rows in memory, ${format === 'csv' ? 'csv-stringify/sync' : 'hucre, whole workbook'}`;
  for (const [name, of, unit] of [['memory above the start', 'growthMiB', 'MiB'], ['time', 'ms', 'ms']] as const) {
    yield { bench: 'export', metric: `${what}, ${name}`, value: product[of], unit, peer, peerValue: naive[of], ratio: ratioOf(product[of], naive[of], 'lower') };
  }
  yield { bench: 'export', metric: `${what}, memory above the start`, value: product.growthMiB, unit: 'MiB', peer: 'allowed', peerValue: allowedMiB, ratio: ratioOf(product.growthMiB, allowedMiB, 'lower') };
  if (product.growthMiB > allowedMiB) throw new Error(`${format} took ${product.growthMiB.toFixed(0)} MiB`);
  const found = readBack(ground, format, file);
  if (found === null) return ground.note('skipped: python3 is not installed, nobody else read the files');
  yield* same(`${what}, read by Python`, found, wanted(ground));
}

function written(ground: Ground, who: 'product' | 'naive', format: ExportFormat, outFile: string, filters: ExportFilters = {}): Written {
  const job: ExportJob = {
    list: 'activity', filters, format, language: 'id', who: { staffId: '', role: 'owner' }, zone: 'Asia/Jakarta', siteName: 'Bench', nowMs: 0, lockNowMs: 0, cameras: [], dbFile: ground.dbFile, outFile,
  };
  const child = spawnSync(process.execPath, [join(import.meta.dirname, 'exportChild.ts'), who, JSON.stringify(job)], { encoding: 'utf8', maxBuffer: 1e8 });
  if (child.status !== 0) throw new Error(`${who} ${format} ended with ${child.status ?? child.signal}: ${child.stderr.slice(0, 400)}`);
  return JSON.parse(child.stdout) as Written; // exportChild.ts prints one
}

function readBack(ground: Ground, format: 'csv' | 'xlsx', file: string): Read | null {
  const run = spawnSync('python3', [join(ground.resourcesDir, 'bench/readExport.py'), format, file], { encoding: 'utf8' });
  if (run.error) return null;
  if (run.status !== 0) throw new Error(`${file} cannot be read: ${run.stderr}`);
  return JSON.parse(run.stdout) as Read; // readExport.py prints one
}

const wanted = ({ activity: { amount, formulaRows } }: Ground): Wanted => ({ rows: rowsWritten, amount, inert: formulaRows });

/** Says what was found; throws unless it is what was written. */
function* same(metric: string, found: Read, { rows, amount, inert }: Wanted): Generator<Row> {
  yield { bench: 'export', metric: `${metric}: rows`, value: found.rows, unit: 'rows', peer: 'in the database', peerValue: rows, ratio: null };
  yield { bench: 'export', metric: `${metric}: sum of the amounts`, value: found.amount, unit: 'rupiah', peer: 'in the database', peerValue: amount, ratio: null };
  yield { bench: 'export', metric: `${metric}: formulas`, value: found.formulas, unit: 'cells', peer: null, peerValue: null, ratio: null };
  yield { bench: 'export', metric: `${metric}: rows with a formula for a name, which is text`, value: found.inert, unit: 'rows', peer: 'in the database', peerValue: inert, ratio: null };
  if (found.rows !== rows || found.amount !== amount || found.inert !== inert || found.formulas !== 0) throw new Error(`${metric}: ${JSON.stringify(found)}, not ${JSON.stringify({ rows, amount, inert })}`);
}

function* throughLibreOffice(ground: Ground): Generator<Row> {
  const { folder, activity, note } = ground;
  if (spawnSync('soffice', ['--version']).error) return note('skipped: LibreOffice is not installed');
  const whole = converted(folder, 'product');
  if (whole !== null) {
    const found = readBack(ground, 'csv', whole);
    if (found) yield* same(`${rowsWritten} rows, opened by LibreOffice and saved as CSV, read by Python`, found, wanted(ground));
    return;
  }
  note(`LibreOffice did not open ${rowsWritten} rows within ${officeLimitMs / 60_000} minutes; it gets ${fewerRows}`);
  const part = written(ground, 'product', 'xlsx', join(folder, 'part.xlsx'), { toMs: activity.atMs(fewerRows) });
  const [csv, opened] = [join(folder, 'part-of-ours.csv'), converted(folder, 'part')];
  if (part.rows !== fewerRows || opened === null) throw new Error(`LibreOffice did not open ${part.rows} rows either`);
  written(ground, 'product', 'csv', csv, { toMs: activity.atMs(fewerRows) });
  const [found, ours] = [readBack(ground, 'csv', opened), readBack(ground, 'csv', csv)];
  if (found && ours) yield* same(`${fewerRows} rows, opened by LibreOffice and saved as CSV, read by Python`, found, { ...ours, rows: fewerRows });
}

/** `NAME.xlsx` as LibreOffice writes it back, or null when it took too long. */
function converted(folder: string, name: string): string | null {
  const out = join(folder, 'office');
  const run = spawnSync('soffice', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--convert-to', 'csv:Text - txt - csv (StarCalc):44,34,76', '--outdir', out, join(folder, `${name}.xlsx`)], { encoding: 'utf8', timeout: officeLimitMs });
  return run.status === 0 ? join(out, `${name}.csv`) : null;
}
