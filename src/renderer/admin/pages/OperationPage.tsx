import { CircleAlert, CircleCheck, CircleHelp, Info, Power, RotateCw, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { logLevels, type ChainState, type HealthReason, type LogLevel, type LogLine, type OperationStatus } from '../../../shared/contractOperation.ts';
import { alertKinds } from '../../../shared/notifications.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import type { OperationSeen } from '../operationActions.ts';
import { Choice } from '../parts/Choice.tsx';
import { FormDialog } from '../parts/FormDialog.tsx';
import { LoadState } from '../parts/LoadState.tsx';
import { Notice } from '../parts/Notice.tsx';
import page from '../parts/Page.module.css';
import { Tag } from '../parts/Tag.tsx';
import { ExactTime, When } from '../parts/When.tsx';
import styles from './OperationPage.module.css';

type End = 'restart' | 'quit';

/** How the machine is doing, what it wrote down, and the two ways to end it. */
export function OperationPage() {
  const { t } = useTranslation('operation');
  const operation = useDesk((state) => state.operation);
  const load = useDesk((state) => state.loadOperation);
  const endKiosk = useDesk((state) => state.endKiosk);
  const [asking, setAsking] = useState<End | null>(null);
  const [ending, setEnding] = useState<End | null>(null);

  async function end(how: End): Promise<Failure | null> {
    const failure = await endKiosk(how);
    if (!failure) setEnding(how);
    return failure;
  }

  return (
    <div className={page.sheet}>
      <header className={page.head}>
        <h1>{t('title')}</h1>
        <span className={styles.buttons}>
          <Button icon={RotateCw} data-action="restart-kiosk" disabled={ending !== null} onClick={() => setAsking('restart')}>{t('restart.button')}</Button>
          {operation.value?.status.mayQuit && <Button variant="quiet" icon={Power} data-action="quit-kiosk" disabled={ending !== null} onClick={() => setAsking('quit')}>{t('quit.button')}</Button>}
        </span>
      </header>
      {ending && <Notice tone="wait"><p data-ending={ending}>{t(`${ending}.under`)}</p></Notice>}
      <LoadState loaded={operation} onAgain={() => void load()}>{(seen) => <Seen seen={seen} />}</LoadState>
      {asking && (
        <FormDialog title={t(`${asking}.title`)} submit={t(`${asking}.button`)} danger={asking === 'quit'} onSubmit={() => end(asking)} onClose={() => setAsking(null)}>
          <p>{t(`${asking}.text`)}</p>
        </FormDialog>
      )}
    </div>
  );
}

function Seen({ seen: { status, level, lines, more } }: { seen: OperationSeen }) {
  return (
    <>
      <HealthNotice status={status} />
      <div className={styles.grid}>
        <MachineCard status={status} />
        <ChainsCard chains={status.chains} />
      </div>
      <Log level={level} lines={lines} more={more} />
    </>
  );
}

function HealthNotice({ status: { health } }: { status: OperationStatus }) {
  const { t } = useTranslation('operation');
  const reasonText = useReasonText();
  if (health.status === 'ok') return <p><Tag tone="done" icon={CircleCheck}>{t('health.ok')}</Tag></p>;
  return (
    <Notice tone={health.status === 'down' ? 'refused' : 'wait'} title={t(`health.${health.status}`)}>
      <ul className={styles.reasons}>{health.reasons.map((reason) => <li key={reason}>{reasonText(reason)}</li>)}</ul>
    </Notice>
  );
}

/** A reason is an alert, a refusal, or a word of this page. */
function useReasonText(): (reason: HealthReason) => string {
  const { t } = useTranslation('operation');
  const language = useLanguage();
  return (reason) => {
    if (reason === 'starting' || reason === 'kioskSilent') return t(`reasons.${reason}`);
    const alert = alertKinds.find((kind) => kind === reason);
    // Whatever is neither of those is a refusal's code: `HealthReason` has no fourth kind.
    return alert ? t(`alerts.${alert}`) : refusalText(language, reason as Exclude<HealthReason, 'starting' | 'kioskSilent' | (typeof alertKinds)[number]>);
  };
}

function MachineCard({ status }: { status: OperationStatus }) {
  const { t } = useTranslation('operation');
  const size = useSize();
  const { engine, disk } = status;
  return (
    <section className={page.card}>
      <h2>{t('machine.title')}</h2>
      <dl className={styles.facts}>
        <div><dt>{t('machine.version')}</dt><dd>{t('machine.versionOf', { version: status.version, host: t(`machine.${status.host}`) })}</dd></div>
        <div><dt>{t('machine.system')}</dt><dd>{status.system}</dd></div>
        <div><dt>{t('machine.started')}</dt><dd><When atMs={status.startedAtMs} /></dd></div>
        <div><dt>{t('machine.nextRestart')}</dt><dd>{status.nextRestartAtMs === null ? t('machine.never') : <ExactTime atMs={status.nextRestartAtMs} />}</dd></div>
        <div><dt>{t('machine.engine')}</dt><dd>{engine === null ? t('machine.noEngine') : t(engine.antiSpoofing ? 'machine.engineChecks' : 'machine.enginePlain', { model: engine.model })}</dd></div>
        <div><dt>{t('machine.memory')}</dt><dd>{size(status.memoryBytes)}</dd></div>
        <div><dt>{t('machine.disk')}</dt><dd>{disk === null ? '–' : t('machine.diskOf', { free: size(disk.freeBytes), total: size(disk.totalBytes) })}</dd></div>
        <div><dt>{t('machine.data')}</dt><dd>{status.dataDir} <span className={styles.soft}>({size(status.dataBytes)})</span></dd></div>
        <div><dt>{t('machine.backup')}</dt><dd>{status.backupAgeMs === null ? t('machine.noBackup') : <When atMs={status.nowMs - status.backupAgeMs} />}</dd></div>
        <div><dt>{t('machine.watched')}</dt><dd>{status.opsOrigin === null ? t('machine.notWatched') : status.opsOrigin}</dd></div>
        <div><dt>{t('machine.reports')}</dt><dd>{status.reportsTo ?? t('machine.noReports')}</dd></div>
      </dl>
    </section>
  );
}

function ChainsCard({ chains }: { chains: ChainState }) {
  const { t } = useTranslation('operation');
  const language = useLanguage();
  const verifyChains = useDesk((state) => state.verifyChains);
  const [checking, setChecking] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const number = (value: number) => new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB').format(value);

  async function verify(): Promise<void> {
    setChecking(true);
    setFailure(null);
    const outcome = await verifyChains();
    setChecking(false);
    if ('failure' in outcome) setFailure(outcome.failure);
  }

  return (
    <section className={page.card}>
      <h2>{t('chains.title')}</h2>
      <p className={styles.soft}>{t('chains.what')}</p>
      <dl className={styles.facts}>
        <div><dt>{t('chains.state')}</dt><dd data-chains={String(chains.sound)}><ChainTag sound={chains.sound} /></dd></div>
        <div><dt>{t('chains.checked')}</dt><dd>{chains.checkedAtMs === null ? '–' : <When atMs={chains.checkedAtMs} />} <span className={styles.soft}>({t(chains.complete ? 'chains.complete' : 'chains.newest')})</span></dd></div>
        <div><dt>{t('chains.transfers')}</dt><dd>{number(chains.transfers)}</dd></div>
        <div><dt>{t('chains.audit')}</dt><dd>{number(chains.audit)}</dd></div>
      </dl>
      {chains.sound === false && <Notice tone="refused"><p>{t('chains.brokenTodo')}</p></Notice>}
      {failure && <Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice>}
      <span className={styles.buttons}><Button icon={ShieldCheck} data-action="verify-chains" busy={checking} onClick={() => void verify()}>{t(checking ? 'chains.checking' : 'chains.verify')}</Button></span>
    </section>
  );
}

function ChainTag({ sound }: { sound: boolean | null }) {
  const { t } = useTranslation('operation');
  if (sound === null) return <Tag icon={CircleHelp}>{t('chains.unknown')}</Tag>;
  return sound ? <Tag tone="done" icon={CircleCheck}>{t('chains.sound')}</Tag> : <Tag tone="refused" icon={CircleAlert}>{t('chains.broken')}</Tag>;
}

const levelIcons = { info: Info, warn: CircleAlert, error: CircleAlert } as const;
const levelTones = { info: 'calm', warn: 'wait', error: 'refused' } as const;

function Log({ level, lines, more }: { level: LogLevel; lines: readonly LogLine[]; more: boolean }) {
  const { t } = useTranslation('operation');
  const showLog = useDesk((state) => state.showLog);
  return (
    <section className={styles.log}>
      <header className={page.head}>
        <h2>{t('log.title')}</h2>
        <Choice<LogLevel> label={t('log.level')} options={logLevels.map((value) => ({ value, label: t(`log.from.${value}`) }))} value={level} onChange={(value) => void showLog(value)} />
      </header>
      {lines.length === 0 ? <p className={styles.soft}>{t('log.empty')}</p> : (
        <SimpleTable<{ key: number; line: LogLine }> label={t('log.title')} rows={lines.map((line, key) => ({ key, line }))} idOf={({ key }) => key} foot={more ? t('log.more') : undefined} columns={[
          { id: 'when', header: t('log.when'), width: '11rem', cell: ({ line }) => <When atMs={line.atMs} /> },
          { id: 'level', header: t('log.level'), width: '9rem', cell: ({ line }) => <Tag tone={levelTones[line.level]} icon={levelIcons[line.level]}>{t(`log.levels.${line.level}`)}</Tag> },
          { id: 'what', header: t('log.what'), cell: ({ line }) => <span className={styles.what}><span>{line.text}</span><Facts facts={line.facts} /></span> },
        ]} />
      )}
    </section>
  );
}

function Facts({ facts }: { facts: LogLine['facts'] }) {
  const shown = Object.entries(facts).filter(([, value]) => value !== null && value !== '');
  return shown.length === 0 ? null : <span className={styles.extra}>{shown.map(([key, value]) => `${key}: ${String(value)}`).join(' · ')}</span>;
}

/** Bytes in words a person reads: "41,2 GB". */
function useSize(): (bytes: number) => string {
  const language = useLanguage();
  return (bytes) => {
    const [unit, divisor] = bytes >= 1e9 ? (['gigabyte', 1e9] as const) : (['megabyte', 1e6] as const);
    return new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB', { style: 'unit', unit, maximumFractionDigits: 1 }).format(bytes / divisor);
  };
}
