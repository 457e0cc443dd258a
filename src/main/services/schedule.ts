import type { SessionState } from '../../shared/attendance.ts';
import type { ClassSession } from '../../shared/contractAttendance.ts';
import type { ListedSession } from '../db/queries/schedule.ts';

/** What a class session is at a moment. Once its end was dealt with it stays ended, even if somebody sets the clock back. */
export function sessionStateAt(row: Pick<ListedSession, 'opensAtMs' | 'closesAtMs' | 'endsAtMs' | 'endedAtMs' | 'cancelledAtMs'>, nowMs: number): SessionState {
  if (row.cancelledAtMs !== null) return 'cancelled';
  if (row.endedAtMs !== null || nowMs >= row.endsAtMs) return 'ended';
  if (nowMs < row.opensAtMs) return 'planned';
  return nowMs < row.closesAtMs ? 'open' : 'closed';
}

/** As the contract shows it. */
export function asClassSession(row: ListedSession, nowMs: number): ClassSession {
  const { teacherId: _, slotId, absentAtEnd: __, endedAtMs: ___, cancelledAtMs: ____, ...shown } = row;
  return { ...shown, state: sessionStateAt(row, nowMs), oneOff: slotId === null };
}
