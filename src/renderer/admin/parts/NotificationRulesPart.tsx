import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeptRules, NotificationRules } from '../../../shared/contractNotifications.ts';
import { contactKinds } from '../../../shared/notifications.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import type { NotificationsSeen } from '../notificationActions.ts';
import form from './FormDialog.module.css';
import { Notice } from './Notice.tsx';
import styles from './Notifications.module.css';
import { RulesConflict } from './RulesConflict.tsx';

const statuses = ['present', 'late', 'absent'] as const;
const toggled = <T,>(list: readonly T[], one: T, on: boolean): T[] => (on ? [...list, one] : list.filter((other) => other !== one));

/** Who is told what. Nothing is, until a channel is ticked. */
export function NotificationRulesPart({ seen }: { seen: NotificationsSeen }) {
  const { t } = useTranslation('notifications');
  const language = useLanguage();
  const saveNotificationRules = useDesk((state) => state.saveNotificationRules);
  const load = useDesk((state) => state.loadNotifications);
  // What somebody chose lies over what they saw when they began: a later reading neither undoes it nor is saved over unseen.
  const [edit, setEdit] = useState<{ began: KeptRules; draft: KeptRules } | null>(null);
  const [conflict, setConflict] = useState(false);
  const [told, setTold] = useState<Failure | 'saved' | null>(null);
  const [courseId, setCourseId] = useState('');
  const [channelId, setChannelId] = useState('');
  const rules = edit?.draft ?? seen.rules;
  const { arrivals, payments, daily, alerts } = rules;
  const change = (patch: Partial<NotificationRules>) => {
    setEdit({ began: edit?.began ?? seen.rules, draft: { ...rules, ...patch } });
    setTold(null);
  };
  const drop = () => {
    setEdit(null);
    setConflict(false);
    setTold(null);
  };
  /** From here on their change is seen. */
  const seeTheirs = () => {
    setConflict(false);
    setEdit(edit && { began: seen.rules, draft: { ...edit.draft, revision: seen.rules.revision } });
  };
  async function save(wanted: KeptRules): Promise<void> {
    const failure = await saveNotificationRules(wanted);
    if (failure?.code === 'EDIT_CONFLICT') {
      await load();
      return setConflict(true);
    }
    if (!failure) setEdit(null);
    setTold(failure ?? 'saved');
  }
  const nameOf = (id: string) => seen.channels.find((one) => one.channelId === id)?.name ?? '–';
  const courseOf = (id: string) => seen.courses.find((one) => one.courseId === id)?.name ?? '–';
  const ticks = (name: string, ids: readonly string[], put: (ids: string[]) => void, among = seen.channels) => among.map((one) => (
    <label key={one.channelId} className={form.check}><input type="checkbox" name={name} checked={ids.includes(one.channelId)} onChange={(event) => put(toggled(ids, one.channelId, event.target.checked))} /><span>{one.name}</span></label>
  ));
  if (seen.channels.length === 0) return <p>{t('rules.none')}</p>;
  return (
    <form className={styles.rules} onSubmit={(event) => { event.preventDefault(); void save(rules); }}>
      <fieldset>
        <legend>{t('rules.arrivals')}</legend>
        <p className={form.hint}>{t('rules.arrivalsHint')}</p>
        <div className={styles.ticks}>{statuses.map((one) => <label key={one} className={form.check}><input type="checkbox" checked={arrivals.statuses.includes(one)} onChange={(event) => change({ arrivals: { ...arrivals, statuses: toggled(arrivals.statuses, one, event.target.checked) } })} /><span>{t(`status.${one}`)}</span></label>)}</div>
        <p className={styles.sub}>{t('rules.guardians')}</p>
        <div className={styles.ticks}>{ticks('guardians', arrivals.guardians, (guardians) => change({ arrivals: { ...arrivals, guardians } }), seen.channels.filter(({ setup }) => contactKinds.some((kind) => kind === setup.kind)))}</div>
        <p className={styles.sub}>{t('rules.courses')}</p>
        {arrivals.courses.map((one) => (
          <p key={`${one.courseId}${one.channelId}`} className={styles.pair}>{courseOf(one.courseId)} → {nameOf(one.channelId)} <Button variant="quiet" onClick={() => change({ arrivals: { ...arrivals, courses: arrivals.courses.filter((other) => other !== one) } })}>{t('rules.drop')}</Button></p>
        ))}
        <div className={styles.pair}>
          <Select label={t('rules.course')} name="course" value={courseId} onChange={setCourseId} options={[{ value: '', label: '–' }, ...seen.courses.map((one) => ({ value: one.courseId, label: one.name }))]} />
          <Select label={t('rules.channel')} name="channel" value={channelId} onChange={setChannelId} options={[{ value: '', label: '–' }, ...seen.channels.map((one) => ({ value: one.channelId, label: one.name }))]} />
          <Button disabled={courseId === '' || channelId === ''} onClick={() => change({ arrivals: { ...arrivals, courses: [...arrivals.courses.filter((one) => one.courseId !== courseId || one.channelId !== channelId), { courseId, channelId }] } })}>{t('rules.add')}</Button>
        </div>
      </fieldset>
      <fieldset><legend>{t('rules.payments')}</legend><p className={form.hint}>{t('rules.paymentsHint')}</p><div className={styles.ticks}>{ticks('payments', payments.channels, (channels) => change({ payments: { channels } }))}</div></fieldset>
      <fieldset>
        <legend>{t('rules.daily')}</legend>
        <div className={styles.ticks}>{ticks('daily', daily.channels, (channels) => change({ daily: { ...daily, channels } }))}</div>
        <TextField className={styles.time} type="time" label={t('rules.time')} name="time" value={daily.time} onChange={(event) => event.target.value && change({ daily: { ...daily, time: event.target.value } })} />
      </fieldset>
      <fieldset>
        <legend>{t('rules.alerts')}</legend>
        <div className={styles.ticks}>{ticks('alerts', alerts.channels, (channels) => change({ alerts: { ...alerts, channels } }))}</div>
        <div className={styles.pair}>{(['cameraDownMin', 'backupOldHours', 'diskFreeGb'] as const).map((field) => <TextField key={field} type="number" min={1} label={t(`rules.${field}`)} name={field} value={String(alerts[field])} onChange={(event) => change({ alerts: { ...alerts, [field]: Number(event.target.value) } })} />)}</div>
      </fieldset>
      {told === 'saved' && <Notice tone="info"><p>{t('rules.saved')}</p></Notice>}
      {told !== null && told !== 'saved' && <Notice tone="refused"><p>{refusalText(language, told.code, told.data)}</p></Notice>}
      <div className={styles.buttons}>
        <Button type="submit" variant="primary" data-action="save-rules">{t('rules.save')}</Button>
        {edit && <Button variant="quiet" data-action="drop-rules" onClick={drop}>{t('rules.undo')}</Button>}
      </div>
      {conflict && edit && <RulesConflict seen={seen} began={edit.began} draft={edit.draft} onLook={seeTheirs} onTheirs={drop} onOver={() => { seeTheirs(); void save({ ...edit.draft, revision: seen.rules.revision }); }} />}
    </form>
  );
}
