import { useTranslation } from 'react-i18next';
import { useActions, useKioskState } from '../KioskContext.tsx';
import styles from './DemoCast.module.css';

/** Demo only: who stands before the simulated camera. Changing it in the middle of a look shows what the kiosk makes of that. */
export function DemoCast() {
  const { t } = useTranslation();
  const { stand } = useActions();
  const cast = useKioskState((state) => state.cast);
  if (!cast) return null;
  return (
    <div className={styles.cast} data-cast role="group" aria-label={t('cast')}>
      <p className={styles.title}>{t('cast')}</p>
      {cast.people.map(({ id, name }) => (
        <button key={id} type="button" className={styles.person} aria-pressed={id === cast.shown} data-action={`stand-${id}`} onClick={() => stand(id)}>{name}</button>
      ))}
    </div>
  );
}
