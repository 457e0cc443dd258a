import { KeyRound, Pencil, Smartphone, UserRoundCheck, UserRoundX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffMember } from '../../../shared/contract.ts';
import type { IssuedCode, StaffAccount, StaffSession } from '../../../shared/contractStaff.ts';
import type { Result } from '../../../shared/errors.ts';
import { mayManage } from '../../../shared/staff.ts';
import { Button } from '../../ui/Button.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { failureOf } from '../loads.ts';
import { CodeSlip } from './CodeSlip.tsx';
import { FormDialog } from './FormDialog.tsx';
import form from './FormDialog.module.css';
import { Panel } from './Panel.tsx';
import styles from './Panel.module.css';
import { Fact } from './PersonPanel.tsx';
import { SessionList } from './SessionList.tsx';
import { StaffEditDialog } from './StaffEditDialog.tsx';
import { StateTag } from './StateTag.tsx';
import { ExactTime, When } from './When.tsx';

type Asked = 'edit' | 'code' | 'end' | 'takeBack' | 'drop';

/** One account beside the list: what it is, and what the reader may do with it. */
export function StaffPanel({ account, sessions, me, onClose }: { account: StaffAccount; sessions: readonly StaffSession[]; me: StaffMember; onClose(): void }) {
  const { t } = useTranslation(['staff', 'admin']);
  return (
    <Panel label={t('panel.label', { name: account.name })} closeLabel={t('panel.close')} onClose={onClose}>
      <div className={styles.who}>
        <div>
          <h2>{account.name}</h2>
          <p className={styles.sub}>{t(`role.${account.role}`, { ns: 'admin' })} · {account.username}</p>
        </div>
        <p><StateTag state={account.state} /></p>
      </div>
      <dl className={styles.facts}>
        <Fact name={t('panel.lastLogin')}>{account.lastLoginAtMs === null ? t('never') : <When atMs={account.lastLoginAtMs} />}</Fact>
        <Fact name={t('panel.second')}>{t(account.totp ? 'panel.on' : 'panel.off')}</Fact>
        {account.codeUntilMs !== null && <Fact name={t('panel.codeUntil')}><ExactTime atMs={account.codeUntilMs} /></Fact>}
        <Fact name={t('panel.since')}><ExactTime atMs={account.createdAtMs} /></Fact>
        {account.editedAtMs !== null && <Fact name={t('panel.edited')}>{account.editedBy} · <When atMs={account.editedAtMs} /></Fact>}
      </dl>
      {mayManage(me.role, account.role) && <Acts key={account.staffId} account={account} me={me} />}
      {sessions.length > 0 && <SessionList title={t('sessions.of', { name: account.name })} sessions={sessions} compact />}
    </Panel>
  );
}

function Acts({ account, me }: { account: StaffAccount; me: StaffMember }) {
  const { t } = useTranslation('staff');
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const self = account.staffId === me.staffId;
  const active = account.state !== 'deactivated';
  const mayCode = active && (account.state === 'invited' || (me.role === 'owner' && !self));
  return (
    <div className={styles.acts}>
      <Button variant="primary" icon={Pencil} wide data-action="edit-staff" onClick={() => setAsked('edit')}>{t('act.edit')}</Button>
      {mayCode && <Button icon={KeyRound} wide data-action="staff-code" onClick={() => setAsked('code')}>{t(account.state === 'invited' ? 'act.codeAgain' : 'act.reset')}</Button>}
      {account.totp && me.role === 'owner' && !self && <Button icon={Smartphone} wide data-action="drop-totp" onClick={() => setAsked('drop')}>{t('act.drop')}</Button>}
      {active
        ? <Button variant="quiet" icon={UserRoundX} wide data-action="end-staff" onClick={() => setAsked('end')}>{t('act.end')}</Button>
        : <Button icon={UserRoundCheck} wide data-action="take-back-staff" onClick={() => setAsked('takeBack')}>{t('act.takeBack')}</Button>}
      {asked === 'edit' && <StaffEditDialog account={account} me={me} onClose={close} />}
      {asked === 'code' && <CodeDialog account={account} onClose={close} />}
      {(asked === 'end' || asked === 'takeBack' || asked === 'drop') && <Confirm what={asked} account={account} self={self} onClose={close} />}
    </div>
  );
}

function CodeDialog({ account, onClose }: { account: StaffAccount; onClose(): void }) {
  const { t } = useTranslation('staff');
  const issueStaffCode = useDesk((state) => state.issueStaffCode);
  const [issued, setIssued] = useState<IssuedCode | null>(null);
  const purpose = account.state === 'invited' ? 'invite' : 'reset';

  async function issue(): Promise<Failure | null> {
    const answer: Result<IssuedCode> = await issueStaffCode(account.staffId);
    if (answer.ok) setIssued(answer.value);
    return failureOf(answer);
  }

  if (issued) return <CodeSlip issued={issued} onClose={onClose} />;
  return (
    // Done is not over: the code is shown in its place.
    <FormDialog title={t(`code.ask.${purpose}.title`)} submit={t('code.make')} onSubmit={issue} onClose={onClose} stay>
      <p className={form.subject}><strong>{account.name}</strong><span>{account.username}</span></p>
      <p className={form.lead}>{t(`code.ask.${purpose}.what`)}</p>
    </FormDialog>
  );
}

function Confirm({ what, account, self, onClose }: { what: 'end' | 'takeBack' | 'drop'; account: StaffAccount; self: boolean; onClose(): void }) {
  const { t } = useTranslation('staff');
  const { turnStaff, dropStaffTotp } = useDesk((state) => state);
  const act = () => (what === 'drop' ? dropStaffTotp(account.staffId) : turnStaff(account.staffId, what === 'takeBack'));
  return (
    <FormDialog title={t(`confirm.${what}.title`)} submit={t(`confirm.${what}.submit`)} danger={what !== 'takeBack'} onSubmit={act} onClose={onClose}>
      <p className={form.subject}><strong>{account.name}</strong><span>{account.username}</span></p>
      <p className={form.lead}>{t(`confirm.${what}.what`)}</p>
      {self && what === 'end' && <p className={form.lead}>{t('confirm.self')}</p>}
    </FormDialog>
  );
}
