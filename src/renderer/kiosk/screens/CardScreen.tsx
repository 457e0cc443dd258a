import { ChartNoAxesColumn, IdCard, Keyboard, KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useActions } from '../KioskContext.tsx';
import { CameraCircle } from '../parts/CameraCircle.tsx';
import { Frame } from '../parts/Frame.tsx';
import layout from '../parts/layout.module.css';
import { useProblemEnrolling, useProblemHere } from '../parts/problemHere.ts';
import type { ScreenAt } from '../screens.ts';
import styles from './CardScreen.module.css';

/** The camera's picture and one sentence. The two screens differ in what a card is for, and in the other way beside it. */
function CardEntry({ screen, lead, trouble, left, right }: { screen: ScreenAt<'card' | 'enrolCard'>; lead: string; trouble: string | null; left: ReactNode; right?: ReactNode }) {
  const { t } = useTranslation();
  const { video, busy } = screen;
  return (
    <Frame name={screen.at} back="back" left={left} right={right}>
      <div className={styles.card}>
        {video ? <CameraCircle video={video} guidance={null} /> : <span className={styles.noPicture}><Icon icon={IdCard} size="50%" /></span>}
        <div className={styles.words}>
          <h1 className={layout.key}>{busy ? t('card.checking') : t('card.title')}</h1>
          {trouble ? <Notice tone="attention" className={layout.notice}>{trouble}</Notice> : <p className={layout.lead}>{lead}</p>}
        </div>
      </div>
    </Frame>
  );
}

const isCamera = (code: string): boolean => code.startsWith('CAMERA_');

export function CardScreen({ screen }: { screen: ScreenAt<'card'> }) {
  const { t } = useTranslation();
  const { askCheckinNumber } = useActions();
  const sentence = useProblemHere();
  const { problem } = screen;
  return (
    <CardEntry
      screen={screen}
      lead={t('card.lead')}
      trouble={problem && (isCamera(problem.code) ? t('card.noCamera') : sentence(problem.code, problem.data))}
      left={<Button size="kiosk" icon={KeyRound} data-action="use-number" onClick={askCheckinNumber}>{t('card.number')}</Button>}
    />
  );
}

/** A card in place of name and number. Where it does not serve, the way to one's own data stands beside it: that is where a face is changed. */
export function EnrolCardScreen({ screen }: { screen: ScreenAt<'enrolCard'> }) {
  const { t } = useTranslation();
  const { enrolWithoutCard, askMe } = useActions();
  const sentence = useProblemEnrolling();
  const { problem, busy } = screen;
  const known = problem?.code === 'CARD_REFUSED' || problem?.code === 'FACE_KNOWN';
  return (
    <CardEntry
      screen={screen}
      lead={t('enrolCard.lead')}
      trouble={problem && (isCamera(problem.code) ? t('enrolCard.noCamera') : sentence(problem.code, problem.data))}
      left={<Button size="kiosk" icon={Keyboard} disabled={busy} data-action="without-card" onClick={enrolWithoutCard}>{t('enrolCard.without')}</Button>}
      right={known && <Button size="kiosk" icon={ChartNoAxesColumn} disabled={busy} data-action="my-data" onClick={askMe}>{t('ways.me')}</Button>}
    />
  );
}
