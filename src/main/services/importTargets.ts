import { z } from 'zod';
import type { ImportKind, ImportProblem } from '../../shared/attendance.ts';
import type { Db } from '../db/open.ts';
import { insertCourse, updateCourse } from '../db/queries/courses.ts';
import { addedAndInUse, addImportedPerson, courseByCode, markedSince, personByIdentifier, personIsStill, removeImportedCourse, removeImportedPerson, renamePerson, type ImportItem } from '../db/queries/imports.ts';
import { deleteMembership, membershipOf, putMembership } from '../db/queries/memberships.ts';
import { staffByUsername } from '../db/queries/staff.ts';
import type { Column, ImportRow } from './importRows.ts';
import { foldName } from './names.ts';

/** What a row would do. `rowKey` null: the row has no id yet. `before` and `after` are JSON; `before` null: there is nothing yet. */
export interface Change { rowKey: string | null; before: string | null; after: string }
type Answer = { change: Change } | 'same' | { problems: { column: Column; problem: ImportProblem }[] };

/** What imports of one kind do with the tables. */
export interface ImportTarget {
  /** Rows with the same values here are about the same thing. */
  keys: readonly Column[];
  /** For a row in which every cell could be read; changes nothing. `today`: local day of the site. */
  plan(values: ImportRow['values'], today: string): Answer;
  /** Adds or changes the row; answers its key. */
  apply(change: Change, atMs: number): string;
  /** Whether the row still is what the import left. */
  isStill(item: ImportItem): boolean;
  /** Keys of rows that something has come to refer to since. */
  inUse(importId: string, items: readonly ImportItem[], importedAtMs: number): string[];
  /** Removes what was added, puts back what was changed. */
  restore(item: ImportItem): void;
}

export interface TargetNeeds { db: Db; kioskId: string; newId(): string }

export function createImportTargets(needs: TargetNeeds): Record<ImportKind, ImportTarget> {
  return { people: peopleTarget(needs), courses: coursesTarget(needs), memberships: membershipsTarget(needs) };
}

/** "new", "change" or "same", by what there is and what there would be. */
function answer(rowKey: string | null, before: Record<string, unknown> | null, after: Record<string, unknown>): Answer {
  const change = { rowKey, before: before && JSON.stringify(before), after: JSON.stringify(after) };
  return change.before === change.after ? 'same' : { change };
}

const personRecord = z.object({ identifier: z.string(), name: z.string(), nameFolded: z.string() });

function peopleTarget({ db, kioskId, newId }: TargetNeeds): ImportTarget {
  const read = (json: string) => personRecord.parse(JSON.parse(json));
  return {
    keys: ['identifier'],
    plan({ identifier, name }) {
      if (!identifier || !name) throw new TypeError('a row without a number or a name has a problem');
      const known = personByIdentifier(db, identifier);
      if (known?.deactivatedAtMs) return { problems: [{ column: 'identifier', problem: 'deactivatedPerson' }] };
      if (known?.name === name) return 'same';
      return answer(known?.id ?? null, known && { identifier, name: known.name, nameFolded: known.nameFolded }, { identifier, name, nameFolded: foldName(name) });
    },
    apply({ rowKey, after }, atMs) {
      const id = rowKey ?? newId();
      if (rowKey === null) addImportedPerson(db, { id, ...read(after) }, atMs, kioskId);
      else renamePerson(db, { id, ...read(after) });
      return id;
    },
    isStill: ({ rowKey, before, after }) => personIsStill(db, { id: rowKey, ...read(after) }, before === null),
    inUse: (importId) => addedAndInUse(db, importId, 'people'),
    restore({ rowKey, before }) {
      if (before === null) removeImportedPerson(db, rowKey);
      else renamePerson(db, { id: rowKey, ...read(before) });
    },
  };
}

const courseRecord = z.object({ code: z.string(), name: z.string(), nameFolded: z.string(), teacherId: z.string().nullable() });

function coursesTarget({ db, newId }: TargetNeeds): ImportTarget {
  const read = (json: string) => courseRecord.parse(JSON.parse(json));
  return {
    keys: ['code'],
    plan({ code, name, teacher }) {
      if (!code || !name) throw new TypeError('a row without a code or a name has a problem');
      const known = courseByCode(db, code);
      if (known?.archivedAtMs) return { problems: [{ column: 'code', problem: 'archivedCourse' }] };
      const named = teacher ? staffByUsername(db, teacher) : null;
      if (teacher && !named) return { problems: [{ column: 'teacher', problem: 'unknownTeacher' }] };
      const teacherId = named?.staffId ?? known?.teacherId ?? null;
      if (known?.name === name && known.teacherId === teacherId) return 'same';
      return answer(known?.id ?? null, known && { code, name: known.name, nameFolded: known.nameFolded, teacherId: known.teacherId }, { code, name, nameFolded: foldName(name), teacherId });
    },
    apply({ rowKey, after }, atMs) {
      const id = rowKey ?? newId();
      if (rowKey === null) insertCourse(db, { id, ...read(after), createdAtMs: atMs, archivedAtMs: null });
      else updateCourse(db, id, read(after));
      return id;
    },
    isStill({ rowKey, after }) {
      const { code, name, teacherId } = read(after);
      const known = courseByCode(db, code);
      return known?.id === rowKey && known.name === name && known.teacherId === teacherId && known.archivedAtMs === null;
    },
    inUse: (importId) => addedAndInUse(db, importId, 'courses'),
    restore({ rowKey, before }) {
      if (before === null) removeImportedCourse(db, rowKey);
      else updateCourse(db, rowKey, read(before));
    },
  };
}

const membershipRecord = z.object({ courseId: z.string(), personId: z.string(), fromDate: z.string(), untilDate: z.string().nullable() });

function membershipsTarget({ db }: TargetNeeds): ImportTarget {
  const read = (json: string) => membershipRecord.parse(JSON.parse(json));
  return {
    keys: ['identifier', 'course'],
    plan({ identifier, course, from, until }, today) {
      if (!identifier || !course) throw new TypeError('a row without a number or a course has a problem');
      const person = personByIdentifier(db, identifier);
      const taken = courseByCode(db, course);
      const problems: { column: Column; problem: ImportProblem }[] = [];
      if (!person) problems.push({ column: 'identifier', problem: 'unknownPerson' });
      else if (person.deactivatedAtMs) problems.push({ column: 'identifier', problem: 'deactivatedPerson' });
      if (!taken) problems.push({ column: 'course', problem: 'unknownCourse' });
      else if (taken.archivedAtMs) problems.push({ column: 'course', problem: 'archivedCourse' });
      if (!person || !taken || problems.length > 0) return { problems };
      const known = membershipOf(db, taken.id, person.id);
      // Who left is taken in anew; otherwise an empty cell leaves what is there.
      const current = known && (known.untilDate === null || known.untilDate >= today || from || until) ? known : null;
      const fromDate = from ?? current?.fromDate ?? today;
      const untilDate = until ?? (from && current?.untilDate && current.untilDate < from ? null : current?.untilDate) ?? null;
      if (untilDate !== null && untilDate < fromDate) return { problems: [{ column: 'until', problem: 'untilBeforeFrom' }] };
      const ids = { courseId: taken.id, personId: person.id };
      return answer(`${taken.id} ${person.id}`, known && { ...ids, fromDate: known.fromDate, untilDate: known.untilDate }, { ...ids, fromDate, untilDate });
    },
    apply({ rowKey, after }) {
      const row = read(after);
      putMembership(db, row);
      return rowKey ?? `${row.courseId} ${row.personId}`;
    },
    isStill({ after }) {
      const { courseId, personId, fromDate, untilDate } = read(after);
      const known = membershipOf(db, courseId, personId);
      return known?.fromDate === fromDate && known.untilDate === untilDate;
    },
    inUse: (_, items, importedAtMs) => items.filter(({ after }) => markedSince(db, read(after), importedAtMs)).map(({ rowKey }) => rowKey),
    restore({ before, after }) {
      const { courseId, personId } = read(after);
      if (before === null) deleteMembership(db, courseId, personId);
      else putMembership(db, read(before));
    },
  };
}
