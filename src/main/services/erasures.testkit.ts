import { openDatabase } from '../db/open.ts';
import { replayErasures } from './erasures.ts';

/* The process that is killed: deletes one person after the other. erasures.testkit.ts FILE */
const db = openDatabase(process.argv[2] ?? '');
const ids = db.sqlite.prepare<[], string>('SELECT id FROM people WHERE erased_at_ms IS NULL ORDER BY id').pluck().all();
process.stdout.write('ready\n');
for (const personId of ids) replayErasures(db, [{ personId, atMs: Date.now() }], 'en');
