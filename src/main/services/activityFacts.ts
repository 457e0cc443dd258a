import { groupOf, statusOf } from '../../shared/activity.ts';
import type { ActivityRow } from '../../shared/contractActivity.ts';
import type { Db } from '../db/open.ts';
import type { ListedActivity } from '../db/queries/activity.ts';
import { nameOfSession, nameOfThing, type Thing } from '../db/queries/activityNames.ts';

/* A row of the audit chain as people may read it: ids become the names they stand for today, or are left out. */

type Facts = ActivityRow['detail'];

/** What the subject of an action is, where that is no person and no staff member. */
const thingOfSubject: Record<string, Thing> = { course: 'course', room: 'room', camera: 'camera', channel: 'channel', import: 'import' };
/** Facts that are ids of things with a name. */
const thingOfFact: Record<string, readonly [name: string, thing: Thing]> = {
  courseId: ['course', 'course'], roomId: ['room', 'room'], kioskRoomId: ['kioskRoom', 'room'], teacherId: ['teacher', 'staff'],
};
/** Ids nobody can do anything with. */
const meaningless = new Set(['transferId', 'markId', 'excuseId']);

export function activityRow(db: Db, { subjectId, detail, ...row }: ListedActivity): ActivityRow {
  const facts = factsOf(db, JSON.parse(detail));
  const subject = row.action.split('.')[0] ?? '';
  let { subjectName } = row;
  if (subjectName === null && subjectId !== null) {
    const thing = Object.hasOwn(thingOfSubject, subject) ? thingOfSubject[subject] : undefined;
    if (thing) subjectName = nameOfThing(db, thing, subjectId);
    if (subject === 'session') {
      const session = nameOfSession(db, subjectId);
      subjectName = session?.name ?? null;
      if (session) facts['date'] ??= session.date;
    }
    if (subject === 'holiday') facts['date'] = subjectId;
    if (row.action === 'settings.changed') Object.assign(facts, { setting: subjectId });
  }
  return { ...row, subjectName, group: groupOf(row.action), status: statusOf(row.action), detail: facts };
}

/** What is nested deeper than one level is flattened into facts of its own. */
function factsOf(db: Db, detail: unknown): Facts {
  const facts: Facts = {};
  const put = (name: string, value: unknown): void => {
    if (value !== null && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) put(name === '' ? key : `${name}.${key}`, inner);
    } else if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      putNamed(db, facts, name, value);
    }
  };
  put('', detail);
  return facts;
}

function putNamed(db: Db, facts: Facts, name: string, value: string | number | boolean | null): void {
  if (meaningless.has(name)) return;
  const named = Object.hasOwn(thingOfFact, name) ? thingOfFact[name] : undefined;
  if (named) facts[named[0]] = typeof value === 'string' ? nameOfThing(db, named[1], value) : null;
  else if (name === 'sessionId' && typeof value === 'string') {
    const session = nameOfSession(db, value);
    facts['course'] = session?.name ?? null;
    facts['date'] = session?.date ?? null;
  } else facts[name] = value;
}
