import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/TextField.tsx';
import form from './FormDialog.module.css';

/** What is typed into a field whose stored value nobody can read: '' leaves it, unless it is to be forgotten. */
export interface SecretText {
  text: string;
  forget: boolean;
}

export const noSecret: SecretText = { text: '', forget: false };

/** As the contract wants it: undefined leaves what is there, null removes it. */
export const asSecret = ({ text, forget }: SecretText): string | null | undefined => (forget ? null : text || undefined);

/** A password, token or key: never shown, replaced by typing another, removed by a tick. */
export function SecretField({ label, name, stored, hint, error, value, onChange }: {
  label: string;
  name: string;
  stored: boolean;
  hint: string;
  error: string | null;
  value: SecretText;
  onChange(value: SecretText): void;
}) {
  const { t } = useTranslation('admin');
  return (
    <div className={form.labelled}>
      <TextField
        type="password"
        label={label}
        name={name}
        hint={value.forget ? t('cameras.willForget') : stored ? t('cameras.stored') : hint}
        error={error}
        maxLength={200}
        autoComplete="new-password"
        spellCheck={false}
        disabled={value.forget}
        placeholder={stored && !value.forget ? '••••••••' : undefined}
        value={value.text}
        onChange={(event) => onChange({ text: event.target.value, forget: false })}
      />
      {stored && (
        <label className={form.check}>
          <input type="checkbox" name={`${name}-forget`} aria-label={t('cameras.forgetNamed', { what: label })} checked={value.forget} onChange={(event) => onChange({ text: '', forget: event.target.checked })} />
          <small>{t('cameras.forget')}</small>
        </label>
      )}
    </div>
  );
}
