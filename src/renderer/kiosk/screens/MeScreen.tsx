import { ArrowDownLeft, ArrowUpRight, Ban, CalendarDays, ChartNoAxesColumn, LogOut, Trash2, UserRoundPlus, Wallet, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkStatus } from '../../../shared/attendance.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Money } from '../../ui/Money.tsx';
import { useActions, useKioskState } from '../KioskContext.tsx';
import { Frame } from '../parts/Frame.tsx';
import { Pages } from '../parts/Pages.tsx';
import { StatusWord } from '../parts/StatusWord.tsx';
import type { MeTab, Overview, ScreenAt } from '../screens.ts';
import { dayText, percentText, timeText } from '../times.ts';
import styles from './MeScreen.module.css';

const tabs: readonly { tab: MeTab; icon: LucideIcon }[] = [{ tab: 'today', icon: CalendarDays }, { tab: 'attendance', icon: ChartNoAxesColumn }, { tab: 'money', icon: Wallet }];
const counted: readonly MarkStatus[] = ['present', 'late', 'excused', 'sick', 'absent'];

/** One's own data, a part at a time; it leaves by itself. */
export function MeScreen({ screen: { overview, tab } }: { screen: ScreenAt<'me'> }) {
  const { t } = useTranslation();
  const actions = useActions();
  return (
    <Frame
      name="me"
      back="none"
      left={overview.hasFace
        ? <Button size="kiosk" variant="quiet" icon={Trash2} data-action="ask-erase" onClick={actions.askErase}>{t('me.erase')}</Button>
        : <Button size="kiosk" variant="quiet" icon={UserRoundPlus} data-action="enrol-face" onClick={actions.enrolMyFace}>{t('checkin.enrol')}</Button>}
      right={<Button size="kiosk" variant="primary" icon={LogOut} data-action="log-out" onClick={actions.home}>{t('me.logOut')}</Button>}
    >
      <div className={styles.me}>
        <header className={styles.head}>
          <div className={styles.who}>
            <h1 className={styles.name} data-field="name">{overview.name}</h1>
            <p className={styles.number}>{t('me.number', { identifier: overview.identifier })}</p>
          </div>
          <p className={styles.balance}><span>{t('me.balance')}</span><strong data-field="balance"><Money amount={overview.balance} /></strong></p>
        </header>
        <div className={styles.tabs} role="tablist" aria-label={t('me.tabs')}>
          {tabs.map((one) => (
            <button key={one.tab} id={`tab-${one.tab}`} type="button" role="tab" aria-selected={one.tab === tab} aria-controls="me-part" className={styles.tab} data-action={`tab-${one.tab}`} onClick={() => actions.showTab(one.tab)}>
              <Icon icon={one.icon} />{t(`me.${one.tab}`)}
            </button>
          ))}
        </div>
        <div id="me-part" role="tabpanel" aria-labelledby={`tab-${tab}`} className={styles.part} data-tab={tab}>
          {tab === 'today' && <Today overview={overview} />}
          {tab === 'attendance' && <Attendance overview={overview} />}
          {tab === 'money' && <Transactions transactions={overview.transactions} />}
        </div>
      </div>
    </Frame>
  );
}

function useTimes() {
  const language = useLanguage();
  const zone = useKioskState((state) => state.status?.zone ?? 'UTC');
  return { time: (atMs: number) => timeText(atMs, zone, language), day: (atMs: number) => dayText(atMs, zone, language), percent: (rate: number) => percentText(rate, language) };
}

function Column({ title, empty, none, children }: { title: string; empty: boolean; none: string; children: ReactNode }) {
  return (
    <section className={styles.column}>
      <h2 className={styles.heading}>{title}</h2>
      {empty ? <p className={styles.none}>{none}</p> : children}
    </section>
  );
}

function Today({ overview: { today, marks } }: { overview: Overview }) {
  const { t } = useTranslation();
  const { time, day } = useTimes();
  return (
    <div className={styles.columns}>
      <Column title={t('me.classes')} empty={today.length === 0} none={t('me.noClasses')}>
        <Pages rows={today} keyOf={(row) => `${row.startsAtMs} ${row.courseName}`}>
          {(row) => (
            <>
              <span className={styles.when}>{time(row.startsAtMs)}</span>
              <span className={styles.what}>{row.courseName}<small>{row.roomName}</small></span>
              {row.state === 'cancelled' ? <span className={styles.cancelled}><Icon icon={Ban} />{t('me.cancelled')}</span> : <StatusWord status={row.status} />}
            </>
          )}
        </Pages>
      </Column>
      <Column title={t('me.recent')} empty={marks.length === 0} none={t('me.noMarks')}>
        <Pages rows={marks} keyOf={(row) => `${row.startsAtMs} ${row.courseName}`}>
          {(row) => (
            <>
              <span className={classNames(styles.when, styles.day)}>{day(row.startsAtMs)}</span>
              <span className={styles.what}>{row.courseName}</span>
              <StatusWord status={row.status} />
            </>
          )}
        </Pages>
      </Column>
    </div>
  );
}

function Attendance({ overview: { rate, counts, courses } }: { overview: Overview }) {
  const { t } = useTranslation();
  const { percent } = useTimes();
  return (
    <div className={styles.columns}>
      <section className={styles.column}>
        <h2 className={styles.heading}>{t('me.rateLead')}</h2>
        <p className={styles.rate} data-field="rate">{rate === null ? t('me.noMarks') : t('me.rate', { percent: percent(rate) })}</p>
        {rate !== null && <Bar rate={rate} />}
        <ul className={styles.counts}>
          {counted.filter((status) => counts[status] > 0).map((status) => <li key={status}><strong>{counts[status]}</strong><StatusWord status={status} /></li>)}
        </ul>
      </section>
      <Column title={t('me.courses')} empty={courses.length === 0} none={t('me.noMarks')}>
        <Pages rows={courses} keyOf={(row) => row.code}>
          {(row) => (
            <>
              <span className={styles.what}>{row.name}</span>
              <span className={styles.short}>{row.rate !== null && <Bar rate={row.rate} />}</span>
              <span className={styles.percent}>{row.rate === null ? t('me.noRate') : percent(row.rate)}</span>
            </>
          )}
        </Pages>
      </Column>
    </div>
  );
}

/** The number stands beside it: the bar is for the eye. */
function Bar({ rate }: { rate: number }) {
  return <span className={styles.bar} aria-hidden><span style={{ width: `${rate * 100}%` }} /></span>;
}

function Transactions({ transactions }: { transactions: Overview['transactions'] }) {
  const { t } = useTranslation();
  const { time, day } = useTimes();
  return (
    <Column title={t('me.transactions')} empty={transactions.length === 0} none={t('me.noTransactions')}>
      <Pages rows={transactions} perPage={10} twoColumns keyOf={(row) => `${row.atMs} ${row.kind} ${row.amount}`}>
        {(row) => (
          <>
            <Icon icon={row.kind === 'topup' ? ArrowDownLeft : ArrowUpRight} />
            <span className={styles.what}>{t(row.kind === 'topup' ? 'me.topup' : 'me.payment')}<small>{day(row.atMs)} · {time(row.atMs)}</small></span>
            <strong className={styles.amount}>{row.kind === 'topup' ? '+' : '−'}<Money amount={Math.abs(row.amount)} /></strong>
          </>
        )}
      </Pages>
    </Column>
  );
}
