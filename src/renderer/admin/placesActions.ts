import type { Input, Output } from '../../shared/contract.ts';
import type { CourseRow, Room } from '../../shared/contractAttendance.ts';
import type { Result } from '../../shared/errors.ts';
import type { Failure } from './lists.ts';
import { createLoader, failureOf, notLoaded, type Loaded } from './loads.ts';
import type { Tools } from './store.ts';
import { dayAt } from './zoneDays.ts';

export type Holiday = Output<'holidays.list'>['rows'][number];
/** Somebody as a picker shows them. */
export type FoundPerson = Output<'people.find'>['rows'][number];

/** Where and when classes can meet at all. */
export interface PlacesView {
  rooms: Loaded<readonly Room[]>;
  holidays: Loaded<readonly Holiday[]>;
  /** The running courses one may choose from, by code; the first 200. */
  courses: Loaded<readonly CourseRow[]>;
  /** The calendar year whose holidays are shown; null is this one. */
  year: number | null;
}

export const emptyPlaces: PlacesView = { rooms: notLoaded, holidays: notLoaded, courses: notLoaded, year: null };

export interface PlacesActions {
  /** Reads the rooms, which forms offer. */
  loadPlaces(): Promise<void>;
  /** Reads the courses a form offers. */
  loadCourseChoice(): Promise<void>;
  /** Reads rooms and holidays. */
  loadCalendar(): Promise<void>;
  moveYear(years: number): void;
  /** Null when it was saved. */
  saveRoom(input: Input<'rooms.save'>): Promise<Failure | null>;
  /** Null as the name takes the holiday away. */
  saveHoliday(input: Input<'holidays.save'>): Promise<Failure | null>;
  /** For pickers: at most 50 people. */
  findPeople(search: string): Promise<Result<Output<'people.find'>>>;
}

export function createPlacesActions({ get, set, ask, now, onDrop }: Tools): PlacesActions {
  const change = (patch: Partial<PlacesView>) => set({ places: { ...get().places, ...patch } });
  const thisYear = () => Number(dayAt(now(), get().status?.zone ?? 'UTC').slice(0, 4));

  const rooms = createLoader<readonly Room[]>({
    async read() {
      const answer = await ask('rooms.list', {});
      return answer.ok ? { ok: true, value: answer.value.rows } : answer;
    },
    get: () => get().places.rooms,
    put: (loaded) => change({ rooms: loaded }),
  });
  const holidays = createLoader<readonly Holiday[]>({
    async read() {
      const year = get().places.year ?? thisYear();
      const answer = await ask('holidays.list', { fromDate: `${year}-01-01`, toDate: `${year}-12-31` });
      return answer.ok ? { ok: true, value: answer.value.rows } : answer;
    },
    get: () => get().places.holidays,
    put: (loaded) => change({ holidays: loaded }),
  });
  const courses = createLoader<readonly CourseRow[]>({
    async read() {
      const answer = await ask('courses.list', { search: '', limit: 200 });
      return answer.ok ? { ok: true, value: answer.value.rows } : answer;
    },
    get: () => get().places.courses,
    put: (loaded) => change({ courses: loaded }),
  });
  onDrop(() => {
    courses.drop();
    rooms.drop();
    holidays.drop();
  });

  return {
    loadPlaces: () => rooms.load(),
    loadCourseChoice: () => courses.load(),
    async loadCalendar() {
      if (get().places.year === null) change({ year: thisYear() });
      await Promise.all([rooms.load(), holidays.load()]);
    },
    moveYear(years) {
      change({ year: (get().places.year ?? thisYear()) + years, holidays: notLoaded });
      void holidays.load();
    },
    async saveRoom(input) {
      const failure = failureOf(await ask('rooms.save', input));
      if (!failure) await rooms.load();
      return failure;
    },
    async saveHoliday(input) {
      const failure = failureOf(await ask('holidays.save', input));
      if (!failure) await holidays.load();
      return failure;
    },
    findPeople: (search) => ask('people.find', { search }),
  };
}
