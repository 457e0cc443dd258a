import type { Input } from '../../shared/contract.ts';
import type { ClassSession, CourseDetail, Member } from '../../shared/contractAttendance.ts';
import { noPages, type Failure, type Pages } from './lists.ts';
import { createLoader, failureOf, notLoaded, type Loaded } from './loads.ts';
import { searchAfterMs } from './peopleActions.ts';
import { createReader } from './reader.ts';
import type { Tools } from './store.ts';
import { addDays, dayAt, mondayOf, type Day } from './zoneDays.ts';

export const courseTabs = ['timetable', 'members', 'rules', 'sessions'] as const;
export type CourseTab = (typeof courseTabs)[number];

export interface MembersView extends Pages<Member> {
  search: string;
}

/** The course whose page is open. */
export interface CourseView {
  courseId: string;
  tab: CourseTab;
  detail: Loaded<CourseDetail>;
  members: MembersView;
  sessions: Loaded<readonly ClassSession[]>;
  /** A Monday; the sessions of four weeks from there are shown. */
  sessionsFrom: Day;
}

/** Days of sessions shown at once. */
export const sessionDays = 28;

export interface CourseActions {
  openCourse(courseId: string, tab?: CourseTab): void;
  closeCourse(): void;
  showCourseTab(tab: CourseTab): void;
  loadCourse(): Promise<void>;
  searchMembers(text: string): void;
  moreMembers(): Promise<void>;
  /** Four weeks later, or earlier; 0 comes back to today's. */
  moveSessions(steps: number): void;
  /** Null when it was saved; so are all below. */
  saveRules(input: Input<'courses.saveRules'>): Promise<Failure | null>;
  saveSlot(input: Input<'slots.save'>): Promise<Failure | null>;
  removeSlot(slotId: string): Promise<Failure | null>;
  /** How many of them did not take it already. */
  addMembers(input: Input<'members.add'>): Promise<{ failure: Failure } | { added: number }>;
  removeMember(courseId: string, personId: string): Promise<Failure | null>;
  addSession(input: Input<'sessions.add'>): Promise<Failure | null>;
  cancelSession(sessionId: string, reason: string): Promise<Failure | null>;
}

export function createCourseActions({ get, set, ask, now, onDrop }: Tools): CourseActions {
  let typing: ReturnType<typeof setTimeout> | null = null;
  const change = (patch: Partial<CourseView>) => {
    const { course } = get();
    if (course) set({ course: { ...course, ...patch } });
  };
  const courseId = () => get().course?.courseId ?? '';
  const thisMonday = () => mondayOf(dayAt(now(), get().status?.zone ?? 'UTC'));

  const detail = createLoader<CourseDetail>({ read: () => ask('courses.get', { courseId: courseId() }), get: () => get().course?.detail ?? notLoaded, put: (loaded) => change({ detail: loaded }) });
  const sessions = createLoader<readonly ClassSession[]>({
    async read() {
      const fromDate = get().course?.sessionsFrom ?? thisMonday();
      const answer = await ask('sessions.list', { fromDate, toDate: addDays(fromDate, sessionDays - 1), courseId: courseId() });
      return answer.ok ? { ok: true, value: answer.value.rows } : answer;
    },
    get: () => get().course?.sessions ?? notLoaded,
    put: (loaded) => change({ sessions: loaded }),
  });
  const members = createReader({
    read: (cursor, limit) => ask('members.list', { courseId: courseId(), search: get().course?.members.search ?? '', limit, cursor }),
    get: () => get().course?.members ?? noPages,
    idOf: (row: Member) => row.personId,
    put(patch) {
      const { course } = get();
      if (course) change({ members: { ...course.members, ...patch } });
    },
  });

  const drop = () => {
    if (typing) clearTimeout(typing);
    typing = null;
    detail.drop();
    sessions.drop();
    members.drop();
  };
  onDrop(drop);

  async function loadCourse(): Promise<void> {
    const { course } = get();
    if (!course) return;
    const part = course.tab === 'members' ? members.again() : course.tab === 'sessions' ? sessions.load() : Promise.resolve();
    await Promise.all([detail.load(), part]);
  }

  /** Sends a change of this course and shows what came of it. */
  async function tell(answer: Parameters<typeof failureOf>[0]): Promise<Failure | null> {
    const failure = failureOf(answer);
    if (!failure) await loadCourse();
    return failure;
  }

  return {
    openCourse(id, tab = 'timetable') {
      drop();
      set({ course: { courseId: id, tab, detail: notLoaded, members: { ...noPages, search: '' }, sessions: notLoaded, sessionsFrom: thisMonday() } });
      void loadCourse();
    },
    closeCourse() {
      drop();
      set({ course: null });
      void get().loadCourses();
    },
    showCourseTab(tab) {
      change({ tab });
      void loadCourse();
    },
    loadCourse,
    searchMembers(text) {
      const { course } = get();
      if (!course) return;
      members.drop();
      change({ members: { ...course.members, search: text, phase: 'loading', loadingMore: false } });
      if (typing) clearTimeout(typing);
      typing = setTimeout(() => void members.first(), searchAfterMs);
    },
    moreMembers: () => members.more(),
    moveSessions(steps) {
      const from = steps === 0 ? thisMonday() : addDays(get().course?.sessionsFrom ?? thisMonday(), sessionDays * steps);
      change({ sessionsFrom: from, sessions: notLoaded });
      void sessions.load();
    },
    saveRules: async (input) => tell(await ask('courses.saveRules', input)),
    saveSlot: async (input) => tell(await ask('slots.save', input)),
    removeSlot: async (slotId) => tell(await ask('slots.remove', { slotId })),
    async addMembers(input) {
      const answer = await ask('members.add', input);
      if (!answer.ok) return { failure: { code: answer.code, data: answer.data } };
      await loadCourse();
      return { added: answer.value.added };
    },
    removeMember: async (id, personId) => tell(await ask('members.remove', { courseId: id, personId })),
    addSession: async (input) => tell(await ask('sessions.add', input)),
    cancelSession: async (sessionId, reason) => tell(await ask('sessions.cancel', { sessionId, reason })),
  };
}
