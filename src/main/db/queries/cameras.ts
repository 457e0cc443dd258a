import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '../open.ts';
import { prepared } from '../open.ts';
import { cameras, rooms } from '../schema.ts';

/** A camera that was not removed. */
export interface CameraOfRoom {
  cameraId: string;
  name: string;
  roomId: string;
  roomName: string;
  url: string;
  username: string | null;
  sealedPassword: Buffer | null;
  sealedToken: Buffer | null;
  sealedSecret: Buffer | null;
  enabled: boolean;
}

const columns = {
  cameraId: cameras.id, name: cameras.name, roomId: cameras.roomId, roomName: rooms.name, url: cameras.url, username: cameras.username,
  sealedPassword: cameras.sealedPassword, sealedToken: cameras.sealedToken, sealedSecret: cameras.sealedSecret, enabled: cameras.enabled,
};
const all = prepared(({ orm }) => orm.select(columns).from(cameras).innerJoin(rooms, eq(rooms.id, cameras.roomId)).where(isNull(cameras.removedAtMs)).orderBy(asc(rooms.nameFolded), asc(cameras.name), asc(cameras.id)).prepare());
const byId = prepared(({ orm }) => orm.select(columns).from(cameras).innerJoin(rooms, eq(rooms.id, cameras.roomId)).where(and(eq(cameras.id, sql.placeholder('id')), isNull(cameras.removedAtMs))).prepare());

/** By room, then by name. */
export function listCameras(db: Db): CameraOfRoom[] {
  return all(db).all();
}

/** Null when there is no such camera, or no more. */
export function cameraById(db: Db, cameraId: string): CameraOfRoom | null {
  return byId(db).get({ id: cameraId }) ?? null;
}

export function insertCamera(db: Db, camera: typeof cameras.$inferInsert): void {
  db.orm.insert(cameras).values(camera).run();
}

export function updateCamera(db: Db, cameraId: string, values: Partial<Omit<typeof cameras.$inferInsert, 'id' | 'createdAtMs' | 'removedAtMs'>>): void {
  db.orm.update(cameras).set(values).where(eq(cameras.id, cameraId)).run();
}

/** Its marks stay and go on naming it; what it was reached with is gone. */
export function removeCamera(db: Db, cameraId: string, atMs: number): void {
  db.orm.update(cameras).set({ removedAtMs: atMs, sealedPassword: null, sealedToken: null, sealedSecret: null, enabled: false }).where(eq(cameras.id, cameraId)).run();
}
