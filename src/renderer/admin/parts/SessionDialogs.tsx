import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClassSession } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import { clockTime, dayText } from '../when.ts';
import { dayAt, isDay } from '../zoneDays.ts';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';

/** One session outside the timetable. */
export function AddSession({ courseId, onClose }: { courseId: string; onClose(): void }) {
  const { t } = useTranslation('admin');
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const rooms = useDesk((state) => state.places.rooms.value) ?? [];
  const addSession = useDesk((state) => state.addSession);
  const [today] = useState(() => dayAt(Date.now(), zone));
  const [date, setDate] = useState(today);
  const [starts, setStarts] = useState('');
  const [ends, setEnds] = useState('');
  const [roomId, setRoomId] = useState(rooms[0]?.roomId ?? '');
  const required = t('form.required');
  const wrong = {
    date: isDay(date) && date >= today ? null : t('rules.datePast'),
    starts: starts ? null : required,
    ends: ends ? null : required,
    room: roomId ? null : rooms.length === 0 ? t('slots.noRooms') : required,
  };
  return (
    <FormDialog title={t('sessions.addTitle')} submit={t('form.save')} ready={Object.values(wrong).every((error) => error === null)} onSubmit={() => addSession({ courseId, roomId, date, starts, ends })} onClose={onClose}>
      {(tried) => (
        <>
          <p className={form.lead}>{t('sessions.addWhat')}</p>
          <TextField type="date" label={t('sessions.date')} name="date" data-focus-first min={today} error={tried ? wrong.date : null} value={date} onChange={(event) => setDate(event.target.value)} />
          <div className={form.pair}>
            <TextField type="time" label={t('slots.starts')} name="starts" error={tried ? wrong.starts : null} value={starts} onChange={(event) => setStarts(event.target.value)} />
            <TextField type="time" label={t('slots.ends')} name="ends" error={tried ? wrong.ends : null} hint={starts && ends && ends <= starts ? t('slots.endsNextDay') : undefined} value={ends} onChange={(event) => setEnds(event.target.value)} />
          </div>
          <Select label={t('slots.room')} name="room" error={tried || rooms.length === 0 ? wrong.room : null} value={roomId} onChange={setRoomId} options={[...(roomId ? [] : [{ value: '', label: t('slots.chooseRoom') }]), ...rooms.map((room) => ({ value: room.roomId, label: room.name }))]} />
        </>
      )}
    </FormDialog>
  );
}

/** Calling a session off, with a reason everybody may read. */
export function CancelSession({ session, onClose }: { session: ClassSession; onClose(): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const cancelSession = useDesk((state) => state.cancelSession);
  const [reason, setReason] = useState('');
  const short = reason.trim().length < 3 ? t('form.reasonShort') : null;
  return (
    <FormDialog title={t('sessions.cancelTitle')} submit={t('sessions.cancel')} keep={t('sessions.keep')} danger ready={short === null} onSubmit={() => cancelSession(session.sessionId, reason.trim())} onClose={onClose}>
      {(tried) => (
        <>
          <p className={form.subject}><strong>{session.courseName}</strong><span>{dayText(session.date, language)} · {clockTime(session.startsAtMs, zone)}–{clockTime(session.endsAtMs, zone)}</span></p>
          <p className={form.lead}>{t('sessions.cancelWhat')}</p>
          <TextField label={t('sessions.reason')} name="reason" hint={t('sessions.reasonHint')} error={tried ? short : null} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
        </>
      )}
    </FormDialog>
  );
}
