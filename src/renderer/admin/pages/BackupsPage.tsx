import { HardDriveDownload, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffMember } from '../../../shared/contract.ts';
import type { BackupRow, DestinationRow } from '../../../shared/contractBackups.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import type { BackupsOverview } from '../backupActions.ts';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import styles from '../parts/Backups.module.css';
import { BackupDestinations } from '../parts/BackupDestinations.tsx';
import { BackupFilesPart } from '../parts/BackupFilesPart.tsx';
import { BackupProgress } from '../parts/BackupProgress.tsx';
import { DestinationDialog } from '../parts/DestinationDialog.tsx';
import { LoadState } from '../parts/LoadState.tsx';
import { Notice } from '../parts/Notice.tsx';
import page from '../parts/Page.module.css';
import { RecoveryKeyCard } from '../parts/RecoveryKeyCard.tsx';
import { RestoreDialog } from '../parts/RestoreDialog.tsx';
import { exactTime } from '../when.ts';

/** The recovery key, where backups go, what lies there, and the way back. */
export function BackupsPage({ me }: { me: StaffMember }) {
  const { t } = useTranslation('backup');
  const language = useLanguage();
  const seen = useDesk((state) => state.backups);
  const load = useDesk((state) => state.loadBackups);
  const backUpNow = useDesk((state) => state.backUpNow);
  const [open, setOpen] = useState<DestinationRow | 'new' | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [restoring, setRestoring] = useState<BackupRow | null>(null);
  const destinationId = useDesk((state) => state.backupFiles.value?.destinationId ?? null);

  return (
    <div className={page.sheet}>
      <header className={page.head}>
        <div>
          <h1>{t('title')}</h1>
          <p className={page.soft}>{t('lead')}</p>
        </div>
        <Button variant="primary" icon={HardDriveDownload} data-action="back-up-now" disabled={!canRun(seen.value)} onClick={() => void backUpNow().then(setFailure)}>{t('runNow')}</Button>
      </header>
      {failure && <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice>}
      <LoadState loaded={seen} onAgain={() => void load()}>
        {(value) => (
          <div className={styles.parts}>
            {value.running && <BackupProgress running={value.running} destinations={value.destinations} />}
            {value.restored && <Restored restored={value.restored} />}
            <RecoveryKeyCard recovery={value.recovery} me={me} />
            <section className={styles.part} aria-labelledby="destinations">
              <header className={page.head}>
                <h2 id="destinations">{t('destinations.title')}</h2>
                <Button icon={Plus} data-action="new-destination" onClick={() => setOpen('new')}>{t('add')}</Button>
              </header>
              <BackupDestinations overview={value} onEdit={setOpen} />
            </section>
            {value.destinations.length > 0 && <BackupFilesPart destinations={value.destinations} me={me} onRestore={setRestoring} />}
          </div>
        )}
      </LoadState>
      {open !== null && <DestinationDialog destination={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
      {restoring && destinationId && <RestoreDialog backup={restoring} destinationId={destinationId} onClose={() => setRestoring(null)} />}
    </div>
  );
}

const canRun = (value: BackupsOverview | null): boolean => value !== null && value.recovery !== null && value.running === null && value.destinations.some(({ enabled }) => enabled);

function Restored({ restored }: { restored: NonNullable<BackupsOverview['restored']> }) {
  const { t } = useTranslation('backup');
  const language = useLanguage();
  const zone = useDesk((state) => state.status?.zone ?? 'UTC');
  const exact = (atMs: number) => exactTime(atMs, language, zone);
  return <Notice tone="info"><p data-outcome="restored">{t('restore.done', { at: exact(restored.atMs), when: exact(restored.backupAtMs) })}</p></Notice>;
}
