import { z } from 'zod';
import { markStatuses } from './attendance.ts';
import { entry, id, localDate, money, moneySum } from './contractParts.ts';

/* The contract's reports: sums over a day of money or a month of attendance, to be read, printed or kept as a file; spread into `contract`. */

const handlesMoney = ['owner', 'admin', 'cashier'] as const;
const teaching = ['owner', 'admin', 'teacher'] as const;

/** "2026-11" */
export const month = z.string().regex(/^[12]\d{3}-(0[1-9]|1[0-2])$/);

/** How many transfers, and their sum. */
const posted = { count: z.int(), amount: moneySum };
const staffOf = { /** Null: nobody's, or of somebody who is gone. */ staffId: z.string().nullable(), staffName: z.string().nullable() };

const status = z.enum(markStatuses);
const counts = Object.fromEntries(markStatuses.map((one) => [one, z.int()])) as Record<(typeof markStatuses)[number], z.ZodInt>; // one for each status
/** (present + late) / all, 0..1; null where there are no marks. */
const rate = z.number().nullable();

export const reportsContract = {
  /**
   * One local day of the till, from the ledger. `opening` and `closing`: what all people together had at the beginning and the end of the day (until now, for
   * today); closing - opening = what the day's transfers gave them. `drawer`: cash of the day, taken in for top-ups, handed back, and what must therefore be there.
   * `counted`: what somebody counted in the drawer, above the change it began with; it is not kept. `difference`: counted - expected, null where nobody counted.
   */
  'reports.till': entry({
    role: handlesMoney,
    input: z.object({ date: localDate, counted: money.refine((value) => value >= 0).nullable().default(null) }),
    output: z.object({
      date: localDate,
      opening: moneySum, closing: moneySum,
      /** Paid at the kiosk, by how people showed who they are. */
      payments: z.array(z.object({ method: z.string(), ...posted })),
      /** Cash become balance, by who took it. */
      topUps: z.array(z.object({ ...staffOf, method: z.string(), ...posted })),
      /** Taken back: a payment or a top-up undone. */
      refunds: z.array(z.object({ ...staffOf, of: z.enum(['payment', 'topup']), ...posted })),
      totals: z.object({ payments: z.object(posted), topUps: z.object(posted), refunds: z.object(posted) }),
      drawer: z.object({ in: moneySum, out: moneySum, expected: moneySum, counted: moneySum.nullable(), difference: moneySum.nullable() }),
    }),
  }),
  /**
   * Attendance of a month, by course; of one course also by person, with every mark. `sessions`: classes that were held so far. Only marks that count.
   * @throws COURSE_NOT_FOUND
   */
  'reports.month': entry({
    role: teaching,
    input: z.object({ month, courseId: id.nullable().default(null) }),
    output: z.object({
      month, counts: z.object(counts), rate, sessions: z.int(),
      /** By code; those without a class in the month are left out. */
      courses: z.array(z.object({ courseId: id, code: z.string(), name: z.string(), teacherName: z.string().nullable(), sessions: z.int(), ...counts, rate })),
      /** Of the course asked for. `marks`: by person, in the order of `classes`; null where there is none. */
      course: z.object({
        code: z.string(), name: z.string(),
        classes: z.array(z.object({ sessionId: id, date: localDate })),
        people: z.array(z.object({ personId: id, name: z.string(), identifier: z.string(), ...counts, rate, marks: z.array(status.nullable()) })),
      }).nullable(),
    }),
  }),
} as const;
export type TillReport = z.infer<(typeof reportsContract)['reports.till']['output']>;
export type MonthReport = z.infer<(typeof reportsContract)['reports.month']['output']>;
