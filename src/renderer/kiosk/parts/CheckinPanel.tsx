import { Clock, DoorOpen, Users } from 'lucide-react';
import { memo, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/i18n.ts';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useKioskState } from '../KioskContext.tsx';
import type { Board } from '../screens.ts';
import { longDayText, timeText } from '../times.ts';
import styles from './CheckinPanel.module.css';
import { StatusWord } from './StatusWord.tsx';

const openShown = 2;
const latestShown = 5;

/** What is open here, how many have come, and who came last. First names only: it hangs in a corridor. */
export const CheckinPanel = memo(function CheckinPanel({ board }: { board: Board | null }) {
  const { t } = useTranslation();
  const now = useNow();
  return (
    <aside className={styles.panel} data-open-count={Math.min(openShown + 1, board?.open.length ?? 0)}>
      <WallClock now={now} />
      {board && (
        <>
          <div className={styles.open}>
            {board.open.length > 0 ? <Open open={board.open} now={now} /> : <Next next={board.next} />}
          </div>
          <section className={styles.latest} data-latest>
            <h2 className={styles.heading}>{t('board.latest')}</h2>
            {board.latest.length === 0 && <p className={styles.none}>{t('board.latestNone')}</p>}
            <ul className={styles.arrivals}>
              {board.latest.slice(0, latestShown).map((arrival) => <Arrival key={`${arrival.atMs} ${arrival.firstName}`} arrival={arrival} />)}
            </ul>
          </section>
        </>
      )}
    </aside>
  );
});

function useTime() {
  const language = useLanguage();
  const zone = useKioskState((state) => state.status?.zone ?? 'UTC');
  return { time: (atMs: number) => timeText(atMs, zone, language), day: (atMs: number) => longDayText(atMs, zone, language) };
}

/** Milliseconds since epoch, a second old at most. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function WallClock({ now }: { now: number }) {
  const { t } = useTranslation();
  const { time, day } = useTime();
  return (
    <div className={styles.clock} role="timer" aria-label={t('board.clock', { time: time(now) })}>
      <p className={styles.time}>{time(now)}</p>
      <p className={styles.day}>{day(now)}</p>
    </div>
  );
}

function Open({ open, now }: { open: Board['open']; now: number }) {
  const { t } = useTranslation();
  const { time } = useTime();
  const several = open.length > 1;
  return (
    <>
      <h2 className={styles.heading}>{t('board.now')}</h2>
      {open.slice(0, openShown).map((session) => {
        const until = now < session.lateAtMs ? t('board.onTime', { time: time(session.lateAtMs) }) : t('board.late', { time: time(session.closesAtMs) });
        return (
          <div key={`${session.courseName} ${session.roomName} ${session.startsAtMs}`} className={classNames(styles.session, several && styles.compact)} data-open={session.courseName}>
            <p className={styles.course}>{session.courseName}</p>
            {!several && <p className={styles.fact}><Icon icon={DoorOpen} /><span>{session.roomName}</span></p>}
            <p className={styles.fact}><Icon icon={Clock} /><span>{until}</span></p>
            {several && <p className={styles.fact}><Icon icon={Users} /><span>{t('board.hereShort', { here: session.here, members: session.members })} · {session.roomName}</span></p>}
            {!several && <p className={styles.fact}><Icon icon={Users} />{session.members === 0 ? t('board.nobody') : t('board.here', { here: session.here, members: session.members })}</p>}
            {session.members > 0 && !several && <span className={styles.bar} aria-hidden><span style={{ width: `${Math.min(1, session.here / session.members) * 100}%` }} /></span>}
          </div>
        );
      })}
      {open.length > openShown && <p className={styles.none}>{t('board.more', { count: open.length - openShown })}</p>}
    </>
  );
}

function Next({ next }: { next: Board['next'] }) {
  const { t } = useTranslation();
  const { time } = useTime();
  if (!next) return <p className={styles.none}>{t('board.nothing')}</p>;
  return (
    <>
      <h2 className={styles.heading}>{t('board.next')}</h2>
      <div className={styles.session}>
        <p className={styles.course}>{next.courseName}</p>
        <p className={styles.fact}><Icon icon={DoorOpen} /><span>{next.roomName}</span></p>
        <p className={styles.fact}><Icon icon={Clock} />{t('board.opens', { time: time(next.opensAtMs) })}</p>
      </div>
    </>
  );
}

function Arrival({ arrival }: { arrival: Board['latest'][number] }) {
  const { time } = useTime();
  return (
    <li className={styles.arrival}>
      <span className={styles.who}>{arrival.firstName}</span>
      <span className={styles.at}>{time(arrival.atMs)}</span>
      <StatusWord status={arrival.status} />
    </li>
  );
}
