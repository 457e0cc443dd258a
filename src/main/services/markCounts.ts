import type { MarkStatus } from '../../shared/attendance.ts';

/** Marks that count, by status. */
export type Counts = Record<MarkStatus, number>;

export function noCounts(): Counts {
  return { present: 0, late: 0, excused: 0, sick: 0, absent: 0 };
}

/** Adds `more` to `counts`, in place. */
export function addCounts(counts: Counts, more: Counts): void {
  counts.present += more.present;
  counts.late += more.late;
  counts.excused += more.excused;
  counts.sick += more.sick;
  counts.absent += more.absent;
}

/** (present + late) / all, 0..1; null where there are none. */
export function rateOf({ present, late, excused, sick, absent }: Counts): number | null {
  const all = present + late + excused + sick + absent;
  return all === 0 ? null : (present + late) / all;
}
