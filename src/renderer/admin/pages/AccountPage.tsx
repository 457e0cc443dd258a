import { KeyRound, RefreshCw, ShieldCheck, ShieldOff } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output, StaffMember } from '../../../shared/contract.ts';
import { Button } from '../../ui/Button.tsx';
import { classNames } from '../../ui/classNames.ts';
import { useDesk } from '../desk.ts';
import { LoadState } from '../parts/LoadState.tsx';
import { Notice } from '../parts/Notice.tsx';
import page from '../parts/Page.module.css';
import { PasswordDialog } from '../parts/PasswordDialog.tsx';
import { SessionList } from '../parts/SessionList.tsx';
import { Tag } from '../parts/Tag.tsx';
import { RenewRecoveryDialog, TotpOffDialog, TotpSetupDialog } from '../parts/TotpDialogs.tsx';
import { ExactTime } from '../parts/When.tsx';
import styles from './AccountPage.module.css';

/** Somebody's own account: password, the code from the phone, and where they are logged in. */
export function AccountPage({ me }: { me: StaffMember }) {
  const { t } = useTranslation(['staff', 'admin']);
  const own = useDesk((state) => state.ownAccount);
  const loadOwnAccount = useDesk((state) => state.loadOwnAccount);
  return (
    <div className={classNames(page.list, page.whole)}>
      <div className={page.top}>
        <header className={page.head}>
          <div className={page.title}>
            <h1>{t('account.title')}</h1>
            <p className={page.count}>{me.name} · {t(`role.${me.role}`, { ns: 'admin' })}</p>
          </div>
        </header>
      </div>
      <LoadState loaded={own} onAgain={() => void loadOwnAccount()}>
        {({ account, sessions }) => (
          <div className={styles.cards}>
            <Password me={me} account={account} />
            <SecondStep me={me} account={account} />
            <div className={styles.card}>
              <SessionList title={t('sessions.mine')} sessions={sessions} />
              <p className={styles.soft}>{t('sessions.hint')}</p>
            </div>
          </div>
        )}
      </LoadState>
    </div>
  );
}

function Card({ title, state, children }: { title: string; state?: ReactNode; children: ReactNode }) {
  return <section className={styles.card}><h2>{title}{state}</h2>{children}</section>;
}

function Password({ me, account }: { me: StaffMember; account: Output<'staff.account'> }) {
  const { t } = useTranslation('staff');
  const [open, setOpen] = useState(false);
  const [changed, setChanged] = useState(false);
  return (
    <Card title={t('password.card')}>
      {changed && <Notice tone="info"><p>{t('password.changed')}</p></Notice>}
      <p className={styles.soft}>{t('account.username', { username: account.username })}{account.passwordAtMs !== null && <> · {t('password.since')} <ExactTime atMs={account.passwordAtMs} /></>}</p>
      <div><Button icon={KeyRound} data-action="change-password" onClick={() => setOpen(true)}>{t('password.title')}</Button></div>
      {open && <PasswordDialog me={me} onChanged={() => setChanged(true)} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function SecondStep({ me, account: { totp } }: { me: StaffMember; account: Output<'staff.account'> }) {
  const { t } = useTranslation('staff');
  const [asked, setAsked] = useState<'setUp' | 'renew' | 'off' | null>(null);
  const close = () => setAsked(null);
  return (
    <Card title={t('totp.card')} state={<Tag tone={totp ? 'done' : 'calm'}>{t(totp ? 'totp.isOn' : 'totp.isOff')}</Tag>}>
      <p className={styles.soft}>{t('totp.about')}</p>
      {totp && <p className={styles.soft}>{t('totp.since')} <ExactTime atMs={totp.sinceAtMs} /> · {t('recovery.left', { count: totp.recoveryLeft })}</p>}
      {totp && totp.recoveryLeft < 3 && <Notice tone="wait"><p>{t('recovery.few')}</p></Notice>}
      <div className={styles.acts}>
        {!totp && <Button icon={ShieldCheck} data-action="totp-on" onClick={() => setAsked('setUp')}>{t('totp.setUp')}</Button>}
        {totp && (
          <>
            <Button icon={RefreshCw} data-action="renew-recovery" onClick={() => setAsked('renew')}>{t('recovery.renew')}</Button>
            <Button icon={ShieldCheck} data-action="totp-on" onClick={() => setAsked('setUp')}>{t('totp.newPhone')}</Button>
            <Button variant="quiet" icon={ShieldOff} data-action="totp-off" onClick={() => setAsked('off')}>{t('totp.off')}</Button>
          </>
        )}
      </div>
      {asked === 'setUp' && <TotpSetupDialog me={me} onClose={close} />}
      {asked === 'renew' && <RenewRecoveryDialog me={me} onClose={close} />}
      {asked === 'off' && <TotpOffDialog onClose={close} />}
    </Card>
  );
}
