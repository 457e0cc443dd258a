import type { MarkMethod, MarkStatus } from '../shared/attendance.ts';
import type { attendanceContract } from '../shared/contractAttendance.ts';
import { activeNameOf } from './db/queries/people.ts';
import type { DeskGround, DeskHandlers } from './deskHandlers.ts';
import type { Handlers } from './dispatch.ts';
import { createAttendance } from './services/attendance.ts';
import { readAttendanceSettings } from './services/attendanceSettings.ts';
import { createBoard } from './services/board.ts';
import { createCheckins, type CheckinsNeeds } from './services/checkins.ts';
import { createClassSessions } from './services/classSessions.ts';
import { createCourses } from './services/courses.ts';
import { createExcuses } from './services/excuses.ts';
import { createHolidays } from './services/holidays.ts';
import { createMarkLists } from './services/markLists.ts';
import { createMemberships } from './services/memberships.ts';
import { createOverrides } from './services/overrides.ts';
import { createRoomCameras } from './services/roomCameras.ts';
import { createRooms } from './services/rooms.ts';
import { createSchedule } from './services/schedule.ts';
import { createSessionEnd } from './services/sessionEnd.ts';
import { createSlots } from './services/slots.ts';
import { createStats } from './services/stats.ts';
import type { Vision } from './vision/types.ts';

export type AttendanceHandlers = Omit<Pick<Handlers, keyof typeof attendanceContract>, keyof DeskHandlers>;

export interface AttendanceHandlersNeeds extends DeskGround, Pick<CheckinsNeeds, 'vision' | 'requireSetup' | 'pins' | 'verifyCard' | 'randomInt'> {
  /** Inside the transaction of a mark: whoever is to be told. */
  tell(mark: { personId: string; sessionId: string; status: MarkStatus; atMs: number }): void;
  /** After COMMIT of a mark, for whoever counts. */
  counted(mark: { method: MarkMethod; status: MarkStatus }): void;
  /** Null until the models are loaded, and when no engine could be started. */
  engineOrNull(): Vision | null;
  /** A camera, or a look at its picture, failed for a reason that is a bug or a fault of storage. */
  onCameraFault(error: unknown, cameraId: string): void;
}

/** Which service answers which attendance method; wiring only. */
export function createAttendanceHandlers(needs: AttendanceHandlersNeeds) {
  const { emit } = needs;
  const changed = { onRegisterChanged: () => emit('register.changed', {}), onMarksChanged: (event: { sessionId: string }) => emit('attendance.changed', event) };
  const sessionEnd = createSessionEnd({ ...needs, onChanged: changed.onMarksChanged });
  const schedule = createSchedule({ ...needs, ...changed });
  const settings = () => readAttendanceSettings(needs);

  const attendance = createAttendance({ ...needs, onChanged: changed.onMarksChanged });
  const cameras = createRoomCameras({
    ...needs, vision: needs.engineOrNull, mark: attendance.mark, nameOf: (personId) => activeNameOf(needs.db, personId), random: Math.random,
    onFault: needs.onCameraFault, onCamerasChanged: () => emit('cameras.changed', {}),
  });

  const checkins = createCheckins({ ...needs, attendance, settings });

  const handlers: AttendanceHandlers = {
    ...registerHandlers({ ...needs, ...changed, schedule, applyExcuse: sessionEnd.applyExcuse }),
    ...markHandlers({ ...needs, onChanged: changed.onMarksChanged, room: () => settings().kioskRoomId }),
    'cameras.list': () => cameras.list(),
    'cameras.save': (input, { staff: who }) => cameras.save(input, who),
    'cameras.remove': (input, { staff: who }) => cameras.remove(input, who),
    'cameras.view': (input, { staff: who }) => cameras.view(input, who),
    'checkins.begin': (input) => checkins.begin(input),
    'checkins.frame': (input) => checkins.frame(input),
    'checkins.end': (input) => checkins.end(input),
    'checkins.byNumber': (input) => checkins.byNumber(input),
    'checkins.byCard': (input) => checkins.byCard(input),
    'attendance.settings': settings,
  };

  return {
    handlers, settings, cameras, schedule,
    makeSessions: (nowMs: number): void => void schedule.generate(nowMs),
    /** A watch nobody sends frames to any more is forgotten. */
    sweep: checkins.sweep,
    /** At the start and every few seconds: the next day's sessions are made, and those that are over are dealt with. */
    tick(): void {
      schedule.tick();
      sessionEnd.endSessions(needs.now());
    },
  };
}

type RegisterNeeds = Parameters<typeof createCourses>[0] & Parameters<typeof createExcuses>[0];

function registerHandlers(needs: RegisterNeeds) {
  const [rooms, courses, slots, members] = [createRooms(needs), createCourses(needs), createSlots(needs), createMemberships(needs)];
  const [holidays, sessions, excuses] = [createHolidays(needs), createClassSessions(needs), createExcuses(needs)];
  return {
    'people.find': (input) => members.find(input),
    'rooms.list': () => rooms.list(),
    'rooms.save': (input, { staff: who }) => rooms.save(input, who),
    'courses.list': (input, { staff: who }) => courses.list(input, who),
    'courses.get': (input, { staff: who }) => courses.get(input, who),
    'courses.save': (input, { staff: who }) => courses.save(input, who),
    'courses.archive': (input, { staff: who }) => courses.archive(input, who),
    'courses.saveRules': (input, { staff: who }) => courses.saveRules(input, who),
    'slots.save': (input, { staff: who }) => slots.save(input, who),
    'slots.remove': (input, { staff: who }) => slots.remove(input, who),
    'members.list': (input, { staff: who }) => members.list(input, who),
    'members.add': (input, { staff: who }) => members.add(input, who),
    'members.remove': (input, { staff: who }) => members.remove(input, who),
    'holidays.list': (input) => holidays.list(input),
    'holidays.save': (input, { staff: who }) => holidays.save(input, who),
    'sessions.list': (input, { staff: who }) => sessions.list(input, who),
    'sessions.add': (input, { staff: who }) => sessions.add(input, who),
    'sessions.cancel': (input, { staff: who }) => sessions.cancel(input, who),
    'excuses.add': (input, { staff: who }) => excuses.add(input, who),
    'excuses.list': (input, { staff: who }) => excuses.list(input, who),
    'excuses.revoke': (input, { staff: who }) => excuses.revoke(input, who),
  } satisfies Partial<AttendanceHandlers>;
}

function markHandlers(needs: Parameters<typeof createOverrides>[0] & Parameters<typeof createBoard>[0]) {
  const [board, marks, overrides, stats] = [createBoard(needs), createMarkLists(needs), createOverrides(needs), createStats(needs)];
  return {
    'checkins.board': () => board.kiosk(),
    'sessions.board': (input, { staff: who }) => board.session(input, who),
    'marks.list': (input, { staff: who }) => marks.list(input, who),
    'marks.override': (input, { staff: who }) => overrides.override(input, who),
    'marks.void': (input, { staff: who }) => overrides.void(input, who),
    'stats.period': (input, { staff: who }) => stats.period(input, who),
    'stats.course': (input, { staff: who }) => stats.course(input, who),
    'stats.person': (input, { staff: who }) => stats.person(input, who),
    'stats.day': (input, { staff: who }) => stats.day(input, who),
  } satisfies Partial<AttendanceHandlers>;
}
