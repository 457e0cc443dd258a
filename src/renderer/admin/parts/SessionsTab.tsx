import { CalendarPlus, CalendarX, CircleCheck, CircleDashed, CircleX, DoorClosed, DoorOpen, ChevronLeft, ChevronRight, type LucideIcon } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { markStatuses, type SessionState } from '../../../shared/attendance.ts';
import type { ClassSession } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { DataTable, type DataColumn, type DataTableHandle } from '../../ui/DataTable.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { sessionDays, type CourseView } from '../courseActions.ts';
import { useDesk } from '../desk.ts';
import { clockTime, dayText } from '../when.ts';
import { addDays } from '../zoneDays.ts';
import { Blank } from './Blank.tsx';
import styles from './CourseView.module.css';
import week from './CoursesWeek.module.css';
import { LoadState } from './LoadState.tsx';
import page from './Page.module.css';
import { Panel } from './Panel.tsx';
import panel from './Panel.module.css';
import { Fact } from './PersonPanel.tsx';
import { AddSession, CancelSession } from './SessionDialogs.tsx';
import { Notice } from './Notice.tsx';
import { Tag } from './Tag.tsx';

const stateIcons: Record<SessionState, LucideIcon> = { planned: CircleDashed, open: DoorOpen, closed: DoorClosed, ended: CircleCheck, cancelled: CircleX };
const stateTones: Record<SessionState, 'calm' | 'live' | 'done' | 'wait' | 'refused'> = { planned: 'calm', open: 'live', closed: 'wait', ended: 'done', cancelled: 'refused' };

export function SessionTag({ state }: { state: SessionState }) {
  const { t } = useTranslation('admin');
  return <Tag tone={stateTones[state]} icon={stateIcons[state]}>{t(`sessions.state.${state}`)}</Tag>;
}

const sessionIdOf = (row: ClassSession): string => row.sessionId;
const cameOf = ({ counts }: ClassSession): number => counts.present + counts.late;

/** The sessions of four weeks: made from the timetable, or added once. */
export function SessionsTab({ course }: { course: CourseView }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const { moveSessions, loadCourse } = useDesk((state) => state);
  const [adding, setAdding] = useState(false);
  const span = t('courses.weekOf', { from: dayText(course.sessionsFrom, language, { day: 'numeric', month: 'short' }), to: dayText(addDays(course.sessionsFrom, sessionDays - 1), language) });
  return (
    <div className={styles.tab}>
      <div className={styles.bar}>
        <div className={week.step}>
          <button type="button" aria-label={t('sessions.previous')} title={t('sessions.previous')} onClick={() => moveSessions(-1)}><Icon icon={ChevronLeft} /></button>
          <p aria-live="polite">{span}</p>
          <button type="button" aria-label={t('sessions.next')} title={t('sessions.next')} onClick={() => moveSessions(1)}><Icon icon={ChevronRight} /></button>
        </div>
        <Button variant="quiet" onClick={() => moveSessions(0)}>{t('sessions.now')}</Button>
        {course.detail.value?.archived === false && <Button icon={CalendarPlus} className={styles.end} data-action="add-session" onClick={() => setAdding(true)}>{t('sessions.add')}</Button>}
      </div>
      <LoadState loaded={course.sessions} onAgain={() => void loadCourse()}>
        {(sessions) => (sessions.length === 0
          ? <Blank icon={CalendarX} title={t('sessions.emptyTitle')}><p>{t('sessions.empty')}</p></Blank>
          : <Sessions sessions={sessions} />)}
      </LoadState>
      {adding && <AddSession courseId={course.courseId} onClose={() => setAdding(false)} />}
    </div>
  );
}

function Sessions({ sessions }: { sessions: readonly ClassSession[] }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const [openId, setOpenId] = useState<string | null>(null);
  const table = useRef<DataTableHandle>(null);
  const columns = useMemo((): DataColumn<ClassSession>[] => [
    { id: 'date', header: t('sessions.columns.date'), meta: { width: '12rem' }, cell: ({ row }) => <span className={page.strong}>{dayText(row.original.date, language, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })}</span> },
    { id: 'time', header: t('sessions.columns.time'), meta: { width: '8rem' }, cell: ({ row }) => `${clockTime(row.original.startsAtMs, zone)}–${clockTime(row.original.endsAtMs, zone)}` },
    { id: 'room', header: t('sessions.columns.room'), meta: { room: 'medium' }, cell: ({ row }) => <span className={page.with}>{row.original.roomName}{row.original.oneOff && <Tag>{t('sessions.oneOff')}</Tag>}</span> },
    { id: 'state', header: t('sessions.columns.state'), meta: { width: '10rem' }, cell: ({ row }) => <SessionTag state={row.original.state} /> },
    { id: 'here', header: t('sessions.columns.here'), meta: { width: '8rem', align: 'end' }, cell: ({ row }) => (row.original.state === 'planned' || row.original.state === 'cancelled' ? <span className={page.soft}>{t('form.none')}</span> : t('sessions.of', { here: cameOf(row.original), members: row.original.members })) },
  ], [t, language, zone]);
  const open = sessions.find((one) => one.sessionId === openId);
  return (
    <div className={classNames(styles.split, open && styles.open)}>
      <DataTable<ClassSession> ref={table} label={t('course.tab.sessions')} columns={columns} rows={sessions} idOf={sessionIdOf} total={sessions.length} openId={openId} onOpen={(row) => setOpenId(row.sessionId)} onNearEnd={noMore} />
      {open && <SessionPanel session={open} onClose={() => { setOpenId(null); table.current?.focus(); }} />}
    </div>
  );
}

/** All of them came at once. */
const noMore = (): void => {};

function SessionPanel({ session, onClose }: { session: ClassSession; onClose(): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const [asking, setAsking] = useState(false);
  const { state } = session;
  return (
    <Panel label={t('sessions.panel')} closeLabel={t('sessions.close')} onClose={onClose}>
      <div className={panel.who}>
        <div>
          <h2>{dayText(session.date, language, { weekday: 'long', day: 'numeric', month: 'long' })}</h2>
          <p className={panel.sub}>{clockTime(session.startsAtMs, zone)}–{clockTime(session.endsAtMs, zone)} · {session.roomName}</p>
        </div>
        <p><SessionTag state={state} /></p>
      </div>
      {session.cancelReason !== null && <Notice tone="wait"><p>{t('sessions.cancelled', { reason: session.cancelReason })}</p></Notice>}
      <dl className={panel.facts}>
        <Fact name={t('sessions.opens')}>{clockTime(session.opensAtMs, zone)}</Fact>
        <Fact name={t('sessions.late')}>{clockTime(session.lateAtMs, zone)}</Fact>
        <Fact name={t('sessions.closes')}>{clockTime(session.closesAtMs, zone)}</Fact>
        {state !== 'planned' && state !== 'cancelled' && markStatuses.map((status) => <Fact key={status} name={t(`status.${status}`)}>{session.counts[status]}</Fact>)}
      </dl>
      {state !== 'ended' && state !== 'cancelled' && <Button icon={CircleX} wide data-action="cancel-session" onClick={() => setAsking(true)}>{t('sessions.cancel')}</Button>}
      {asking && <CancelSession session={session} onClose={() => setAsking(false)} />}
    </Panel>
  );
}
