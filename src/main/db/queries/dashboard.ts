import { prepared, type Db } from '../open.ts';

export interface Takings { paid: number; payments: number; toppedUp: number; topUps: number }

const taking = prepared(({ sqlite }) => sqlite.prepare<[number, number], Takings>(`
  SELECT coalesce(sum(amount) FILTER (WHERE kind = 'payment'), 0) AS paid, count(*) FILTER (WHERE kind = 'payment') AS payments,
    coalesce(sum(amount) FILTER (WHERE kind = 'topup'), 0) AS toppedUp, count(*) FILTER (WHERE kind = 'topup') AS topUps
  FROM transfers WHERE at_ms >= ? AND at_ms < ?`));

/** Half open. Rupiah. */
export function takingsBetween(db: Db, fromMs: number, toMs: number): Takings {
  return taking(db).get(fromMs, toMs) ?? { paid: 0, payments: 0, toppedUp: 0, topUps: 0 };
}

const newest = prepared(({ sqlite }) => sqlite.prepare<[], { seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM transfers'));
const earliestSince = prepared(({ sqlite }) => sqlite.prepare<[number], { atMs: number | null }>('SELECT min(at_ms) AS atMs FROM transfers WHERE seq > ?'));

/** Number of the newest transfer, 0 when there is none. */
export function newestTransfer(db: Db): number {
  return newest(db).get()?.seq ?? 0;
}

/** The earliest moment booked after transfer `seq`; null when nothing was. Earlier than it should be where the clock was set back. */
export function earliestBookedSince(db: Db, seq: number): number | null {
  return earliestSince(db).get(seq)?.atMs ?? null;
}

const steps = prepared(({ sqlite }) => sqlite.prepare<[], { person: 0 | 1; topup: 0 | 1; course: 0 | 1 }>(`
  SELECT EXISTS (SELECT 1 FROM people) AS person, EXISTS (SELECT 1 FROM transfers WHERE kind = 'topup') AS topup, EXISTS (SELECT 1 FROM courses) AS course`));

/** Whether there is a first one of each. */
export function firstOfEach(db: Db): { person: boolean; topup: boolean; course: boolean } {
  const row = steps(db).get();
  return { person: row?.person === 1, topup: row?.topup === 1, course: row?.course === 1 };
}
