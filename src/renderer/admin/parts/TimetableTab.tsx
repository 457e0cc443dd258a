import { CalendarPlus, CalendarX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CourseDetail, Slot } from '../../../shared/contractAttendance.ts';
import { type Language } from '../../../shared/contract.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { WeekGrid, type WeekEntry } from '../../ui/WeekGrid.tsx';
import { minutesOf } from '../../ui/weekLanes.ts';
import { useDesk, useNowMs } from '../desk.ts';
import { dayText, weekdayName } from '../when.ts';
import { dayAt, type Day } from '../zoneDays.ts';
import { Blank } from './Blank.tsx';
import { Choice } from './Choice.tsx';
import styles from './CourseView.module.css';
import { SlotDialog } from './SlotDialog.tsx';

interface SlotEntry extends WeekEntry {
  slot: Slot;
}

/** The weekly classes of a course, as a week or as a list. */
export function TimetableTab({ detail, manages }: { detail: CourseDetail; manages: boolean }) {
  const { t } = useTranslation('admin');
  const [as, setAs] = useState<'grid' | 'list'>('grid');
  const [editing, setEditing] = useState<Slot | 'new' | null>(null);
  const add = manages && !detail.archived;
  const open = manages ? (slot: Slot) => setEditing(slot) : undefined;
  const button = <Button variant="primary" icon={CalendarPlus} data-action="new-slot" onClick={() => setEditing('new')}>{t('slots.new')}</Button>;
  return (
    <div className={styles.tab}>
      <div className={styles.bar}>
        {detail.slots.length > 0 && <Choice<'grid' | 'list'> label={t('slots.as')} options={[{ value: 'grid', label: t('slots.grid') }, { value: 'list', label: t('slots.list') }]} value={as} onChange={setAs} />}
        {add && detail.slots.length > 0 && <span className={styles.end}>{button}</span>}
      </div>
      {detail.slots.length === 0
        ? <Blank icon={CalendarX} title={t('slots.emptyTitle')}><p>{t(manages ? 'slots.empty' : 'slots.emptyTeacher')}</p>{add && button}</Blank>
        : as === 'grid' ? <Grid slots={detail.slots} onOpen={open} /> : <SlotList slots={detail.slots} onOpen={open} />}
      {editing && <SlotDialog courseId={detail.courseId} slot={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </div>
  );
}

/** "since 1 Jul 2026"; null for what simply goes on. */
function validity(slot: Slot, today: Day, language: Language, t: ReturnType<typeof useTranslation<'admin'>>['t']): string | null {
  if (slot.untilDate !== null && slot.untilDate < today) return t('slots.over', { date: dayText(slot.untilDate, language) });
  if (slot.untilDate !== null) return t('slots.between', { from: dayText(slot.fromDate, language), until: dayText(slot.untilDate, language) });
  if (slot.fromDate > today) return t('slots.upcoming', { date: dayText(slot.fromDate, language) });
  return null;
}

function Grid({ slots, onOpen }: { slots: readonly Slot[]; onOpen: ((slot: Slot) => void) | undefined }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const today = dayAt(useNowMs(), useDesk((state) => state.status?.zone ?? 'UTC'));
  const entries = slots.map((slot): SlotEntry => {
    const over = slot.untilDate !== null && slot.untilDate < today;
    return { id: slot.slotId, weekday: slot.weekday, startsMin: minutesOf(slot.starts), endsMin: minutesOf(slot.ends), title: slot.roomName, sub: validity(slot, today, language, t) ?? '', tone: over ? 'off' : slot.fromDate > today ? 'quiet' : 'calm', slot };
  });
  return (
    <WeekGrid
      label={t('week.label')}
      days={Array.from({ length: 7 }, (_, i) => ({ name: weekdayName(i + 1, language) }))}
      entries={entries}
      spoken={({ slot }) => [weekdayName(slot.weekday, language), `${slot.starts}–${slot.ends}`, slot.roomName, validity(slot, today, language, t)].filter(Boolean).join(', ')}
      onOpen={onOpen && (({ slot }) => onOpen(slot))}
    />
  );
}

function SlotList({ slots, onOpen }: { slots: readonly Slot[]; onOpen: ((slot: Slot) => void) | undefined }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const today = dayAt(useNowMs(), useDesk((state) => state.status?.zone ?? 'UTC'));
  const sorted = slots.toSorted((a, b) => a.weekday - b.weekday || a.starts.localeCompare(b.starts));
  return (
    <ul className={styles.slots}>
      {sorted.map((slot) => (
        <li key={slot.slotId}>
          <button type="button" className={styles.slot} disabled={!onOpen} data-entry={slot.slotId} onClick={() => onOpen?.(slot)}>
            <strong>{weekdayName(slot.weekday, language)}</strong>
            <span className={styles.time}>{slot.starts}–{slot.ends}</span>
            <span>{slot.roomName}</span>
            <span className={styles.dates}>{validity(slot, today, language, t) ?? t('slots.since', { date: dayText(slot.fromDate, language) })}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
