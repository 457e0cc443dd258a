import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { countMembers, deleteMembership, findPeople, foldedNameOf, hasMarkIn, listMembers, membershipOf, putMembership } from '../db/queries/memberships.ts';
import { activeNameOf } from '../db/queries/people.ts';
import { requireCourse, type Who } from './courseAccess.ts';
import { addDays, localDateOf } from './localTime.ts';
import { foldName } from './names.ts';
import { changeRegister, type RegisterNeeds } from './registerChange.ts';

/** Most people `people.find` answers with. */
const mostFound = 50;

/** Who takes what. One period per person and course: whoever comes back gets the new dates, and the marks of before stay. */
export function createMemberships(needs: RegisterNeeds) {
  const { db } = needs;
  const today = (): string => localDateOf(needs.now(), needs.zone());

  function list({ courseId, limit, cursor, ...input }: Parsed<'members.list'>, who: Who): Output<'members.list'> {
    requireCourse(db, courseId, who);
    const query = { courseId, search: foldName(input.search), today: today() };
    const found = listMembers(db, { ...query, cursor: cursorAt(cursor), limit: limit + 1 });
    const rows = found.slice(0, limit);
    return { rows, nextCursor: found.length > limit ? (rows.at(-1)?.personId ?? null) : null, total: countMembers(db, query) };
  }

  /** The person the page before ended with. @throws Refusal BAD_INPUT for a cursor we did not make */
  function cursorAt(personId: string | null) {
    if (personId === null) return null;
    const nameFolded = foldedNameOf(db, personId);
    if (nameFolded === null) throw new Refusal('BAD_INPUT', { field: 'cursor' });
    return { nameFolded, personId };
  }

  /** Somebody who takes it already gets these dates and is not counted; with the same dates nothing happens. */
  function add({ courseId, personIds, fromDate, untilDate }: Parsed<'members.add'>, who: Who): Output<'members.add'> {
    return changeRegister(needs, who, (note) => {
      requireCourse(db, courseId, who);
      if (untilDate !== null && untilDate < fromDate) throw new Refusal('DATES_REVERSED');
      let added = 0;
      for (const personId of new Set(personIds)) {
        if (activeNameOf(db, personId) === null) throw new Refusal('PERSON_NOT_FOUND');
        const before = membershipOf(db, courseId, personId);
        if (before?.fromDate === fromDate && before.untilDate === untilDate) continue;
        const isNew = !before || (before.untilDate !== null && before.untilDate < today());
        if (isNew) added += 1;
        putMembership(db, { courseId, personId, fromDate, untilDate });
        note(isNew ? 'member.added' : 'member.changed', personId, { courseId, fromDate, untilDate });
      }
      return { added };
    });
  }

  /** From today on: yesterday was the last day. Whoever had not begun, or begins today and has no mark, never took it. */
  function remove({ courseId, personId }: Parsed<'members.remove'>, who: Who): Record<string, never> {
    return changeRegister(needs, who, (note) => {
      requireCourse(db, courseId, who);
      const before = membershipOf(db, courseId, personId);
      if (!before) throw new Refusal('PERSON_NOT_FOUND');
      const yesterday = addDays(today(), -1);
      if (before.untilDate !== null && before.untilDate <= yesterday) return {};
      if (before.fromDate <= yesterday) putMembership(db, { ...before, untilDate: yesterday });
      // A mark says that they took it: that day stays.
      else if (hasMarkIn(db, courseId, personId, before.fromDate)) putMembership(db, { ...before, untilDate: before.fromDate });
      else deleteMembership(db, courseId, personId);
      note('member.removed', personId, { courseId });
      return {};
    });
  }

  function find({ search }: Parsed<'people.find'>): Output<'people.find'> {
    return { rows: findPeople(db, foldName(search), mostFound) };
  }

  return { list, add, remove, find };
}
