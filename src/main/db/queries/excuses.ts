import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { excuses } from '../schema.ts';

export type ExcuseRow = typeof excuses.$inferSelect;

export function insertExcuse(db: Db, row: ExcuseRow): void {
  db.orm.insert(excuses).values(row).run();
}

const revoking = prepared(({ sqlite }) => sqlite.prepare<[number, string]>('UPDATE excuses SET revoked_at_ms = ? WHERE id = ? AND revoked_at_ms IS NULL'));

/** False when it was revoked before. */
export function revokeExcuse(db: Db, excuseId: string, atMs: number): boolean {
  return revoking(db).run(atMs, excuseId).changes === 1;
}

const one = prepared(({ sqlite }) => sqlite.prepare<[string], { personId: string; courseId: string | null; teacherId: string | null }>(
  'SELECT e.person_id AS personId, e.course_id AS courseId, c.teacher_id AS teacherId FROM excuses e LEFT JOIN courses c ON c.id = e.course_id WHERE e.id = ?'));

/** With the teacher of its course; null when there is no such excuse. */
export function excuseWithTeacher(db: Db, excuseId: string) {
  return one(db).get(excuseId) ?? null;
}

export interface ExcuseQuery {
  /** Folded; part of the person's name or identifier. */
  search: string;
  /** Those that end before this local day are left out. */
  fromDate: string;
  /** Only of this teacher's courses, or of every course for people who take one of them; null: all. */
  teacherId: string | null;
}

export interface ListedExcuse {
  excuseId: string; personId: string; personName: string; courseId: string | null; courseName: string | null; kind: 'excused' | 'sick';
  fromDate: string; untilDate: string; note: string; staffName: string; createdAtMs: number; revokedAtMs: number | null;
}

/** Where the page before ended. */
export interface ExcusesCursor { createdAtMs: number; excuseId: string }

type Bound = { pattern: string | null; fromDate: string; teacherId: string | null };
const filters = `e.until_date >= @fromDate AND (@pattern IS NULL OR p.name_folded LIKE @pattern ESCAPE '\\' OR p.identifier LIKE @pattern ESCAPE '\\')
  AND (@teacherId IS NULL OR c.teacher_id = @teacherId OR (e.course_id IS NULL AND EXISTS (
    SELECT 1 FROM memberships m JOIN courses o ON o.id = m.course_id WHERE m.person_id = e.person_id AND o.teacher_id = @teacherId)))`;
const joined = 'FROM excuses e JOIN people p ON p.id = e.person_id JOIN staff t ON t.id = e.staff_id LEFT JOIN courses c ON c.id = e.course_id';

const page = prepared(({ sqlite }) => sqlite.prepare<Bound & { createdAtMs: number | null; excuseId: string | null; limit: number }, ListedExcuse>(`
  SELECT e.id AS excuseId, e.person_id AS personId, p.name AS personName, e.course_id AS courseId, c.name AS courseName, e.kind, e.from_date AS fromDate, e.until_date AS untilDate,
    e.note, t.name AS staffName, e.created_at_ms AS createdAtMs, e.revoked_at_ms AS revokedAtMs
  ${joined} WHERE ${filters} AND (@createdAtMs IS NULL OR (e.created_at_ms, e.id) < (@createdAtMs, @excuseId)) ORDER BY e.created_at_ms DESC, e.id DESC LIMIT @limit`));
const counting = prepared(({ sqlite }) => sqlite.prepare<Bound, number>(`SELECT count(*) ${joined} WHERE ${filters}`).pluck());

function bound({ search, fromDate, teacherId }: ExcuseQuery): Bound {
  return { pattern: search === '' ? null : `%${search.replace(/[\\%_]/g, (character) => `\\${character}`)}%`, fromDate, teacherId };
}

/** Newest first; revoked ones too. */
export function listExcuses(db: Db, query: ExcuseQuery & { cursor: ExcusesCursor | null; limit: number }): ListedExcuse[] {
  return page(db).all({ ...bound(query), createdAtMs: query.cursor?.createdAtMs ?? null, excuseId: query.cursor?.excuseId ?? null, limit: query.limit });
}

export function countExcuses(db: Db, query: ExcuseQuery): number {
  return counting(db).get(bound(query)) ?? 0;
}
