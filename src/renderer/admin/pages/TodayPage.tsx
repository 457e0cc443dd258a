import { CalendarPlus, CalendarX, SearchX } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClassSession } from '../../../shared/contractAttendance.ts';
import { Button } from '../../ui/Button.tsx';
import { DataTable, type DataColumn, type DataTableHandle } from '../../ui/DataTable.tsx';
import { useDesk, useNowMs } from '../desk.ts';
import { Blank } from '../parts/Blank.tsx';
import { BoardPart } from '../parts/BoardPart.tsx';
import { CountsBar } from '../parts/Counts.tsx';
import counts from '../parts/Counts.module.css';
import { DayStep } from '../parts/DayStep.tsx';
import { LoadState } from '../parts/LoadState.tsx';
import styles from '../parts/Page.module.css';
import { SearchField } from '../parts/SearchField.tsx';
import { SessionAddDialog } from '../parts/SessionAddDialog.tsx';
import { SessionTag } from '../parts/SessionsTab.tsx';
import { Tag } from '../parts/Tag.tsx';
import { sessionRows } from '../todayActions.ts';
import { clockTime } from '../when.ts';

const sessionIdOf = (row: ClassSession): string => row.sessionId;
/** All of them came at once. */
const noMore = (): void => {};
const hasBegun = ({ state }: ClassSession): boolean => state !== 'planned' && state !== 'cancelled';

/** The sessions of a day; one of them opens as its live board. */
export function TodayPage() {
  const board = useDesk((state) => state.today.board);
  const loadToday = useDesk((state) => state.loadToday);
  const nowMs = useNowMs();
  const readAtMs = useRef(nowMs);
  // Sessions open and close with the clock, which tells nobody.
  useEffect(() => {
    if (readAtMs.current !== nowMs) void loadToday();
    readAtMs.current = nowMs;
  }, [nowMs, loadToday]);
  return board ? <BoardPart key={board.sessionId} board={board} /> : <Day />;
}

function Day() {
  const { t } = useTranslation('admin');
  const { day, search, sessions } = useDesk((state) => state.today);
  const { loadToday, moveDay, searchToday, showDay } = useDesk((state) => state);
  const [adding, setAdding] = useState(false);
  const table = useRef<DataTableHandle>(null);
  const cameBack = useDesk((state) => state.today.leftId !== null);
  // Back from a board: the arrows go on from its row.
  useEffect(() => {
    if (cameBack) table.current?.focus();
  }, [cameBack]);
  return (
    <div className={styles.page}>
      <div className={styles.list}>
        <div className={styles.top}>
          <header className={styles.head}>
            <div className={styles.title}>
              <h1>{t(day === null ? 'today.title' : 'today.titleOf')}</h1>
              {sessions.value && <p className={styles.count}>{t('today.count', { count: sessions.value.length })}</p>}
            </div>
            <SearchField label={t('today.search')} value={search} onChange={searchToday} onLeave={() => table.current?.focus()} />
          </header>
          <div className={styles.tools}>
            <DayStep day={day} onMove={moveDay} onShow={showDay} />
            <Button icon={CalendarPlus} className={styles.end} data-action="add-session" onClick={() => setAdding(true)}>{t('today.add')}</Button>
          </div>
        </div>
        <LoadState loaded={sessions} onAgain={() => void loadToday()}>
          {(rows) => <Sessions rows={rows} ref={table} />}
        </LoadState>
        {adding && <SessionAddDialog day={day} onClose={() => { setAdding(false); void loadToday(); }} />}
      </div>
    </div>
  );
}

function Sessions({ rows, ref }: { rows: readonly ClassSession[]; ref: Ref<DataTableHandle> }) {
  const { t } = useTranslation('admin');
  const { day, search, leftId } = useDesk((state) => state.today);
  const { openBoard, searchToday } = useDesk((state) => state);
  const columns = useColumns();
  const shown = sessionRows(rows, search);
  if (rows.length === 0) return <Blank icon={CalendarX} title={t('today.emptyTitle')}><p>{t(day === null ? 'today.emptyToday' : 'today.emptyDay')}</p></Blank>;
  if (shown.length === 0) return <Blank icon={SearchX} title={t('today.noMatchTitle')}><p>{t('today.noMatch', { search: search.trim() })}</p><Button onClick={() => searchToday('')}>{t('list.clearSearch')}</Button></Blank>;
  return (
    <DataTable<ClassSession>
      ref={ref}
      label={t('today.title')}
      columns={columns}
      rows={shown}
      idOf={sessionIdOf}
      total={shown.length}
      openId={null}
      startId={leftId}
      onOpen={(row) => openBoard(row.sessionId)}
      onNearEnd={noMore}
      foot={<><span>{t('list.shown', { shown: shown.length, total: rows.length })}</span><span aria-hidden>{t('list.keys')}</span></>}
    />
  );
}

function useColumns(): DataColumn<ClassSession>[] {
  const { t } = useTranslation('admin');
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  return useMemo(() => [
    { id: 'time', header: t('today.columns.time'), meta: { width: '8.25rem' }, cell: ({ row }) => <span className={styles.strong}>{clockTime(row.original.startsAtMs, zone)}–{clockTime(row.original.endsAtMs, zone)}</span> },
    { id: 'course', header: t('today.columns.course'), cell: ({ row }) => <span title={row.original.courseName}><span className={styles.name}>{row.original.courseName}</span> <span className={styles.soft}>{row.original.courseCode}</span>{row.original.oneOff && <> <Tag>{t('sessions.oneOff')}</Tag></>}</span> },
    { id: 'room', header: t('today.columns.room'), meta: { width: '8.5rem', room: 'medium' }, cell: ({ row }) => <span title={row.original.roomName}>{row.original.roomName}</span> },
    { id: 'teacher', header: t('today.columns.teacher'), meta: { width: '9rem', room: 'wide' }, cell: ({ row }) => <span className={styles.soft} title={row.original.teacherName ?? undefined}>{row.original.teacherName ?? t('courses.noTeacher')}</span> },
    { id: 'state', header: t('today.columns.state'), meta: { width: '9.75rem' }, cell: ({ row }) => <SessionTag state={row.original.state} /> },
    { id: 'counts', header: t('today.columns.counts'), meta: { width: '11.5rem' }, cell: ({ row }) => (hasBegun(row.original)
      ? <span className={counts.cell}><CountsBar counts={row.original.counts} of={row.original.members} />{t('sessions.of', { here: row.original.counts.present + row.original.counts.late, members: row.original.members })}</span>
      : <span className={styles.soft} title={row.original.cancelReason ?? undefined}>{row.original.cancelReason ?? t('members.count', { count: row.original.members })}</span>) },
  ], [t, zone]);
}
