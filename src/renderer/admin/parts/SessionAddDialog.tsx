import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import { dayAt, isDay, type Day } from '../zoneDays.ts';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';

/** One session outside the timetable, of any course one may see, on the day that is shown. */
export function SessionAddDialog({ day, onClose }: { day: Day | null; onClose(): void }) {
  const { t } = useTranslation('admin');
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const places = useDesk((state) => state.places);
  const { addSession, loadCourseChoice, loadPlaces } = useDesk((state) => state);
  const [today] = useState(() => dayAt(Date.now(), zone));
  const [courseId, setCourseId] = useState('');
  const [date, setDate] = useState(day !== null && day >= today ? day : today);
  const [starts, setStarts] = useState('');
  const [ends, setEnds] = useState('');
  const [roomId, setRoomId] = useState('');
  useEffect(() => {
    void loadPlaces();
    void loadCourseChoice();
  }, [loadPlaces, loadCourseChoice]);
  const courses = places.courses.value ?? [];
  const rooms = places.rooms.value ?? [];
  const required = t('form.required');
  const wrong = {
    course: courseId ? null : required,
    date: isDay(date) && date >= today ? null : t('rules.datePast'),
    starts: starts ? null : required,
    ends: ends ? null : required,
    room: roomId ? null : required,
  };
  const noRooms = places.rooms.value?.length === 0 ? t('slots.noRooms') : null;
  const noCourses = places.courses.value?.length === 0 ? t('today.noCourses') : null;
  return (
    <FormDialog title={t('sessions.addTitle')} submit={t('form.save')} ready={Object.values(wrong).every((error) => error === null)} onSubmit={() => addSession({ courseId, roomId, date, starts, ends })} onClose={onClose}>
      {(tried) => (
        <>
          <p className={form.lead}>{t('sessions.addWhat')}</p>
          <Select label={t('today.course')} name="course" data-focus-first error={noCourses ?? (tried ? wrong.course : null)} value={courseId} onChange={setCourseId} options={[...(courseId ? [] : [{ value: '', label: t('today.chooseCourse') }]), ...courses.map((course) => ({ value: course.courseId, label: `${course.code} · ${course.name}` }))]} />
          <TextField type="date" label={t('sessions.date')} name="date" min={today} error={tried ? wrong.date : null} value={date} onChange={(event) => setDate(event.target.value)} />
          <div className={form.pair}>
            <TextField type="time" label={t('slots.starts')} name="starts" error={tried ? wrong.starts : null} value={starts} onChange={(event) => setStarts(event.target.value)} />
            <TextField type="time" label={t('slots.ends')} name="ends" error={tried ? wrong.ends : null} hint={starts && ends && ends <= starts ? t('slots.endsNextDay') : undefined} value={ends} onChange={(event) => setEnds(event.target.value)} />
          </div>
          <Select label={t('slots.room')} name="room" error={noRooms ?? (tried ? wrong.room : null)} value={roomId} onChange={setRoomId} options={[...(roomId ? [] : [{ value: '', label: t('slots.chooseRoom') }]), ...rooms.map((room) => ({ value: room.roomId, label: room.name }))]} />
        </>
      )}
    </FormDialog>
  );
}
