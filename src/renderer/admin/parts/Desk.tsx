import { Clock, LogOut, ReceiptText, Users, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffMember } from '../../../shared/contract.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Toast } from '../../ui/Toast.tsx';
import { useDesk } from '../desk.ts';
import { handlesMoney, type Room } from '../sessionActions.ts';
import { Banners } from './Banners.tsx';
import { Brand } from './Brand.tsx';
import styles from './Desk.module.css';
import { Settings } from './Settings.tsx';

const rooms: readonly { at: Room; icon: LucideIcon }[] = [{ at: 'people', icon: Users }, { at: 'transactions', icon: ReceiptText }];

/** The frame of every page behind the login: sections and who is logged in on the left, the page on the right. */
export function Desk({ at, me, children }: { at: Room; me: StaffMember; children: ReactNode }) {
  const { t } = useTranslation('admin');
  const siteName = useDesk((state) => state.status?.siteName ?? '');
  const goTo = useDesk((state) => state.goTo);
  const logout = useDesk((state) => state.logout);
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
          <nav aria-label={t('nav.label')} className={styles.nav}>
            {rooms.filter((room) => room.at === 'people' || handlesMoney(me)).map((room) => (
              <button key={room.at} type="button" className={styles.room} aria-current={room.at === at ? 'page' : undefined} onClick={() => goTo(room.at)}>
                <Icon icon={room.icon} />{t(`nav.${room.at}`)}
              </button>
            ))}
          </nav>
          <div className={styles.foot}>
            <Settings />
            <div className={styles.me}>
              <p className={styles.who}>
                <span className="visually-hidden">{t('nav.loggedInAs')} </span>
                <span className={styles.name} title={me.name}>{me.name}</span>
                <span className={styles.role}>{t(`role.${me.role}`)}</span>
              </p>
              <Button variant="quiet" icon={LogOut} className={styles.logout} onClick={() => void logout()}>{t('nav.logout')}</Button>
            </div>
          </div>
        </aside>
        <main id="content" tabIndex={-1} className={styles.main}>
          {children}
          <IdleWarning />
        </main>
      </div>
    </div>
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
          {t('idle.warning', { seconds: left })}
        </Toast>
      )}
    </div>
  );
}
