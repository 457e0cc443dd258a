import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { roomById } from '../db/queries/rooms.ts';
import { deleteSlot, insertSlot, slotById, updateSlot } from '../db/queries/timetable.ts';
import { requireCourse, type Who } from './courseAccess.ts';
import { changeRegister, type RegisterNeeds } from './registerChange.ts';
import type { Schedule } from './schedule.ts';

export interface SlotsNeeds extends RegisterNeeds { schedule: Pick<Schedule, 'follow'> }

/** The weekly timetable. Two classes may overlap, in one room too: a school knows why. */
export function createSlots(needs: SlotsNeeds) {
  const { db } = needs;

  /** A slot stays with its course. */
  function save({ slotId, ...slot }: Parsed<'slots.save'>, who: Who): Output<'slots.save'> {
    return changeRegister(needs, who, (note, atMs) => {
      requireCourse(db, slot.courseId, who);
      if (slotId !== null && slotById(db, slotId)?.courseId !== slot.courseId) throw new Refusal('SLOT_NOT_FOUND');
      if (!roomById(db, slot.roomId)) throw new Refusal('ROOM_NOT_FOUND');
      if (slot.untilDate !== null && slot.untilDate < slot.fromDate) throw new Refusal('DATES_REVERSED');
      const id = slotId ?? needs.newId();
      if (slotId === null) insertSlot(db, { id, ...slot });
      else updateSlot(db, { id, ...slot });
      const { courseId, roomId, weekday, starts, ends } = slot;
      note('slot.saved', id, { courseId, roomId, weekday, starts, ends, ...needs.schedule.follow(atMs, { courseId }) });
      const saved = slotById(db, id);
      if (!saved) throw new Error(`slot ${id} was not saved`);
      return saved;
    });
  }

  function remove({ slotId }: Parsed<'slots.remove'>, who: Who): Record<string, never> {
    return changeRegister(needs, who, (note, atMs) => {
      const slot = slotById(db, slotId);
      if (!slot) throw new Refusal('SLOT_NOT_FOUND');
      deleteSlot(db, slotId);
      const { courseId, weekday, starts } = slot;
      note('slot.removed', slotId, { courseId, weekday, starts, ...needs.schedule.follow(atMs, { courseId }) });
      return {};
    });
  }

  return { save, remove };
}
