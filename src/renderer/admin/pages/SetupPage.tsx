import { ArrowRight } from 'lucide-react';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../../shared/contract.ts';
import { languageNames, languages, refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useDesk } from '../desk.ts';
import { Choice } from '../parts/Choice.tsx';
import { Gate } from '../parts/Gate.tsx';
import { NextSteps } from '../parts/NextSteps.tsx';
import { Notice } from '../parts/Notice.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';
import { PasswordRules } from '../parts/PasswordRules.tsx';
import { machineZone, ZoneSelect } from '../parts/ZoneSelect.tsx';
import { passwordRules } from '../passwordRules.ts';
import type { Page } from '../sessionActions.ts';
import styles from './SetupPage.module.css';

const usernamePattern = /^[a-z0-9._-]{3,32}$/;
/** As `personName` of the contract. */
const nameLength = 80;

export function SetupPage({ page }: { page: Extract<Page, { at: 'setup' }> }) {
  const { t } = useTranslation('admin');
  const firstRun = useDesk((state) => state.firstRun);
  const shownLanguage = useLanguage();
  const [siteName, setSiteName] = useState('');
  const [zone, setZone] = useState(machineZone);
  // Until chosen, the language of the kiosk is the one this form is read in.
  const [chosen, setChosen] = useState<Language | null>(null);
  const [ownerName, setOwnerName] = useState('');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);

  const language = chosen ?? shownLanguage;
  const rules = passwordRules(password, again, [siteName, ownerName, username]);
  const missing = (value: string) => (tried && value.trim() === '' ? t('setup.required') : null);
  const usernameError = missing(username) ?? (tried && !usernamePattern.test(username) ? t('setup.usernameBad') : null);
  const weak = page.failure?.code === 'PASSWORD_WEAK' ? page.failure : null;

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (page.busy) return;
    setTried(true);
    const fits = siteName.trim() && ownerName.trim() && usernamePattern.test(username) && Object.values(rules).every(Boolean);
    if (fits) void firstRun({ siteName, zone, language, ownerName, username, password });
    // The first thing to fix is where the eyes should go; the invalid marks are drawn with the next frame.
    else requestAnimationFrame(() => document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus());
  }

  return (
    <Gate>
      <div className={styles.page}>
        <header className={styles.head}>
          <h1>{t('setup.title')}</h1>
          <p>{t('setup.lead')}</p>
        </header>
        <form className={styles.form} onSubmit={submit} noValidate>
          <Group title={t('setup.site')}>
            <TextField label={t('setup.siteName')} hint={t('setup.siteNameHint')} error={missing(siteName)} name="siteName" autoFocus maxLength={nameLength} value={siteName} onChange={(event) => setSiteName(event.target.value)} />
            <ZoneSelect value={zone} onChange={setZone} />
            <div className={styles.labelled}>
              <span className={styles.label}>{t('setup.siteLanguage')}</span>
              <Choice<Language> label={t('setup.siteLanguage')} className={styles.choice} options={languages.map((value) => ({ value, label: languageNames[value], lang: value }))} value={language} onChange={setChosen} />
              <p className={styles.hint}>{t('setup.siteLanguageHint')}</p>
            </div>
          </Group>
          <Group title={t('setup.owner')} lead={t('setup.ownerLead')}>
            <TextField label={t('setup.ownerName')} error={missing(ownerName)} name="ownerName" autoComplete="name" maxLength={nameLength} value={ownerName} onChange={(event) => setOwnerName(event.target.value)} />
            <TextField label={t('setup.username')} hint={t('setup.usernameHint')} error={usernameError} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} maxLength={32} value={username} onChange={(event) => setUsername(event.target.value.trim().toLowerCase())} />
            <PasswordField label={t('setup.password')} error={weak ? refusalText(shownLanguage, weak.code, weak.data) : tried && !(rules.length && rules.own && rules.plain) ? missing(password) ?? t('setup.rules.fix') : null} name="password" autoComplete="new-password" maxLength={1024} aria-describedby="password-rules" value={password} onChange={(event) => setPassword(event.target.value)} />
            <PasswordField label={t('setup.passwordAgain')} error={tried && rules.length && !rules.same ? t('setup.rules.differ') : null} name="passwordAgain" autoComplete="new-password" maxLength={1024} value={again} onChange={(event) => setAgain(event.target.value)} />
            <PasswordRules id="password-rules" met={rules} />
          </Group>
          {page.failure && !weak && <Notice tone="refused"><p>{refusalText(shownLanguage, page.failure.code, page.failure.data)}</p></Notice>}
          <Button type="submit" variant="primary" iconEnd={ArrowRight} busy={page.busy} className={styles.submit}>{t('setup.submit')}</Button>
        </form>
        <NextSteps />
      </div>
    </Gate>
  );
}

function Group({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{title}</legend>
      {lead && <p className={styles.hint}>{lead}</p>}
      {children}
    </fieldset>
  );
}
