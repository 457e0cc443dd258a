import type { Input } from '../../shared/contract.ts';
import type { ClassSession, CourseRow } from '../../shared/contractAttendance.ts';
import { noPages, type Failure, type Pages } from './lists.ts';
import { createLoader, failureOf, notLoaded, type Loaded } from './loads.ts';
import { searchAfterMs } from './peopleActions.ts';
import { createReader } from './reader.ts';
import type { Tools } from './store.ts';
import { addDays, dayAt, mondayOf, type Day } from './zoneDays.ts';

export interface CoursesView extends Pages<CourseRow> {
  search: string;
  archived: boolean;
  /** The list of courses, or what meets in a week. */
  as: 'list' | 'week';
  /** Monday of the week shown; null until it is first asked for. */
  monday: Day | null;
  week: Loaded<readonly ClassSession[]>;
  /** Of the week only what meets there; null is every room. */
  weekRoomId: string | null;
}

export const emptyCourses: CoursesView = { ...noPages, search: '', archived: false, as: 'list', monday: null, week: notLoaded, weekRoomId: null };

export interface CoursesActions {
  /** Reads what the courses page shows: an open course, the list, or the week. */
  loadCourses(): Promise<void>;
  moreCourses(): Promise<void>;
  filterCourses(patch: { search?: string; archived?: boolean }): void;
  showCoursesAs(as: CoursesView['as']): void;
  /** Weeks later, or earlier; 0 comes back to this one. */
  moveWeek(weeks: number): void;
  setWeekRoom(roomId: string | null): void;
  /** Null when it was saved. */
  saveCourse(input: Input<'courses.save'>): Promise<{ failure: Failure } | { course: CourseRow }>;
  archiveCourse(courseId: string, archived: boolean): Promise<Failure | null>;
}

export function createCoursesActions({ get, set, ask, now, onDrop }: Tools): CoursesActions {
  let typing: ReturnType<typeof setTimeout> | null = null;
  const change = (patch: Partial<CoursesView>) => set({ courses: { ...get().courses, ...patch } });
  const thisMonday = () => mondayOf(dayAt(now(), get().status?.zone ?? 'UTC'));

  const reader = createReader({
    read(cursor, limit) {
      const { search, archived } = get().courses;
      return ask('courses.list', { search, archived, limit, cursor });
    },
    get: () => get().courses,
    idOf: (row: CourseRow) => row.courseId,
    put: change,
  });

  const week = createLoader<readonly ClassSession[]>({
    async read() {
      const monday = get().courses.monday ?? thisMonday();
      change({ monday });
      const answer = await ask('sessions.list', { fromDate: monday, toDate: addDays(monday, 6) });
      return answer.ok ? { ok: true, value: answer.value.rows } : answer;
    },
    get: () => get().courses.week,
    put: (loaded) => change({ week: loaded }),
  });

  const stopTyping = () => {
    if (typing) clearTimeout(typing);
    typing = null;
  };
  onDrop(() => {
    stopTyping();
    reader.drop();
    week.drop();
  });

  return {
    async loadCourses() {
      stopTyping();
      void get().loadPlaces();
      if (get().course) await get().loadCourse();
      else await (get().courses.as === 'week' ? week.load() : reader.again());
    },
    moreCourses: () => reader.more(),
    filterCourses(patch) {
      reader.drop();
      change({ ...patch, phase: 'loading', loadingMore: false });
      stopTyping();
      typing = setTimeout(() => void reader.first(), patch.search === undefined ? 0 : searchAfterMs);
    },
    showCoursesAs(as) {
      change({ as });
      void get().loadCourses();
    },
    moveWeek(weeks) {
      const monday = weeks === 0 ? thisMonday() : addDays(get().courses.monday ?? thisMonday(), 7 * weeks);
      change({ monday, week: notLoaded });
      void week.load();
    },
    setWeekRoom: (weekRoomId) => change({ weekRoomId }),
    async saveCourse(input) {
      const answer = await ask('courses.save', input);
      if (!answer.ok) return { failure: { code: answer.code, data: answer.data } };
      void get().loadCourses();
      return { course: answer.value };
    },
    async archiveCourse(courseId, archived) {
      const failure = failureOf(await ask('courses.archive', { courseId, archived }));
      if (!failure) void get().loadCourses();
      return failure;
    },
  };
}
