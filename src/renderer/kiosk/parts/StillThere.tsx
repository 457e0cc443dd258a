import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { CountdownRing } from '../../ui/CountdownRing.tsx';
import { useActions, useKioskState } from '../KioskContext.tsx';
import { stillThereForMs } from '../stage.ts';
import layout from './layout.module.css';
import styles from './StillThere.module.css';

/** Asked before an idle visit is wiped; any touch keeps it. */
export function StillThere() {
  const asked = useKioskState((state) => state.stillThere);
  const { stay } = useActions();
  const { t } = useTranslation();
  if (!asked) return null;
  return (
    <div className={styles.scrim}>
      <section className={styles.card} role="alertdialog" aria-modal="true" aria-labelledby="still-there">
        <div className={styles.ring}><CountdownRing withinMs={stillThereForMs} /></div>
        <h2 id="still-there" className={layout.key}>{t('stillThere.title')}</h2>
        <p className={layout.lead}>{t('stillThere.lead')}</p>
        <Button size="kiosk" variant="primary" wide autoFocus data-action="stay" onClick={stay}>{t('stillThere.stay')}</Button>
      </section>
    </div>
  );
}
