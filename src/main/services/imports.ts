import type { ImportKind, ImportVerdict } from '../../shared/attendance.ts';
import type { ImportPreview, ImportRun } from '../../shared/contractAttendance.ts';
import type { Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { inTransaction, type Db } from '../db/open.ts';
import { importItemsOf, importRunOf, insertImport, insertImportItem, listImportRuns, setImportUndone } from '../db/queries/imports.ts';
import { readTable } from '../reports/readTable.ts';
import { appendAudit, type AuditChain } from './audit.ts';
import { problemAt, readRows, type CellProblem, type ImportRow, type ImportRows } from './importRows.ts';
import { createImportTargets, type Change } from './importTargets.ts';

/** Numbers of the contract's `imports.preview`. */
export const importRules = {
  maxRows: 10_000,
  keptForMs: 30 * 60_000,
  /** Previews kept at a time, all staff together: each holds its rows. */
  previewsKept: 8,
  /** Rows shown that are not bad. */
  goodRowsShown: 200,
  runsListed: 50,
} as const;

interface Planned { row: ImportRow; verdict: ImportVerdict; problems: readonly CellProblem[]; change: Change | null }

interface Preview {
  kind: ImportKind;
  fileName: string;
  staffId: string;
  read: ImportRows;
  /** Local day it was made on: rows without a day begin then, also when it is confirmed after midnight. */
  today: string;
  planned: readonly Planned[];
  /** On the monotonic clock. */
  endsAtMs: number;
}

export interface ImportsNeeds {
  db: Db;
  audit: AuditChain;
  kioskId: string;
  /** Local day of the site, "2026-11-21". */
  today(): string;
  /** After COMMIT of an import or undo of people. */
  onPeopleChanged(): void;
  /** After COMMIT of an import or undo of courses or memberships. */
  onRegisterChanged(): void;
  now(): number;
  monotonicMs(): number;
  newId(): string;
}

interface Who { staffId: string }

/** Files in, in two steps: look, then confirm; and back again as long as nothing was built on it. */
export function createImports(needs: ImportsNeeds) {
  const { db, now, monotonicMs } = needs;
  const targets = createImportTargets(needs);
  const previews = new Map<string, Preview>();

  async function preview({ kind, fileName, bytes }: Parsed<'imports.preview'>, { staffId }: Who): Promise<ImportPreview> {
    const read = readRows(kind, await readTable(bytes, { maxRows: importRules.maxRows }));
    const today = needs.today();
    const planned = inTransaction(db, () => plan(kind, read, today));
    const importId = needs.newId();
    const shownName = fileName.replace(/[\p{Cc}\p{Cf}]/gu, '').trim() || kind;
    sweep();
    for (const oldest of [...previews.keys()].slice(0, Math.max(0, previews.size + 1 - importRules.previewsKept))) previews.delete(oldest);
    previews.set(importId, { kind, fileName: shownName, staffId, read, today, planned, endsAtMs: monotonicMs() + importRules.keptForMs });
    return { importId, kind, fileName: shownName, counts: countsOf(planned), rows: shown(planned), expiresAtMs: now() + importRules.keptForMs };
  }

  /** What each row would do to the tables as they are now. */
  function plan(kind: ImportKind, { rows, headingOf }: ImportRows, today: string): Planned[] {
    const target = targets[kind];
    const seen = new Set<string>();
    return rows.map((row) => {
      const bad = (problems: readonly CellProblem[]): Planned => ({ row, verdict: 'bad', problems, change: null });
      const keys = target.keys.map((column) => row.values[column]);
      if (keys.every(Boolean)) {
        const key = keys.join('\n');
        const [first = 'name'] = target.keys;
        if (seen.has(key)) return bad([...row.problems, problemAt(headingOf(first), 'twiceInFile', row.values[first] ?? '')]);
        seen.add(key);
      }
      if (row.problems.length > 0) return bad(row.problems);
      const answer = target.plan(row.values, today);
      if (answer === 'same') return { row, verdict: 'same', problems: [], change: null };
      if ('problems' in answer) return bad(answer.problems.map(({ column, problem }) => problemAt(headingOf(column), problem, row.values[column] ?? '')));
      return { row, verdict: answer.change.before === null ? 'new' : 'change', problems: [], change: answer.change };
    });
  }

  function commit({ importId }: Parsed<'imports.commit'>, { staffId }: Who): ImportRun {
    const done = importRunOf(db, importId);
    if (done) return done;
    const given = previews.get(importId);
    if (!given || given.staffId !== staffId || monotonicMs() >= given.endsAtMs) throw new Refusal('IMPORT_NOT_FOUND');
    const run = inTransaction(db, () => apply(importId, given));
    previews.delete(importId);
    announce(given.kind);
    return run;
  }

  function apply(importId: string, { kind, fileName, staffId, read, today, planned }: Preview): ImportRun {
    const planNow = plan(kind, read, today);
    if (fingerprint(planNow) !== fingerprint(planned)) {
      previews.delete(importId);
      throw new Refusal('IMPORT_OUTDATED');
    }
    const atMs = now();
    const { new: added, change: changed, bad: leftOut } = countsOf(planned);
    insertImport(db, { id: importId, kind, fileName, staffId, added, changed, leftOut, atMs });
    planned.flatMap(({ change }) => change ?? []).forEach((change, position) => {
      insertImportItem(db, importId, position, { ...change, rowKey: targets[kind].apply(change, atMs) });
    });
    appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: staffId, action: 'import.committed', subjectId: importId, detail: { kind, added, changed, leftOut } });
    return runOf(importId);
  }

  function undo({ importId }: Parsed<'imports.undo'>, { staffId }: Who): ImportRun {
    const run = inTransaction(db, () => {
      const { kind, undoneAtMs, atMs: importedAtMs, added, changed } = runOf(importId);
      if (undoneAtMs !== null) throw new Refusal('IMPORT_UNDONE');
      const target = targets[kind];
      const items = importItemsOf(db, importId);
      const touched = new Set(items.filter((item) => !target.isStill(item)).map(({ rowKey }) => rowKey));
      for (const rowKey of target.inUse(importId, items, importedAtMs)) touched.add(rowKey);
      if (touched.size > 0) throw new Refusal('IMPORT_IN_USE', { count: touched.size });
      for (const item of items) target.restore(item);
      const atMs = now();
      setImportUndone(db, importId, atMs, staffId);
      appendAudit(needs.audit, { atMs, actorKind: 'staff', actorId: staffId, action: 'import.undone', subjectId: importId, detail: { kind, added, changed } });
      return runOf(importId);
    });
    announce(run.kind);
    return run;
  }

  /** @throws Refusal IMPORT_NOT_FOUND */
  function runOf(importId: string): ImportRun {
    const run = importRunOf(db, importId);
    if (!run) throw new Refusal('IMPORT_NOT_FOUND');
    return run;
  }

  function announce(kind: ImportKind): void {
    if (kind === 'people') needs.onPeopleChanged();
    else needs.onRegisterChanged();
  }

  /** Forgets files nobody confirmed. */
  function sweep(): void {
    for (const [importId, { endsAtMs }] of previews) if (monotonicMs() >= endsAtMs) previews.delete(importId);
  }

  return {
    preview, commit, undo, sweep,
    list: (): { rows: ImportRun[] } => ({ rows: listImportRuns(db, importRules.runsListed) }),
  };
}

function countsOf(planned: readonly Planned[]): Record<ImportVerdict, number> {
  const counts = { new: 0, change: 0, same: 0, bad: 0 };
  for (const { verdict } of planned) counts[verdict] += 1;
  return counts;
}

/** Every bad row and the first of the others, in the file's order. */
function shown(planned: readonly Planned[]): ImportPreview['rows'] {
  let good = 0;
  return planned.flatMap(({ row: { row, text }, verdict, problems }) => {
    if (verdict !== 'bad') good += 1;
    return verdict === 'bad' || good <= importRules.goodRowsShown ? [{ row, verdict, text, problems: [...problems] }] : [];
  });
}

/** Equal when every row would do the same, starting from the same. */
function fingerprint(planned: readonly Planned[]): string {
  return JSON.stringify(planned.map(({ verdict, problems, change }) => [verdict, problems.map(({ problem }) => problem), change]));
}
