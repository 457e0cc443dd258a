import { IdCard, Printer, RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PersonRow } from '../../../shared/contract.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { QrCode } from '../../ui/QrCode.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import type { Card } from '../staffActions.ts';
import styles from './CardDialog.module.css';
import form from './FormDialog.module.css';
import { FormDialog } from './FormDialog.tsx';
import { Notice } from './Notice.tsx';

/** The way to somebody's card. */
export function CardButton({ person }: { person: PersonRow }) {
  const { t } = useTranslation('admin');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={IdCard} wide data-action="card" onClick={() => setOpen(true)}>{t('card.open')}</Button>
      {open && <CardDialog person={person} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The card as it will be printed. Printing hides everything else of the page. */
function CardDialog({ person, onClose }: { person: PersonRow; onClose(): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const issueCard = useDesk((state) => state.issueCard);
  const [card, setCard] = useState<Card | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [renewing, setRenewing] = useState(false);
  const [renewed, setRenewed] = useState(false);
  const { personId } = person;

  useEffect(() => {
    let wanted = true;
    void issueCard(personId, false).then((answer) => {
      if (!wanted) return;
      if ('card' in answer) setCard(answer.card);
      else setFailure(answer.failure);
    });
    return () => {
      wanted = false;
    };
  }, [issueCard, personId]);

  async function renew(): Promise<Failure | null> {
    const answer = await issueCard(personId, true);
    if ('failure' in answer) return answer.failure;
    setCard(answer.card);
    setRenewed(true);
    return null;
  }

  if (renewing) {
    return (
      <FormDialog title={t('card.renewTitle')} submit={t('card.renewSubmit')} danger onSubmit={renew} onClose={() => setRenewing(false)}>
        <p className={form.subject}><strong>{person.name}</strong><span>{person.identifier}</span></p>
        <p className={form.lead}>{t('card.renewWhat')}</p>
      </FormDialog>
    );
  }
  return (
    <Dialog title={t('card.title')} onClose={onClose}>
      <div className={form.form}>
        {failure && <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice>}
        {renewed && <Notice tone="info"><p>{t('card.renewed')}</p></Notice>}
        {card ? <div className={styles.one} data-print><CardFace card={card} /></div> : !failure && <p role="status">{t('card.loading')}</p>}
        <p className={form.hint}>{t('card.what')}</p>
        <div className={form.buttons}>
          {card && <span className={form.aside}><Button variant="quiet" icon={RefreshCw} data-action="renew-card" onClick={() => setRenewing(true)}>{t('card.renew')}</Button></span>}
          <Button variant="quiet" onClick={onClose}>{t('form.close')}</Button>
          <Button variant="primary" icon={Printer} data-action="print-card" data-focus-first disabled={!card} onClick={() => window.print()}>{t('card.print')}</Button>
        </div>
      </div>
    </Dialog>
  );
}

/** The cards of a whole course on sheets to be cut: two beside each other, four below. */
export function CardsButton({ course }: { course: { courseId: string; name: string } }) {
  const { t } = useTranslation('admin');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={IdCard} data-action="cards" onClick={() => setOpen(true)}>{t('card.all')}</Button>
      {open && <CardsDialog course={course} onClose={() => setOpen(false)} />}
    </>
  );
}

function CardsDialog({ course: { courseId, name }, onClose }: { course: { courseId: string; name: string }; onClose(): void }) {
  const { t } = useTranslation('admin');
  const language = useLanguage();
  const issueCards = useDesk((state) => state.issueCards);
  const [cards, setCards] = useState<readonly Card[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [progress, setProgress] = useState({ done: 0, total: 0 });

  useEffect(() => {
    const leaving = new AbortController();
    void issueCards(courseId, (done, total) => setProgress({ done, total }), leaving.signal).then((answer) => {
      if (leaving.signal.aborted) return;
      if ('cards' in answer) setCards(answer.cards);
      else setFailure(answer.failure);
    });
    return () => leaving.abort();
  }, [issueCards, courseId]);

  return (
    <Dialog title={t('card.allTitle', { name })} onClose={onClose}>
      <div className={form.form}>
        {failure && <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice>}
        {!cards && !failure && <p role="status">{progress.total === 0 ? t('card.loading') : t('card.allLoading', progress)}</p>}
        {cards && (
          <div className={styles.preview} tabIndex={0} role="region" aria-label={t('card.allTitle', { name })}>
            <div className={styles.sheet} data-print>{cards.map((card) => <CardFace key={card.text} card={card} />)}</div>
          </div>
        )}
        <p className={form.hint}>{t('card.what')}</p>
        <div className={form.buttons}>
          {cards && <span className={form.aside} role="status">{t('card.count', { count: cards.length })}</span>}
          <Button variant="quiet" onClick={onClose}>{t('form.close')}</Button>
          <Button variant="primary" icon={Printer} data-action="print-cards" data-focus-first disabled={!cards} onClick={() => window.print()}>{t('card.print')}</Button>
        </div>
      </div>
    </Dialog>
  );
}

function CardFace({ card }: { card: Card }) {
  const { t } = useTranslation('admin');
  return (
    <div className={styles.card}>
      <QrCode className={styles.code} text={card.text} label={t('card.label', { name: card.name })} />
      <div className={styles.words}>
        <p className={styles.site}>{card.siteName}</p>
        <p className={styles.name}>{card.name}</p>
        <p className={styles.number}>{card.identifier}</p>
        <p className={styles.version}>{t('card.version', { version: card.version })}</p>
      </div>
    </div>
  );
}
