import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffSession } from '../../../shared/contractStaff.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { Notice } from './Notice.tsx';
import styles from './SessionList.module.css';
import { Tag } from './Tag.tsx';
import { When } from './When.tsx';

/** Where somebody is logged in, each with its end. `compact`: beside a list. */
export function SessionList({ title, sessions, compact = false }: { title: string; sessions: readonly StaffSession[]; compact?: boolean }) {
  const { t } = useTranslation('staff');
  const language = useLanguage();
  const endStaffSession = useDesk((state) => state.endStaffSession);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [ending, setEnding] = useState<string | null>(null);

  async function end(sessionId: string): Promise<void> {
    setEnding(sessionId);
    setFailure(await endStaffSession(sessionId));
    setEnding(null);
  }

  const Heading = compact ? 'h3' : 'h2';
  return (
    <section className={styles.list}>
      <Heading className={compact ? styles.small : undefined}>{title}</Heading>
      {failure && <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice>}
      <ul className={styles.rows}>
        {sessions.map((session) => (
          <li key={session.sessionId} className={styles.row} data-session={session.current ? 'current' : 'other'} data-id={session.sessionId}>
            <div className={styles.words}>
              <p>{t('sessions.since')} <When atMs={session.startedAtMs} />{session.current && <> <Tag tone="live">{t('sessions.current')}</Tag></>}</p>
              <p className={styles.soft}>{t(`sessions.proof.${session.proof}`)} · {t('sessions.active')} <When atMs={session.lastActiveAtMs} /></p>
            </div>
            <Button variant="quiet" icon={LogOut} data-action="end-session" busy={ending === session.sessionId} onClick={() => void end(session.sessionId)}>{t('sessions.end')}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
