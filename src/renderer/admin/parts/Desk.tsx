import { CircleUserRound, Clock, LogOut } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffMember } from '../../../shared/contract.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Toast } from '../../ui/Toast.tsx';
import { useDesk } from '../desk.ts';
import { mayEnter, roomGroups, roomNames, rooms, type Room } from '../nav.ts';
import { Banners } from './Banners.tsx';
import { Brand } from './Brand.tsx';
import styles from './Desk.module.css';
import { ReauthDialog } from './ReauthDialog.tsx';
import { Settings } from './Settings.tsx';

/** The frame of every page behind the login: sections and who is logged in on the left, the page on the right. */
export function Desk({ at, me, children }: { at: Room; me: StaffMember; children: ReactNode }) {
  const { t } = useTranslation('admin');
  const siteName = useDesk((state) => state.status?.siteName ?? '');
  const logout = useDesk((state) => state.logout);
  const goTo = useDesk((state) => state.goTo);
  return (
    <div className={styles.desk}>
      <a href="#content" className={styles.skip}>{t('skipToContent')}</a>
      <Banners />
      <div className={styles.columns}>
        <aside className={styles.side}>
          <div className={styles.head}>
            <Brand />
            <p className={styles.site} title={siteName}>{siteName}</p>
          </div>
          <Navigation at={at} me={me} />
          <div className={styles.foot}>
            <Settings />
            <div className={styles.me}>
              <p className={styles.who}>
                <span className="visually-hidden">{t('nav.loggedInAs')} </span>
                <span className={styles.name} title={me.name}>{me.name}</span>
                <span className={styles.role}>{t(`role.${me.role}`)}</span>
              </p>
              <Button variant="quiet" icon={CircleUserRound} className={styles.logout} data-page="account" aria-current={at === 'account' ? 'page' : undefined} onClick={() => goTo('account')}>{t('nav.account')}</Button>
              <Button variant="quiet" icon={LogOut} className={styles.logout} onClick={() => void logout()}>{t('nav.logout')}</Button>
            </div>
          </div>
        </aside>
        <main id="content" tabIndex={-1} className={styles.main}>
          {children}
          <IdleWarning />
          <ReauthDialog />
        </main>
      </div>
    </div>
  );
}

function Navigation({ at, me }: { at: Room; me: StaffMember }) {
  const { t } = useTranslation('admin');
  const goTo = useDesk((state) => state.goTo);
  const groups = roomGroups.map((group) => ({ group, names: roomNames.filter((name) => rooms[name].group === group && mayEnter(me, name)) })).filter(({ names }) => names.length > 0);
  return (
    <nav aria-label={t('nav.label')} className={styles.nav}>
      {groups.map(({ group, names }) => (
        <div key={group} role="group" aria-label={t(`nav.groups.${group}`)} className={styles.group}>
          {/* One page of its own needs no heading above it. */}
          {groups.length > 1 && names.length > 1 && <p className={styles.groupName} aria-hidden>{t(`nav.groups.${group}`)}</p>}
          {names.map((name) => (
            <button key={name} type="button" data-page={name} className={styles.room} aria-current={name === at ? 'page' : undefined} onClick={() => goTo(name)}>
              <Icon icon={rooms[name].icon} />{t(`nav.${name}`)}
            </button>
          ))}
        </div>
      ))}
    </nav>
  );
}

/** The last half minute before the lock; any key or movement stays, the button says so. */
function IdleWarning() {
  const { t } = useTranslation('admin');
  const left = useDesk((state) => state.idleLeftS);
  const touch = useDesk((state) => state.touch);
  return (
    <div role="timer" aria-live="off">
      {left !== null && (
        <Toast icon={Clock} action={<Button variant="secondary" onClick={touch}>{t('idle.stay')}</Button>}>
          {t('idle.warning', { count: left })}
        </Toast>
      )}
    </div>
  );
}
