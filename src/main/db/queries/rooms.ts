import { asc, eq, sql } from 'drizzle-orm';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { rooms } from '../schema.ts';

export interface RoomRow { roomId: string; name: string }

const columns = { roomId: rooms.id, name: rooms.name };
const all = prepared(({ orm }) => orm.select(columns).from(rooms).orderBy(asc(rooms.nameFolded)).prepare());
const byId = prepared(({ orm }) => orm.select(columns).from(rooms).where(eq(rooms.id, sql.placeholder('id'))).prepare());
const byFoldedName = prepared(({ orm }) => orm.select(columns).from(rooms).where(eq(rooms.nameFolded, sql.placeholder('nameFolded'))).prepare());

/** By name. */
export function listRooms(db: Db): RoomRow[] {
  return all(db).all();
}

/** Null when there is no such room. */
export function roomById(db: Db, roomId: string): RoomRow | null {
  return byId(db).get({ id: roomId }) ?? null;
}

export function roomByFoldedName(db: Db, nameFolded: string): RoomRow | null {
  return byFoldedName(db).get({ nameFolded }) ?? null;
}

export function insertRoom(db: Db, room: typeof rooms.$inferInsert): void {
  db.orm.insert(rooms).values(room).run();
}

export function renameRoom(db: Db, roomId: string, name: string, nameFolded: string): void {
  db.orm.update(rooms).set({ name, nameFolded }).where(eq(rooms.id, roomId)).run();
}
