import { MailCheck, Thermometer } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import type { FoundPerson } from '../placesActions.ts';
import { dayAt, isDay } from '../zoneDays.ts';
import { Choice } from './Choice.tsx';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';
import { PeoplePicker } from './PeoplePicker.tsx';

/** Records that somebody is excused, or sick, for some days: in every course or one. */
export function ExcuseDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('admin');
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const courses = useDesk((state) => state.places.courses.value) ?? [];
  const { addExcuse, loadCourseChoice } = useDesk((state) => state);
  const [today] = useState(() => dayAt(Date.now(), zone));
  const [chosen, setChosen] = useState<readonly FoundPerson[]>([]);
  const [kind, setKind] = useState<'excused' | 'sick'>('excused');
  const [courseId, setCourseId] = useState('');
  const [fromDate, setFromDate] = useState(today);
  const [untilDate, setUntilDate] = useState(today);
  const [note, setNote] = useState('');
  useEffect(() => void loadCourseChoice(), [loadCourseChoice]);

  const [person] = chosen;
  const wrong = {
    person: person ? null : t('form.required'),
    from: isDay(fromDate) ? null : t('form.required'),
    until: isDay(untilDate) && untilDate >= fromDate ? null : t('form.datesReversed'),
    note: note.trim().length < 3 ? t('form.reasonShort') : null,
  };

  return (
    <FormDialog
      title={t('excuses.addTitle')}
      submit={t('form.save')}
      ready={Object.values(wrong).every((error) => error === null)}
      onSubmit={() => addExcuse({ personId: person?.personId ?? '', courseId: courseId || null, kind, fromDate, untilDate, note: note.trim() })}
      onClose={onClose}
    >
      {(tried) => (
        <>
          <PeoplePicker single label={t('excuses.person')} chosen={chosen} onChange={setChosen} error={tried ? wrong.person : null} />
          <div className={form.labelled}>
            <span className={form.label} aria-hidden>{t('excuses.kind')}</span>
            <Choice<'excused' | 'sick'> label={t('excuses.kind')} options={[{ value: 'excused', label: t('excuses.excused'), icon: MailCheck }, { value: 'sick', label: t('excuses.sick'), icon: Thermometer }]} value={kind} onChange={setKind} />
          </div>
          <div className={form.pair}>
            <TextField type="date" label={t('excuses.from')} name="fromDate" error={tried ? wrong.from : null} value={fromDate} onChange={(event) => { setFromDate(event.target.value); if (untilDate < event.target.value) setUntilDate(event.target.value); }} />
            <TextField type="date" label={t('excuses.until')} name="untilDate" error={tried ? wrong.until : null} value={untilDate} onChange={(event) => setUntilDate(event.target.value)} />
          </div>
          <Select label={t('excuses.course')} name="course" value={courseId} onChange={setCourseId} options={[{ value: '', label: t('excuses.everyCourse') }, ...courses.map((course) => ({ value: course.courseId, label: `${course.code} · ${course.name}` }))]} />
          <TextField label={t('excuses.note')} name="note" hint={t('excuses.noteHint')} error={tried ? wrong.note : null} maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />
        </>
      )}
    </FormDialog>
  );
}
