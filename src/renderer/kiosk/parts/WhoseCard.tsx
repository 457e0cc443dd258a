import { UserRoundX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { useActions } from '../KioskContext.tsx';
import type { Draft } from '../screens.ts';
import styles from './WhoseCard.module.css';

/** Who main says the card belongs to, and the way out for anybody else: nobody should enrol a face under another's name by mistake. */
export function WhoseCard({ draft: { name, identifier } }: { draft: Draft }) {
  const { t } = useTranslation();
  const { notMyCard } = useActions();
  return (
    <>
      <Button size="kiosk" icon={UserRoundX} data-action="not-my-card" onClick={notMyCard}>{t('confirm.notMe')}</Button>
      <p className={styles.whose} data-card-of={identifier}><strong>{name}</strong><span>{t('enrolCard.right', { identifier })}</span></p>
    </>
  );
}
