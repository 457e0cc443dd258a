import { useTranslation } from 'react-i18next';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { useDesk } from '../desk.ts';
import { Notice } from './Notice.tsx';
import styles from './TopUp.module.css';

/** The last look before a face is erased for good: what goes, what stays. */
export function EraseFaceDialog() {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const erasure = useDesk((state) => state.faceErasure);
  const { closeEraseFace, eraseFace } = useDesk((state) => state);
  if (erasure.at !== 'asking') return null;
  const { person, sending, failure } = erasure;
  return (
    <Dialog title={t('eraseFace.title')} onClose={closeEraseFace}>
      <div className={styles.step}>
        {failure && <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice>}
        <p className={styles.person}><strong>{person.name}</strong><span>{person.identifier}</span></p>
        <dl className={classNames(styles.rows, styles.sentences)}>
          <div><dt>{t('eraseFace.goes')}</dt><dd>{t('eraseFace.goesWhat')}</dd></div>
          <div><dt>{t('eraseFace.stays')}</dt><dd>{t('eraseFace.staysWhat')}</dd></div>
        </dl>
        <p className={styles.lead}>{t('eraseFace.final')}</p>
        <div className={styles.buttons}>
          <Button variant="quiet" data-focus-first disabled={sending} onClick={closeEraseFace}>{t('eraseFace.cancel')}</Button>
          <Button variant="danger" busy={sending} onClick={() => void eraseFace()}>{t(sending ? 'eraseFace.sending' : failure ? 'eraseFace.again' : 'eraseFace.confirm')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
