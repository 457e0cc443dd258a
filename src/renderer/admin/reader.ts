import type { Result } from '../../shared/errors.ts';
import { joinPages, type Pages } from './lists.ts';

/** Rows asked for at first and with each further page. */
export const pageSize = 50;
/** The most one call may ask for (contract). */
const callLimit = 200;

interface Page<Row> {
  rows: Row[];
  nextCursor: string | null;
  total: number;
}

interface ReaderNeeds<Row, P extends Page<Row>> {
  read(cursor: string | null, limit: number): Promise<Result<P>>;
  get(): Pages<Row>;
  /** `page` is the answer the patch came from, for what travels beside the rows (sums). */
  put(patch: Partial<Pages<Row>>, page?: P): void;
  idOf(row: Row): string;
}

/**
 * Reads a keyset-paged list. A newer reading always wins: answers to an older one that arrive late are dropped, so what is on
 * screen belongs to the search that is on screen.
 */
export function createReader<Row, P extends Page<Row>>({ read, get, put, idOf }: ReaderNeeds<Row, P>) {
  let turn = 0;

  /** Reads again from the top, as many rows as `count`; the rows shown stay until the new ones are there. */
  async function reload(count: number): Promise<void> {
    const mine = ++turn;
    put({ phase: 'loading', loadingMore: false, failure: null });
    let rows: Row[] = [];
    let cursor: string | null = null;
    for (;;) {
      const answer: Result<P> = await read(cursor, Math.min(callLimit, count - rows.length));
      if (mine !== turn) return;
      if (!answer.ok) return put({ phase: 'refused', failure: { code: answer.code, data: answer.data } });
      rows = joinPages(rows, answer.value.rows, idOf);
      cursor = answer.value.nextCursor;
      if (rows.length >= count || cursor === null || answer.value.rows.length === 0) {
        return put({ phase: 'ready', rows, nextCursor: cursor, total: answer.value.total }, answer.value);
      }
    }
  }

  return {
    /** A new question (search, filter): one page. */
    first: (): Promise<void> => reload(pageSize),
    /** The same question again (something was posted): as many rows as are on screen. */
    again: (): Promise<void> => reload(Math.max(pageSize, get().rows.length)),
    /** The next page, behind the rows there are. Harmless when there is none or one is on its way. */
    async more(): Promise<void> {
      const { nextCursor, loadingMore, phase, rows } = get();
      if (nextCursor === null || loadingMore || phase === 'loading') return;
      const mine = turn;
      put({ loadingMore: true, phase: 'ready', failure: null });
      const answer = await read(nextCursor, pageSize);
      if (mine !== turn) return;
      if (!answer.ok) return put({ loadingMore: false, phase: 'refused', failure: { code: answer.code, data: answer.data } });
      put({ loadingMore: false, rows: joinPages(rows, answer.value.rows, idOf), nextCursor: answer.value.nextCursor, total: answer.value.total }, answer.value);
    },
    /** Whatever is on its way is no longer wanted. */
    drop(): void {
      turn += 1;
    },
  };
}
