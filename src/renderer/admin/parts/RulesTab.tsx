import { Clock, DoorClosed, DoorOpen, Pencil, UserX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { defaultRules, type CourseRules } from '../../../shared/attendance.ts';
import type { CourseDetail } from '../../../shared/contractAttendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk, useNowMs } from '../desk.ts';
import { dayText } from '../when.ts';
import { dayAt, isDay } from '../zoneDays.ts';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';
import styles from './RulesTab.module.css';
import { Tag } from './Tag.tsx';

/** By which rules a check-in counts: those of today, those to come, and those that were. */
export function RulesTab({ detail }: { detail: CourseDetail }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const today = dayAt(useNowMs(), useDesk((state) => state.status?.zone ?? 'UTC'));
  const [changing, setChanging] = useState(false);
  const now = detail.rules.find((rule) => rule.effectiveFrom <= today);
  const others = detail.rules.filter((rule) => rule !== now);
  return (
    <div className={styles.rules}>
      <section className={styles.card}>
        <header>
          <h2>{t('rules.now')}</h2>
          {now && <span>{t('slots.since', { date: dayText(now.effectiveFrom, language) })}</span>}
          <Button icon={Pencil} data-action="change-rules" onClick={() => setChanging(true)}>{t('rules.change')}</Button>
        </header>
        <Sentences rules={now ?? defaultRules} />
        {!now && <p className={styles.soft}>{t('rules.default')}</p>}
      </section>
      {others.length > 0 && (
        <>
          <h2 className={styles.history}>{t('rules.history')}</h2>
          {others.map((rule) => (
            <section key={rule.effectiveFrom} className={styles.card}>
              <header>
                <h3>{dayText(rule.effectiveFrom, language)}</h3>
                {rule.effectiveFrom > today && <Tag tone="wait">{t('rules.later')}</Tag>}
              </header>
              <Sentences rules={rule} />
            </section>
          ))}
        </>
      )}
      {changing && <RulesDialog courseId={detail.courseId} rules={now ?? defaultRules} today={today} onClose={() => setChanging(false)} />}
    </div>
  );
}

function Sentences({ rules }: { rules: CourseRules }) {
  const { t } = useTranslation('admin');
  return (
    <ul className={styles.sentences}>
      <li><Icon icon={DoorOpen} />{t('rules.opensText', { count: rules.opensBeforeMin })}</li>
      <li><Icon icon={Clock} />{t('rules.lateText', { count: rules.lateAfterMin })}</li>
      <li><Icon icon={DoorClosed} />{rules.closesAfterMin === null ? t('rules.closesAtEnd') : t('rules.closesText', { count: rules.closesAfterMin })}</li>
      <li><Icon icon={UserX} />{t(rules.absentAtEnd ? 'rules.absentYes' : 'rules.absentNo')}</li>
    </ul>
  );
}

/** A whole number between the two; NaN otherwise. */
const whole = (text: string, min: number, max: number): number => (/^\d{1,4}$/.test(text.trim()) && Number(text) >= min && Number(text) <= max ? Number(text) : Number.NaN);

function RulesDialog({ courseId, rules, today, onClose }: { courseId: string; rules: CourseRules; today: string; onClose(): void }) {
  const { t } = useTranslation('admin');
  const saveRules = useDesk((state) => state.saveRules);
  const [effectiveFrom, setEffectiveFrom] = useState(today);
  const [opens, setOpens] = useState(String(rules.opensBeforeMin));
  const [late, setLate] = useState(String(rules.lateAfterMin));
  const [closes, setCloses] = useState(rules.closesAfterMin === null ? '' : String(rules.closesAfterMin));
  const [absentAtEnd, setAbsentAtEnd] = useState(rules.absentAtEnd);
  const opensBeforeMin = whole(opens, 0, 240);
  const lateAfterMin = whole(late, 0, 240);
  const closesAfterMin = closes.trim() === '' ? null : whole(closes, 1, 1440);
  const bad = (value: number | null, min: number, max: number) => (Number.isNaN(value) ? t('rules.number', { min, max }) : null);
  const dateError = isDay(effectiveFrom) && effectiveFrom >= today ? null : t('rules.datePast');
  const wrong = [bad(opensBeforeMin, 0, 240), bad(lateAfterMin, 0, 240), bad(closesAfterMin, 1, 1440)];
  const [opensError, lateError, closesError] = wrong;
  return (
    <FormDialog
      title={t('rules.title')}
      submit={t('form.save')}
      ready={dateError === null && wrong.every((error) => error === null)}
      onSubmit={() => saveRules({ courseId, effectiveFrom, rules: { opensBeforeMin, lateAfterMin, closesAfterMin, absentAtEnd } })}
      onClose={onClose}
    >
      {(tried) => (
        <>
          <TextField inputMode="numeric" label={t('rules.opens')} name="opens" data-focus-first error={tried ? opensError : null} value={opens} onChange={(event) => setOpens(event.target.value)} />
          <TextField inputMode="numeric" label={t('rules.late')} name="late" error={tried ? lateError : null} value={late} onChange={(event) => setLate(event.target.value)} />
          <TextField inputMode="numeric" label={t('rules.closes')} name="closes" hint={t('rules.closesHint')} error={tried ? closesError : null} value={closes} onChange={(event) => setCloses(event.target.value)} />
          <label className={form.check}><input type="checkbox" name="absentAtEnd" checked={absentAtEnd} onChange={(event) => setAbsentAtEnd(event.target.checked)} /><span>{t('rules.absent')}</span></label>
          <TextField type="date" label={t('rules.effective')} name="effectiveFrom" min={today} hint={t('rules.effectiveHint')} error={tried ? dateError : null} value={effectiveFrom} onChange={(event) => setEffectiveFrom(event.target.value)} />
        </>
      )}
    </FormDialog>
  );
}
