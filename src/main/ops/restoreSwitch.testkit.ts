import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/* The process that is killed: restoreSwitch.testkit.ts FOLDER CALL decide|start. Right before its CALL-th change of the disk it ends as by a power cut. */
const [folder = '', call = '0', task] = process.argv.slice(2);
let left = Number(call);

const before = <A extends unknown[], R>(work: (...args: A) => R) => (...args: A): R => {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  return work(...args);
};
Object.assign(fs, {
  renameSync: before(fs.renameSync), writeSync: before(fs.writeSync), fsyncSync: before(fs.fsyncSync), rmSync: before(fs.rmSync), mkdirSync: before(fs.mkdirSync), openSync: before(fs.openSync),
});
syncBuiltinESMExports();
const { commitRestore, finishRestore } = await import('./restoreSwitch.ts');
if (task === 'decide') commitRestore(folder, Date.UTC(2026, 10, 28));
finishRestore(folder);
