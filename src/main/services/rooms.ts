import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { insertRoom, listRooms, renameRoom, roomByFoldedName, roomById } from '../db/queries/rooms.ts';
import type { Who } from './courseAccess.ts';
import { foldName } from './names.ts';
import { changeRegister, type RegisterNeeds } from './registerChange.ts';

/** Where classes meet. Two rooms whose names differ only in case or accents are one. */
export function createRooms(needs: RegisterNeeds) {
  const { db } = needs;

  function list(): Output<'rooms.list'> {
    return { rows: listRooms(db) };
  }

  function save({ roomId, name }: Parsed<'rooms.save'>, who: Who): Output<'rooms.save'> {
    return changeRegister(needs, who, (note, atMs) => {
      const before = roomId === null ? null : roomById(db, roomId);
      if (roomId !== null && !before) throw new Refusal('ROOM_NOT_FOUND');
      const nameFolded = foldName(name);
      const namesake = roomByFoldedName(db, nameFolded);
      if (namesake && namesake.roomId !== roomId) throw new Refusal('NAME_TAKEN');
      const saved = { roomId: roomId ?? needs.newId(), name };
      if (before?.name === name) return saved;
      if (before) renameRoom(db, saved.roomId, name, nameFolded);
      else insertRoom(db, { id: saved.roomId, name, nameFolded, createdAtMs: atMs });
      note('room.saved', saved.roomId, { name, added: !before });
      return saved;
    });
  }

  return { list, save };
}
