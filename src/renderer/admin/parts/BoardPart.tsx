import { ArrowLeft, CircleX, SearchX, UsersRound } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardRow, ClassSession } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { DataTable, type DataColumn, type DataTableHandle } from '../../ui/DataTable.tsx';
import { useDesk } from '../desk.ts';
import { boardFilters, boardRows, standsUnder, type Board, type BoardFilter, type BoardView } from '../todayActions.ts';
import { clockTime, dayText } from '../when.ts';
import { Blank } from './Blank.tsx';
import { BoardPanel } from './BoardPanel.tsx';
import styles from './BoardPart.module.css';
import { Choice } from './Choice.tsx';
import { CountsBar, CountsLegend } from './Counts.tsx';
import course from './CourseView.module.css';
import { LoadState } from './LoadState.tsx';
import { Notice } from './Notice.tsx';
import page from './Page.module.css';
import { SearchField } from './SearchField.tsx';
import { CancelSession } from './SessionDialogs.tsx';
import { SessionTag } from './SessionsTab.tsx';
import { StatusTag } from './StatusTag.tsx';
import { Tag } from './Tag.tsx';

const personIdOf = (row: BoardRow): string => row.personId;
/** All of them came at once. */
const noMore = (): void => {};

/** The live board of one session: who is here, who is not. Esc goes back to the day. */
export function BoardPart({ board }: { board: BoardView }) {
  const { t } = useTranslation('admin');
  const { closeBoard, loadToday } = useDesk((state) => state);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A dialog, a panel or a search field takes Esc first.
      const taken = event.defaultPrevented || document.querySelector('dialog[open], [data-panel]') !== null;
      if (event.key === 'Escape' && !taken) closeBoard();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [closeBoard]);
  return (
    <div className={course.view}>
      <Button variant="quiet" icon={ArrowLeft} className={course.back} data-action="back" onClick={closeBoard}>{t('board.back')}</Button>
      <LoadState loaded={board.loaded} onAgain={() => void loadToday()}>{(loaded) => <Loaded board={board} loaded={loaded} />}</LoadState>
    </div>
  );
}

function Loaded({ board, loaded }: { board: BoardView; loaded: Board }) {
  const { t } = useTranslation('admin');
  const filterBoard = useDesk((state) => state.filterBoard);
  const table = useRef<DataTableHandle>(null);
  const { session, rows } = loaded;
  const shown = boardRows(rows, board);
  const selected = rows.find((row) => row.personId === board.selectedId);
  const close = useCallback(() => {
    filterBoard({ selectedId: null });
    table.current?.focus();
  }, [filterBoard]);
  return (
    <div className={course.loaded} data-board={session.sessionId}>
      <Head session={session} />
      {rows.length === 0 ? <Blank icon={UsersRound} title={t('board.emptyTitle')}><p>{t('board.empty')}</p></Blank> : (
        <div className={styles.board}>
          <Tools board={board} rows={rows} onLeave={() => table.current?.focus()} />
          <div className={classNames(course.split, selected && course.open)}>
            {shown.length === 0
              ? <Blank icon={SearchX} title={t('board.noMatchTitle')}><p>{t('board.noMatch')}</p><Button onClick={() => filterBoard({ search: '', filter: 'all' })}>{t('board.showAll')}</Button></Blank>
              : <BoardTable ref={table} session={session} rows={shown} total={rows.length} openId={board.selectedId} onOpen={(row) => filterBoard({ selectedId: row.personId })} />}
            {selected && <BoardPanel session={session} row={selected} onClose={close} />}
          </div>
        </div>
      )}
    </div>
  );
}

function Head({ session }: { session: ClassSession }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const loadToday = useDesk((state) => state.loadToday);
  const [asking, setAsking] = useState(false);
  const at = (atMs: number) => clockTime(atMs, zone);
  const { counts, state } = session;
  return (
    <>
      <header className={course.head}>
        <div className={course.title}>
          <h1>{session.courseName}</h1>
          <p className={course.sub}>
            <strong>{session.courseCode}</strong>
            <span>{dayText(session.date, language, { weekday: 'long', day: 'numeric', month: 'long' })} · {at(session.startsAtMs)}–{at(session.endsAtMs)}</span>
            <span>{session.roomName}</span>
            {session.teacherName !== null && <span>{session.teacherName}</span>}
          </p>
          <p className={course.sub}>{t('board.times', { opens: at(session.opensAtMs), late: at(session.lateAtMs), closes: at(session.closesAtMs) })}</p>
        </div>
        <div className={styles.acts}>
          {session.oneOff && <Tag>{t('sessions.oneOff')}</Tag>}
          <SessionTag state={state} />
          {state !== 'ended' && state !== 'cancelled' && <Button icon={CircleX} data-action="cancel-session" onClick={() => setAsking(true)}>{t('board.cancel')}</Button>}
        </div>
      </header>
      {session.cancelReason !== null && <Notice tone="wait"><p>{t('sessions.cancelled', { reason: session.cancelReason })}</p></Notice>}
      {state !== 'planned' && state !== 'cancelled' && (
        <div className={styles.sum}>
          <p className={styles.here}>{t('board.here', { here: counts.present + counts.late, members: session.members })}</p>
          <CountsBar counts={counts} of={session.members} tall />
          <CountsLegend counts={counts} />
        </div>
      )}
      {asking && <CancelSession session={session} onClose={() => { setAsking(false); void loadToday(); }} />}
    </>
  );
}

function Tools({ board, rows, onLeave }: { board: BoardView; rows: readonly BoardRow[]; onLeave(): void }) {
  const { t } = useTranslation('admin');
  const filterBoard = useDesk((state) => state.filterBoard);
  const countOf = (filter: BoardFilter) => (filter === 'all' ? rows.length : rows.filter((row) => standsUnder(row) === filter).length);
  return (
    <div className={page.head}>
      <Choice<BoardFilter> label={t('board.filter')} options={boardFilters.map((value) => ({ value, label: `${t(`board.filters.${value}`)} ${countOf(value)}` }))} value={board.filter} onChange={(filter) => filterBoard({ filter })} />
      <SearchField label={t('board.search')} value={board.search} onChange={(search) => filterBoard({ search })} onLeave={onLeave} />
    </div>
  );
}

function BoardTable({ session, rows, total, openId, onOpen, ref }: { session: ClassSession; rows: readonly BoardRow[]; total: number; openId: string | null; onOpen(row: BoardRow): void; ref: Ref<DataTableHandle> }) {
  const { t } = useTranslation('admin');
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const columns = useMemo((): DataColumn<BoardRow>[] => [
    { id: 'name', header: t('board.columns.name'), cell: ({ row }) => <span title={`${row.original.name} · ${row.original.identifier}`}><span className={page.name}>{row.original.name}</span> <span className={page.soft}>{row.original.identifier}</span></span> },
    { id: 'status', header: t('board.columns.status'), meta: { width: '9rem' }, cell: ({ row }) => <StatusTag status={row.original.mark?.status ?? null} /> },
    { id: 'time', header: t('board.columns.time'), meta: { width: '5rem', align: 'end' }, cell: ({ row }) => row.original.mark && clockTime(row.original.mark.atMs, zone) },
    { id: 'method', header: t('board.columns.method'), meta: { width: '11rem', room: 'wide' }, cell: ({ row }) => row.original.mark && <span className={page.soft}>{t(`mark.methods.${row.original.mark.method}`)}</span> },
    { id: 'note', header: t('board.columns.note'), meta: { width: '12rem', room: 'medium' }, cell: ({ row }) => <Note row={row.original} /> },
  ], [t, zone]);
  return (
    <DataTable<BoardRow> ref={ref} label={session.courseName} columns={columns} rows={rows} idOf={personIdOf} total={rows.length} openId={openId} onOpen={onOpen} onNearEnd={noMore} foot={<span>{t('board.foot', { shown: rows.length, total })}</span>} />
  );
}

function Note({ row }: { row: BoardRow }) {
  const { t } = useTranslation('admin');
  return (
    <span className={page.with}>
      {row.excuse && <Tag tone="live">{t(`board.excuse.${row.excuse}`)}</Tag>}
      {row.voided > 0 && <span className={page.soft}>{t('board.voided', { count: row.voided })}</span>}
      {row.mark?.method === 'staff' && row.mark.reason !== null && <span className={page.soft} title={row.mark.reason}>{row.mark.reason}</span>}
    </span>
  );
}
