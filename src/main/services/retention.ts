import { localDateOf } from './localTime.ts';

/** The newest backup of each of so many days, weeks and months, counted from the newest on. */
export const retention = { days: 7, weeks: 4, months: 6 } as const;

/**
 * Which backups may go. `moments`: when each was made, milliseconds. A month without a backup does not count: a kiosk that stood still over the
 * holidays keeps as many as any other. The newest one always stays.
 */
export function expendable(moments: readonly number[], zone: string): number[] {
  const newestFirst = moments.toSorted((a, b) => b - a);
  const kept = new Set<number>();
  const keep = (most: number, periodOf: (atMs: number) => string): void => {
    const seen = new Set<string>();
    for (const atMs of newestFirst) {
      const period = periodOf(atMs);
      if (seen.has(period)) continue;
      if (seen.size >= most) return;
      seen.add(period);
      kept.add(atMs);
    }
  };
  const dateOf = (atMs: number): string => localDateOf(atMs, zone);
  keep(retention.days, dateOf);
  keep(retention.weeks, (atMs) => mondayOf(dateOf(atMs)));
  keep(retention.months, (atMs) => dateOf(atMs).slice(0, 7));
  return newestFirst.filter((atMs) => !kept.has(atMs));
}

/** The Monday of a local day's week. */
function mondayOf(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}
