import { attendanceContract } from '../shared/contractAttendance.ts';
import { Refusal } from '../shared/errors.ts';
import type { Handlers } from './dispatch.ts';

export type AttendanceHandlers = Pick<Handlers, keyof typeof attendanceContract & keyof Handlers>;

/** Which service answers which attendance method; wiring only. */
export function createAttendanceHandlers(): AttendanceHandlers {
  const waiting = Object.fromEntries(Object.keys(attendanceContract).map((method) => [method, () => { throw new Refusal('NOT_ALLOWED'); }]));
  return waiting as unknown as AttendanceHandlers;
}
