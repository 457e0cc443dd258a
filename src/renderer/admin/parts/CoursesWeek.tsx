import { CalendarX, ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ClassSession } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Select } from '../../ui/Select.tsx';
import { WeekGrid, type WeekEntry } from '../../ui/WeekGrid.tsx';
import { minutesOf } from '../../ui/weekLanes.ts';
import { useDesk, useNowMs } from '../desk.ts';
import { clockTime, dayText, weekdayName } from '../when.ts';
import { addDays, dayAt, weekdayOf } from '../zoneDays.ts';
import { Blank } from './Blank.tsx';
import { LoadState } from './LoadState.tsx';
import styles from './CoursesWeek.module.css';

interface SessionEntry extends WeekEntry {
  session: ClassSession;
}

/** Every class of one week, in all rooms or one. */
export function CoursesWeek() {
  const { t } = useTranslation('admin');
  const { monday, week, weekRoomId } = useDesk((state) => state.courses);
  const rooms = useDesk((state) => state.places.rooms.value) ?? [];
  const { loadCourses, moveWeek, setWeekRoom } = useDesk((state) => state);
  const language = useLanguage();
  const span = monday && t('courses.weekOf', { from: dayText(monday, language, { day: 'numeric', month: 'short' }), to: dayText(addDays(monday, 6), language) });
  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <div className={styles.step}>
          <button type="button" aria-label={t('courses.previousWeek')} title={t('courses.previousWeek')} onClick={() => moveWeek(-1)}><Icon icon={ChevronLeft} /></button>
          <p aria-live="polite">{span}</p>
          <button type="button" aria-label={t('courses.nextWeek')} title={t('courses.nextWeek')} onClick={() => moveWeek(1)}><Icon icon={ChevronRight} /></button>
        </div>
        <Button variant="quiet" onClick={() => moveWeek(0)}>{t('courses.thisWeek')}</Button>
        <Select className={styles.room} label={t('courses.room')} value={weekRoomId ?? ''} onChange={(id) => setWeekRoom(id || null)} options={[{ value: '', label: t('courses.allRooms') }, ...rooms.map(({ roomId, name }) => ({ value: roomId, label: name }))]} />
      </div>
      <LoadState loaded={week} onAgain={() => void loadCourses()}>
        {(sessions) => <Grid monday={monday ?? ''} sessions={sessions.filter((one) => weekRoomId === null || one.roomId === weekRoomId)} oneRoom={weekRoomId !== null} />}
      </LoadState>
    </div>
  );
}

function Grid({ monday, sessions, oneRoom }: { monday: string; sessions: readonly ClassSession[]; oneRoom: boolean }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const openCourse = useDesk((state) => state.openCourse);
  const today = dayAt(useNowMs(), zone);
  if (sessions.length === 0) return <Blank icon={CalendarX} title={t('courses.nothingThisWeek')}><p>{t('courses.nothingThisWeekWhy')}</p></Blank>;
  const entries = sessions.map((session): SessionEntry => ({
    id: session.sessionId, weekday: weekdayOf(session.date), startsMin: minutesOf(clockTime(session.startsAtMs, zone)), endsMin: minutesOf(clockTime(session.endsAtMs, zone)),
    title: session.courseCode, sub: oneRoom ? session.courseName : session.roomName, tone: session.state === 'cancelled' ? 'off' : session.state === 'ended' ? 'quiet' : 'calm', session,
  }));
  return (
    <WeekGrid
      label={t('week.label')}
      days={Array.from({ length: 7 }, (_, i) => ({ name: weekdayName(i + 1, language), note: dayText(addDays(monday, i), language, { day: 'numeric', month: 'short' }), today: addDays(monday, i) === today }))}
      entries={entries}
      spoken={({ session }) => [
        `${session.courseCode} ${session.courseName}`, `${clockTime(session.startsAtMs, zone)}–${clockTime(session.endsAtMs, zone)}`, session.roomName, session.teacherName, t(`sessions.state.${session.state}`),
      ].filter(Boolean).join(', ')}
      onOpen={({ session }) => openCourse(session.courseId, 'sessions')}
    />
  );
}
