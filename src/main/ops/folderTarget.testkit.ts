import { createFolderTarget, markFolder } from './folderTarget.ts';

/* Puts a file on a disk on which no file may grow beyond what `ulimit -f` allows: folderTarget.testkit.ts FOLDER FILE. Prints the refusal. */
const [folder = '', file = ''] = process.argv.slice(2);
const target = createFolderTarget({ folder, marker: await markFolder(folder) });
try {
  await target.put('kiosk-1/20261128T021500Z.tatap.age', file);
  process.stdout.write('written');
} catch (error) {
  process.stdout.write(error instanceof Error ? error.message : String(error));
}
