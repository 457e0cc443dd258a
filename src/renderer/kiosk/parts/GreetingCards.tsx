import { CalendarX, CircleCheck, CircleUserRound, Clock, DoorClosed, Hourglass, IdCard, type LucideIcon, MapPin, RotateCcw, Users } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/i18n.ts';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { Card, ShownCard } from '../greetings.ts';
import { useKioskState } from '../KioskContext.tsx';
import { timeText } from '../times.ts';
import styles from './GreetingCards.module.css';

type Tone = 'done' | 'attention' | 'note';
type Kind = Card['outcome'] | 'late';

/** Green is only for done; nobody who walks up is ever shown red. */
const looks: Record<Kind, { icon: LucideIcon; tone: Tone }> = {
  marked: { icon: CircleCheck, tone: 'done' }, late: { icon: Clock, tone: 'attention' }, alreadyMarked: { icon: CircleCheck, tone: 'note' },
  tooEarly: { icon: Hourglass, tone: 'note' }, closed: { icon: DoorClosed, tone: 'attention' }, notEnrolled: { icon: MapPin, tone: 'attention' }, noClass: { icon: CalendarX, tone: 'note' },
  unknown: { icon: CircleUserRound, tone: 'note' }, ambiguous: { icon: Users, tone: 'note' }, notLive: { icon: RotateCcw, tone: 'attention' },
  cardRefused: { icon: IdCard, tone: 'attention' }, notHeard: { icon: RotateCcw, tone: 'attention' },
};
const kindOf = (card: Card): Kind => (card.outcome === 'marked' && card.status === 'late' ? 'late' : card.outcome);
/** Cards that came together stand equal; older ones step back. */
const togetherMs = 1_000;

/** What a card says: the name or the fact, and what to do. */
function useWords() {
  const { t } = useTranslation();
  const language = useLanguage();
  const zone = useKioskState((state) => state.status?.zone ?? 'UTC');
  return (card: Card): { word: string; lead: string } => {
    const at = card.markedAtMs ?? card.opensAtMs;
    const values = {
      status: card.status ? t(`status.${card.status}`) : '',
      course: card.courseName ?? t('greeting.aCourse'),
      time: at === null ? '' : timeText(at, zone, language),
    };
    return { word: t(`greeting.${card.outcome}`, values), lead: t(`greeting.${card.outcome}Lead`, values) };
  };
}

/** Who was just seen, newest first, over the lower edge of the picture. */
export const GreetingCards = memo(function GreetingCards({ cards }: { cards: readonly ShownCard[] }) {
  const words = useWords();
  const newestAtMs = cards[0]?.shownAtMs ?? 0;
  return (
    <>
      {/* Said once for each, in the order they came. */}
      <div className="visually-hidden" role="log" aria-live="polite">
        {cards.map((card) => { const { word, lead } = words(card); return <p key={card.key}>{[card.firstName, word, lead].filter(Boolean).join('. ')}</p>; })}
      </div>
      <ul className={styles.cards} data-count={cards.length}>
        {cards.map((card) => (
          <GreetingCard key={card.key} card={card} {...words(card)} older={newestAtMs - card.shownAtMs > togetherMs} />
        ))}
      </ul>
    </>
  );
});

function GreetingCard({ card, word, lead, older }: { card: ShownCard; word: string; lead: string; older: boolean }) {
  const { icon, tone } = looks[kindOf(card)];
  const title = card.firstName ?? word;
  return (
    <li className={classNames(styles.card, styles[tone], older && styles.older)} data-greeting={card.outcome} data-status={card.status ?? ''} data-length={title.length > 12 ? 'long' : title.length > 8 ? 'middling' : 'short'} aria-hidden>
      <span className={styles.disc}><Icon icon={icon} size="58%" /></span>
      <div className={styles.words}>
        <div className={styles.line}>
          <p className={styles.name}>{title}</p>
          {card.firstName && <p className={styles.word}>{word}</p>}
        </div>
        <p className={styles.lead}>{lead}</p>
      </div>
    </li>
  );
}
