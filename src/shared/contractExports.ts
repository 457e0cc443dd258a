import { z } from 'zod';
import { atMs, entry, id, language, nothing, staffRoles, type StaffRole } from './contractParts.ts';
import { errorCodes } from './errors.ts';

/*
 * The contract's exports: any list as a file, with the filters and the order it is shown in; spread into `contract`. Who may read a list may export
 * it (but see `exportReaders`), and sees in the file what the list would show them. Lists of people ask for the password again (`exports.startPeople`).
 */

/** Each is named after what it shows; the contract's method that reads it is in `exportMethods`. */
export const exportLists = ['transactions', 'activity', 'marks', 'excuses', 'imports', 'cameras', 'day', 'till', 'month'] as const;
export const exportPeopleLists = ['people', 'members', 'staff'] as const;
export type ExportList = (typeof exportLists)[number] | (typeof exportPeopleLists)[number];
export const exportFormats = ['csv', 'xlsx', 'pdf'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The method whose roles and filters an export has. */
export const exportMethods = {
  transactions: 'transactions.list', activity: 'activity.list', marks: 'marks.list', excuses: 'excuses.list', imports: 'imports.list', cameras: 'cameras.list', day: 'stats.day', till: 'reports.till', month: 'reports.month',
  people: 'people.list', members: 'members.list', staff: 'staff.list',
} as const satisfies Record<ExportList, string>;

/** Lists that fewer may carry away than may look at: a cashier finds people one by one. */
export const exportReaders: Partial<Record<ExportList, readonly StaffRole[]>> = { people: ['owner', 'admin'] };

const filters = z.record(z.string().max(40), z.union([z.string().max(200), z.number(), z.boolean(), z.null(), z.array(z.string().max(200)).max(50)]));
export type ExportFilters = z.infer<typeof filters>;

const asked = {
  /** The input of the list's own method; page size and cursor are not looked at. */
  filters,
  format: z.enum(exportFormats),
  /** Of headings and words in the file. */
  language,
};
const started = z.object({ exportId: id, /** Rows there will be. */ total: z.int() });

export const exportsContract = {
  /**
   * Begins to write a list into a file; `exports.progress` tells this window how far it is. One at a time for each window. The rows are those of this moment.
   * @throws NOT_ALLOWED (the list is not the caller's to see) EXPORT_BUSY EXPORT_TOO_LARGE (a PDF of more than 20 000 rows) DISK_FULL, and what the list refuses
   */
  'exports.start': entry({ role: staffRoles, input: z.object({ list: z.enum(exportLists), ...asked }), output: started }),
  /** The same for lists of people, after the password. */
  'exports.startPeople': entry({ role: ['owner', 'admin', 'teacher'], fresh: true, input: z.object({ list: z.enum(exportPeopleLists), ...asked }), output: started }),
  /** Stops it and removes what was written; harmless when it is over. */
  'exports.cancel': entry({ role: staffRoles, input: z.object({ exportId: id }), output: nothing }),
  /** An address of this window's host that hands the file out once; afterwards, or 10 minutes after it was made, the file is gone. @throws EXPORT_GONE */
  'exports.download': entry({ role: staffRoles, input: z.object({ exportId: id }), output: z.object({ address: z.string(), fileName: z.string() }) }),
} as const;

/** How far an export is. `failed` comes with the reason. */
export const exportProgress = z.object({ exportId: id, rows: z.int(), total: z.int(), state: z.enum(['writing', 'done', 'failed']), code: z.enum(errorCodes).nullable(), atMs });
export type ExportProgress = z.infer<typeof exportProgress>;
