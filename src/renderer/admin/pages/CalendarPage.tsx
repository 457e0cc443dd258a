import { CalendarOff, CalendarPlus, ChevronLeft, ChevronRight, DoorOpen, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Room } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk, useNowMs } from '../desk.ts';
import type { Holiday } from '../placesActions.ts';
import { Blank } from '../parts/Blank.tsx';
import week from '../parts/CoursesWeek.module.css';
import { FormDialog } from '../parts/FormDialog.tsx';
import form from '../parts/FormDialog.module.css';
import { LoadState } from '../parts/LoadState.tsx';
import page from '../parts/Page.module.css';
import { dayText } from '../when.ts';
import { dayAt, isDay } from '../zoneDays.ts';
import styles from './CalendarPage.module.css';

/** Where classes can meet, and the days on which none does. */
export function CalendarPage() {
  const { t } = useTranslation('admin');
  return (
    <div className={classNames(page.list, page.whole)}>
      <header className={page.title}><h1>{t('calendar.title')}</h1></header>
      <div className={styles.columns}>
        <Rooms />
        <Holidays />
      </div>
    </div>
  );
}

function Rooms() {
  const { t } = useTranslation('admin');
  const rooms = useDesk((state) => state.places.rooms);
  const loadCalendar = useDesk((state) => state.loadCalendar);
  const [editing, setEditing] = useState<Room | 'new' | null>(null);
  const add = <Button icon={Plus} data-action="add-room" onClick={() => setEditing('new')}>{t('calendar.addRoom')}</Button>;
  return (
    <section className={styles.half} aria-labelledby="rooms-title">
      <header className={styles.head}><h2 id="rooms-title">{t('calendar.rooms')}</h2>{add}</header>
      <p className={styles.lead}>{t('calendar.roomsLead')}</p>
      <LoadState loaded={rooms} onAgain={() => void loadCalendar()}>
        {(rows) => (rows.length === 0
          ? <Blank icon={DoorOpen} title={t('calendar.noRoomsTitle')}><p>{t('calendar.noRooms')}</p></Blank>
          : (
            <ul className={styles.rows}>
              {rows.map((room) => (
                <li key={room.roomId} className={styles.row}>
                  <Icon icon={DoorOpen} />
                  <strong>{room.name}</strong>
                  <button type="button" className={styles.act} aria-label={t('calendar.rename', { name: room.name })} title={t('calendar.rename', { name: room.name })} onClick={() => setEditing(room)}><Icon icon={Pencil} /></button>
                </li>
              ))}
            </ul>
          ))}
      </LoadState>
      {editing && <RoomDialog room={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </section>
  );
}

function RoomDialog({ room, onClose }: { room: Room | null; onClose(): void }) {
  const { t } = useTranslation('admin');
  const saveRoom = useDesk((state) => state.saveRoom);
  const [name, setName] = useState(room?.name ?? '');
  const missing = name.trim() ? null : t('form.required');
  return (
    <FormDialog title={t(room ? 'calendar.renameRoom' : 'calendar.roomTitle')} submit={t('form.save')} ready={missing === null} onSubmit={() => saveRoom({ roomId: room?.roomId ?? null, name: name.trim() })} onClose={onClose}>
      {(tried) => <TextField label={t('calendar.roomName')} name="roomName" data-focus-first error={tried ? missing : null} maxLength={80} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />}
    </FormDialog>
  );
}

function Holidays() {
  const { t } = useTranslation('admin');
  const { holidays, year } = useDesk((state) => state.places);
  const { loadCalendar, moveYear } = useDesk((state) => state);
  const [editing, setEditing] = useState<Holiday | 'new' | null>(null);
  const [removing, setRemoving] = useState<Holiday | null>(null);
  return (
    <section className={styles.half} aria-labelledby="holidays-title">
      <header className={styles.head}>
        <h2 id="holidays-title">{t('calendar.holidays')}</h2>
        <div className={week.step}>
          <button type="button" aria-label={t('calendar.previousYear')} title={t('calendar.previousYear')} onClick={() => moveYear(-1)}><Icon icon={ChevronLeft} /></button>
          <p className={styles.year} aria-live="polite">{year}</p>
          <button type="button" aria-label={t('calendar.nextYear')} title={t('calendar.nextYear')} onClick={() => moveYear(1)}><Icon icon={ChevronRight} /></button>
        </div>
        <Button icon={CalendarPlus} data-action="add-holiday" onClick={() => setEditing('new')}>{t('calendar.addHoliday')}</Button>
      </header>
      <p className={styles.lead}>{t('calendar.holidaysLead')}</p>
      <LoadState loaded={holidays} onAgain={() => void loadCalendar()}>
        {(rows) => (rows.length === 0
          ? <Blank icon={CalendarOff} title={t('calendar.noHolidaysTitle', { year })}><p>{t('calendar.noHolidays')}</p></Blank>
          : <HolidayRows rows={rows} onEdit={setEditing} onRemove={setRemoving} />)}
      </LoadState>
      {editing && <HolidayDialog holiday={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      {removing && <RemoveHoliday holiday={removing} onClose={() => setRemoving(null)} />}
    </section>
  );
}

function HolidayRows({ rows, onEdit, onRemove }: { rows: readonly Holiday[]; onEdit(holiday: Holiday): void; onRemove(holiday: Holiday): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const today = dayAt(useNowMs(), useDesk((state) => state.status?.zone ?? 'UTC'));
  return (
    <ul className={styles.rows}>
      {rows.map((holiday) => (
        <li key={holiday.date} className={styles.row}>
          <span className={styles.date}>{dayText(holiday.date, language, { weekday: 'short', day: 'numeric', month: 'short' })}</span>
          <strong>{holiday.name}</strong>
          {/* A day that is over stays as it was. */}
          {holiday.date >= today && (
            <>
              <button type="button" className={styles.act} aria-label={t('calendar.rename', { name: holiday.name })} title={t('calendar.rename', { name: holiday.name })} onClick={() => onEdit(holiday)}><Icon icon={Pencil} /></button>
              <button type="button" className={styles.act} aria-label={t('calendar.removeHoliday', { name: holiday.name })} title={t('calendar.removeHoliday', { name: holiday.name })} onClick={() => onRemove(holiday)}><Icon icon={Trash2} /></button>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function HolidayDialog({ holiday, onClose }: { holiday: Holiday | null; onClose(): void }) {
  const { t } = useTranslation('admin');
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const saveHoliday = useDesk((state) => state.saveHoliday);
  const [today] = useState(() => dayAt(Date.now(), zone));
  const [date, setDate] = useState(holiday?.date ?? '');
  const [name, setName] = useState(holiday?.name ?? '');
  const missing = name.trim() ? null : t('form.required');
  const past = isDay(date) && date >= today ? null : t('rules.datePast');
  return (
    <FormDialog title={t(holiday ? 'calendar.editHoliday' : 'calendar.holidayTitle')} submit={t('form.save')} ready={missing === null && past === null} onSubmit={() => saveHoliday({ date, name: name.trim() })} onClose={onClose}>
      {(tried) => (
        <>
          <TextField type="date" label={t('calendar.date')} name="date" min={today} disabled={holiday !== null} {...(holiday ? {} : { 'data-focus-first': true })} error={tried ? past : null} value={date} onChange={(event) => setDate(event.target.value)} />
          <TextField label={t('calendar.holidayName')} name="holidayName" {...(holiday ? { 'data-focus-first': true } : {})} error={tried ? missing : null} maxLength={80} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
          <p className={form.hint}>{t('calendar.holidayWhat')}</p>
        </>
      )}
    </FormDialog>
  );
}

function RemoveHoliday({ holiday, onClose }: { holiday: Holiday; onClose(): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const saveHoliday = useDesk((state) => state.saveHoliday);
  return (
    <FormDialog title={t('calendar.removeTitle')} submit={t('calendar.remove')} danger onSubmit={() => saveHoliday({ date: holiday.date, name: null })} onClose={onClose}>
      <p className={form.subject}><strong>{holiday.name}</strong><span>{dayText(holiday.date, language)}</span></p>
      <p className={form.lead}>{t('calendar.removeWhat')}</p>
    </FormDialog>
  );
}
