import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { challengePolicies, kioskModes } from '../../../shared/attendance.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { Select } from '../../ui/Select.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { Choice } from '../parts/Choice.tsx';
import form from '../parts/FormDialog.module.css';
import { LoadState } from '../parts/LoadState.tsx';
import { Notice } from '../parts/Notice.tsx';
import page from '../parts/Page.module.css';
import { ZoneSelect } from '../parts/ZoneSelect.tsx';
import type { AttendanceSettings } from '../staffActions.ts';
import styles from './SettingsPage.module.css';

/** How attendance works here. */
export function SettingsPage() {
  const { t } = useTranslation('admin');
  const settings = useDesk((state) => state.settings);
  const loadSettings = useDesk((state) => state.loadSettings);
  return (
    <div className={classNames(page.list, page.whole)}>
      <header className={page.title}><h1>{t('settings.title')}</h1></header>
      <LoadState loaded={settings} onAgain={() => void loadSettings()}>{(value) => <Form saved={value} />}</LoadState>
    </div>
  );
}

/** What was changed here lies over what is saved, so that a new reading does not undo what somebody is choosing. */
function Form({ saved }: { saved: AttendanceSettings }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const rooms = useDesk((state) => state.places.rooms.value) ?? [];
  const saveSettings = useDesk((state) => state.saveSettings);
  const [changes, setChanges] = useState<Partial<AttendanceSettings>>({});
  const [sending, setSending] = useState(false);
  const [outcome, setOutcome] = useState<{ failure: Failure | null } | null>(null);
  const now = { ...saved, ...changes };
  const changed = JSON.stringify(now) !== JSON.stringify(saved);
  const change = (patch: Partial<AttendanceSettings>) => {
    setChanges({ ...changes, ...patch });
    setOutcome(null);
  };

  async function save(): Promise<void> {
    setSending(true);
    const failure = await saveSettings(now);
    setSending(false);
    setOutcome({ failure });
    if (!failure) setChanges({});
  }

  return (
    <form className={styles.form} onSubmit={(event) => { event.preventDefault(); if (!sending && changed) void save(); }}>
      <div className={styles.groups}>
        <Group title={t('settings.kiosk')}>
          <Labelled label={t('settings.mode')} hint={t(`settings.modeHint.${now.kioskMode}`)}>
            <Choice label={t('settings.mode')} options={kioskModes.map((value) => ({ value, label: t(`settings.modes.${value}`) }))} value={now.kioskMode} onChange={(kioskMode) => change({ kioskMode })} />
          </Labelled>
          <Select label={t('settings.room')} hint={t('settings.roomHint')} name="kioskRoom" value={now.kioskRoomId ?? ''} onChange={(id) => change({ kioskRoomId: id || null })} options={[{ value: '', label: t('settings.anyRoom') }, ...rooms.map((room) => ({ value: room.roomId, label: room.name }))]} />
        </Group>
        <Group title={t('settings.checks')}>
          <Labelled label={t('settings.challenge')} hint={t(`settings.challengeHint.${now.challenge}`)}>
            <Choice label={t('settings.challenge')} options={challengePolicies.map((value) => ({ value, label: t(`settings.challenges.${value}`) }))} value={now.challenge} onChange={(challenge) => change({ challenge })} />
          </Labelled>
          <label className={form.check}>
            <input type="checkbox" name="identifierAlone" checked={now.identifierAlone} onChange={(event) => change({ identifierAlone: event.target.checked })} />
            <span>{t('settings.alone')}<small>{t('settings.aloneHint')}</small></span>
          </label>
        </Group>
        <Group title={t('settings.time')}>
          <ZoneSelect value={now.zone} onChange={(zone) => change({ zone })} />
          {now.zone !== saved.zone && <Notice tone="wait" title={t('settings.zoneWarning')}><p>{t('settings.zoneWarningWhat')}</p></Notice>}
        </Group>
      </div>
      <div className={styles.foot}>
        <Button type="submit" variant="primary" data-action="save-settings" disabled={!changed} busy={sending}>{t('settings.save')}</Button>
        {changed && !sending && <Button variant="quiet" onClick={() => { setChanges({}); setOutcome(null); }}>{t('settings.reset')}</Button>}
        {outcome?.failure && <Notice tone="refused"><p>{refusalText(language, outcome.failure.code, outcome.failure.data)}</p></Notice>}
        {outcome?.failure === null && <Notice tone="info"><p>{t('form.saved')}</p></Notice>}
      </div>
    </form>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return <fieldset className={styles.group}><legend>{title}</legend>{children}</fieldset>;
}

function Labelled({ label, hint, children }: { label: string; hint: string; children: ReactNode }) {
  return <div className={form.labelled}><span className={form.label} aria-hidden>{label}</span><div>{children}</div><p className={form.hint} aria-live="polite">{hint}</p></div>;
}
