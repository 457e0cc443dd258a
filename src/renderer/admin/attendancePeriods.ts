import { addDays, isDay, mondayOf, type Day } from './zoneDays.ts';

/** Stretches of days a list or a chart can be asked about; every one but `all` and `custom` ends today. */
export const attendancePeriods = ['today', 'week', 'month', 'term', 'all', 'custom'] as const;
export type AttendancePeriod = (typeof attendancePeriods)[number];

export interface PeriodChoice {
  period: AttendancePeriod;
  /** Both ends belong to the period; '' is open. Only looked at when `period` is 'custom'. */
  fromDay: Day | '';
  toDay: Day | '';
}

/** Longest stretch of days main counts at once (contract). */
export const longestDays = 400;

/** Terms of Indonesian schools begin in July and in January. */
const termStart = (today: Day): Day => `${today.slice(0, 4)}-${today.slice(5, 7) >= '07' ? '07' : '01'}-01`;

/** First and last day, null is open. Null for the whole where the dates chosen say nothing: they are reversed. */
export function daysOf({ period, fromDay, toDay }: PeriodChoice, today: Day): { fromDate: Day | null; toDate: Day | null } | null {
  switch (period) {
    case 'today': return { fromDate: today, toDate: today };
    case 'week': return { fromDate: mondayOf(today), toDate: today };
    case 'month': return { fromDate: `${today.slice(0, 8)}01`, toDate: today };
    case 'term': return { fromDate: termStart(today), toDate: today };
    case 'all': return { fromDate: null, toDate: null };
    case 'custom': {
      const fromDate = isDay(fromDay) ? fromDay : null;
      const toDate = isDay(toDay) ? toDay : null;
      return fromDate && toDate && toDate < fromDate ? null : { fromDate, toDate };
    }
  }
}

/** As `daysOf`, for what needs both ends; null also where one is open or the stretch is longer than main counts. */
export function closedDaysOf(choice: PeriodChoice, today: Day): { fromDate: Day; toDate: Day } | null {
  const days = daysOf(choice, today);
  if (!days?.fromDate || !days.toDate || days.toDate >= addDays(days.fromDate, longestDays)) return null;
  return { fromDate: days.fromDate, toDate: days.toDate };
}
