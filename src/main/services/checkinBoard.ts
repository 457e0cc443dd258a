import type { Output } from '../../shared/contract.ts';
import type { Db } from '../db/open.ts';
import { attendanceOf, latestArrivals, nextToOpen, openSessions } from '../db/queries/checkins.ts';
import { roomById } from '../db/queries/rooms.ts';
import { firstNameOf } from './names.ts';
import { localDateOf, startOfDayMs } from './zonedDay.ts';

/** Arrivals shown at once. */
const latestShown = 8;

export interface CheckinBoardNeeds {
  db: Db;
  /** Null: the kiosk is for every room. */
  kioskRoomId(): string | null;
  zone(): string;
  now(): number;
}

/** What the check-in screen shows around the picture: anybody who walks by can read it, so it names nobody in full. */
export function createCheckinBoard(needs: CheckinBoardNeeds) {
  const { db } = needs;
  return {
    read(): Output<'checkins.board'> {
      const nowMs = needs.now();
      const roomId = needs.kioskRoomId();
      const zone = needs.zone();
      const next = nextToOpen(db, roomId, nowMs, localDateOf(nowMs, zone));
      return {
        roomName: roomId === null ? null : (roomById(db, roomId)?.name ?? null),
        open: openSessions(db, roomId, nowMs).map((session) => {
          const { courseName, roomName, startsAtMs, lateAtMs, closesAtMs, endsAtMs } = session;
          return { courseName, roomName, startsAtMs, lateAtMs, closesAtMs, endsAtMs, ...attendanceOf(db, session) };
        }),
        next: next && { courseName: next.courseName, roomName: next.roomName, opensAtMs: next.opensAtMs, startsAtMs: next.startsAtMs },
        latest: latestArrivals(db, { roomId, fromMs: startOfDayMs(nowMs, zone), nowMs, limit: latestShown })
          .map(({ name, status, atMs }) => ({ firstName: firstNameOf(name), status, atMs })),
      };
    },
  };
}
