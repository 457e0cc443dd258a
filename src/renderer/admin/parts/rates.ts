import { markStatuses } from '../../../shared/attendance.ts';
import type { Language } from '../../../shared/contract.ts';
import type { MarkCounts } from '../../../shared/contractAttendance.ts';
import { mondayOf, type Day } from '../zoneDays.ts';

export type DayCounts = MarkCounts & { date: Day };

/** More days than this are drawn as weeks: bars narrower than a finger tell nothing. */
const mostDays = 45;

/** "94%"; a dash where there is nothing to count. */
export function rateText(rate: number | null, language: Language): string {
  if (rate === null) return '–';
  // Nearly everybody is not everybody.
  const shown = rate < 1 ? Math.min(rate, 0.999) : rate;
  return new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB', { style: 'percent', maximumFractionDigits: 1 }).format(shown);
}

/** (present + late) / all, 0..1; null where there are none. */
export function rateOf(counts: MarkCounts): number | null {
  const sum = markStatuses.reduce((total, status) => total + counts[status], 0);
  return sum === 0 ? null : (counts.present + counts.late) / sum;
}

/** The days as they are, or summed by week (`date` is then its Monday) where there are too many to draw. */
export function barsOf(days: readonly DayCounts[]): { unit: 'day' | 'week'; bars: readonly DayCounts[] } {
  if (days.length <= mostDays) return { unit: 'day', bars: days };
  const weeks = new Map<Day, DayCounts>();
  for (const day of days) {
    const monday = mondayOf(day.date);
    const week = weeks.get(monday) ?? { date: monday, present: 0, late: 0, excused: 0, sick: 0, absent: 0 };
    for (const status of markStatuses) week[status] += day[status];
    weeks.set(monday, week);
  }
  return { unit: 'week', bars: [...weeks.values()] };
}
