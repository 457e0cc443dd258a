import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon.tsx';
import { TextField, type TextFieldProps } from '../../ui/TextField.tsx';
import styles from './Page.module.css';

/** A password with an eye beside it: typing long ones blind helps nobody. */
export function PasswordField(props: Omit<TextFieldProps, 'type' | 'trailing'>) {
  const { t } = useTranslation('admin');
  const [shown, setShown] = useState(false);
  const act = shown ? t('login.hide') : t('login.show');
  return (
    <TextField
      {...props}
      type={shown ? 'text' : 'password'}
      spellCheck={false}
      autoCapitalize="none"
      trailing={<button type="button" className={styles.clear} aria-label={act} title={act} onClick={() => setShown(!shown)}><Icon icon={shown ? EyeOff : Eye} /></button>}
    />
  );
}
