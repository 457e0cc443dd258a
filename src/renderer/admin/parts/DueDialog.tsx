import { Hourglass } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output, StaffMember } from '../../../shared/contract.ts';
import { refusalText, useLanguage } from '../../i18n/i18n.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Money } from '../../ui/Money.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';
import { useDesk } from '../desk.ts';
import type { Failure } from '../lists.ts';
import { failureOf } from '../loads.ts';
import { mayEnter } from '../nav.ts';
import form from './FormDialog.module.css';
import { FormDialog } from './FormDialog.tsx';
import { Notice } from './Notice.tsx';
import styles from './Due.module.css';
import { ExactTime } from './When.tsx';

type Due = Output<'people.due'>;

/** Whom nobody has seen for as long as the site keeps data, and the way to let them go. */
export function DueButton({ me }: { me: StaffMember }) {
  const { t } = useTranslation('people');
  const language = useLanguage();
  const readDue = useDesk((state) => state.readDue);
  const [due, setDue] = useState<Due | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [done, setDone] = useState<Output<'people.eraseDue'> | null>(null);
  const [asking, setAsking] = useState(false);
  async function read(): Promise<void> {
    const answer = await readDue();
    setFailure(failureOf(answer));
    if (answer.ok) setDue(answer.value);
  }
  function close(): void {
    setDue(null);
    setFailure(null);
    setDone(null);
  }
  return (
    <>
      <Button variant="quiet" icon={Hourglass} data-action="show-due" onClick={() => void read()}>{t('due.open')}</Button>
      {failure && <Dialog title={t('due.title')} onClose={close}><Notice tone="refused"><p>{refusalText(language, failure.code, failure.data)}</p></Notice></Dialog>}
      {due && !asking && <DueDialog due={due} done={done} me={me} onErase={() => setAsking(true)} onClose={close} />}
      {due && asking && <EraseDue due={due} onErased={(answer) => { setDone(answer); void read(); }} onClose={() => setAsking(false)} />}
    </>
  );
}

function DueDialog({ due, done, me, onErase, onClose }: { due: Due; done: Output<'people.eraseDue'> | null; me: StaffMember; onErase(): void; onClose(): void }) {
  const { t } = useTranslation('people');
  const goTo = useDesk((state) => state.goTo);
  const free = due.rows.filter(({ balance }) => balance === 0).length;
  return (
    <Dialog title={t('due.title')} onClose={onClose}>
      <div className={form.form} data-due={due.rows.length}>
        <p className={form.lead}>{due.months === 0 ? t('due.never') : t('due.what', { count: due.months })}</p>
        {done && <Notice tone="info"><p data-erased={done.erased}>{t('due.done', { erased: done.erased, left: done.left })}</p></Notice>}
        {due.months > 0 && due.rows.length === 0 && <p>{t('due.none')}</p>}
        {due.rows.length > 0 && (
          <SimpleTable<Due['rows'][number]> label={t('due.title')} className={styles.rows} rows={due.rows} idOf={({ personId }) => personId} columns={[
            { id: 'name', header: t('name'), cell: (row) => <span className={styles.who}><strong>{row.name}</strong><span>{row.identifier}</span></span> },
            { id: 'seen', header: t('lastSeen'), width: '9rem', cell: (row) => <ExactTime atMs={row.lastSeenAtMs} /> },
            { id: 'balance', header: t('due.balance'), width: '7rem', align: 'end', cell: (row) => <Money amount={row.balance} /> },
          ]} />
        )}
        {free < due.rows.length && <p className={form.hint}>{t('due.balanceLeft')}</p>}
        <div className={form.buttons}>
          {due.months === 0 && mayEnter(me, 'settings') && <Button data-action="due-settings" onClick={() => goTo('settings')}>{t('due.settings')}</Button>}
          <Button variant="quiet" data-focus-first onClick={onClose}>{t('close')}</Button>
          {free > 0 && <Button variant="danger" data-action="erase-due" onClick={onErase}>{t('due.erase', { count: free })}</Button>}
        </div>
      </div>
    </Dialog>
  );
}

function EraseDue({ due, onErased, onClose }: { due: Due; onErased(answer: Output<'people.eraseDue'>): void; onClose(): void }) {
  const { t } = useTranslation('people');
  const eraseDue = useDesk((state) => state.eraseDue);
  const free = due.rows.filter(({ balance }) => balance === 0).map(({ personId }) => personId);
  return (
    <FormDialog
      title={t('due.eraseTitle', { count: free.length })} submit={t('eraseSubmit')} danger onClose={onClose}
      onSubmit={async () => {
        const answer = await eraseDue(free);
        if (answer.ok) onErased(answer.value);
        return failureOf(answer);
      }}
    >
      <p className={form.lead}>{t('eraseWhat')}</p>
    </FormDialog>
  );
}
