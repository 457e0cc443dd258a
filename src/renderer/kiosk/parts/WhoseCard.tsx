import { UserRoundX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { useActions } from '../KioskContext.tsx';
import type { Draft } from '../screens.ts';
import styles from './WhoseCard.module.css';

/** Who main says the card belongs to, so that nobody enrols a face under somebody else's name by mistake. */
export function WhoseCard({ draft: { name, identifier } }: { draft: Draft }) {
  const { t } = useTranslation();
  return <p className={styles.whose} data-card-of={identifier}><strong>{name}</strong> <span>{t('enrolCard.right', { identifier })}</span></p>;
}

export function NotMyCard() {
  const { t } = useTranslation();
  const { notMyCard } = useActions();
  return <Button size="kiosk" icon={UserRoundX} data-action="not-my-card" onClick={notMyCard}>{t('confirm.notMe')}</Button>;
}
