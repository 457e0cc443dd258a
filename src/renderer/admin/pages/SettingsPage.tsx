import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sameSetting, settingGroups, settingKeys, settingProblems, settingsList, type SettingKey, type SettingValues } from '../../../shared/settingsList.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { Tabs } from '../../ui/Tabs.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { LoadState } from '../parts/LoadState.tsx';
import { Notice } from '../parts/Notice.tsx';
import page from '../parts/Page.module.css';
import { SettingField, useSettingWords } from '../parts/SettingField.tsx';
import { SettingsConflict } from '../parts/SettingsConflict.tsx';
import { SettingsHistory } from '../parts/SettingsHistory.tsx';
import { valueOf } from '../settingText.ts';
import type { SettingsLoaded } from '../staffActions.ts';
import styles from './SettingsPage.module.css';

type Tab = (typeof settingGroups)[number] | 'history';

/** Everything a site may decide, group by group, and who decided it. */
export function SettingsPage() {
  const { t } = useTranslation('settings');
  const settings = useDesk((state) => state.settings);
  const loadSettings = useDesk((state) => state.loadSettings);
  return (
    <div className={classNames(page.list, page.whole)}>
      <header className={page.title}><h1>{t('title')}</h1></header>
      <LoadState loaded={settings} onAgain={() => void loadSettings()}>{(value) => <Form saved={value} />}</LoadState>
    </div>
  );
}

/** What somebody chose lies over what they saw when they began: a later reading neither undoes it nor is saved over unseen. */
function Form({ saved }: { saved: SettingsLoaded }) {
  const { t } = useTranslation('settings');
  const language = useLanguage();
  const words = useSettingWords();
  const saveSettings = useDesk((state) => state.saveSettings);
  const loadSettings = useDesk((state) => state.loadSettings);
  const [tab, setTab] = useState<Tab>('site');
  const [began, setBegan] = useState<SettingsLoaded | null>(null);
  const [drafts, setDrafts] = useState<Partial<Record<SettingKey, unknown>>>({});
  const [sending, setSending] = useState(false);
  const [outcome, setOutcome] = useState<{ failure: Failure | null } | null>(null);
  const [conflict, setConflict] = useState(false);
  const base = began ?? saved;

  // A draft is text where the value is typed, else the value itself.
  const parsed = Object.fromEntries(settingKeys.flatMap((key) => (key in drafts ? [[key, typeof drafts[key] === 'string' ? valueOf(key, drafts[key]) : drafts[key]]] : [])));
  // Only values that the setting's own schema made come in here; the rest stay undefined and are marked.
  const patch = Object.fromEntries(Object.entries(parsed).filter(([key, value]) => value !== undefined && (base.faults.some((each) => each === key) || !sameSetting(value, base.values[key as SettingKey])))) as Partial<SettingValues>;
  const unreadable = settingKeys.filter((key) => key in parsed && parsed[key] === undefined);
  const now: SettingValues = { ...base.values, ...patch };
  const problems = settingProblems(now);
  const touched = settingKeys.filter((key) => key in patch || unreadable.includes(key));
  const blocked = unreadable.length > 0 || problems.some(({ key, other }) => key in patch || other in patch);

  function change(key: SettingKey, draft: unknown): void {
    setBegan(base);
    setDrafts({ ...drafts, [key]: draft });
    setOutcome(null);
  }
  function drop(): void {
    setBegan(null);
    setDrafts({});
    setConflict(false);
    setOutcome(null);
  }
  async function save(revision: number): Promise<void> {
    setSending(true);
    const failure = await saveSettings({ revision, patch });
    setSending(false);
    if (failure?.code === 'EDIT_CONFLICT') {
      await loadSettings();
      setConflict(true);
      return;
    }
    if (!failure) drop();
    setOutcome({ failure });
  }
  function errorOf(key: SettingKey): string | null {
    if (unreadable.includes(key)) return t('wrong', { value: words.value(key, settingsList[key].default) });
    const problem = problems.find((each) => each.key === key || each.other === key);
    if (!problem || !(problem.key in patch || problem.other in patch)) return null;
    return problem.key === key ? t(problem.why, { other: words.label(problem.other) }) : null;
  }

  const tabs = [...settingGroups, 'history' as const].map((group): { value: Tab; label: string } => {
    const dirty = touched.some((key) => settingsList[key].group === group);
    return { value: group, label: dirty ? `${t(`group.${group}`)} •` : t(`group.${group}`) };
  });
  return (
    <form className={styles.form} noValidate onSubmit={(event) => { event.preventDefault(); if (!sending && !blocked && touched.length > 0) void save(base.revision); }}>
      <div className={styles.groups}>
        <Tabs<Tab> label={t('tabs')} tabs={tabs} value={tab} onChange={setTab}>
          {tab === 'history' ? <SettingsHistory revision={saved.revision} /> : (
            <fieldset className={styles.group}>
              <legend>{t(`group.${tab}`)}</legend>
              {settingKeys.filter((key) => settingsList[key].group === tab).map((key) => (
                <SettingField key={key} name={key} draft={key in drafts ? drafts[key] : undefined} value={now[key]} error={errorOf(key)} fault={base.faults.includes(key) && !(key in patch)} recognition={base.recognition} onChange={(draft) => change(key, draft)} />
              ))}
              {'zone' in patch && tab === 'site' && <Notice tone="wait" title={t('zoneWarning')}><p>{t('field.zone.hint')}</p></Notice>}
            </fieldset>
          )}
        </Tabs>
      </div>
      <div className={styles.foot}>
        <Button type="submit" variant="primary" data-action="save-settings" disabled={touched.length === 0 || blocked} busy={sending}>{t('save')}</Button>
        {touched.length > 0 && !sending && <Button variant="quiet" onClick={drop}>{t('drop')}</Button>}
        {touched.length > 0 && <span aria-live="polite">{t('changed', { count: touched.length })}</span>}
        {outcome?.failure && <Notice tone="refused"><p>{refusalText(language, outcome.failure.code, outcome.failure.data)}</p></Notice>}
        {outcome?.failure === null && <Notice tone="info"><p>{t('saved')}</p></Notice>}
      </div>
      {conflict && began && (
        <SettingsConflict before={began} now={saved} patch={patch} onOver={() => { setConflict(false); setBegan(saved); void save(saved.revision); }} onTheirs={drop} onLook={() => { setConflict(false); setBegan(saved); }} />
      )}
    </form>
  );
}
