import type { Db } from '../open.ts';
import { prepared } from '../open.ts';

/* What the ids in an audit row stand for today. One look-up by key each, for the rows of one page. */

const looks = prepared(({ sqlite }) => {
  const one = <Row>(sql: string) => sqlite.prepare<[string], Row>(sql);
  return {
    course: one<{ name: string }>("SELECT code || ' · ' || name AS name FROM courses WHERE id = ?"),
    room: one<{ name: string }>('SELECT name FROM rooms WHERE id = ?'),
    camera: one<{ name: string }>('SELECT name FROM cameras WHERE id = ?'),
    channel: one<{ name: string }>('SELECT name FROM channels WHERE id = ?'),
    staff: one<{ name: string }>('SELECT name FROM staff WHERE id = ?'),
    import: one<{ name: string }>('SELECT file_name AS name FROM imports WHERE id = ?'),
    session: one<{ name: string; date: string }>("SELECT c.code || ' · ' || c.name AS name, s.date FROM class_sessions s JOIN courses c ON c.id = s.course_id WHERE s.id = ?"),
  };
});
export type Thing = 'course' | 'room' | 'camera' | 'channel' | 'staff' | 'import';

/** Null when there is no such thing any more. */
export function nameOfThing(db: Db, thing: Thing, id: string): string | null {
  return looks(db)[thing].get(id)?.name ?? null;
}

/** The course and the day of a class session; null when there is no such session. */
export function nameOfSession(db: Db, sessionId: string): { name: string; date: string } | null {
  return looks(db).session.get(sessionId) ?? null;
}
