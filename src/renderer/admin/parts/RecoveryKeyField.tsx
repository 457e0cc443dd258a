import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Backups.module.css';
import form from './FormDialog.module.css';

/** The key as it is typed from paper, over several lines. */
export function RecoveryKeyField({ value, onChange, hint, error }: { value: string; onChange(value: string): void; hint: string; error: string | null }) {
  const { t } = useTranslation('backup');
  const id = useId();
  return (
    <div className={form.labelled}>
      <label className={form.label} htmlFor={id}>{t('key.field')}</label>
      <textarea id={id} className={styles.area} name="recoveryKey" data-focus-first maxLength={4_000} autoComplete="off" autoCapitalize="characters" spellCheck={false} aria-invalid={error ? true : undefined} aria-describedby={`${id}-note`} value={value} onChange={(event) => onChange(event.target.value)} />
      <p id={`${id}-note`} className={error ? styles.error : form.hint}>{error ?? hint}</p>
    </div>
  );
}
