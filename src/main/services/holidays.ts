import type { Output, Parsed } from '../../shared/contract.ts';
import { Refusal } from '../../shared/errors.ts';
import { deleteHoliday, listHolidays, putHoliday } from '../db/queries/timetable.ts';
import type { Who } from './courseAccess.ts';
import { localDateOf } from './localTime.ts';
import { changeRegister, type RegisterNeeds } from './registerChange.ts';
import type { Schedule } from './schedule.ts';

export interface HolidaysNeeds extends RegisterNeeds { schedule: Pick<Schedule, 'follow'> }

/** Days on which the timetable does not hold. A class that opened before its day was declared one goes on, and so does a one-off session: somebody put it there on purpose. */
export function createHolidays(needs: HolidaysNeeds) {
  const { db } = needs;

  function list({ fromDate, toDate }: Parsed<'holidays.list'>): Output<'holidays.list'> {
    return { rows: listHolidays(db, fromDate, toDate) };
  }

  function save({ date, name }: Parsed<'holidays.save'>, who: Who): Record<string, never> {
    return changeRegister(needs, who, (note, atMs) => {
      if (date < localDateOf(atMs, needs.zone())) throw new Refusal('DATE_PAST');
      if (name !== null) putHoliday(db, date, name);
      else if (!deleteHoliday(db, date)) return {};
      note(name === null ? 'holiday.removed' : 'holiday.saved', date, { name, ...needs.schedule.follow(atMs, { date }) });
      return {};
    });
  }

  return { list, save };
}
