import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Slot } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import { weekdayName } from '../when.ts';
import { dayAt, isDay, weekdayOf } from '../zoneDays.ts';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';

/** A weekly class: day, time, room and the dates it holds for. Removing one is asked separately. */
export function SlotDialog({ courseId, slot, onClose }: { courseId: string; slot: Slot | null; onClose(): void }) {
  const [removing, setRemoving] = useState(false);
  return removing && slot ? <Remove slot={slot} onClose={onClose} /> : <Edit courseId={courseId} slot={slot} onClose={onClose} onRemove={() => setRemoving(true)} />;
}

function Edit({ courseId, slot, onClose, onRemove }: { courseId: string; slot: Slot | null; onClose(): void; onRemove(): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const rooms = useDesk((state) => state.places.rooms.value) ?? [];
  const saveSlot = useDesk((state) => state.saveSlot);
  const [today] = useState(() => dayAt(Date.now(), zone));
  const [weekday, setWeekday] = useState(String(slot?.weekday ?? weekdayOf(today)));
  const [starts, setStarts] = useState(slot?.starts ?? '07:30');
  const [ends, setEnds] = useState(slot?.ends ?? '09:00');
  const [roomId, setRoomId] = useState(slot?.roomId ?? rooms[0]?.roomId ?? '');
  const [fromDate, setFromDate] = useState(slot?.fromDate ?? today);
  const [untilDate, setUntilDate] = useState(slot?.untilDate ?? '');

  const required = t('form.required');
  const wrong = {
    starts: starts ? null : required,
    ends: ends ? null : required,
    room: roomId ? null : rooms.length === 0 ? t('slots.noRooms') : required,
    from: isDay(fromDate) ? null : required,
    until: untilDate !== '' && untilDate < fromDate ? t('form.datesReversed') : null,
  };
  const save = () => saveSlot({ slotId: slot?.slotId ?? null, courseId, roomId, weekday: Number(weekday), starts, ends, fromDate, untilDate: untilDate || null });

  return (
    <FormDialog
      title={t(slot ? 'slots.editTitle' : 'slots.newTitle')}
      submit={t('form.save')}
      ready={Object.values(wrong).every((error) => error === null)}
      onSubmit={save}
      onClose={onClose}
      aside={slot && <Button variant="quiet" icon={Trash2} data-action="remove-slot" onClick={onRemove}>{t('slots.remove')}</Button>}
    >
      {(tried) => (
        <>
          <Select label={t('slots.weekday')} name="weekday" data-focus-first value={weekday} onChange={setWeekday} options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({ value: String(day), label: weekdayName(day, language) }))} />
          <div className={form.pair}>
            <TextField type="time" label={t('slots.starts')} name="starts" error={tried ? wrong.starts : null} value={starts} onChange={(event) => setStarts(event.target.value)} />
            <TextField type="time" label={t('slots.ends')} name="ends" error={tried ? wrong.ends : null} hint={starts && ends && ends <= starts ? t('slots.endsNextDay') : undefined} value={ends} onChange={(event) => setEnds(event.target.value)} />
          </div>
          <Select label={t('slots.room')} name="room" error={tried || rooms.length === 0 ? wrong.room : null} value={roomId} onChange={setRoomId} options={[...(roomId ? [] : [{ value: '', label: t('slots.chooseRoom') }]), ...rooms.map((room) => ({ value: room.roomId, label: room.name }))]} />
          <div className={form.pair}>
            <TextField type="date" label={t('slots.from')} name="fromDate" error={tried ? wrong.from : null} value={fromDate} onChange={(event) => setFromDate(event.target.value)} />
            <TextField type="date" label={t('slots.until')} name="untilDate" hint={t('slots.untilHint')} error={tried ? wrong.until : null} value={untilDate} onChange={(event) => setUntilDate(event.target.value)} />
          </div>
          <p className={form.hint}>{t('slots.madeHint')}</p>
        </>
      )}
    </FormDialog>
  );
}

function Remove({ slot, onClose }: { slot: Slot; onClose(): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const removeSlot = useDesk((state) => state.removeSlot);
  return (
    <FormDialog title={t('slots.removeTitle')} submit={t('slots.remove')} danger onSubmit={() => removeSlot(slot.slotId)} onClose={onClose}>
      <p className={form.subject}><strong>{weekdayName(slot.weekday, language)} {slot.starts}–{slot.ends}</strong><span>{slot.roomName}</span></p>
      <p className={form.lead}>{t('slots.removeWhat')}</p>
    </FormDialog>
  );
}
