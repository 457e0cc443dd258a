import { useTranslation } from 'react-i18next';
import type { KeptRules, NotificationRules } from '../../../shared/contractNotifications.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import type { NotificationsSeen } from '../notificationActions.ts';
import styles from './SettingsConflict.module.css';

const sections = ['arrivals', 'payments', 'daily', 'alerts'] as const;
type Section = (typeof sections)[number];

/** What a part of the rules says, in a line. */
function useRuleWords({ channels, courses }: NotificationsSeen): (rules: NotificationRules, section: Section) => string {
  const { t } = useTranslation('notifications');
  const nameOf = (id: string): string => channels.find((one) => one.channelId === id)?.name ?? '–';
  const names = (ids: readonly string[]): string => ids.map(nameOf).join(', ') || t('rules.nobody');
  return ({ arrivals, payments, daily, alerts }, section) => {
    switch (section) {
      case 'arrivals': return [
        arrivals.statuses.map((one) => t(`status.${one}`)).join(', ') || '–', `${t('rules.guardians')} ${names(arrivals.guardians)}`,
        ...arrivals.courses.map((one) => `${courses.find(({ courseId }) => courseId === one.courseId)?.name ?? '–'} → ${nameOf(one.channelId)}`),
      ].join('; ');
      case 'payments': return names(payments.channels);
      case 'daily': return `${daily.time}: ${names(daily.channels)}`;
      case 'alerts': return `${names(alerts.channels)}; ${(['cameraDownMin', 'backupOldHours', 'diskFreeGb'] as const).map((field) => `${t(`rules.${field}`)} ${alerts[field]}`).join('; ')}`;
    }
  };
}

/** Somebody else saved first: what they changed, and beside it what this person wants; nothing is saved unseen. */
export function RulesConflict({ seen, began, draft, onOver, onTheirs, onLook }: { seen: NotificationsSeen; began: KeptRules; draft: KeptRules; onOver(): void; onTheirs(): void; onLook(): void }) {
  const { t } = useTranslation('notifications');
  const words = useRuleWords(seen);
  const differ = (one: NotificationRules, other: NotificationRules, section: Section) => words(one, section) !== words(other, section);
  return (
    <Dialog title={t('conflict.title')} onClose={onLook}>
      <div className={styles.conflict}>
        <p>{t('conflict.what')}</p>
        <ul>
          {sections.filter((section) => differ(began, seen.rules, section)).map((section) => (
            <li key={section} data-theirs={section}>
              <strong>{t(`rules.${section}`)}</strong>
              <span>{`${words(began, section)} → ${words(seen.rules, section)}`}</span>
              {differ(began, draft, section) && <span>{t('conflict.yours', { value: words(draft, section) })}</span>}
            </li>
          ))}
        </ul>
        <div className={styles.choices}>
          <Button variant="primary" data-focus-first data-action="look-theirs" onClick={onLook}>{t('conflict.look')}</Button>
          <Button data-action="save-over" onClick={onOver}>{t('conflict.over')}</Button>
          <Button variant="quiet" data-action="keep-theirs" onClick={onTheirs}>{t('conflict.theirs')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
