import { BellPlus, BellRing, CircleAlert, CircleCheck, Clock } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChannelRow, MessageRow } from '../../../shared/contractNotifications.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { useDesk } from '../desk.ts';
import type { NotificationsSeen, TestOutcome } from '../notificationActions.ts';
import { Blank } from '../parts/Blank.tsx';
import { ChannelDialog } from '../parts/ChannelDialog.tsx';
import { FormDialog } from '../parts/FormDialog.tsx';
import { LoadState } from '../parts/LoadState.tsx';
import { Notice } from '../parts/Notice.tsx';
import { NotificationRulesPart } from '../parts/NotificationRulesPart.tsx';
import styles from '../parts/Notifications.module.css';
import page from '../parts/Page.module.css';
import { Tag } from '../parts/Tag.tsx';
import { When } from '../parts/When.tsx';

type Tab = 'channels' | 'rules' | 'messages';

/** Where messages go, who is told what, and what became of each message. */
export function NotificationsPage() {
  const { t } = useTranslation('notifications');
  const seen = useDesk((state) => state.notifications);
  const load = useDesk((state) => state.loadNotifications);
  const [tab, setTab] = useState<Tab>('channels');
  const [open, setOpen] = useState<ChannelRow | 'new' | null>(null);
  return (
    <div className={page.sheet}>
      <header className={page.head}>
        <h1>{t('title')}</h1>
        <Button variant="primary" icon={BellPlus} data-action="new-channel" onClick={() => setOpen('new')}>{t('new')}</Button>
      </header>
      <LoadState loaded={seen} onAgain={() => void load()}>
        {(value) => (
          <Tabs<Tab> label={t('title')} value={tab} onChange={setTab} tabs={[{ value: 'channels', label: t('tabs.channels') }, { value: 'rules', label: t('tabs.rules') }, { value: 'messages', label: t('tabs.messages', { count: value.total }) }]}>
            {tab === 'channels' && <Channels seen={value} onOpen={setOpen} />}
            {tab === 'rules' && <NotificationRulesPart seen={value} />}
            {tab === 'messages' && <Messages seen={value} />}
          </Tabs>
        )}
      </LoadState>
      {open !== null && <ChannelDialog channel={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </div>
  );
}

function Channels({ seen, onOpen }: { seen: NotificationsSeen; onOpen(channel: ChannelRow): void }) {
  const { t } = useTranslation('notifications');
  const language = useLanguage();
  const testChannel = useDesk((state) => state.testChannel);
  const removeChannel = useDesk((state) => state.removeChannel);
  const [testing, setTesting] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<{ name: string; is: TestOutcome } | null>(null);
  const [removing, setRemoving] = useState<ChannelRow | null>(null);
  if (seen.channels.length === 0) return <Blank icon={BellRing} title={t('empty.title')}><p>{t('empty.text')}</p></Blank>;

  async function test({ channelId, name }: ChannelRow): Promise<void> {
    setTesting(channelId);
    setOutcome(null);
    setOutcome({ name, is: await testChannel(channelId) });
    setTesting(null);
  }

  return (
    <div className={page.top}>
      {outcome && <Outcome name={outcome.name} outcome={outcome.is} language={language} />}
      <SimpleTable<ChannelRow> label={t('tabs.channels')} className={page.short} rows={seen.channels} idOf={({ channelId }) => channelId} columns={[
        { id: 'name', header: t('columns.name'), cell: (row) => <span className={styles.state}><span className={page.name}>{row.name}</span>{t(`kind.${row.setup.kind}`)}</span> },
        { id: 'state', header: t('columns.state'), cell: (row) => <ChannelState row={row} /> },
        { id: 'waiting', header: t('columns.waiting'), width: '8rem', align: 'end', cell: (row) => t('waiting', { queued: row.queued, dead: row.dead }) },
        { id: 'do', header: t('columns.actions'), width: '20rem', cell: (row) => (
          <span className={styles.buttons}>
            <Button data-action="test-channel" busy={testing === row.channelId} disabled={testing !== null} onClick={() => void test(row)}>{testing === row.channelId ? t('testing') : t('test')}</Button>
            <Button variant="quiet" data-action="edit-channel" onClick={() => onOpen(row)}>{t('edit')}</Button>
            <Button variant="quiet" data-action="remove-channel" onClick={() => setRemoving(row)}>{t('remove')}</Button>
          </span>
        ) },
      ]} />
      {removing && <FormDialog title={t('removing.title', { name: removing.name })} submit={t('remove')} danger onSubmit={() => removeChannel(removing.channelId)} onClose={() => setRemoving(null)}><p>{t('removing.text', { count: removing.queued + removing.dead })}</p></FormDialog>}
    </div>
  );
}

function Outcome({ name, outcome, language }: { name: string; outcome: TestOutcome; language: 'id' | 'en' }) {
  const { t } = useTranslation('notifications');
  if ('failure' in outcome) return <Notice tone="refused"><p>{refusalText(language, outcome.failure.code, outcome.failure.data)}</p></Notice>;
  if (outcome.error === null) return <Notice tone="info"><p data-outcome="delivered">{t('delivered', { name, ms: outcome.tookMs })}</p></Notice>;
  return <Notice tone="refused" title={t('notDelivered', { name })}><p data-outcome={outcome.error}>{t(`errors.${outcome.error}`)}</p></Notice>;
}

function ChannelState({ row }: { row: ChannelRow }) {
  const { t } = useTranslation('notifications');
  if (!row.enabled) return <Tag>{t('state.off')}</Tag>;
  return (
    <span className={styles.state}>
      <span>{row.lastError !== null ? <Tag tone="refused" icon={CircleAlert}>{t('state.failing')}</Tag> : row.lastSuccessAtMs !== null ? <Tag tone="done" icon={CircleCheck}>{t('state.works')}</Tag> : <Tag icon={Clock}>{t('state.untried')}</Tag>}</span>
      {row.lastError !== null && <span>{t(`errors.${row.lastError}`)}</span>}
      {row.lastSuccessAtMs !== null && <span>{t('lastSuccess')} <When atMs={row.lastSuccessAtMs} /></span>}
    </span>
  );
}

function Messages({ seen }: { seen: NotificationsSeen }) {
  const { t } = useTranslation('notifications');
  const retryMessages = useDesk((state) => state.retryMessages);
  const discardMessages = useDesk((state) => state.discardMessages);
  if (seen.messages.length === 0) return <Blank icon={BellRing} title={t('noMessages.title')}><p>{t('noMessages.text')}</p></Blank>;
  const dead = seen.channels.reduce((sum, one) => sum + one.dead, 0);
  return (
    <div className={page.top}>
      {dead > 0 && <div className={styles.buttons}><Button data-action="retry-all" onClick={() => void retryMessages('all')}>{t('retryAll', { count: dead })}</Button><Button variant="quiet" onClick={() => void discardMessages('all')}>{t('discardAll')}</Button></div>}
      <SimpleTable<MessageRow> label={t('tabs.channels')} className={page.short} rows={seen.messages} idOf={({ messageId }) => messageId} columns={[
        { id: 'when', header: t('columns.when'), width: '9rem', cell: (row) => <When atMs={row.createdAtMs} /> },
        { id: 'channel', header: t('columns.channel'), width: '11rem', cell: (row) => <span className={styles.state}><span className={page.name}>{row.channelName}</span>{row.to}</span> },
        { id: 'text', header: t('columns.text'), cell: (row) => row.text },
        { id: 'state', header: t('columns.state'), width: '14rem', cell: (row) => (
          <span className={styles.state}>
            <span><Tag tone={row.state === 'sent' ? 'done' : row.state === 'dead' ? 'refused' : 'wait'} icon={row.state === 'sent' ? CircleCheck : row.state === 'dead' ? CircleAlert : Clock}>{t(`messageState.${row.state}`)}</Tag></span>
            {row.lastError !== null && <span>{t(`errors.${row.lastError}`)}</span>}
          </span>
        ) },
        { id: 'do', header: t('columns.actions'), width: '15.5rem', cell: (row) => row.state === 'dead' && <span className={styles.buttons}><Button data-action="retry" onClick={() => void retryMessages(row.messageId)}>{t('retry')}</Button><Button variant="quiet" onClick={() => void discardMessages(row.messageId)}>{t('discard')}</Button></span> },
      ]} />
    </div>
  );
}
