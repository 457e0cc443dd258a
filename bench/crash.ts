import { parseArgs } from 'node:util';
import { crashRun, isClean } from './crashRun.ts';

/*
 * npm run crash -- --kills N [--json] [--broken]
 * Exits 1 when a payment was lost, doubled or split. `--broken` runs a two-step top-up instead of the product's, which must end that way.
 */
const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' }, json: { type: 'boolean', default: false }, broken: { type: 'boolean', default: false } } });
const kills = Number(values.kills);
if (!(Number.isInteger(kills) && kills > 0)) {
  process.stderr.write('usage: npm run crash -- --kills N [--json] [--broken]\n');
  process.exit(2);
}
const report = await crashRun({ kills, broken: values.broken, note: (line) => process.stderr.write(`${line}\n`) });
const clean = isClean(report);
if (values.json) {
  process.stdout.write(`${JSON.stringify({ clean, broken: values.broken, ...report })}\n`);
} else {
  const { lost, doubled, wrong, acknowledged, operations, requests, repeated, faults } = report;
  process.stdout.write(`${report.kills} kills in ${(report.durationMs / 1000).toFixed(1)} s: ${operations} operations, ${acknowledged} acknowledged, ${repeated} of ${requests} requests repeated a key\n`);
  process.stdout.write(`${lost} lost, ${doubled} doubled, ${wrong} wrong${faults.length > 0 ? `; ${faults.join('; ')}` : '; sums, balances and chains exact'}\n`);
}
process.exit(clean ? 0 : 1);
