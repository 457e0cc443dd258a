import { CircleCheck, CircleDashed } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import { passwordRuleNames, type PasswordRule } from '../passwordRules.ts';
import styles from './PasswordRules.module.css';

/** What a new password needs, ticked off while it is typed. */
export function PasswordRules({ id, met }: { id: string; met: Record<PasswordRule, boolean> }) {
  const { t } = useTranslation('admin');
  return (
    <div id={id} className={styles.rules}>
      <p className={styles.title}>{t('setup.rules.title')}</p>
      <ul className={styles.list}>
        {passwordRuleNames.map((name) => (
          <li key={name} className={classNames(styles.rule, met[name] && styles.met)}>
            <Icon icon={met[name] ? CircleCheck : CircleDashed} />
            <span>{t(`setup.rules.${name}`)}<span className="visually-hidden"> ({met[name] ? t('setup.rules.met') : t('setup.rules.open')})</span></span>
          </li>
        ))}
      </ul>
      <p className={styles.tip}>{t('setup.tip')}</p>
    </div>
  );
}
