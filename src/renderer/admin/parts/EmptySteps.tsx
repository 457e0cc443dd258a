import { useTranslation } from 'react-i18next';
import styles from './EmptySteps.module.css';

/** From nobody to the first person with a balance. */
export function EmptySteps() {
  const { t } = useTranslation('admin');
  return (
    <ol className={styles.steps}>
      {(['one', 'two', 'three'] as const).map((step) => <li key={step}>{t(`people.emptySteps.${step}`)}</li>)}
    </ol>
  );
}
