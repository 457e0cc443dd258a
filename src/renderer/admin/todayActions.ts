import type { Input, Output } from '../../shared/contract.ts';
import type { BoardRow, ClassSession } from '../../shared/contractAttendance.ts';
import type { Failure } from './lists.ts';
import { createLoader, failureOf, notLoaded, type Loaded } from './loads.ts';
import type { Tools } from './store.ts';
import { addDays, dayAt, type Day } from './zoneDays.ts';

export type Board = Output<'sessions.board'>;

/** `missing`: nobody has seen them, or they are absent; `excused`: with leave or sick. */
export const boardFilters = ['all', 'missing', 'present', 'late', 'excused'] as const;
export type BoardFilter = (typeof boardFilters)[number];

/** The live board of one session. */
export interface BoardView {
  sessionId: string;
  loaded: Loaded<Board>;
  search: string;
  filter: BoardFilter;
  selectedId: string | null;
}

/** The sessions of one day, or the board of one of them. */
export interface TodayView {
  /** Null is today, whatever day that is by now. */
  day: Day | null;
  search: string;
  sessions: Loaded<readonly ClassSession[]>;
  board: BoardView | null;
  /** The session whose board was left last: the place in the list to go on from. */
  leftId: string | null;
}

export const emptyToday: TodayView = { day: null, search: '', sessions: notLoaded, board: null, leftId: null };

export interface TodayActions {
  /** Reads what the page shows: the board that is open, or the sessions of the day. */
  loadToday(): Promise<void>;
  /** Null comes back to today. */
  showDay(day: Day | null): void;
  moveDay(days: number): void;
  searchToday(text: string): void;
  openBoard(sessionId: string): void;
  closeBoard(): void;
  filterBoard(patch: Partial<Pick<BoardView, 'search' | 'filter' | 'selectedId'>>): void;
  /** Whether a mark in this session can change what is on screen. */
  concerns(sessionId: string): boolean;
  /** Null when it was done; so is `voidMark`. */
  overrideMark(input: Input<'marks.override'>): Promise<Failure | null>;
  voidMark(input: Input<'marks.void'>): Promise<Failure | null>;
}

/** Where somebody stands on the board. */
export function standsUnder(row: BoardRow): BoardFilter {
  switch (row.mark?.status) {
    case 'present': return 'present';
    case 'late': return 'late';
    case 'excused':
    case 'sick': return 'excused';
    default: return 'missing';
  }
}

const says = (text: string, search: string) => text.toLocaleLowerCase().includes(search.trim().toLocaleLowerCase());

/** The rows of the board that search and filter leave. */
export const boardRows = (rows: readonly BoardRow[], { search, filter }: Pick<BoardView, 'search' | 'filter'>): BoardRow[] =>
  rows.filter((row) => (filter === 'all' || standsUnder(row) === filter) && says(`${row.name} ${row.identifier}`, search));

/** The sessions of the day that the search leaves. */
export const sessionRows = (rows: readonly ClassSession[], search: string): ClassSession[] =>
  rows.filter((row) => says(`${row.courseCode} ${row.courseName} ${row.roomName} ${row.teacherName ?? ''}`, search));

export function createTodayActions({ get, set, ask, now, onDrop }: Tools): TodayActions {
  const change = (patch: Partial<TodayView>) => set({ today: { ...get().today, ...patch } });
  const changeBoard = (patch: Partial<BoardView>) => {
    const { board } = get().today;
    if (board) change({ board: { ...board, ...patch } });
  };
  const thisDay = () => dayAt(now(), get().status?.zone ?? 'UTC');

  const sessions = createLoader<readonly ClassSession[]>({
    async read() {
      const day = get().today.day ?? thisDay();
      const answer = await ask('sessions.list', { fromDate: day, toDate: day });
      return answer.ok ? { ok: true, value: answer.value.rows } : answer;
    },
    get: () => get().today.sessions,
    put: (loaded) => change({ sessions: loaded }),
  });
  const board = createLoader<Board>({
    read: () => ask('sessions.board', { sessionId: get().today.board?.sessionId ?? '' }),
    get: () => get().today.board?.loaded ?? notLoaded,
    put: (loaded) => changeBoard({ loaded }),
  });
  onDrop(() => {
    sessions.drop();
    board.drop();
  });

  /** Shows what came of a change, wherever it was made. */
  async function tell(answer: Parameters<typeof failureOf>[0]): Promise<Failure | null> {
    const failure = failureOf(answer);
    if (!failure) await get().refresh();
    return failure;
  }

  function showDay(day: Day | null): void {
    change({ day: day === thisDay() ? null : day, sessions: notLoaded, leftId: null });
    void sessions.load();
  }

  return {
    loadToday: () => (get().today.board ? board.load() : sessions.load()),
    showDay,
    moveDay: (days) => showDay(addDays(get().today.day ?? thisDay(), days)),
    searchToday: (search) => change({ search }),
    openBoard(sessionId) {
      board.drop();
      change({ board: { sessionId, loaded: notLoaded, search: '', filter: 'all', selectedId: null } });
      void board.load();
    },
    closeBoard() {
      board.drop();
      change({ board: null, leftId: get().today.board?.sessionId ?? null });
      void sessions.load();
    },
    filterBoard: changeBoard,
    concerns(sessionId) {
      const { page, today } = get();
      return page.at !== 'today' || today.board === null || today.board.sessionId === sessionId;
    },
    overrideMark: async (input) => tell(await ask('marks.override', input)),
    voidMark: async (input) => tell(await ask('marks.void', input)),
  };
}
