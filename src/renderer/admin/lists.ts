import type { ErrorCode, RefusalData } from '../../shared/errors.ts';

/** A refusal as it came: `refusalText` turns it into a sentence where it is shown, so that it follows the language switch. */
export interface Failure {
  code: ErrorCode;
  data: RefusalData;
}

/**
 * Rows of a list that is read page by page. `refused` with rows means the latest reading failed and the rows are of before;
 * `refused` without rows means there is nothing to show but the sentence.
 */
export interface Pages<Row> {
  phase: 'loading' | 'ready' | 'refused';
  rows: readonly Row[];
  /** How many match in all, loaded or not. */
  total: number;
  nextCursor: string | null;
  loadingMore: boolean;
  failure: Failure | null;
}

export const noPages: Pages<never> = { phase: 'loading', rows: [], total: 0, nextCursor: null, loadingMore: false, failure: null };

/** Rows of `page` behind those already there; a row that moved between two readings is kept once, in its newer form. */
export function joinPages<Row>(before: readonly Row[], page: readonly Row[], idOf: (row: Row) => string): Row[] {
  const fresh = new Set(page.map(idOf));
  return [...before.filter((row) => !fresh.has(idOf(row))), ...page];
}
