/*
 * npm test: sets up, builds, lints, type-checks, runs the unit tests and then the end-to-end specs.
 * `npm test -- lint|unit|e2e [vitest arguments]` runs one part. The last line is always "N passed, N failed".
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { SetUpProblem, ensureReady, projectEnv, projectNode, root } from './setup.mjs';

/** Runs one of the project's tools; true when it ended well. */
function runTool(script, ...argv) {
  return spawnSync(projectNode(), [join(root, 'node_modules', script), ...argv], { cwd: root, stdio: 'inherit', env: projectEnv() }).status === 0;
}

const one = (well) => ({ passed: well ? 1 : 0, failed: well ? 0 : 1, skipped: 0 });

/**
 * Counts of one vitest JSON report. A file that could not be loaded has no tests in it and counts as one failure; so does a run
 * that ended badly without a failed test (an unhandled error).
 */
export function countsOf(report, endedWell) {
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')).length;
  const failed = report.numFailedTests + unloaded;
  return { passed: report.numPassedTests, failed: failed === 0 && !endedWell ? 1 : failed, skipped: report.numPendingTests + report.numTodoTests };
}

/** "12 passed, 0 failed" and, only when there are any, ", 3 skipped". */
export function summary(counts) {
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed${sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : ''}`;
}

function runVitest(project, argv) {
  const file = join(root, 'test-results', `${project}.json`);
  mkdirSync(join(root, 'test-results'), { recursive: true });
  rmSync(file, { force: true });
  const endedWell = runTool('vitest/vitest.mjs', 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...argv);
  return existsSync(file) ? countsOf(JSON.parse(readFileSync(file, 'utf8')), endedWell) : one(false);
}

const parts = {
  lint: () => [one(runTool('oxlint/bin/oxlint', '--deny-warnings')), one(runTool('typescript/bin/tsc', '-b'))],
  unit: (argv) => [runVitest('unit', argv)],
  e2e: (argv) => [runVitest('e2e', argv)],
};

async function main(argv) {
  const only = Object.keys(parts).find((name) => name === argv[0]);
  const rest = only === undefined ? argv : argv.slice(1);
  await ensureReady({ need: ['deps', 'models', ...(only === undefined || only === 'e2e' ? ['chromium'] : [])] });
  if (only !== 'lint') await build();
  return (only === undefined ? Object.keys(parts) : [only]).flatMap((name) => parts[name](rest));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  let counts = [];
  try {
    counts = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof SetUpProblem ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    counts = [one(false)];
  }
  process.exitCode = counts.every(({ failed }) => failed === 0) ? 0 : 1;
  process.stdout.write(`${summary(counts)}\n`);
}
