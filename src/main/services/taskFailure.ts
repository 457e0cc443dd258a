import { Refusal, type ErrorCode, type RefusalData } from '../../shared/errors.ts';
import { refusalOfSqlite } from '../db/open.ts';

/** How a thread says what went wrong: a refusal, or a bug with its trace. */
export interface TaskFailure { code: ErrorCode; data: RefusalData; bug: string | null }

export function failureOf(error: unknown): TaskFailure {
  const refusal = error instanceof Refusal ? error : refusalOfFiles(error) ?? refusalOfSqlite(error);
  if (refusal) return { code: refusal.code, data: refusal.data, bug: null };
  return { code: 'INTERNAL', data: {}, bug: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** What a failure of the file system means where Tatap's own folder is written. */
export function refusalOfFiles(error: unknown): Refusal | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return new Refusal('DISK_FULL');
  return code === 'EACCES' || code === 'EROFS' || code === 'ENOENT' ? new Refusal('DATA_FOLDER_NOT_WRITABLE') : null;
}
