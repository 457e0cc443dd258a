import { useTranslation } from 'react-i18next';
import { sameSetting, settingKeys, type SettingValues } from '../../../shared/settingsList.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import type { SettingsLoaded } from '../staffActions.ts';
import { useSettingWords } from './SettingField.tsx';
import styles from './SettingsConflict.module.css';

/** Somebody else saved first: what they changed, and beside it what this person wants; nothing is saved unseen. */
export function SettingsConflict({ before, now, patch, onOver, onTheirs, onLook }: { before: SettingsLoaded; now: SettingsLoaded; patch: Partial<SettingValues>; onOver(): void; onTheirs(): void; onLook(): void }) {
  const { t } = useTranslation('settings');
  const words = useSettingWords();
  const theirs = settingKeys.filter((key) => !sameSetting(before.values[key], now.values[key]));
  return (
    <Dialog title={t('conflict.title')} onClose={onLook}>
      <div className={styles.conflict}>
        <p>{t('conflict.what')}</p>
        <ul>
          {theirs.map((key) => (
            <li key={key}>
              <strong>{words.label(key)}</strong>
              <span>{`${words.value(key, before.values[key])} → ${words.value(key, now.values[key])}`}</span>
              {key in patch && <span>{t('conflict.yours', { value: words.value(key, patch[key]) })}</span>}
            </li>
          ))}
        </ul>
        <div className={styles.choices}>
          <Button variant="primary" data-focus-first onClick={onLook}>{t('conflict.look')}</Button>
          <Button data-action="save-over" onClick={onOver}>{t('conflict.over')}</Button>
          <Button variant="quiet" data-action="keep-theirs" onClick={onTheirs}>{t('conflict.theirs')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
