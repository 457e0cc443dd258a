import { CircleAlert, CircleCheck, Clock, HardDrive } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DestinationRow } from '../../../shared/contractBackups.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import type { BackupsOverview, DestinationTest } from '../backupActions.ts';
import { useDesk } from '../desk.ts';
import styles from './Backups.module.css';
import { Blank } from './Blank.tsx';
import { FormDialog } from './FormDialog.tsx';
import { Notice } from './Notice.tsx';
import page from './Page.module.css';
import { Tag } from './Tag.tsx';
import { ExactTime, When } from './When.tsx';

/** Where backups go, and how each is doing. */
export function BackupDestinations({ overview, onEdit }: { overview: BackupsOverview; onEdit(destination: DestinationRow): void }) {
  const { t } = useTranslation('backup');
  const testDestination = useDesk((state) => state.testDestination);
  const removeDestination = useDesk((state) => state.removeDestination);
  const [testing, setTesting] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<{ name: string; is: DestinationTest } | null>(null);
  const [removing, setRemoving] = useState<DestinationRow | null>(null);
  if (overview.destinations.length === 0) return <Blank icon={HardDrive} title={t('destinations.emptyTitle')}><p>{t('destinations.emptyText')}</p></Blank>;

  async function test({ destinationId, name }: DestinationRow): Promise<void> {
    setTesting(destinationId);
    setOutcome(null);
    setOutcome({ name, is: await testDestination(destinationId) });
    setTesting(null);
  }

  return (
    <>
      <p className={page.soft}>{overview.dailyAt === null ? t('destinations.never') : t('destinations.daily', { time: overview.dailyAt })}</p>
      {outcome && <TestOutcome name={outcome.name} outcome={outcome.is} />}
      <SimpleTable<DestinationRow> label={t('destinations.title')} className={page.short} rows={overview.destinations} idOf={({ destinationId }) => destinationId} columns={[
        { id: 'name', header: t('destinations.name'), cell: (row) => <span className={styles.lines}><span className={page.name}>{row.name}</span><span>{t(`destinations.kind.${row.setup.kind}`)}</span><span>{placeOf(row)}</span></span> },
        { id: 'state', header: t('destinations.state'), width: '19rem', cell: (row) => <State row={row} /> },
        { id: 'last', header: t('destinations.last'), width: '12rem', cell: (row) => (
          <span className={styles.lines}>
            <span className={page.name}>{row.lastSuccessAtMs === null ? t('destinations.neverYet') : <When atMs={row.lastSuccessAtMs} />}</span>
            {row.nextAtMs !== null && <span>{t('destinations.next')} <ExactTime atMs={row.nextAtMs} /></span>}
          </span>
        ) },
        { id: 'do', header: t('destinations.actions'), width: '17rem', cell: (row) => (
          <span className={`${styles.buttons} ${styles.start}`}>
            <Button data-action="test-destination" busy={testing === row.destinationId} disabled={testing !== null} onClick={() => void test(row)}>{testing === row.destinationId ? t('destinations.testing') : t('destinations.test')}</Button>
            <Button variant="quiet" data-action="edit-destination" onClick={() => onEdit(row)}>{t('destinations.edit')}</Button>
            <Button variant="quiet" data-action="remove-destination" onClick={() => setRemoving(row)}>{t('destinations.remove')}</Button>
          </span>
        ) },
      ]} />
      {removing && <FormDialog title={t('destinations.removeTitle', { name: removing.name })} submit={t('destinations.remove')} danger onSubmit={() => removeDestination(removing.destinationId)} onClose={() => setRemoving(null)}><p>{t('destinations.removeWhat')}</p></FormDialog>}
    </>
  );
}

function placeOf({ setup }: DestinationRow): string {
  return setup.kind === 'folder' ? setup.path : `${setup.endpoint ?? setup.region}/${setup.bucket}/${setup.prefix}`;
}

function State({ row }: { row: DestinationRow }) {
  const { t } = useTranslation('backup');
  const language = useLanguage();
  if (!row.enabled) return <Tag>{t('destinations.off')}</Tag>;
  return (
    <span className={styles.lines} data-state={row.lastError ?? 'well'}>
      {row.lastError !== null ? <Tag tone="refused" icon={CircleAlert}>{t('destinations.failing')}</Tag> : row.lastSuccessAtMs !== null ? <Tag tone="done" icon={CircleCheck}>{t('destinations.works')}</Tag> : <Tag icon={Clock}>{t('destinations.untried')}</Tag>}
      {row.lastError !== null && <span>{refusalText(language, row.lastError)}</span>}
      {!row.keysCurrent && <><Tag tone="wait" icon={Clock}>{t('destinations.keysOld')}</Tag><span>{t('destinations.keysOldWhat')}</span></>}
    </span>
  );
}

function TestOutcome({ name, outcome }: { name: string; outcome: DestinationTest }) {
  const { t } = useTranslation('backup');
  const language = useLanguage();
  if ('failure' in outcome) return <Notice tone="refused"><p>{refusalText(language, outcome.failure.code, outcome.failure.data)}</p></Notice>;
  if (outcome.error === null) return <Notice tone="info"><p data-outcome="reached">{t('destinations.testDone', { name, ms: outcome.tookMs })}</p></Notice>;
  return <Notice tone="refused" title={t('destinations.testFailed', { name })}><p data-outcome={outcome.error}>{refusalText(language, outcome.error)}</p></Notice>;
}
