import { useTranslation } from 'react-i18next';
import styles from './NextSteps.module.css';

/** What happens after the set-up, in the order it happens. */
export function NextSteps() {
  const { t } = useTranslation('admin');
  return (
    <aside className={styles.next} aria-labelledby="next-steps">
      <h2 id="next-steps">{t('setup.next.title')}</h2>
      <ol className={styles.steps}>
        {(['one', 'two', 'three', 'four'] as const).map((step) => <li key={step}>{t(`setup.next.${step}`)}</li>)}
      </ol>
    </aside>
  );
}
