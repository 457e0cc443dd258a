import type { Output, Parsed } from '../../shared/contract.ts';
import type { BoardRow } from '../../shared/contractAttendance.ts';
import { Refusal } from '../../shared/errors.ts';
import type { Db } from '../db/open.ts';
import { attendanceOf, latestArrivals, nextToOpen, openSessions } from '../db/queries/checkins.ts';
import { boardMembers, type BoardMember } from '../db/queries/marks.ts';
import { roomById } from '../db/queries/rooms.ts';
import { listClassSessions } from '../db/queries/schedule.ts';
import { onlyTeacher, type Who } from './courseAccess.ts';
import { localDateOf } from './localTime.ts';
import { firstNameOf } from './names.ts';
import { asClassSession } from './schedule.ts';

/** The check-in screen shows this many arrivals, none of them older than half a day. */
const arrivalsShown = 8;
const arrivalsForMs = 12 * 3_600_000;

export interface BoardNeeds {
  db: Db;
  now(): number;
  /** The room the kiosk stands in; null: it serves every room. */
  room(): string | null;
  /** IANA zone of the site. */
  zone(): string;
}

/** Who is here: for the teacher with everything, for everybody who passes the kiosk with first names. */
export function createBoard({ db, now, room, zone }: BoardNeeds) {
  /** @throws Refusal SESSION_NOT_FOUND */
  function session({ sessionId }: Parsed<'sessions.board'>, who: Who): Output<'sessions.board'> {
    const [row] = listClassSessions(db, { sessionId, teacherId: onlyTeacher(who) });
    if (!row) throw new Refusal('SESSION_NOT_FOUND');
    const excusesCount = row.endedAtMs === null && row.cancelledAtMs === null;
    return { session: asClassSession(row, now()), rows: boardMembers(db, sessionId).map((member) => asBoardRow(member, excusesCount)) };
  }

  function kiosk(): Output<'checkins.board'> {
    const nowMs = now();
    const roomId = room();
    const open = openSessions(db, roomId, nowMs).map((one) => {
      const { courseName, roomName, startsAtMs, lateAtMs, closesAtMs, endsAtMs } = one;
      return { courseName, roomName, startsAtMs, lateAtMs, closesAtMs, endsAtMs, ...attendanceOf(db, one) };
    });
    const following = nextToOpen(db, roomId, nowMs, localDateOf(nowMs, zone()));
    const latest = latestArrivals(db, { roomId, fromMs: nowMs - arrivalsForMs, nowMs, limit: arrivalsShown });
    return {
      roomName: roomId === null ? null : (roomById(db, roomId)?.name ?? null),
      open,
      next: following && { courseName: following.courseName, roomName: following.roomName, opensAtMs: following.opensAtMs, startsAtMs: following.startsAtMs },
      latest: latest.map(({ name, status, atMs }) => ({ firstName: firstNameOf(name), status, atMs })),
    };
  }

  return { session, kiosk };
}

function asBoardRow(member: BoardMember, excusesCount: boolean): BoardRow {
  const { personId, name, identifier, markId, status, method, atMs, staffName, reason, voided } = member;
  const mark = markId !== null && status !== null && method !== null && atMs !== null ? { markId, status, method, atMs, staffName, reason } : null;
  return { personId, name, identifier, mark, excuse: mark === null && excusesCount ? member.excuse : null, voided };
}
