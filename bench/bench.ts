import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench, Row } from './row.ts';

/*
 * npm run bench -- NAME [--json] [--repeats N]
 * One bench per file; each is loaded only when asked for, so that a broken or missing one does not stop the others.
 */

const benches: Record<string, () => Promise<{ run: Bench }>> = {
  vision: () => import('./vision.ts'),
  match: () => import('./match.ts'),
  ledger: () => import('./ledger.ts'),
  imports: () => import('./imports.ts'),
  mjpeg: () => import('./mjpeg.ts'),
  cameras: () => import('./cameras.ts'),
  live: () => import('./live.ts'),
  walkup: () => import('./walkup.ts'),
  term: () => import('./term.ts'),
  desk: () => import('./desk.ts'),
  export: () => import('./export.ts'),
  activity: () => import('./activity.ts'),
};

function sentence(row: Row): string {
  const figure = (value: number): string => `${Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)} ${row.unit}`;
  const peer = row.peer === null || row.peerValue === null ? '' : ` | ${row.peer}: ${figure(row.peerValue)}`;
  const ratio = row.ratio === null ? '' : ` | ${row.ratio.toFixed(2)} x`;
  return `${row.bench}  ${row.metric}: ${figure(row.value)}${peer}${ratio}`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, repeats: { type: 'string' } },
});
const name = positionals[0] ?? '';
const load = Object.hasOwn(benches, name) ? benches[name] : undefined;
const repeats = values.repeats === undefined ? null : Number(values.repeats);
if (load === undefined || positionals.length !== 1 || (repeats !== null && !(Number.isInteger(repeats) && repeats > 0))) {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(benches).join('|')} [--json] [--repeats N]\n`);
  process.exit(2);
}
const { run } = await load();
const resourcesDir = path.resolve(import.meta.dirname, '..');
for await (const row of run({ resourcesDir, repeats, note: (line) => process.stderr.write(`${line}\n`) })) {
  process.stdout.write(`${values.json ? JSON.stringify(row) : sentence(row)}\n`);
}
