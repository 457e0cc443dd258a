import { CircleAlert, CircleCheck, Circle } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffMember } from '../../../shared/contract.ts';
import type { AlertRow, DashboardToday } from '../../../shared/contractNotifications.ts';
import { formatRupiah } from '../../../shared/money.ts';
import { useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Money } from '../../ui/Money.tsx';
import { useDesk } from '../desk.ts';
import { mayEnter, type Room } from '../nav.ts';
import { Choice } from '../parts/Choice.tsx';
import { CountsChart } from '../parts/CountsChart.tsx';
import { LoadState } from '../parts/LoadState.tsx';
import { MoneyChart } from '../parts/MoneyChart.tsx';
import { Notice } from '../parts/Notice.tsx';
import { Tag } from '../parts/Tag.tsx';
import { When } from '../parts/When.tsx';
import { clockTime, dayText } from '../when.ts';
import page from '../parts/Page.module.css';
import styles from './DashboardPage.module.css';

/** Where each alert is put right. */
const roomOf: Partial<Record<AlertRow['kind'], Room>> = { backupOld: 'backups', cameraDown: 'cameras', channelFailing: 'notifications', deadLetters: 'notifications' };

/** Today at a glance, as far as one may see it. */
export function DashboardPage({ me }: { me: StaffMember }) {
  const { t } = useTranslation('dashboard');
  const language = useLanguage();
  const dashboard = useDesk((state) => state.dashboard);
  const load = useDesk((state) => state.loadDashboard);
  const [days, setDays] = useState<'7' | '30'>('7');
  return (
    <div className={page.sheet}>
      <header className={styles.head}>
        <h1>{t('title')}{dashboard.value && <span className={styles.soft}> · {dayText(dashboard.value.date, language)}</span>}</h1>
        <Choice<'7' | '30'> label={t('period')} options={[{ value: '7', label: t('days7') }, { value: '30', label: t('days30') }]} value={days} onChange={setDays} />
      </header>
      <LoadState loaded={dashboard} onAgain={() => void load()}>
        {(today) => (
          <>
            {today.machine?.alerts.map((alert) => <Alert key={`${alert.kind}-${alert.subject ?? ''}`} alert={alert} me={me} />)}
            <div className={styles.grid}>
              {today.firstSteps && <FirstSteps steps={today.firstSteps} me={me} />}
              {today.money && <MoneyCard money={today.money} days={Number(days)} />}
              {today.attendance && <AttendanceCard attendance={today.attendance} days={Number(days)} />}
              {today.machine && <MachineCard machine={today.machine} />}
            </div>
          </>
        )}
      </LoadState>
    </div>
  );
}

function Alert({ alert, me }: { alert: AlertRow; me: StaffMember }) {
  const { t } = useTranslation('dashboard');
  const goTo = useDesk((state) => state.goTo);
  const room = roomOf[alert.kind];
  return (
    <Notice tone="refused" title={t(`alerts.${alert.kind}.title`, { subject: alert.subject ?? '' })}>
      <div className={styles.line}>
        <p>{t(`alerts.${alert.kind}.todo`)} <span className={styles.soft}>{t('since')} <When atMs={alert.sinceMs} /></span></p>
        {room && mayEnter(me, room) && <Button variant="quiet" onClick={() => goTo(room)}>{t('open')}</Button>}
      </div>
    </Notice>
  );
}

function FirstSteps({ steps, me }: { steps: NonNullable<DashboardToday['firstSteps']>; me: StaffMember }) {
  const { t } = useTranslation('dashboard');
  const goTo = useDesk((state) => state.goTo);
  const rooms: Record<keyof typeof steps, Room | null> = { siteNamed: 'settings', personEnrolled: 'people', toppedUp: 'people', courseMade: 'courses', backupMade: 'backups' };
  return (
    <section className={page.card}>
      <h2>{t('firstSteps.title')}</h2>
      <ul className={styles.lines}>
        {(['siteNamed', 'personEnrolled', 'toppedUp', 'courseMade', 'backupMade'] as const).map((step) => {
          const room = rooms[step];
          return (
            <li key={step} className={styles.line} data-step={step} data-done={steps[step]}>
              <span><strong><Icon icon={steps[step] ? CircleCheck : Circle} /> {t(`firstSteps.${step}`)}</strong><span className={styles.soft}>{steps[step] ? t('firstSteps.done') : t(`firstSteps.${step}How`)}</span></span>
              {!steps[step] && room && mayEnter(me, room) && <Button variant="quiet" onClick={() => goTo(room)}>{t('open')}</Button>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function MoneyCard({ money, days }: { money: NonNullable<DashboardToday['money']>; days: number }) {
  const { t } = useTranslation('dashboard');
  const language = useLanguage();
  return (
    <section className={page.card}>
      <h2>{t('money.title')}</h2>
      <dl className={styles.figures}>
        <div><dt>{t('money.paid')}</dt><dd data-figure="paid"><Money amount={money.today.paid} /></dd></div>
        <div><dt>{t('money.payments')}</dt><dd data-figure="payments">{money.today.payments}</dd></div>
        <div><dt>{t('money.toppedUp')}</dt><dd data-figure="toppedUp"><Money amount={money.today.toppedUp} /></dd></div>
      </dl>
      <p className={styles.soft}>{t('money.before', { sum: formatRupiah(money.before.paid, language), count: money.before.payments })}</p>
      <MoneyChart days={money.days.slice(-days)} label={t('money.chart', { count: days })} />
    </section>
  );
}

function AttendanceCard({ attendance, days }: { attendance: NonNullable<DashboardToday['attendance']>; days: number }) {
  const { t } = useTranslation('dashboard');
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  return (
    <section className={page.card}>
      <h2>{t('attendance.title')}</h2>
      {attendance.sessions.length === 0 ? <p className={styles.soft}>{t('attendance.none')}</p> : (
        <ul className={styles.lines}>
          {attendance.sessions.slice(0, 12).map((one) => (
            <li key={one.sessionId} className={styles.line}>
              <span><strong>{one.courseName}</strong><span className={styles.soft}>{clockTime(one.startsAtMs, zone)} · {one.roomName}</span></span>
              <span>{t('attendance.counts', { present: one.present, late: one.late, absent: one.absent, members: one.members })} <Tag tone={one.state === 'open' ? 'live' : 'calm'}>{t(`attendance.state.${one.state}`)}</Tag></span>
            </li>
          ))}
        </ul>
      )}
      {attendance.days.length > 0 && <CountsChart bars={attendance.days.slice(-days)} label={t('attendance.chart', { count: days })} />}
    </section>
  );
}

function MachineCard({ machine }: { machine: NonNullable<DashboardToday['machine']> }) {
  const { t } = useTranslation('dashboard');
  const language = useLanguage();
  const gb = (bytes: number) => new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB', { style: 'unit', unit: 'gigabyte', maximumFractionDigits: 1 }).format(bytes / 1e9);
  return (
    <section className={page.card}>
      <h2>{t('machine.title')}</h2>
      <dl className={styles.figures}>
        <div><dt>{t('machine.disk')}</dt><dd>{machine.diskFreeBytes === null ? '–' : gb(machine.diskFreeBytes)}</dd></div>
        <div><dt>{t('machine.backup')}</dt><dd>{machine.backupAgeMs === null ? t('machine.noBackup') : t('machine.hours', { count: Math.round(machine.backupAgeMs / 3_600_000) })}</dd></div>
      </dl>
      {machine.cameras.length === 0 ? <p className={styles.soft}>{t('machine.noCameras')}</p> : (
        <ul className={styles.lines}>
          {machine.cameras.map((camera) => (
            <li key={camera.cameraId} className={styles.line}>
              <span><strong>{camera.name}</strong><span className={styles.soft}>{camera.roomName}</span></span>
              <Tag tone={camera.live ? 'live' : camera.enabled ? 'refused' : 'calm'} icon={camera.live ? CircleCheck : CircleAlert}>{camera.live ? t('machine.live') : camera.enabled ? t('machine.down') : t('machine.off')}</Tag>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
